import { useState } from "react";
import { useNavigate } from "react-router";
import { buzz } from "#device/vibrate";
import type { PatrolRound, RoundJoin } from "#domain/patrol/round";
import { everybodyIn, presentMinutes } from "#domain/patrol/round-time";
import { useDraft } from "#storage/drafts";
import { useJoins, useMyOpenRound } from "#storage/patrols";
import { usePeople, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { TextArea } from "#ui/field";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { useToast } from "#ui/toast";
import type { PhoneFrame } from "./frame.ts";
import { groupMissed, type Reasons, reasonOf } from "./missed.ts";
import { MissedReasons } from "./missed-reasons.tsx";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { missedStops } from "./round-order.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

interface FinishDraft {
  readonly endAt: string;
  readonly reasons: Reasons;
  readonly handover: string;
  readonly minutes: Readonly<Record<string, number>>;
}

/** The end of a round: what was missed and why, a word for the next shift, each one's minutes. */
export function FinishPage({ badge }: PhoneFrame) {
  const t = useText(zh, en);
  const open = useMyOpenRound();
  if (open) return <Finish round={open.doc} badge={badge} />;
  return (
    <PhonePage title={t.finishTitle} back="/patrol" badge={badge}>
      {open === undefined ? (
        <LoadingState title={t.loading} />
      ) : (
        <EmptyState title={t.noRound} text={t.noRoundText} action={<LinkButton to="/patrol">{t.toSlots}</LinkButton>} />
      )}
    </PhonePage>
  );
}

function useFinishDraft(round: PatrolRound) {
  const { value, ready, save, clear } = useDraft<FinishDraft>(`finish:${round.id}`);
  const [openedAt] = useState(() => new Date().toISOString());
  const draft: FinishDraft = value ?? { endAt: openedAt, reasons: {}, handover: "", minutes: {} };
  // Whoever went back and walked on ends the round later than he first meant to.
  const walkedOn = [...round.stops, ...round.pauses].some((mark) => mark.at > draft.endAt);
  const current = walkedOn ? { ...draft, endAt: openedAt } : draft;
  return { ready, draft: current, change: (next: Partial<FinishDraft>) => save({ ...current, ...next }), clear };
}

/** Everybody of the round with the minutes it observed, and whom the server may know to have joined besides. */
function useMembersTime(round: PatrolRound, joins: readonly RoundJoin[], endAt: string) {
  const teams = useTeams();
  const memberIds = everybodyIn(round, joins);
  const observed = (personId: string): number => {
    const joinedAt = joins.find((j) => j.personId === personId)?.at;
    return Math.min(DAY_MIN, presentMinutes(round, { personId, joinedAt }, endAt));
  };
  const team = teams?.find((one) => one.id === round.teamId);
  const mayHaveJoined = [...new Set(team?.groups.flatMap((g) => g.memberIds) ?? [])];
  return { memberIds, observed, mayHaveJoined };
}

function Finish({ round, badge }: { round: PatrolRound; badge: PhoneFrame["badge"] }) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const toast = useToast();
  const places = usePlaces();
  const joins = useJoins(round.id);
  const { act, busy } = usePatrolAct();
  const { draft, change, clear } = useFinishDraft(round);
  const missed = missedStops(round);
  const { memberIds, observed, mayHaveJoined } = useMembersTime(round, joins, draft.endAt);
  const minutesOf = (id: string): number => draft.minutes[id] ?? observed(id);
  const complete = missed.every((id) => reasonOf(draft.reasons, id) !== "");
  const finish = async (): Promise<void> => {
    const handover = draft.handover.trim();
    const args = {
      roundId: round.id,
      missed: missed.map((id) => ({ checkpointId: id, reason: reasonOf(draft.reasons, id) })),
      ...(handover ? { handover } : {}),
      minutes: memberIds.map((personId) => ({ personId, minutes: minutesOf(personId) })),
      mayHaveJoined,
    };
    if (!(await act([{ cmd: "round.finish", args }]))) return;
    buzz("saved");
    await clear();
    toast({ tone: "good", text: t.finished });
    await navigate("/", { replace: true });
  };
  const main = (
    <Button full variant="main" size="patrol" busy={busy} disabled={!complete} onClick={() => void finish()}>
      {t.finishNow}
    </Button>
  );
  return (
    <PhonePage title={t.finishTitle} back="/patrol/round" badge={badge} footer={main}>
      {missed.length > 0 && (
        <MissedReasons
          groups={groupMissed(missed, places)}
          reasons={draft.reasons}
          onChange={(reasons) => change({ reasons })}
        />
      )}
      <TextArea
        label={t.handover}
        hint={t.handoverHint}
        rows={3}
        maxLength={500}
        value={draft.handover}
        onChange={(handover) => change({ handover })}
      />
      <Minutes
        memberIds={memberIds}
        minutesOf={minutesOf}
        onChange={(id, minutes) => change({ minutes: { ...draft.minutes, [id]: minutes } })}
      />
    </PhonePage>
  );
}

interface MinutesProps {
  readonly memberIds: readonly string[];
  readonly minutesOf: (id: string) => number;
  readonly onChange: (id: string, minutes: number) => void;
}

const STEP_MIN = 5;
const DAY_MIN = 1440;

/** Each one's time, right as it stands in most cases; 5 minutes more or less by a tap. */
export function Minutes({ memberIds, minutesOf, onChange }: MinutesProps) {
  const t = useText(zh, en);
  const people = usePeople();
  return (
    <section className="stack" aria-label={t.minutesTitle}>
      <h2>{t.minutesTitle}</h2>
      <p className="dim">{t.minutesHint}</p>
      {memberIds.map((id) => {
        const name = people?.get(id)?.displayName ?? id.slice(-4);
        const minutes = minutesOf(id);
        const set = (next: number): void => onChange(id, Math.min(DAY_MIN, Math.max(0, next)));
        return (
          <div key={id} className="row-apart">
            <span>{name}</span>
            <span className="row">
              <Button size="patrol" aria-label={t.less(name)} onClick={() => set(minutes - STEP_MIN)}>
                −
              </Button>
              <output aria-label={t.minutesOf(name)}>{t.minutes(minutes)}</output>
              <Button size="patrol" aria-label={t.plus(name)} onClick={() => set(minutes + STEP_MIN)}>
                +
              </Button>
            </span>
          </div>
        );
      })}
    </section>
  );
}
