import type { PatrolRound } from "#domain/patrol/round";
import { trackTrouble } from "#domain/patrol/track-piece";
import { useGrowingPiece } from "#storage/tracks";
import { useWorld } from "#storage/use-world";
import { useText } from "#ui/text";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { keepsTrack } from "./use-track.ts";

/** What to say of the track on this phone; undefined where none is kept or the round rests. */
export function useTrackState(round: PatrolRound): { words: string; advice: string | undefined } | undefined {
  const t = useText(zh, en);
  const { person } = useWorld();
  const piece = useGrowingPiece(round.id);
  if (!keepsTrack(round, person.personId) || round.state !== "running") return undefined;
  const trouble = piece && trackTrouble(piece);
  return trouble ? { words: t.trackOff, advice: t.trackTrouble[trouble] } : { words: t.trackOn, advice: undefined };
}
