import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { roundProgress } from "#domain/patrol/round";
import { countByState, DAY_STATES, type DayLine, type DayState } from "#domain/patrol/round-day";
import { type BadgeTone, SeverityBadge, StateBadge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { FilterChips } from "#ui/chips";
import { EmptyState, LoadingState } from "#ui/empty";
import { type Column, DataTable } from "#ui/table";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { DaySwitch, dayLabel, useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { type DeskText, useDeskText } from "../desk-text.ts";
import { useFilteredIssues } from "../issues/filtered-issues.ts";
import { MediationDue } from "../mediations/mediation-due.tsx";
import { type Names, useNames } from "../names.ts";
import { RoundPanel } from "../round-panel.tsx";
import { notesOf, stateWord, timeOf, useDayLines } from "./day-lines.ts";

const TONE: Readonly<Record<DayState, BadgeTone>> = {
  running: "accent",
  planned: "plain",
  missed: "warn",
  finished: "good",
  cancelled: "plain",
};

/** The day's rounds, and beside them what was reported and waits. */
export default function TodayPage() {
  const t = useDeskText();
  const { lang } = useLang();
  const { today } = useToday();
  const [params, setParams] = useSearchParams();
  const on = /^\d{4}-\d\d-\d\d$/.test(params.get("on") ?? "") ? (params.get("on") ?? today) : today;
  const lines = useDayLines(on);
  const chosen = lines?.find((line) => line.id === params.get("id"));
  const go = (day: string, id: string | undefined): void =>
    setParams({ ...(day === today ? {} : { on: day }), ...(id ? { id } : {}) }, { replace: true });
  return (
    <DeskFrame
      title={on === today ? t.today.title : t.today.titleOf(dayLabel(on, lang))}
      actions={<LinkButton to={`/desk/print/day?on=${on}`}>{t.today.print}</LinkButton>}
      side={chosen ? <LinePanel line={chosen} /> : undefined}
      sideTitle={t.today.detail}
      onSideClose={() => go(on, undefined)}
    >
      <DaySwitch on={on} onChange={(day) => go(day, undefined)} />
      <div className={chosen ? "stack-wide" : "desk-columns"}>
        {lines ? <DayTable lines={lines} chosen={chosen?.id} onChoose={(id) => go(on, id)} /> : <LoadingState />}
        <div className="stack-wide">
          <MediationDue />
          <NewIssues />
        </div>
      </div>
    </DeskFrame>
  );
}

function LinePanel({ line }: { line: DayLine }) {
  const t = useDeskText();
  const names = useNames();
  const { round, slot, state } = line;
  if (round) return <RoundPanel id={round.id} />;
  if (!slot) return null;
  return (
    <div className="stack">
      <p className="subtitle">{names.group(slot.teamId, slot.groupId)}</p>
      <p>{`${t.band[slot.band]} · ${names.route(slot.routeId)}`}</p>
      <p className="dim">
        {state === "cancelled" ? slot.reason : state === "missed" ? t.today.missedDetail : t.today.plannedDetail}
      </p>
    </div>
  );
}

interface DayTableProps {
  readonly lines: readonly DayLine[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function DayTable({ lines, chosen, onChoose }: DayTableProps) {
  const t = useDeskText();
  const names = useNames();
  const [states, setStates] = useState<readonly DayState[]>([]);
  const counts = countByState(lines);
  const beside = chosen !== undefined;
  const columns = useMemo(() => dayColumns(t, names, beside), [t, names, beside]);
  const rows = useMemo(
    () => (states.length === 0 ? lines : lines.filter((line) => states.includes(line.state))),
    [lines, states],
  );
  if (lines.length === 0) {
    const action = <LinkButton to="/desk/roster">{t.today.emptyAction}</LinkButton>;
    return <EmptyState title={t.today.empty} text={t.today.emptyText} action={action} />;
  }
  return (
    <section className="stack" aria-label={t.today.title}>
      <FilterChips
        label={t.today.stateFilter}
        options={DAY_STATES.map((value) => ({ value, label: t.today.states[value], count: counts[value] }))}
        value={states}
        onChange={setStates}
      />
      <DataTable
        label={t.today.title}
        columns={columns}
        rows={rows}
        rowKey={(line) => line.id}
        selected={chosen ?? null}
        onSelect={(line) => onChoose(line.id)}
      />
    </section>
  );
}

function dayColumns(t: DeskText, names: Names, beside: boolean): Column<DayLine>[] {
  const head = t.today;
  const columns: (Column<DayLine> | false)[] = [
    {
      key: "state",
      head: head.state,
      cell: (line) => <StateBadge tone={TONE[line.state]}>{stateWord(t, line)}</StateBadge>,
    },
    { key: "time", head: head.time, cell: (line) => <span className="nowrap">{timeOf(line, t)}</span> },
    {
      key: "group",
      head: head.group,
      rowHead: true,
      cell: ({ round, slot }) => {
        const team = round ?? slot;
        return (
          <>
            {team ? names.group(team.teamId, team.groupId) : t.unknown}
            <span className="desk-words">{names.route(team?.routeId)}</span>
          </>
        );
      },
    },
    {
      key: "progress",
      head: head.progress,
      align: "end",
      cell: ({ round }) => {
        const progress = round && roundProgress(round);
        return progress ? <span className="nowrap">{t.today.seenOf(progress.seen, progress.of)}</span> : "—";
      },
    },
    !beside && {
      key: "who",
      head: head.who,
      cell: ({ round }) => (round ? round.memberIds.map(names.person).join(t.listComma) : "—"),
    },
    !beside && {
      key: "note",
      head: head.note,
      cell: (line) => notesOf(line, t).map((note) => <p key={note}>{note}</p>),
    },
  ];
  return columns.filter((column): column is Column<DayLine> => column !== false);
}

const FRESH = { states: ["reported"], severities: [], text: "" } as const;

/** What was reported and nobody has taken up yet: most severe first, with its words. */
function NewIssues() {
  const t = useDeskText();
  const names = useNames();
  const fresh = useFilteredIssues(FRESH, 8);
  return (
    <section className="stack" aria-label={t.today.newIssues}>
      <div className="row-apart">
        <h2>{`${t.today.newIssues}${fresh && fresh.total > 0 ? ` ${fresh.total}` : ""}`}</h2>
        <LinkButton to="/desk/issues" size="small">
          {t.today.allIssues}
        </LinkButton>
      </div>
      {fresh?.rows.length === 0 && <p className="dim">{t.today.noNew}</p>}
      {fresh && fresh.rows.length > 0 && (
        <Card kind="list">
          {fresh.rows.map(({ doc }) => (
            <ListRow key={doc.id} to={`/desk/issues?id=${doc.id}`} icon={<SeverityBadge severity={doc.severity} />}>
              {names.category(doc)}
              {doc.words && <span className="desk-words">{doc.words}</span>}
              <span className="desk-words">
                {names.place(doc.place)} · <When at={doc.reportedAt} />
              </span>
            </ListRow>
          ))}
        </Card>
      )}
    </section>
  );
}
