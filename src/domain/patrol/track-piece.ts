/**
 * A piece of a track while it grows on the phone, and what is handed in of it. Pieces follow each other without a hole,
 * over pauses too: what nobody measured is a gap of the piece it falls into.
 */

import type { PatrolRound, RoundTrack, TrackChunk, TrackGap } from "./round.ts";
import { pauseSpans } from "./round-time.ts";
import { decodeFixes, encodeFixes, type Fix, thinFixes } from "./track.ts";
import { type Gap, gapEnds, gapsOf, joinGaps, piecesOf, type RecordingEvent, SILENCE_MS } from "./track-gaps.ts";

export interface TrackPiece {
  readonly id: string;
  readonly roundId: string;
  readonly startMs: number;
  readonly fixes: readonly Fix[];
  /** Screen, page and permission; pauses stand in the round. */
  readonly events: readonly RecordingEvent[];
}

/** Fixes nearer than this to the line between their neighbours say nothing new. Metres. */
const THIN_M = 4;

/** So many fixes in a row worse than this (metres): the phone's switch for the precise position is off. */
const COARSE_FIXES = 3;
const COARSE_FROM_M = 500;

/** Arguments of round.addTrack. */
export interface SealedPiece {
  readonly roundId: string;
  readonly communityCode: string;
  readonly chunk: TrackChunk;
  readonly gaps: readonly TrackGap[];
}

type Walked = Pick<PatrolRound, "id" | "communityCode" | "pauses">;

const pauseEvents = (round: Walked, endMs: number): RecordingEvent[] =>
  pauseSpans(round, endMs).flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, state: "paused", on: true },
    { atMs: toMs, state: "paused", on: false },
  ]);

/**
 * What is kept of a piece that ends at `endMs`: thinned fixes and its gaps. Undefined where nothing was measured and
 * nothing is missing. The same piece sealed twice has the same ids.
 */
export function sealPiece(piece: TrackPiece, round: Walked, endMs: number): SealedPiece | undefined {
  const { id, startMs, fixes } = piece;
  const events = [...piece.events, ...pauseEvents(round, endMs)];
  const gaps = gapsOf({ startMs, endMs, fixes, events });
  // What came in while the round rested was not meant to be kept.
  const pieces = piecesOf(fixes, gaps);
  const good = pieces.flatMap((walked) => thinFixes(walked, THIN_M));
  if (good.length === 0 && gaps.length === 0) return undefined;
  return {
    roundId: round.id,
    communityCode: round.communityCode,
    chunk: { id, fromMs: startMs, toMs: endMs, fixes: encodeFixes(good) },
    gaps: gaps.map((gap, i) => ({ id: `${id}.${i}`, ...gap })),
  };
}

/** Ids and times of a piece that begins at `startMs`. */
export const freshPiece = (id: string, roundId: string, startMs: number): TrackPiece => ({
  id,
  roundId,
  startMs,
  fixes: [],
  events: [],
});

/** States that began and did not end by `atMs`. */
function statesOn({ events }: TrackPiece, atMs: number): RecordingEvent["state"][] {
  const on = new Set<RecordingEvent["state"]>();
  for (const event of events) {
    if (event.atMs > atMs) continue;
    if (event.on) on.add(event.state);
    else on.delete(event.state);
  }
  return [...on];
}

/** What of a piece belongs to the next one, which begins at `atMs`; what was going on then goes on in it. */
export function pieceAfter(piece: TrackPiece, atMs: number, id: string): TrackPiece {
  const carried = statesOn(piece, atMs).map((state): RecordingEvent => ({ atMs, state, on: true }));
  return {
    ...freshPiece(id, piece.roundId, atMs),
    fixes: piece.fixes.filter((f) => f.atMs > atMs),
    events: [...carried, ...piece.events.filter((e) => e.atMs > atMs)],
  };
}

/** A piece found after the app was gone since its last sign of life: until `backMs` it saw nothing. */
export function pieceAfterAbsence(piece: TrackPiece, backMs: number): TrackPiece {
  if (backMs - lastSignMs(piece) <= SILENCE_MS) return piece;
  const away: RecordingEvent = { atMs: lastSignMs(piece), state: "hidden", on: true };
  return { ...piece, events: [...piece.events, away, { ...away, atMs: backMs, on: false }] };
}

/** Why the track may be empty just now, for the person to mend; undefined while all is well. */
export function trackTrouble(piece: TrackPiece): "permission" | "coarse" | undefined {
  if (statesOn(piece, Number.POSITIVE_INFINITY).includes("permission-lost")) return "permission";
  const latest = piece.fixes.slice(-COARSE_FIXES);
  return latest.length === COARSE_FIXES && latest.every((f) => f.accM > COARSE_FROM_M) ? "coarse" : undefined;
}

/** Where a left piece ended: its last sign of life. */
export const lastSignMs = (piece: TrackPiece): number =>
  [...piece.fixes, ...piece.events].reduce((last, { atMs }) => Math.max(last, atMs), piece.startMs);

type TrackParts = Pick<RoundTrack, "chunks" | "gaps">;

/** One person's track as it may be drawn: pieces without a gap, and each gap between the places where it is known. */
export function walkedTrack(parts: readonly TrackParts[]): {
  readonly pieces: readonly (readonly Fix[])[];
  readonly gaps: ReturnType<typeof gapEnds>;
  /** Gaps without a place too: before the first fix and after the last. */
  readonly allGaps: readonly Gap[];
} {
  const chunks = parts.flatMap((part) => part.chunks).sort((a, b) => a.fromMs - b.fromMs);
  const allGaps = joinGaps(parts.flatMap((part) => part.gaps));
  const pieces = piecesOf(
    chunks.flatMap((c) => decodeFixes(c.fixes)),
    allGaps,
  );
  return { pieces, gaps: gapEnds(pieces, allGaps), allGaps };
}
