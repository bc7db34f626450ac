import { type ReactNode, useState } from "react";
import { closeCase, fileCase, noteJudicial } from "#domain/mediation/after-commands";
import { judicialUntil } from "#domain/mediation/deadlines";
import {
  ADVICE,
  type Advice,
  EXCLUSIONS,
  RECEIVERS,
  RETENTION_CLASSES,
  type RetentionClass,
} from "#domain/mediation/mediation";
import { failCase, noteReceipt, referCase } from "#domain/mediation/outcome-commands";
import { useDraft } from "#storage/drafts";
import { newId } from "#storage/record";
import { BigChoice } from "#ui/big-choice";
import { DateField, SelectField, TextArea, TextField } from "#ui/field";
import { useCase } from "./case-context.ts";
import { DangerNotice } from "./danger.tsx";
import { StepFrame, useStepDraft, useToday } from "./step-frame.tsx";
import { useMediationText } from "./use-mediation-act.ts";

interface StepProps {
  readonly badge: ReactNode;
}

interface FailDraft {
  readonly advice: readonly Advice[];
  readonly words: string;
}

export function FailStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const { draft, ready, change, clear } = useStepDraft<FailDraft>("fail", () => ({ advice: [], words: "" }));
  const commands = () => [
    failCase({ caseId: file.id, stepId: newId(), advice: [...draft.advice], words: draft.words }),
  ];
  return (
    <StepFrame
      step="fail"
      badge={badge}
      ready={ready}
      disabled={draft.advice.length === 0}
      save={t.failSave}
      commands={commands}
      onSaved={clear}
    >
      <p>{t.failText}</p>
      <TextArea label={t.reason} rows={4} value={draft.words} onChange={(words) => change({ words })} />
      <BigChoice
        multiple
        label={t.adviceQ}
        options={ADVICE.map((value) => ({ value, label: t.advice[value] }))}
        value={draft.advice}
        onChange={(advice) => change({ advice })}
      />
    </StepFrame>
  );
}

interface ReferDraft {
  readonly to: (typeof RECEIVERS)[number] | null;
  readonly reason: (typeof EXCLUSIONS)[number] | "other";
  readonly words: string;
}

export function ReferStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const first = file.exclusions?.[0] ?? "other";
  const { draft, ready, change, clear } = useStepDraft<ReferDraft>("refer", () => ({
    ...{ to: null, reason: first, words: "" },
  }));
  const { to, reason, words } = draft;
  const commands = () => (to ? [referCase({ caseId: file.id, stepId: newId(), to, reason, words })] : []);
  const reasons = [
    ...EXCLUSIONS.map((value) => ({ value, label: t.exclusion[value] })),
    { value: "other" as const, label: t.referOther },
  ];
  return (
    <StepFrame
      step="refer"
      badge={badge}
      ready={ready}
      disabled={!to}
      save={t.offer.refer}
      commands={commands}
      onSaved={clear}
    >
      <DangerNotice exclusions={[reason]} />
      <SelectField
        label={t.referTo}
        value={to ?? ""}
        options={RECEIVERS.map((value) => ({ value, label: t.receiver[value] }))}
        onChange={(next) => change({ to: next })}
      />
      <SelectField
        label={t.referReason}
        value={reason}
        options={reasons}
        onChange={(next) => change({ reason: next })}
      />
      <TextField
        label={t.receiverPost}
        hint={t.receiptHint}
        value={words}
        onChange={(next) => change({ words: next })}
      />
    </StepFrame>
  );
}

/** 回执: a step of its own, when it comes. */
export function ReceiptStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file, plain } = useCase();
  const today = useToday();
  const { draft, ready, change, clear } = useStepDraft("receipt", () => ({ on: today, words: "" }));
  const { on, words } = draft;
  const commands = () => [noteReceipt({ caseId: file.id, entryId: newId(), on, words })];
  return (
    <StepFrame
      step="receipt"
      badge={badge}
      ready={ready}
      disabled={words.trim() === ""}
      commands={commands}
      onSaved={clear}
    >
      {file.referral && (
        <p>
          {t.receiver[file.referral.to]} · {file.referral.on} · {plain?.referral?.words}
        </p>
      )}
      <DateField
        label={t.receiptOn}
        min={file.referral?.on}
        max={today}
        value={on}
        onChange={(next) => change({ on: next })}
      />
      <TextArea label={t.receipt} rows={3} value={words} onChange={(next) => change({ words: next })} />
    </StepFrame>
  );
}

export function JudicialStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const today = useToday();
  const [askedOn, setAskedOn] = useState(file.judicial?.askedOn ?? today);
  const [decided, setDecided] = useState<"waiting" | "confirmed" | "rejected">(file.judicial?.decided ?? "waiting");
  const isDecided = decided !== "waiting";
  const commands = () => [
    noteJudicial({
      ...{ caseId: file.id, askedOn, decided: isDecided ? decided : null, decidedOn: isDecided ? today : null },
    }),
  ];
  return (
    <StepFrame step="judicial" badge={badge} commands={commands}>
      <p>
        {t.judicialUntil}：<strong>{judicialUntil(file)}</strong>
      </p>
      <DateField label={t.askedOn} max={today} value={askedOn} onChange={setAskedOn} />
      <BigChoice
        label={t.decidedQ}
        options={(["waiting", "confirmed", "rejected"] as const).map((value) => ({ value, label: t.decided[value] }))}
        value={decided}
        onChange={setDecided}
      />
    </StepFrame>
  );
}

export function CloseStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const { draft, ready, change, clear } = useStepDraft("close", () => ({ closing: "" }));
  const commands = () => [closeCase({ caseId: file.id, stepId: newId(), closing: draft.closing })];
  return (
    <StepFrame
      step="close"
      badge={badge}
      ready={ready}
      disabled={draft.closing.trim() === ""}
      save={t.offer.close}
      commands={commands}
      onSaved={clear}
    >
      <TextArea label={t.closingText} rows={5} value={draft.closing} onChange={(closing) => change({ closing })} />
    </StepFrame>
  );
}

export function FileStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const [retentionClass, setClass] = useState<RetentionClass | null>(null);
  const commands = () => (retentionClass ? [fileCase({ caseId: file.id, stepId: newId(), retentionClass })] : []);
  return (
    <StepFrame step="file" badge={badge} disabled={!retentionClass} save={t.offer.file} commands={commands}>
      <p>{t.filedText}</p>
      <BigChoice
        label={t.retentionQ}
        options={RETENTION_CLASSES.map((value) => ({ value, label: t.retention[value] }))}
        value={retentionClass}
        onChange={setClass}
      />
    </StepFrame>
  );
}

/** Kept on this phone only, under the PIN; it has no way into the file. */
export function NoteStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const { value, ready, save } = useDraft<string>(`note:${file.id}`, { sealed: true });
  return (
    <StepFrame step="note" badge={badge} ready={ready}>
      <p className="dim">{t.noteText}</p>
      <TextArea label={t.offer.note} rows={12} value={value ?? ""} onChange={save} />
    </StepFrame>
  );
}
