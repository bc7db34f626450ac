/** The track of one round, only where its person chose it: fixes while the page is in view, gaps where they are not. */
import { useEffect, useRef } from "react";
import { watchPosition } from "#device/position";
import { keepAwake } from "#device/wake-lock";
import { isFault } from "#domain/kernel/fault";
import type { GapReason as KeptReason, PatrolRound } from "#domain/patrol/round";
import { encodeFixes, type Fix, filterFixes, thinFixes } from "#domain/patrol/track";
import { type GapReason, gapsOf, type RecordingEvent } from "#domain/patrol/track-gaps";
import { useDraft } from "#storage/drafts";
import { useMyOpenRound } from "#storage/patrols";
import { newId } from "#storage/record";
import { useRecord } from "#storage/use-world";

const SEAL_MS = 5 * 60_000;
const KEEP_MS = 15_000;
/** A track that stays on the phone is gone after a day. */
export const PHONE_TRACK_MS = 24 * 3_600_000;
/** Fixes nearer than this to the line between their neighbours say nothing new. */
const THIN_M = 4;

export interface Piece {
  readonly roundId: string;
  readonly startMs: number;
  readonly fixes: readonly Fix[];
  readonly events: readonly RecordingEvent[];
}

export interface PhoneTrack {
  readonly roundId: string;
  readonly untilMs: number;
  readonly chunks: readonly string[];
}

const REASONS: Readonly<Record<GapReason, KeptReason>> = {
  hidden: "locked",
  paused: "paused",
  "lock-released": "locked",
  "permission-lost": "permission",
  "low-accuracy": "lowAccuracy",
  "no-signal": "noSignal",
};

/** The arguments of round.addTrack for a piece that ends now; undefined where nothing was measured. */
export function sealPiece(piece: Piece, round: PatrolRound, endMs: number): Record<string, unknown> | undefined {
  const good = filterFixes(piece.fixes);
  const gaps = gapsOf({ startMs: piece.startMs, endMs, fixes: piece.fixes, events: piece.events });
  if (good.length === 0 && gaps.length === 0) return undefined;
  return {
    roundId: round.id,
    communityCode: round.communityCode,
    chunk: { id: newId(), fromMs: piece.startMs, toMs: endMs, fixes: encodeFixes(thinFixes(good, THIN_M)) },
    gaps: gaps.map((g) => ({ id: newId(), fromMs: g.fromMs, toMs: g.toMs, reason: REASONS[g.reason] })),
  };
}

/** Records while the person's round runs and its mode is not off; mounted once, above every screen. */
export function TrackKeeper(): null {
  const open = useMyOpenRound();
  const round = open?.doc;
  const piece = useDraft<Piece>(`track:${round?.id ?? "none"}`);
  const seal = useSeal();
  const live = useRef<Piece | undefined>(undefined);
  const store = useRef({ piece, seal });
  store.current = { piece, seal };
  const on = round !== undefined && round.trackMode !== "off" && round.state === "running";
  const { ready } = piece;
  // biome-ignore lint/correctness/useExhaustiveDependencies: recording starts anew with another round only, not with each of its changes
  useEffect(() => {
    if (!on || !ready || !round) return undefined;
    const kept = store.current.piece.value;
    live.current = kept?.roundId === round.id ? kept : freshPiece(round.id);
    const stop = startRecording((change) => {
      if (live.current) live.current = change(live.current);
    });
    const sealNow = (): void => {
      const ended = live.current;
      live.current = freshPiece(round.id);
      store.current.piece.save(live.current);
      if (ended) void store.current.seal(round, ended);
    };
    const keeping = window.setInterval(() => live.current && store.current.piece.save(live.current), KEEP_MS);
    const sealing = window.setInterval(sealNow, SEAL_MS);
    return () => {
      stop();
      window.clearInterval(keeping);
      window.clearInterval(sealing);
      sealNow();
    };
  }, [on, ready, round?.id]);
  return null;
}

const freshPiece = (roundId: string): Piece => ({ roundId, startMs: Date.now(), fixes: [], events: [] });

/** Follows position, screen and page; answers how to stop. */
function startRecording(change: (next: (piece: Piece) => Piece) => void): () => void {
  const note = (state: RecordingEvent["state"], began: boolean): void =>
    change((p) => ({ ...p, events: [...p.events, { atMs: Date.now(), state, on: began }] }));
  const onVisibility = (): void => note("hidden", document.visibilityState === "hidden");
  const stopWatch = watchPosition({
    onFix: ({ lat, lng, accM, atMs }) => change((p) => ({ ...p, fixes: [...p.fixes, { lat, lng, accM, atMs }] })),
    onRefusal: (refusal) => {
      if (refusal.kind === "position-off") note("permission-lost", true);
    },
  });
  const awake = keepAwake((state) => {
    if (state === "held" || state === "lost") note("lock-released", state === "lost");
  });
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    stopWatch();
    awake.stop();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}

/** Hands a piece in, or keeps it for a day on this phone: as its person chose. */
function useSeal(): (round: PatrolRound, piece: Piece) => Promise<void> {
  const record = useRecord();
  const phone = useDraft<PhoneTrack>("track-phone");
  return async (round, piece) => {
    if (round.trackMode === "phone") phone.save(withChunk(phone.value, round.id, piece));
    if (round.trackMode !== "round") return;
    const args = sealPiece(piece, round, Date.now());
    if (!args) return;
    try {
      await record([{ cmd: "round.addTrack", args }]);
    } catch (error) {
      // A full disk or a vault that was just closed costs this piece of the track, never the round: it stays a gap.
      if (!isFault(error) && !(error instanceof Error && error.name === "DatabaseClosedError")) throw error;
    }
  };
}

function withChunk(known: PhoneTrack | undefined, roundId: string, piece: Piece): PhoneTrack {
  const chunk = encodeFixes(thinFixes(filterFixes(piece.fixes), THIN_M));
  const before = known?.roundId === roundId ? known.chunks : [];
  return { roundId, untilMs: Date.now() + PHONE_TRACK_MS, chunks: [...before, chunk] };
}

/** Removes a track that was only for this phone, a day after it. */
export function PhoneTrackPurge(): null {
  const { value, ready, clear } = useDraft<PhoneTrack>("track-phone");
  useEffect(() => {
    if (ready && value && value.untilMs < Date.now()) void clear();
  }, [ready, value, clear]);
  return null;
}
