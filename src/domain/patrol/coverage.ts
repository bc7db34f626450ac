/**
 * Which place has nobody looked at for how long. It speaks of places, never of people: nothing here counts a person.
 * A place no known round has seen is unknown; it is never zero and never counted as overdue.
 */
import { localDateOf } from "../kernel/clock.ts";
import type { CheckpointId, Instant, LocalDate, RoundId } from "../kernel/ids.ts";
import { type Checkpoint, isRetired } from "../place/place.ts";
import { latestStops, type PatrolRound } from "./round.ts";

export type CoverageTone = "fresh" | "due" | "overdue" | "unknown";

/** From so many days on a place is due, and after so many it is overdue. */
export const DUE_DAYS = 3;
export const OVERDUE_DAYS = 7;

export interface CheckpointCoverage {
  readonly checkpointId: CheckpointId;
  /** When somebody last looked at it; undefined: no known round did. */
  readonly lastSeenAt?: Instant | undefined;
  readonly roundId?: RoundId | undefined;
  /** Whole local days since then: 0 is today. Undefined is unknown. */
  readonly days?: number | undefined;
  readonly tone: CoverageTone;
}

type SeenIn = Pick<PatrolRound, "id" | "stops" | "retractions">;

const daysApart = (from: LocalDate, to: LocalDate): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));

function toneOf(days: number | undefined): CoverageTone {
  if (days === undefined) return "unknown";
  if (days > OVERDUE_DAYS) return "overdue";
  return days >= DUE_DAYS ? "due" : "fresh";
}

function lastSeen(rounds: readonly SeenIn[], now: Instant): Map<CheckpointId, { at: Instant; roundId: RoundId }> {
  const seen = new Map<CheckpointId, { at: Instant; roundId: RoundId }>();
  for (const round of rounds) {
    // A later look must not hide what was known at `now`; a stop that was taken back was never right.
    for (const stop of latestStops({ ...round, stops: round.stops.filter((s) => s.at <= now) }).values()) {
      if (stop.result === "notSeen") continue;
      const known = seen.get(stop.checkpointId);
      if (!known || known.at < stop.at) seen.set(stop.checkpointId, { at: stop.at, roundId: round.id });
    }
  }
  return seen;
}

/**
 * One tone for many places: that of the place nobody has seen for longest. Unknown only where none of them is known,
 * for what nobody wrote down is no worse than what was.
 */
export function worstTone(tones: Iterable<CoverageTone>): CoverageTone {
  const found = new Set(tones);
  return (["overdue", "due", "fresh"] as const).find((tone) => found.has(tone)) ?? "unknown";
}

/** Unknown first, then the longest unseen; a place seen the same day keeps the order it came in. */
function byNeed(a: CheckpointCoverage, b: CheckpointCoverage): number {
  if (a.days === undefined || b.days === undefined) {
    return (a.days === undefined ? 0 : 1) - (b.days === undefined ? 0 : 1);
  }
  return b.days - a.days;
}

/**
 * Coverage of the places in use at `now`, the neediest first. A stop written after `now` counts nothing, so that the
 * same rounds can be read as of an earlier day.
 */
export function deriveCoverage(
  checkpoints: Iterable<Checkpoint>,
  rounds: readonly SeenIn[],
  now: Instant,
): CheckpointCoverage[] {
  return coverageOf(checkpoints, lastSeen(rounds, now), now);
}

/** The same from the last sight of each place, for those who do not hold the rounds. */
export function deriveCoverageOfSights(
  checkpoints: Iterable<Checkpoint>,
  sights: ReadonlyMap<string, Instant>,
  now: Instant,
): CheckpointCoverage[] {
  const known = [...sights].filter(([, at]) => at <= now);
  return coverageOf(checkpoints, new Map(known.map(([id, at]) => [id, { at }])), now);
}

interface Sight {
  readonly at: Instant;
  readonly roundId?: RoundId | undefined;
}

function coverageOf(
  checkpoints: Iterable<Checkpoint>,
  seen: ReadonlyMap<string, Sight>,
  now: Instant,
): CheckpointCoverage[] {
  const today = localDateOf(now);
  const rows: CheckpointCoverage[] = [];
  for (const checkpoint of checkpoints) {
    if (isRetired(checkpoint, today)) continue;
    const last = seen.get(checkpoint.id);
    const days = last ? daysApart(localDateOf(last.at), today) : undefined;
    rows.push({
      checkpointId: checkpoint.id,
      ...(last ? { lastSeenAt: last.at, roundId: last.roundId, days } : {}),
      tone: toneOf(days),
    });
  }
  return rows.sort(byNeed);
}
