import { type ReactNode, useState } from "react";
import { useNavigate } from "react-router";
import { canTakeOver } from "#domain/mediation/hand-over";
import { handOver } from "#storage/hand-over";
import { usePeople } from "#storage/people";
import { useWorld } from "#storage/use-world";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { useNow } from "#ui/time";
import { useCase } from "./case-context.ts";
import { StepFrame } from "./step-frame.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

/** One's own place in a file goes to a colleague, with the key to it; from then on the file is closed to oneself. */
export function HandOverStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { file, place } = useCase();
  const world = useWorld();
  const people = usePeople();
  const navigate = useNavigate();
  const now = new Date(useNow()).toISOString();
  const { run, busy } = useMediationAct();
  const [toId, choose] = useState<string | null>(null);
  const fromId = world.person.personId;
  const others = [...(people?.values() ?? [])].filter((one) => one.id !== fromId && canTakeOver(one, file, now));
  const give = async (): Promise<void> => {
    if (toId && (await run(() => handOver(world, { caseId: file.id, fromId, toId })))) {
      await navigate(place.list, { replace: true });
    }
  };
  return (
    <StepFrame step="handOver" badge={badge}>
      <p>{t.handOverText}</p>
      {others.length === 0 && <p className="dim">{t.noMediator}</p>}
      {others.length > 0 && (
        <BigChoice
          label={t.handOverQ}
          options={others.map((one) => ({ value: one.id as string, label: one.displayName }))}
          value={toId}
          onChange={choose}
        />
      )}
      <Button full variant="main" size="patrol" busy={busy} disabled={!toId} onClick={() => void give()}>
        {t.offer.handOver}
      </Button>
    </StepFrame>
  );
}
