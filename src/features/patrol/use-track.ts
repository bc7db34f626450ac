/** The track of one round, on the phone of the person who chose it: fixes while the page is in view, gaps elsewhere. */
import { useEffect, useRef } from "react";
import { watchPosition } from "#device/position";
import { keepAwake } from "#device/wake-lock";
import { isFault } from "#domain/kernel/fault";
import type { PatrolRound } from "#domain/patrol/round";
import type { RecordingEvent } from "#domain/patrol/track-gaps";
import { freshPiece, pieceAfterAbsence, type TrackPiece } from "#domain/patrol/track-piece";
import { useMyOpenRound } from "#storage/patrols";
import { newId } from "#storage/record";
import { handInLeftPieces, keepPiece, readPiece, sealUntil } from "#storage/tracks";
import { useWorld } from "#storage/use-world";
import type { World } from "#storage/world";

const SEAL_MS = 5 * 60_000;
const KEEP_MS = 15_000;
const SWEEP_MS = 3_600_000;

/** Is a track kept of this round, on this person's phone? Whoever started it chose for himself only. */
export const keepsTrack = (round: PatrolRound, personId: string): boolean =>
  round.trackMode !== "off" && round.leadId === personId;

/** Records while the person's round runs and he chose a track; hands in what an earlier run left. Mounted once. */
export function TrackKeeper(): null {
  const world = useWorld();
  const open = useMyOpenRound();
  const round = open?.doc;
  const tracked = round && keepsTrack(round, world.person.personId) ? round : undefined;
  const latest = useRef(tracked);
  latest.current = tracked ?? latest.current;
  const order = useRef<Promise<void>>(Promise.resolve());
  const known = open !== undefined;
  const roundId = tracked?.id;
  const running = tracked?.state === "running";
  useEffect(() => {
    if (!known) return undefined;
    const sweep = (): void => {
      order.current = order.current.then(() => spareFaults(() => handInLeftPieces(world, roundId)));
    };
    sweep();
    const sweeping = window.setInterval(sweep, SWEEP_MS);
    return () => window.clearInterval(sweeping);
  }, [world, known, roundId]);
  useEffect(() => {
    if (!running || roundId === undefined) return undefined;
    const stop = startRun(world, roundId, () => latest.current);
    return () => {
      order.current = order.current.then(stop);
    };
  }, [world, running, roundId]);
  return null;
}

/** A full disk or a vault that was just closed costs nothing: the piece stays where it is and is tried again. */
async function spareFaults(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isFault(error) && !(error instanceof Error && error.name === "DatabaseClosedError")) throw error;
  }
}

/** Follows position, screen and page of a round that runs; answers how to stop, which keeps the last of it. */
function startRun(world: World, roundId: string, round: () => PatrolRound | undefined): () => Promise<void> {
  let piece = freshPiece(newId(), roundId, world.clock.now());
  let queue = spareFaults(async () => {
    const kept = await readPiece(world, roundId);
    if (!kept) return;
    const { fixes, events, startMs } = piece;
    const back = pieceAfterAbsence(kept, startMs);
    piece = { ...back, fixes: [...back.fixes, ...fixes], events: [...back.events, ...events] };
  });
  const then = (act: () => Promise<unknown>): Promise<void> => {
    queue = queue.then(() => spareFaults(act));
    return queue;
  };
  const keep = () => then(() => keepPiece(world, piece));
  const stopListening = listen((change) => {
    piece = change(piece);
  }, keep);
  const seal = async (): Promise<void> => {
    const now = round();
    if (now?.id === roundId) piece = await sealUntil(world, now, () => piece, world.clock.now());
  };
  const keeping = window.setInterval(keep, KEEP_MS);
  const sealing = window.setInterval(() => void then(seal), SEAL_MS);
  void keep();
  return () => {
    stopListening();
    window.clearInterval(keeping);
    window.clearInterval(sealing);
    return keep();
  };
}

type Changer = (change: (piece: TrackPiece) => TrackPiece) => void;

/** Tells fixes and what the phone notices about itself; `keep` is asked where the page may be gone the next moment. */
function listen(change: Changer, keep: () => void): () => void {
  const note = (state: RecordingEvent["state"], on: boolean): void => {
    change((p) => ({ ...p, events: [...p.events, { atMs: Date.now(), state, on }] }));
    keep();
  };
  let allowed: boolean | undefined;
  const stopWatch = watchPosition({
    onFix: ({ lat, lng, accM, atMs }) => {
      if (allowed !== true) note("permission-lost", false);
      allowed = true;
      change((p) => ({ ...p, fixes: [...p.fixes, { lat, lng, accM, atMs }] }));
    },
    onRefusal: ({ kind }) => {
      if (kind !== "position-off" || allowed === false) return;
      allowed = false;
      note("permission-lost", true);
    },
  });
  const awake = keepAwake((state) => {
    if (state === "held" || state === "lost") note("lock-released", state === "lost");
  });
  const onVisibility = (): void => note("hidden", document.visibilityState === "hidden");
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pagehide", keep);
  return () => {
    stopWatch();
    awake.stop();
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pagehide", keep);
  };
}
