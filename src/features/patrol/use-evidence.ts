import { useCallback, useState } from "react";
import { readPosition } from "#device/position";
import { distanceM, type Position } from "#domain/kernel/geo";
import { type ConfirmedBy, judgeNearness } from "#domain/patrol/round";
import type { Checkpoint } from "#domain/place/place";

/** How it is known that somebody stands at this stop; by hand until something says more. */
export interface Evidence {
  readonly checkpointId: string;
  readonly by: ConfirmedBy;
  readonly position?: Position;
  readonly distanceM?: number;
}

export type PositionAnswer = "idle" | "finding" | "failed" | "near" | "far" | "vague";

/** Scans and positions of the stop in view; they fall away when another stop comes into view. */
export function useEvidence(checkpoint: Checkpoint | undefined) {
  const [found, setFound] = useState<Evidence | undefined>(undefined);
  const [answer, setAnswer] = useState<{ for: string; state: PositionAnswer; m?: number } | undefined>(undefined);
  const id = checkpoint?.id;
  const locate = useCallback(async () => {
    if (!checkpoint?.position) return;
    const [lng, lat] = checkpoint.position;
    setAnswer({ for: checkpoint.id, state: "finding" });
    const read = await readPosition();
    if (!read.ok) {
      setAnswer({ for: checkpoint.id, state: "failed" });
      return;
    }
    const { lat: myLat, lng: myLng, accM, crs } = read.value;
    const m = Math.round(distanceM({ lat, lng }, read.value));
    const state = judgeNearness(m, accM);
    setAnswer({ for: checkpoint.id, state, m: state === "vague" ? Math.round(accM) : m });
    const position: Position = { lat: myLat, lng: myLng, accM, crs };
    if (state === "near") setFound({ checkpointId: checkpoint.id, by: "position", position, distanceM: m });
  }, [checkpoint]);
  const scanned = useCallback((checkpointId: string) => setFound({ checkpointId, by: "qr" }), []);
  const evidence: Evidence | undefined =
    id === undefined ? undefined : found?.checkpointId === id ? found : { checkpointId: id, by: "hand" };
  const said = answer && answer.for === id ? answer : { state: "idle" as const };
  return { evidence, locate, scanned, answer: said as { state: PositionAnswer; m?: number } };
}
