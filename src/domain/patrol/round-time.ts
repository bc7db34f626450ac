/**
 * How long somebody gave to a round: what the round itself observed, never how fast anybody was.
 * Pauses count for nobody.
 */
import type { Instant, PersonId } from "../kernel/ids.ts";
import type { PatrolRound, RoundJoin } from "./round.ts";

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

type Pauses = Pick<PatrolRound, "pauses">;
type Observed = Pick<PatrolRound, "startedAt" | "stops" | "pauses" | "memberMarks">;
type Attendance = Observed & Pick<PatrolRound, "memberIds">;

/** The pauses of a round, apart and in order; one that nobody ended lasts until `endMs`. */
export function pauseSpans({ pauses }: Pauses, endMs: number): Span[] {
  const spans: Span[] = [];
  let since: number | undefined;
  for (const mark of pauses) {
    const atMs = Date.parse(mark.at);
    if (mark.kind === "pause") since ??= atMs;
    else if (since !== undefined) {
      spans.push({ fromMs: since, toMs: atMs });
      since = undefined;
    }
  }
  return since !== undefined && since < endMs ? [...spans, { fromMs: since, toMs: endMs }] : spans;
}

const sharedMs = (a: Span, b: Span): number => Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

/** When the person walked along: as the leader ticked, or from the joining code on. Apart and in order. */
function presence(round: Attendance, personId: PersonId, joinedMs: number, endMs: number): Span[] {
  const marks = round.memberMarks ?? [{ at: round.startedAt, memberIds: round.memberIds }];
  const ticked = marks.flatMap((mark, i) => {
    const next = marks[i + 1];
    const toMs = next ? Date.parse(next.at) : endMs;
    return mark.memberIds.includes(personId) ? [{ fromMs: Date.parse(mark.at), toMs: Math.min(toMs, joinedMs) }] : [];
  });
  const joined = { fromMs: Math.max(joinedMs, Date.parse(round.startedAt)), toMs: endMs };
  return [...ticked, joined].filter((s) => s.toMs > s.fromMs);
}

/** So long after the last thing that was recorded, somebody has forgotten to end the round. */
const FORGOTTEN_MS = 3_600_000;

/**
 * Until when a round counts, at most `endAt`: a round that was forgotten and ended hours later counts until the last
 * thing that was recorded in it.
 */
export function observedEnd(round: Observed, endAt: Instant): Instant {
  const marks = [...round.stops, ...round.pauses, ...(round.memberMarks ?? [])].map((mark) => mark.at);
  const last = [round.startedAt, ...marks.filter((at) => at <= endAt)].sort().reverse()[0] ?? round.startedAt;
  return Date.parse(endAt) - Date.parse(last) > FORGOTTEN_MS ? last : endAt;
}

/**
 * Minutes of one person in a round that ends at `endAt`: while he was ticked as walking along, or since he joined by
 * code (`joinedAt`), without the pauses and without what a forgotten round ran on. Whole minutes, never negative. @rule VOL-19
 */
export function presentMinutes(
  round: Attendance,
  { personId, joinedAt }: { readonly personId: PersonId; readonly joinedAt?: Instant | undefined },
  endAt: Instant,
): number {
  const endMs = Date.parse(observedEnd(round, endAt));
  const joinedMs = joinedAt === undefined ? endMs : Math.min(endMs, Date.parse(joinedAt));
  const pauses = pauseSpans(round, endMs);
  const ms = presence(round, personId, joinedMs, endMs).reduce(
    (sum, span) => sum + span.toMs - span.fromMs - pauses.reduce((paused, p) => paused + sharedMs(span, p), 0),
    0,
  );
  return Math.max(0, Math.round(ms / 60_000));
}

/** Everybody who walked some of the round, as ticked and as joined, without repeats. */
export function everybodyIn(
  round: Pick<PatrolRound, "memberIds" | "memberMarks">,
  joins: readonly Pick<RoundJoin, "personId">[],
): PersonId[] {
  const ticked = (round.memberMarks ?? []).flatMap((mark) => mark.memberIds);
  return [...new Set([...ticked, ...round.memberIds, ...joins.map((j) => j.personId)])];
}
