import { useNavigate } from "react-router";
import { buzz } from "#device/vibrate";
import type { PatrolRound } from "#domain/patrol/round";
import { newId } from "#storage/record";
import { Button, LinkButton } from "#ui/button";
import { useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { nextStop } from "./round-order.ts";
import type { Evidence } from "./use-evidence.ts";
import { usePatrolAct } from "./use-patrol-act.ts";
import { useRetract } from "./use-retract.ts";

interface StopButtonsProps {
  readonly round: PatrolRound;
  readonly evidence: Evidence | undefined;
  readonly name: string;
  readonly onShow: (checkpointId: string) => void;
}

/** Saves 一切正常, offers ten seconds to take it back, and goes on to the next stop. */
function useConfirm({ round, name, onShow }: StopButtonsProps) {
  const t = useText(zh, en);
  const toast = useToast();
  const retract = useRetract(onShow);
  const { act, busy } = usePatrolAct();
  const confirm = async ({ checkpointId, by, position, distanceM }: Evidence): Promise<void> => {
    const stop = { id: newId(), checkpointId };
    const args = {
      roundId: round.id,
      stopId: stop.id,
      checkpointId,
      result: "normal",
      confirmedBy: by,
      ...(position ? { position } : {}),
      ...(distanceM === undefined ? {} : { distanceM }),
    };
    if (!(await act([{ cmd: "round.confirmStop", args }]))) return;
    buzz("saved");
    onShow(nextStop(round, checkpointId) ?? checkpointId);
    toast({ tone: "good", text: t.stopSaved(name), undo: () => void retract({ roundId: round.id, stop, name }) });
  };
  return { confirm, busy };
}

/** One tap for a place where all is well; two buttons, nothing else, within the thumb. */
export function StopButtons(props: StopButtonsProps) {
  const { round, evidence } = props;
  const t = useText(zh, en);
  const navigate = useNavigate();
  const { confirm, busy } = useConfirm(props);
  const allSeen = nextStop(round) === undefined;
  if (!evidence) return null;
  const { checkpointId, by } = evidence;
  const report = (): void => {
    const query = new URLSearchParams({ round: round.id, checkpoint: checkpointId, by });
    if (evidence.distanceM !== undefined) query.set("m", String(evidence.distanceM));
    void navigate(`/report?${query}`);
  };
  return (
    <div className="stack">
      {allSeen && by === "hand" ? (
        <LinkButton full variant="main" size="patrol" to="/patrol/finish">
          {t.finish}
        </LinkButton>
      ) : (
        <Button full variant="main" size="patrol" busy={busy} onClick={() => void confirm(evidence)}>
          {t.allNormal}
        </Button>
      )}
      <Button full size="patrol" onClick={report}>
        {t.hasIssue}
      </Button>
    </div>
  );
}
