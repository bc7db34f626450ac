import { type ReactNode, useState } from "react";
import { addDays } from "#domain/kernel/clock";
import { mediateUntil } from "#domain/mediation/deadlines";
import { extendCase } from "#domain/mediation/session-commands";
import type { PartyKey } from "#domain/mediation/words";
import { newId } from "#storage/record";
import { Checkbox } from "#ui/checkbox";
import { DateField } from "#ui/field";
import { useCase } from "./case-context.ts";
import { StepFrame, useToday } from "./step-frame.tsx";
import { useMediationText } from "./use-mediation-act.ts";

const USUAL_DAYS = 30;

/** The month is not enough: a later day, and a tick for each party that wants to go on. */
export function ExtendStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { file } = useCase();
  const today = useToday();
  const inForce = mediateUntil(file) ?? today;
  const [until, setUntil] = useState(addDays(inForce, USUAL_DAYS));
  const [agreedBy, setAgreedBy] = useState<readonly PartyKey[]>([]);
  const tick = (key: PartyKey, on: boolean) =>
    setAgreedBy((now) => (on ? [...now, key] : now.filter((k) => k !== key)));
  const commands = () => [extendCase({ caseId: file.id, entryId: newId(), until, agreedBy: [...agreedBy] })];
  return (
    <StepFrame
      step="extend"
      badge={badge}
      disabled={agreedBy.length < file.partyKeys.length || until <= inForce}
      commands={commands}
    >
      <p>{t.extendText(inForce)}</p>
      <DateField label={t.extendTo} min={addDays(inForce, 1)} value={until} onChange={setUntil} />
      {file.partyKeys.map((key) => (
        <Checkbox
          key={key}
          label={t.extendAgreed(t.party(key))}
          checked={agreedBy.includes(key)}
          onChange={(on) => tick(key, on)}
        />
      ))}
    </StepFrame>
  );
}
