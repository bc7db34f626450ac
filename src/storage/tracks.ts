/**
 * The track of a round as it grows on this phone. A piece lies in the vault until it is handed in, so that neither a
 * kill nor a full disk loses it; of a round without a track nothing is kept.
 */
import { useMemo } from "react";
import type { PatrolRound, RoundTrack } from "#domain/patrol/round";
import {
  lastSignMs,
  pieceAfter,
  pieceAfterAbsence,
  type SealedPiece,
  sealPiece,
  type TrackPiece,
} from "#domain/patrol/track-piece";
import { clearDraft, readDraft, saveDraft } from "./drafts.ts";
import { docIn, readOverlay } from "./overlay.ts";
import { newId, record } from "./record.ts";
import { steady } from "./steady.ts";
import { useKeyed, useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const GROWING = "track:";
const KEPT = "track-phone:";
/** A track that stays on the phone is gone after a day. */
export const PHONE_TRACK_MS = 24 * 3_600_000;
/** No piece outlives what the server would keep of it. */
const LONGEST_MS = 30 * PHONE_TRACK_MS;

/** A track that is only for this phone, until `untilMs` (device clock). */
export interface PhoneTrack {
  readonly roundId: string;
  readonly untilMs: number;
  readonly parts: readonly SealedPiece[];
}

type TrackedRound = Pick<PatrolRound, "id" | "communityCode" | "pauses" | "trackMode" | "finishedAt">;

/** The piece that grows for a round, as it was last kept. */
export const readPiece = (world: World, roundId: string): Promise<TrackPiece | undefined> =>
  readDraft<TrackPiece>(world, GROWING + roundId);

export const keepPiece = (world: World, piece: TrackPiece): Promise<void> =>
  saveDraft(world, GROWING + piece.roundId, piece);

async function onDeviceClock(world: World, round: TrackedRound): Promise<TrackedRound> {
  const off = (await world.vault.getMeta("clockOffset")) ?? 0;
  const shift = (at: string): string => new Date(Date.parse(at) - off).toISOString();
  return {
    ...round,
    pauses: round.pauses.map((mark) => ({ ...mark, at: shift(mark.at) })),
    finishedAt: round.finishedAt === undefined ? undefined : shift(round.finishedAt),
  };
}

async function keepOnPhone(world: World, sealed: SealedPiece, endMs: number): Promise<void> {
  const draftId = KEPT + sealed.roundId;
  const known = await readDraft<PhoneTrack>(world, draftId);
  const parts = (known?.parts ?? []).filter((part) => part.chunk.id !== sealed.chunk.id);
  const untilMs = endMs + PHONE_TRACK_MS;
  if (untilMs <= world.clock.now()) return;
  await saveDraft(world, draftId, { roundId: sealed.roundId, untilMs, parts: [...parts, sealed] });
}

/**
 * Hands the piece in up to `endMs` (device clock), or keeps it for a day on this phone, as its person chose; answers
 * false where the round is not known here yet. Throws Fault `storage-full`: the piece is still in the vault then.
 */
async function seal(world: World, piece: TrackPiece, round: TrackedRound, endMs: number): Promise<boolean> {
  const sealed = sealPiece(piece, await onDeviceClock(world, round), endMs);
  if (!sealed) return true;
  if (round.trackMode === "phone") await keepOnPhone(world, sealed, endMs);
  if (round.trackMode !== "round") return true;
  const saved = await record(world, [{ cmd: "round.addTrack", args: sealed }], new Date(endMs).toISOString());
  return saved.ok || saved.error.kind !== "not-found";
}

/** Hands in what grew until now and answers the piece that goes on; on a fault the old one goes on growing. */
export async function sealUntil(
  world: World,
  round: TrackedRound,
  grown: () => TrackPiece,
  endMs: number,
): Promise<TrackPiece> {
  if (!(await seal(world, grown(), round, endMs))) return grown();
  const next = pieceAfter(grown(), endMs, newId());
  await keepPiece(world, next);
  return next;
}

async function handInOne(world: World, piece: TrackPiece): Promise<boolean> {
  const ref = { t: "round", id: piece.roundId };
  const round = docIn(await readOverlay(world, [ref]), ref) as unknown as PatrolRound | undefined;
  if (!round) return false;
  const { finishedAt } = await onDeviceClock(world, round);
  const endMs = finishedAt === undefined ? lastSignMs(piece) : Date.parse(finishedAt);
  return seal(world, pieceAfterAbsence(piece, endMs), round, endMs);
}

/**
 * Hands in the pieces of every round but the one that is still walked: those the phone did not get to before it was
 * switched off, of rounds that somebody has ended since. Removes tracks of this phone whose day is over.
 */
export async function handInLeftPieces(world: World, walkedRoundId: string | undefined): Promise<void> {
  const now = world.clock.now();
  const kept = await steady(world.vault, () => world.vault.drafts.where("id").startsWith(KEPT).toArray());
  for (const row of kept) if ((row.value as PhoneTrack).untilMs <= now) await clearDraft(world, row.id);
  const growing = await steady(world.vault, () => world.vault.drafts.where("id").startsWith(GROWING).toArray());
  for (const row of growing) {
    const piece = row.value as TrackPiece;
    if (piece.roundId === walkedRoundId) continue;
    const done = await handInOne(world, piece);
    if (done || now - piece.startMs > LONGEST_MS) await clearDraft(world, row.id);
  }
}

/** The growing piece of a round as last kept, at most some seconds old; undefined where there is none. */
export function useGrowingPiece(roundId: string): TrackPiece | undefined {
  const { vault } = useWorld();
  const row = useKeyed(`growing ${roundId}`, () => vault.drafts.get(GROWING + roundId));
  return row?.value as TrackPiece | undefined;
}

/** A sealed piece as the record it would be. */
function asTrack({ chunk, gaps, roundId, communityCode }: SealedPiece, personId: string): RoundTrack {
  const startedAt = new Date(chunk.fromMs).toISOString();
  const id = `${roundId}.${personId}.${chunk.id}`;
  return { id, roundId, communityCode, personId, startedAt, chunks: [chunk], gaps };
}

/** What of my own tracks lies on this phone only, by round: kept for a day, or still growing. */
export function useTracksOnPhone(rounds: readonly PatrolRound[]): ReadonlyMap<string, readonly RoundTrack[]> {
  const { vault, person } = useWorld();
  const growing = useKeyed("growing pieces", () => vault.drafts.where("id").startsWith(GROWING).toArray());
  const kept = useKeyed("kept pieces", () => vault.drafts.where("id").startsWith(KEPT).toArray());
  return useMemo(() => {
    const sealed = (kept ?? []).flatMap((row) => (row.value as PhoneTrack).parts);
    const live = (growing ?? []).flatMap((row) => {
      const piece = row.value as TrackPiece;
      const round = rounds.find((r) => r.id === piece.roundId);
      return round ? (sealPiece(piece, round, lastSignMs(piece)) ?? []) : [];
    });
    const tracks = [...sealed, ...live].map((piece) => asTrack(piece, person.personId));
    return new Map(rounds.map((r) => [r.id, tracks.filter((track) => track.roundId === r.id)]));
  }, [growing, kept, rounds, person]);
}
