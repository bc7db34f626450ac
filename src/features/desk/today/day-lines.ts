/** The day as its lines, and what is said of each: for the screen and for paper. */
import { useMemo } from "react";
import { addDays } from "#domain/kernel/clock";
import { latestStops, type PatrolRound } from "#domain/patrol/round";
import { type DayLine, deriveRoundDay } from "#domain/patrol/round-day";
import { useRounds } from "#storage/patrols";
import { useRoster } from "#storage/people";
import type { Shown } from "#storage/shown";
import { clockTime } from "#ui/time";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import type { DeskText } from "../desk-text.ts";

/** Lines of one day of the chosen community, renewed with every record that comes in and every minute. */
export function useDayLines(on: string): readonly DayLine[] | undefined {
  const { now } = useToday();
  const { code } = useCommunity();
  const slots = useRoster(on, on);
  // A night round is dated by its start; a late entry for a slot of this day may carry a neighbour's date.
  const rounds = useRounds(addDays(on, -1), addDays(on, 1));
  return useMemo(() => {
    if (!slots || !rounds) return undefined;
    const docs = <T>(shown: readonly Shown<T>[]): T[] => shown.map((one) => one.doc);
    const own = <T extends { communityCode: string }>(all: readonly T[]): T[] =>
      all.filter((one) => one.communityCode === code);
    return deriveRoundDay(own(docs(slots)), own(docs(rounds)), on, now);
  }, [slots, rounds, code, on, now]);
}

export const stateWord = (t: DeskText, { round, state }: DayLine): string =>
  round?.state === "paused" ? t.today.paused : t.today.states[state];

/** From when to when it was walked; the band where nobody has set out. */
export function timeOf({ round, slot }: DayLine, t: DeskText): string {
  if (!round) return slot ? t.band[slot.band] : t.unknown;
  return `${clockTime(round.startedAt)} – ${round.finishedAt ? clockTime(round.finishedAt) : ""}`;
}

/** What else there is to say about a line, one thing each. */
export function notesOf({ round, slot }: DayLine, t: DeskText): string[] {
  if (!round) return slot?.reason ? [slot.reason] : [];
  const seen = latestStops(round);
  const missed = (round.missed ?? []).filter((m) => (seen.get(m.checkpointId)?.result ?? "notSeen") === "notSeen");
  const notes = [round.late && t.today.late, !slot && t.today.unplanned, missedNote(missed, t), round.handover];
  return notes.filter((note): note is string => Boolean(note));
}

const missedNote = (missed: PatrolRound["missed"], t: DeskText): string | false =>
  missed !== undefined && missed.length > 0 && t.today.missedStops(missed.length);
