/**
 * Tracks of rounds whose leader chose to hand one in: a walk from stop to stop with the holes a phone leaves, each with
 * its reason. Sealed in pieces of five minutes, as the app does it.
 */
import type { Instant } from "#domain/kernel/ids";
import type { PatrolRound, RoundTrack, TrackGap } from "#domain/patrol/round";
import { pauseSpans } from "#domain/patrol/round-time";
import { encodeFixes, type Fix, thinFixes } from "#domain/patrol/track";
import { GAP_REASONS, type GapReason, piecesOf } from "#domain/patrol/track-gaps";
import type { LngLat } from "#domain/place/place";
import { type Chance, chanceOf } from "./prng.ts";

const PIECE_MS = 5 * 60_000;
const FIX_MS = 10_000;
/** Degrees; about 3 m of honest noise. */
const NOISE = 2.5e-5;
const THIN_M = 4;
const UNPLANNED = GAP_REASONS.filter((reason) => reason !== "paused");

interface Mark {
  readonly atMs: number;
  readonly at: LngLat;
}

type Hole = Omit<TrackGap, "id">;

/** Places and times the leader was at, in order. */
function marksOf(round: PatrolRound, places: ReadonlyMap<string, LngLat>): Mark[] {
  return round.stops.flatMap((stop) => {
    const at = places.get(stop.checkpointId);
    return at && stop.result !== "notSeen" ? [{ atMs: Date.parse(stop.at), at }] : [];
  });
}

/** The place at `atMs` on the straight way between the two nearest marks. */
function placeAt(marks: readonly Mark[], atMs: number): LngLat {
  const after = marks.findIndex((mark) => mark.atMs >= atMs);
  const to = marks[after < 0 ? marks.length - 1 : after];
  const from = marks[Math.max(0, (after < 0 ? marks.length : after) - 1)];
  if (!from || !to) return [0, 0];
  const share = to.atMs === from.atMs ? 0 : Math.min(1, Math.max(0, (atMs - from.atMs) / (to.atMs - from.atMs)));
  return [from.at[0] + (to.at[0] - from.at[0]) * share, from.at[1] + (to.at[1] - from.at[1]) * share];
}

function fixAt(marks: readonly Mark[], atMs: number, chance: Chance): Fix {
  const [lng, lat] = placeAt(marks, atMs);
  return {
    atMs,
    lng: lng + chance.between(-NOISE, NOISE),
    lat: lat + chance.between(-NOISE, NOISE),
    accM: chance.int(4, 12),
  };
}

/** Pauses of the round, and two silences of one to four minutes for other reasons; apart from each other. */
function holesOf(round: PatrolRound, fromMs: number, toMs: number, nth: number, chance: Chance): Hole[] {
  const pauses = pauseSpans(round, toMs).map((span): Hole => ({ ...span, reason: "paused" }));
  const silences = [0.2, 0.7].map((share, i): Hole => {
    const reason: GapReason = UNPLANNED[(2 * nth + i) % UNPLANNED.length] ?? "noSignal";
    const startMs = fromMs + Math.round((toMs - fromMs) * (share + chance.between(0, 0.1)));
    return { fromMs: startMs, toMs: Math.min(toMs, startMs + chance.int(60, 240) * 1000), reason };
  });
  const apart = silences.filter((s) => !pauses.some((p) => p.fromMs <= s.toMs && s.fromMs <= p.toMs));
  return [...pauses, ...apart].sort((a, b) => a.fromMs - b.fromMs);
}

/** What one sealed piece knows: its part of every hole, and the fixes outside them. */
function pieceOf(round: PatrolRound, fixes: readonly Fix[], holes: readonly Hole[], span: Omit<Hole, "reason">) {
  const { fromMs, toMs } = span;
  const id = `${round.id}.c${fromMs}`;
  const gaps = holes
    .filter((h) => h.fromMs < toMs && h.toMs > fromMs)
    .map((h): TrackGap => {
      const start = Math.max(h.fromMs, fromMs);
      return { id: `${id}.g${start}`, fromMs: start, toMs: Math.min(h.toMs, toMs), reason: h.reason };
    });
  const mine = fixes.filter((f) => f.atMs >= fromMs && f.atMs < toMs);
  const kept = piecesOf(mine, gaps).flatMap((walked) => thinFixes(walked, THIN_M));
  return { chunk: { id, fromMs, toMs, fixes: encodeFixes(kept) }, gaps };
}

/**
 * The pieces of the leader's track up to `until`; `nth` deals out the reasons, so that a few tracks show all of them.
 * `places` are the positions of checkpoints.
 */
export function trackOf(
  round: PatrolRound,
  places: ReadonlyMap<string, LngLat>,
  { seed, nth, until }: { readonly seed: number; readonly nth: number; readonly until: Instant },
): RoundTrack[] {
  const marks = marksOf(round, places);
  if (round.trackMode !== "round" || marks.length < 2) return [];
  const chance = chanceOf(seed, `track:${round.id}`);
  const fromMs = Date.parse(round.startedAt);
  const toMs = Date.parse(round.finishedAt ?? until);
  const holes = holesOf(round, fromMs, toMs, nth, chance);
  const fixes: Fix[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += FIX_MS) {
    if (!holes.some((h) => atMs > h.fromMs && atMs < h.toMs)) fixes.push(fixAt(marks, atMs, chance));
  }
  const pieces = Math.ceil((toMs - fromMs) / PIECE_MS);
  return Array.from({ length: pieces }, (_, i) => {
    const span = { fromMs: fromMs + i * PIECE_MS, toMs: Math.min(toMs, fromMs + (i + 1) * PIECE_MS) };
    const { chunk, gaps } = pieceOf(round, fixes, holes, span);
    return {
      id: `${round.id}.${round.leadId}.${chunk.id}`,
      roundId: round.id,
      communityCode: round.communityCode,
      personId: round.leadId,
      startedAt: new Date(span.toMs).toISOString(),
      chunks: [chunk],
      gaps,
    };
  });
}
