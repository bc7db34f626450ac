/** The rounds of one day as the roster and the records tell it: planned, running, finished, missed, called off. */
import { instantAt } from "../kernel/clock.ts";
import type { Instant, LocalDate } from "../kernel/ids.ts";
import { BAND_MINUTES, type RosterSlot } from "../people/people.ts";
import type { PatrolRound } from "./round.ts";

export const DAY_STATES = ["running", "planned", "missed", "finished", "cancelled"] as const;
export type DayState = (typeof DAY_STATES)[number];

/** One line of the day: a slot with its round, a slot without one, or a round nobody had planned. */
export interface DayLine<R extends PatrolRound = PatrolRound> {
  readonly id: string;
  readonly state: DayState;
  readonly slot?: RosterSlot | undefined;
  readonly round?: R | undefined;
}

const roundState = (round: PatrolRound): DayState => (round.state === "finished" ? "finished" : "running");

function slotState(slot: RosterSlot, now: Instant): DayState {
  if (slot.state === "cancelled") return "cancelled";
  const [, until] = BAND_MINUTES[slot.band];
  return now >= instantAt(slot.on, until) ? "missed" : "planned";
}

/** The round that speaks for a slot: one still running before a finished one, the latest of several. */
function roundOfSlot<R extends PatrolRound>(slot: RosterSlot, rounds: readonly R[]): R | undefined {
  const own = rounds.filter((r) => r.slotId === slot.id);
  const running = own.filter((r) => r.state !== "finished");
  return [...(running.length > 0 ? running : own)].sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
}

const startOf = (line: DayLine): Instant =>
  line.round?.startedAt ?? (line.slot ? instantAt(line.slot.on, BAND_MINUTES[line.slot.band][0]) : "");

/**
 * Lines of the local day `on` as of `now`, in order of their time. A slot is missed only when its band is over and no
 * round was started for it or entered late; before that it is planned. A slot that was walked after all counts as
 * walked, called off or not.
 */
export function deriveRoundDay<R extends PatrolRound>(
  slots: readonly RosterSlot[],
  rounds: readonly R[],
  on: LocalDate,
  now: Instant,
): DayLine<R>[] {
  const ofDay = slots.filter((s) => s.on === on);
  const spoken = new Set<string>();
  const planned = ofDay.map((slot): DayLine<R> => {
    const round = roundOfSlot(slot, rounds);
    if (round) spoken.add(round.id);
    return { id: slot.id, slot, round, state: round ? roundState(round) : slotState(slot, now) };
  });
  const extra = rounds
    .filter((r) => r.on === on && !spoken.has(r.id))
    .map((round): DayLine<R> => ({ id: round.id, round, state: roundState(round) }));
  return [...planned, ...extra].sort((a, b) => startOf(a).localeCompare(startOf(b)) || a.id.localeCompare(b.id));
}

/** How many lines of each state. */
export function countByState(lines: readonly DayLine[]): Record<DayState, number> {
  const counts: Record<DayState, number> = { running: 0, planned: 0, missed: 0, finished: 0, cancelled: 0 };
  for (const line of lines) counts[line.state]++;
  return counts;
}
