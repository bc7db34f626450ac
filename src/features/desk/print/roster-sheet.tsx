import { addDays, mondayOf } from "#domain/kernel/clock";
import { BANDS, type RosterSlot } from "#domain/people/people";
import { useRoster } from "#storage/people";
import { LoadingState } from "#ui/empty";
import { useLang } from "#ui/text";
import { useCommunity } from "../community.tsx";
import { dayLabel, useToday } from "../dates.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { PlainTable } from "../plain-table.tsx";
import { dateIn, Paper, Sheets, sheetsOf } from "./sheets.tsx";

interface DayOfRoster {
  readonly on: string;
  readonly slots: readonly RosterSlot[];
}

/** Lines of a sheet, by its busiest band each day. */
const A_SHEET = 44;
const LINES_OF_A_SLOT = 3;

function costOf({ slots }: DayOfRoster): number {
  const busiest = Math.max(...BANDS.map((band) => slots.filter((slot) => slot.band === band).length));
  return 1 + busiest * LINES_OF_A_SLOT;
}

/** The roster of a week, one line a day. */
export function RosterSheet({ from }: { from: string | null }) {
  const t = useDeskText();
  const names = useNames();
  const { lang } = useLang();
  const { today } = useToday();
  const { code } = useCommunity();
  const monday = mondayOf(dateIn(from) ?? today);
  const sunday = addDays(monday, 6);
  const slots = useRoster(monday, sunday)
    ?.map((s) => s.doc)
    .filter((s) => s.communityCode === code && s.state === "planned");
  if (!slots) return <LoadingState />;
  const days = [0, 1, 2, 3, 4, 5, 6]
    .map((n) => addDays(monday, n))
    .map((on): DayOfRoster => ({ on, slots: slots.filter((slot) => slot.on === on) }));
  return (
    <Paper back="/desk/roster">
      <Sheets
        title={t.print.rosterTitle(dayLabel(monday, lang), dayLabel(sunday, lang))}
        sheets={sheetsOf(days, A_SHEET, costOf)}
      >
        {(sheet) => (
          <PlainTable
            className="desk-paper desk-paper-roster"
            heads={[t.day, ...BANDS.map((band) => t.band[band])]}
            rows={sheet}
            rowKey={(day) => day.on}
          >
            {(day) => (
              <>
                <th scope="row">{dayLabel(day.on, lang)}</th>
                {BANDS.map((band) => (
                  <td key={band}>
                    {day.slots
                      .filter((slot) => slot.band === band)
                      .map(({ id, teamId, groupId, routeId }) => (
                        <p key={id}>{`${names.group(teamId, groupId)} · ${names.route(routeId)}`}</p>
                      ))}
                  </td>
                ))}
              </>
            )}
          </PlainTable>
        )}
      </Sheets>
    </Paper>
  );
}
