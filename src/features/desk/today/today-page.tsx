import { useState } from "react";
import { addDays } from "#domain/kernel/clock";
import { latestStops, type PatrolRound, roundProgress } from "#domain/patrol/round";
import { type DayLine, type DayState, deriveRoundDay } from "#domain/patrol/round-day";
import { useIssues } from "#storage/issues";
import { useRounds } from "#storage/patrols";
import { useRoster } from "#storage/people";
import type { Shown } from "#storage/shown";
import { type BadgeTone, SeverityBadge, StateBadge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { useLang } from "#ui/text";
import { clockTime, When } from "#ui/time";
import { useCommunity } from "../community.tsx";
import { DaySwitch, dayLabel, useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { DeskTable } from "../desk-table.tsx";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import { Overview } from "./overview.tsx";

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
  const { figuresOnly } = useCommunity();
  const [chosen, setChosen] = useState<string>();
  const on = chosen ?? today;
  const title = on === today ? t.today.title : t.today.titleOf(dayLabel(on, lang));
  if (figuresOnly) {
    return (
      <DeskFrame title={t.overview.title} lead={t.wholeDistrict}>
        <Overview />
      </DeskFrame>
    );
  }
  return (
    <DeskFrame title={title} actions={<DaySwitch on={on} onChange={setChosen} />}>
      <div className="desk-columns">
        <DayTable on={on} />
        <NewIssues />
      </div>
    </DeskFrame>
  );
}

function useDayLines(on: string): readonly DayLine[] | undefined {
  const { now } = useToday();
  const { code } = useCommunity();
  const slots = useRoster(on, on);
  // A night round is dated by its start; a late entry for a slot of this day may carry a neighbour's date.
  const rounds = useRounds(addDays(on, -1), addDays(on, 1));
  if (!slots || !rounds) return undefined;
  const docs = <T,>(shown: readonly Shown<T>[]): T[] => shown.map((one) => one.doc);
  const own = <T extends { communityCode: string }>(all: readonly T[]): T[] =>
    all.filter((one) => one.communityCode === code);
  return deriveRoundDay(own(docs(slots)), own(docs(rounds)), on, now);
}

function DayTable({ on }: { on: string }) {
  const t = useDeskText();
  const lines = useDayLines(on);
  if (!lines) return <LoadingState />;
  if (lines.length === 0) {
    return (
      <EmptyState
        title={t.today.empty}
        text=""
        action={<LinkButton to="/desk/roster">{t.today.emptyAction}</LinkButton>}
      />
    );
  }
  const heads = [
    t.today.state,
    t.today.time,
    t.today.group,
    t.today.route,
    t.today.progress,
    t.today.who,
    t.today.note,
  ];
  return (
    <DeskTable label={t.today.title} heads={heads}>
      {lines.map((line) => (
        <DayRow key={line.id} line={line} />
      ))}
    </DeskTable>
  );
}

function DayRow({ line }: { line: DayLine }) {
  const t = useDeskText();
  const names = useNames();
  const { slot, round, state } = line;
  const team = round ?? slot;
  const progress = round ? roundProgress(round) : undefined;
  return (
    <tr>
      <td>
        <StateBadge tone={TONE[state]}>{round?.state === "paused" ? t.today.paused : t.today.states[state]}</StateBadge>
      </td>
      <td className="nowrap">{timeOf(line, slot ? t.band[slot.band] : t.unknown)}</td>
      <th scope="row">{team ? names.group(team.teamId, team.groupId) : t.unknown}</th>
      <td>{names.route(team?.routeId)}</td>
      <td className="nowrap">{progress ? `${progress.seen} / ${progress.of}` : "—"}</td>
      <td>{round ? round.memberIds.map(names.person).join("、") : "—"}</td>
      <td>{round ? <RoundNote round={round} planned={slot !== undefined} /> : (slot?.reason ?? "")}</td>
    </tr>
  );
}

function timeOf({ round }: DayLine, planned: string): string {
  if (!round) return planned;
  return `${clockTime(round.startedAt)} – ${round.finishedAt ? clockTime(round.finishedAt) : ""}`;
}

function RoundNote({ round, planned }: { round: PatrolRound; planned: boolean }) {
  const t = useDeskText();
  const seen = latestStops(round);
  const missed = (round.missed ?? []).filter((m) => (seen.get(m.checkpointId)?.result ?? "notSeen") === "notSeen");
  const marks = [round.late && t.today.late, !planned && t.today.unplanned].filter(Boolean).join(" · ");
  return (
    <span className="stack-tight">
      {marks && <span>{marks}</span>}
      {missed.length > 0 && <span>{t.today.missedStops(missed.length)}</span>}
      {round.handover && <span>{round.handover}</span>}
    </span>
  );
}

function NewIssues() {
  const t = useDeskText();
  const names = useNames();
  const fresh = useIssues({ states: ["reported"], limit: 8 });
  return (
    <section className="stack" aria-label={t.today.newIssues}>
      <div className="row-apart">
        <h2>{t.today.newIssues}</h2>
        <LinkButton to="/desk/issues" size="small">
          {t.today.allIssues}
        </LinkButton>
      </div>
      {fresh?.rows.length === 0 && <p className="dim">{t.today.noNew}</p>}
      <Card kind="list">
        {fresh?.rows.map(({ doc }) => (
          <ListRow key={doc.id} to={`/desk/issues?id=${doc.id}`} icon={<SeverityBadge severity={doc.severity} />}>
            {doc.categoryLabel}
            <span className="small dim" style={{ display: "block" }}>
              {names.place(doc.place)} · <When at={doc.reportedAt} />
            </span>
          </ListRow>
        ))}
      </Card>
    </section>
  );
}
