import type { ReactNode } from "react";
import type { InquiryWords } from "#domain/mediation/confidential";
import { addEvidence, recordInquiry, recordSession } from "#domain/mediation/session-commands";
import { newId } from "#storage/record";
import type { SealedFile } from "#storage/sealed-files";
import { BigChoice } from "#ui/big-choice";
import { FilterChips } from "#ui/chips";
import { DateField, TextArea, TextField } from "#ui/field";
import { useCase } from "./case-context.ts";
import { zh } from "./mediation.zh.ts";
import { announced, PhotoTaker } from "./photo-taker.tsx";
import { StepFrame, useStepDraft, useToday } from "./step-frame.tsx";
import { useMediationText } from "./use-mediation-act.ts";

interface StepProps {
  readonly badge: ReactNode;
}

/** HH:MM on this phone's clock, when the page was opened. */
const hourNow = (): string => {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
};

interface SessionDraft {
  readonly entryId: string;
  readonly on: string;
  readonly open: "open" | "closed";
  readonly present: readonly string[];
  readonly helpers: "none" | "agreed" | "notAgreed";
  readonly place: string;
  readonly from: string;
  readonly to: string;
  readonly principlesTold: string;
  readonly others: string;
  readonly invited: string;
  readonly recorder: string;
  readonly statements: Readonly<Record<string, string>>;
  readonly checked: string;
  readonly risksTold: string;
  readonly result: string;
}

/** 调解记录 with its seven points; rights and principles were told at the start of the file. */
export function SessionStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const today = useToday();
  const { draft, ready, change, clear } = useStepDraft<SessionDraft>("session", () => ({
    ...{ entryId: newId(), on: today, open: "closed", present: file.partyKeys, helpers: "none", place: "" },
    ...{ invited: "", recorder: "", statements: {}, checked: "", result: "", from: hourNow(), to: "", others: "" },
    // It goes on the paper, so in Chinese whatever the phone speaks.
    ...{ principlesTold: zh.principlesDefault, risksTold: zh.risksDefault },
  }));
  const commands = () => {
    const { entryId, on, helpers, place, from, to, invited, recorder, principlesTold, checked } = draft;
    const { risksTold, result, others } = draft;
    const statements = Object.entries(draft.statements).map(([partyKey, words]) => ({ partyKey, words }));
    const told = { principlesTold, statements, checked, risksTold, result, others };
    const words = { place, from, to, invited, recorder, ...told };
    const partiesPresent = [...draft.present];
    const facts = { caseId: file.id, entryId, stepId: newId(), on, open: draft.open === "open", partiesPresent };
    return [recordSession({ ...facts, helpers, words })];
  };
  return (
    <StepFrame step="session" badge={badge} ready={ready} commands={commands} onSaved={clear}>
      <DateField label={t.on} max={today} value={draft.on} onChange={(on) => change({ on })} />
      <DateField kind="time" label={t.from} optional value={draft.from ?? ""} onChange={(from) => change({ from })} />
      <DateField kind="time" label={t.to} optional value={draft.to ?? ""} onChange={(to) => change({ to })} />
      <TextField label={t.place} value={draft.place} onChange={(place) => change({ place })} />
      <FilterChips
        asked
        label={t.presentQ}
        options={file.partyKeys.map((value) => ({ value, label: t.party(value) }))}
        value={draft.present}
        onChange={(present) => change({ present })}
      />
      <BigChoice
        label={t.openQ}
        columns={2}
        options={[
          { value: "closed", label: t.closedSession },
          { value: "open", label: t.openSession },
        ]}
        value={draft.open}
        onChange={(open) => change({ open })}
      />
      <BigChoice
        label={t.helpersQ}
        options={(["none", "agreed", "notAgreed"] as const).map((value) => ({ value, label: t.helpers[value] }))}
        value={draft.helpers}
        onChange={(helpers) => change({ helpers })}
      />
      {draft.helpers !== "none" && (
        <TextField label={t.invited} value={draft.invited} onChange={(invited) => change({ invited })} />
      )}
      <SessionWordsFields draft={draft} change={change} />
    </StepFrame>
  );
}

interface FieldsProps {
  readonly draft: SessionDraft;
  readonly change: (next: Partial<SessionDraft>) => void;
}

function SessionWordsFields({ draft, change }: FieldsProps) {
  const t = useMediationText();
  const { file } = useCase();
  const { statements } = draft;
  return (
    <>
      <TextArea
        label={t.principlesTold}
        rows={3}
        value={draft.principlesTold ?? ""}
        onChange={(principlesTold) => change({ principlesTold })}
      />
      {file.partyKeys.map((key) => (
        <TextArea
          key={key}
          label={t.statement(t.party(key))}
          rows={4}
          value={statements[key] ?? ""}
          onChange={(words) => change({ statements: { ...statements, [key]: words } })}
        />
      ))}
      <TextArea label={t.checked} rows={3} value={draft.checked} onChange={(checked) => change({ checked })} />
      <TextArea label={t.risksTold} rows={3} value={draft.risksTold} onChange={(risksTold) => change({ risksTold })} />
      <TextArea label={t.outcome} rows={4} value={draft.result} onChange={(result) => change({ result })} />
      <TextArea
        label={t.others}
        optional
        rows={2}
        value={draft.others ?? ""}
        onChange={(others) => change({ others })}
      />
      <TextField label={t.recorder} value={draft.recorder} onChange={(recorder) => change({ recorder })} />
    </>
  );
}

export function InquiryStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const today = useToday();
  const { draft, ready, change, clear } = useStepDraft<InquiryWords & { entryId: string; on: string }>(
    "inquiry",
    () => ({ entryId: newId(), on: today, from: hourNow(), place: "", present: "", questioned: "", account: "" }),
  );
  const commands = () => {
    const { entryId, on, place, from, present, questioned, account } = draft;
    const words = { place, from, present, questioned, account };
    return [recordInquiry({ caseId: file.id, entryId, stepId: newId(), on, words })];
  };
  return (
    <StepFrame step="inquiry" badge={badge} ready={ready} commands={commands} onSaved={clear}>
      <DateField label={t.on} max={today} value={draft.on} onChange={(on) => change({ on })} />
      <DateField kind="time" label={t.from} optional value={draft.from ?? ""} onChange={(from) => change({ from })} />
      <TextField label={t.place} value={draft.place} onChange={(place) => change({ place })} />
      <TextField label={t.present} value={draft.present} onChange={(present) => change({ present })} />
      <TextField label={t.questioned} value={draft.questioned} onChange={(questioned) => change({ questioned })} />
      <TextArea label={t.account} rows={8} value={draft.account} onChange={(account) => change({ account })} />
    </StepFrame>
  );
}

interface EvidenceDraft {
  readonly entryId: string;
  readonly on: string;
  readonly name: string;
  readonly origin: string;
  readonly broughtBy: string;
  readonly photos: readonly SealedFile[];
}

export function EvidenceStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const today = useToday();
  const { draft, ready, change, clear } = useStepDraft<EvidenceDraft>("evidence", () => ({
    ...{ entryId: newId(), on: today, name: "", origin: "", broughtBy: "", photos: [] },
  }));
  const commands = () => {
    const { entryId, on, name, origin, broughtBy, photos } = draft;
    const words = { name, origin, broughtBy, photos: photos.map((p) => ({ ...p })) };
    return [addEvidence({ caseId: file.id, entryId, on, words, files: announced(photos) })];
  };
  return (
    <StepFrame
      step="evidence"
      badge={badge}
      ready={ready}
      disabled={draft.name.trim() === ""}
      commands={commands}
      onSaved={clear}
    >
      <TextField label={t.evidenceName} value={draft.name} onChange={(name) => change({ name })} />
      <TextField label={t.origin} value={draft.origin} onChange={(origin) => change({ origin })} />
      <TextField label={t.broughtBy} value={draft.broughtBy} onChange={(broughtBy) => change({ broughtBy })} />
      <DateField label={t.on} max={today} value={draft.on} onChange={(on) => change({ on })} />
      <PhotoTaker label={t.photoAdd} photos={draft.photos} onChange={(photos) => change({ photos })} />
    </StepFrame>
  );
}
