import { roundProgress } from "#domain/patrol/round";
import type { DayLine } from "#domain/patrol/round-day";
import { EmptyState, LoadingState } from "#ui/empty";
import { useLang } from "#ui/text";
import { dayLabel, useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { PlainTable } from "../plain-table.tsx";
import { notesOf, stateWord, timeOf, useDayLines } from "../today/day-lines.ts";
import { dateIn, Paper, Sheets, sheetsOf } from "./sheets.tsx";

/** Rounds on one A4 sheet. */
const A_SHEET = 12;

/** The rounds of a day on paper: planned, walked, missed, and who went. */
export function DaySheets({ on: given }: { on: string | null }) {
  const t = useDeskText();
  const { lang } = useLang();
  const { today } = useToday();
  const on = dateIn(given) ?? today;
  const lines = useDayLines(on);
  if (!lines) return <LoadingState />;
  const { state, time, group, progress, who, note } = t.today;
  return (
    <Paper back={`/desk?on=${on}`}>
      {lines.length === 0 && <EmptyState title={t.today.empty} text={t.today.emptyText} />}
      <Sheets title={t.today.titleOf(dayLabel(on, lang))} sheets={sheetsOf(lines, A_SHEET)}>
        {(sheet) => (
          <PlainTable
            className="desk-paper desk-paper-day"
            heads={[state, time, group, progress, who, note]}
            rows={sheet}
            rowKey={(line) => line.id}
          >
            {(line) => <DayCells line={line} />}
          </PlainTable>
        )}
      </Sheets>
    </Paper>
  );
}

function DayCells({ line }: { line: DayLine }) {
  const t = useDeskText();
  const names = useNames();
  const of = line.round ?? line.slot;
  const seen = line.round && roundProgress(line.round);
  return (
    <>
      <td>{stateWord(t, line)}</td>
      <td>{timeOf(line, t)}</td>
      <th scope="row">
        {of ? names.group(of.teamId, of.groupId) : t.unknown} · {names.route(of?.routeId)}
      </th>
      <td>{seen ? t.today.seenOf(seen.seen, seen.of) : ""}</td>
      <td>{line.round?.memberIds.map(names.person).join(t.listComma)}</td>
      <td>
        {notesOf(line, t).map((one) => (
          <p key={one}>{one}</p>
        ))}
      </td>
    </>
  );
}
