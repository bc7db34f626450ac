import { useCallback } from "react";
import type { StopRecord } from "#domain/patrol/round";
import { newId } from "#storage/record";
import { useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

interface Retractable {
  readonly roundId: string;
  readonly stop: Pick<StopRecord, "id" | "checkpointId">;
  readonly name: string;
}

/** Takes a confirmation back and brings its stop into view again. */
export function useRetract(show: (checkpointId: string) => void): (what: Retractable) => Promise<void> {
  const t = useText(zh, en);
  const toast = useToast();
  const { act } = usePatrolAct();
  return useCallback(
    async ({ roundId, stop, name }) => {
      const args = { roundId, retractionId: newId(), stopId: stop.id };
      if (!(await act([{ cmd: "round.retractStop", args }]))) return;
      show(stop.checkpointId);
      toast({ text: t.takenBack(name) });
    },
    [act, show, toast, t],
  );
}
