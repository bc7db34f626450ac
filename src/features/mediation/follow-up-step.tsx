import type { ReactNode } from "react";
import { followUpCase } from "#domain/mediation/after-commands";
import type { FollowUpWords } from "#domain/mediation/confidential";
import { currentAgreement, PERFORMANCES, type Performance, performanceOf } from "#domain/mediation/mediation";
import { newId } from "#storage/record";
import { BigChoice } from "#ui/big-choice";
import { DateField, TextArea, TextField } from "#ui/field";
import { useCase } from "./case-context.ts";
import { StepFrame, useStepDraft, useToday } from "./step-frame.tsx";
import { useMediationText } from "./use-mediation-act.ts";

interface FollowUpDraft extends FollowUpWords {
  readonly entryId: string;
  readonly on: string;
  readonly performed: Readonly<Record<string, Performance>>;
}

/** 回访: what became of each obligation, and what the parties say. */
export function FollowUpStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const today = useToday();
  const { file } = useCase();
  const { draft, ready, change, clear } = useStepDraft<FollowUpDraft>("followUp", () => ({
    ...{ entryId: newId(), on: today, performed: {}, reason: t.followReasonDefault, performance: "" },
    ...{ satisfaction: "", lawsuit: "", mistakes: "", escalation: "", measures: "" },
  }));
  const commands = () => {
    const { entryId, on, performed, reason, performance, satisfaction, lawsuit, mistakes, escalation, measures } =
      draft;
    const words = { reason, performance, satisfaction, lawsuit, mistakes, escalation, measures };
    const seen = Object.entries(performed).map(([obligationId, one]) => ({ obligationId, performance: one }));
    return [followUpCase({ caseId: file.id, entryId, stepId: newId(), on, performed: seen, words })];
  };
  return (
    <StepFrame step="followUp" badge={badge} ready={ready} commands={commands} onSaved={clear}>
      <DateField label={t.on} max={today} value={draft.on} onChange={(on) => change({ on })} />
      <Obligations draft={draft} change={change} />
      <TextField label={t.followReason} value={draft.reason} onChange={(reason) => change({ reason })} />
      <TextArea
        label={t.followPerformance}
        rows={4}
        value={draft.performance}
        onChange={(performance) => change({ performance })}
      />
      <TextField
        label={t.satisfaction}
        optional
        value={draft.satisfaction}
        onChange={(satisfaction) => change({ satisfaction })}
      />
      <TextField label={t.lawsuit} optional value={draft.lawsuit} onChange={(lawsuit) => change({ lawsuit })} />
      <TextField label={t.mistakes} optional value={draft.mistakes} onChange={(mistakes) => change({ mistakes })} />
      <TextField
        label={t.escalation}
        optional
        value={draft.escalation}
        onChange={(escalation) => change({ escalation })}
      />
      <TextArea
        label={t.measures}
        optional
        rows={3}
        value={draft.measures}
        onChange={(measures) => change({ measures })}
      />
    </StepFrame>
  );
}

interface ObligationsProps {
  readonly draft: FollowUpDraft;
  readonly change: (next: Partial<FollowUpDraft>) => void;
}

function Obligations({ draft, change }: ObligationsProps) {
  const t = useMediationText();
  const { file, plain } = useCase();
  const words = plain?.agreements?.[plain.agreements.length - 1]?.words;
  return (currentAgreement(file)?.obligations ?? []).map((o) => (
    <BigChoice
      key={o.id}
      label={`${t.party(o.who)} ${words?.duties.find((d) => d.id === o.id)?.what ?? ""} · ${t.dueBy(o.dueOn)}`}
      columns={3}
      options={PERFORMANCES.map((value) => ({ value, label: t.performance[value] }))}
      value={draft.performed[o.id] ?? performanceOf(file, o.id)}
      onChange={(performance) => change({ performed: { ...draft.performed, [o.id]: performance } })}
    />
  ));
}
