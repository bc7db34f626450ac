import type { ReactNode } from "react";
import { sha256Hex } from "#device/sha256";
import { standingSignatures } from "#domain/mediation/mediation";
import { composeAgreement } from "#domain/mediation/outcome-commands";
import { filled, type Known, leftOpen, type SampleOffer, samplesFor } from "#domain/mediation/samples";
import { useMediationSamples } from "#storage/mediation-samples";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { DateField, NumberField, SelectField, TextArea, TextField } from "#ui/field";
import { useLang } from "#ui/text";
import { en as textEn } from "./agreement-text.en.ts";
import { zh as textZh } from "./agreement-text.zh.ts";
import { useCase } from "./case-context.ts";
import { type AgreementDraft, composeText, type DutyDraft, linesOf } from "./compose-text.ts";
import { StepFrame, useStepDraft, useToday } from "./step-frame.tsx";
import { useMediationText } from "./use-mediation-act.ts";

const aDuty = (who: string, toWhom: string): DutyDraft => ({
  ...{ id: newId(), who, toWhom, what: "", dueOn: "", where: "", manner: "", amountYuan: null },
});

const isWhole = (draft: AgreementDraft): boolean =>
  draft.facts.trim() !== "" &&
  leftOpen(draft.terms).length === 0 &&
  draft.duties.length > 0 &&
  draft.duties.every((d) => d.what.trim() !== "" && d.dueOn !== "");

function useAgreementDraft() {
  const { file, plain } = useCase();
  const last = plain?.agreements?.[plain.agreements.length - 1];
  const amountOf = (id: string) => last?.obligations.find((o) => o.id === id);
  const start = (): AgreementDraft => ({
    form: "written",
    facts: last?.words?.facts ?? plain?.matter?.facts ?? "",
    responsibility: last?.words?.responsibility ?? "",
    terms: last?.words?.terms.join("\n") ?? "",
    duties: last?.words?.duties.map(
      (d): DutyDraft => ({
        ...{ id: d.id, what: d.what, where: d.where, manner: d.manner, who: amountOf(d.id)?.who ?? "A" },
        ...{ toWhom: amountOf(d.id)?.toWhom ?? "", dueOn: amountOf(d.id)?.dueOn ?? "" },
        amountYuan: amountOf(d.id)?.amountFen == null ? null : (amountOf(d.id)?.amountFen ?? 0) / 100,
      }),
    ) ?? [aDuty(file.partyKeys[1] ?? "B", file.partyKeys[0] ?? "A")],
  });
  return useStepDraft<AgreementDraft>("agreement", start);
}

/** The agreement from its parts; below stands the very text that is signed. */
export function AgreementStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { lang } = useLang();
  const today = useToday();
  const { file, plain } = useCase();
  const { draft, ready, change, clear } = useAgreementDraft();
  const parties = plain?.parties ?? [];
  const parts = { number: file.number, parties, draft, on: today };
  // What is signed is in Chinese whatever the phone speaks: parties, committee and court read it.
  const text = composeText({ words: textZh, ...parts });
  const commands = async () => {
    const salt = newId();
    const obligations = draft.duties.map(({ id, who, toWhom, dueOn, amountYuan }) => ({
      ...{ id, who, toWhom: toWhom || null, dueOn },
      amountFen: amountYuan === null ? null : Math.round(amountYuan * 100),
    }));
    const duties = draft.duties.map(({ id, what, where, manner }) => ({ id, what, where, manner }));
    const { form, facts, responsibility } = draft;
    const sealed = { facts, responsibility, terms: linesOf(draft.terms), duties, text, salt };
    const textHash = await sha256Hex(new Blob([`${salt}\n${text}`]));
    const ids = { caseId: file.id, agreementId: newId(), stepId: newId() };
    return [composeAgreement({ ...ids, form, on: today, obligations, textHash, words: sealed })];
  };
  const written = draft.form === "written";
  return (
    <StepFrame
      step="agreement"
      badge={badge}
      ready={ready && plain !== undefined}
      disabled={!isWhole(draft) || parties.length === 0}
      save={written ? t.composeWritten : t.composeOral}
      commands={commands}
      onSaved={clear}
    >
      {standingSignatures(file).length > 0 && <Banner tone="warn">{t.textChangedWarn}</Banner>}
      <AgreementFields draft={draft} change={change} />
      <Card label={t.preview}>
        <h2>{t.preview}</h2>
        <p className="case-words" lang="zh-CN">
          {text}
        </p>
        {lang === "en" && (
          <>
            <h3>{t.readingAid}</h3>
            <p className="case-words">{composeText({ words: textEn, ...parts })}</p>
          </>
        )}
      </Card>
    </StepFrame>
  );
}

interface FieldsProps {
  readonly draft: AgreementDraft;
  readonly change: (next: Partial<AgreementDraft>) => void;
}

function AgreementFields({ draft, change }: FieldsProps) {
  const t = useMediationText();
  const { file } = useCase();
  const { duties } = draft;
  const open = leftOpen(draft.terms);
  const put = (id: string, next: Partial<DutyDraft>) =>
    change({ duties: duties.map((d) => (d.id === id ? { ...d, ...next } : d)) });
  return (
    <>
      <BigChoice
        label={t.formQ}
        columns={2}
        options={(["written", "oral"] as const).map((value) => ({ value, label: t.form[value] }))}
        value={draft.form}
        onChange={(form) => change({ form })}
      />
      <SampleChoice onTaken={(terms) => change({ terms: [...linesOf(draft.terms), ...terms].join("\n") })} />
      <TextArea label={t.facts} rows={4} value={draft.facts} onChange={(facts) => change({ facts })} />
      <TextArea
        label={t.responsibility}
        rows={3}
        value={draft.responsibility}
        onChange={(responsibility) => change({ responsibility })}
      />
      <TextArea
        label={t.terms}
        rows={5}
        value={draft.terms}
        error={open.length > 0 ? t.leftOpen(open.join("、")) : undefined}
        onChange={(terms) => change({ terms })}
      />
      <h2>{t.duties}</h2>
      {duties.map((duty) => (
        <Card key={duty.id} label={t.duties}>
          <DutyFields duty={duty} change={(next) => put(duty.id, next)} />
          {duties.length > 1 && (
            <Button full onClick={() => change({ duties: duties.filter((d) => d.id !== duty.id) })}>
              {t.removeDuty}
            </Button>
          )}
        </Card>
      ))}
      <Button
        full
        onClick={() => change({ duties: [...duties, aDuty(file.partyKeys[0] ?? "A", file.partyKeys[1] ?? "")] })}
      >
        {t.addDuty}
      </Button>
    </>
  );
}

/** Begins with clauses that are often agreed; what is known is put in. */
function SampleChoice({ onTaken }: { readonly onTaken: (terms: readonly string[]) => void }) {
  const t = useMediationText();
  const { lang } = useLang();
  const { file, plain } = useCase();
  const records = useMediationSamples();
  const samples = samplesFor(records ?? [], file.communityCode);
  const known: Known = {
    "【甲方】": plain?.parties?.[0]?.name ?? "",
    "【乙方】": plain?.parties?.[1]?.name ?? "",
    "【地点】": plain?.matter?.where ?? "",
  };
  const take = (chosen: string): void => {
    const sample = samples.find(({ id }) => id === chosen);
    if (sample) onTaken(filled(sample.terms, known));
  };
  // The app's own have a name in each language; what a unit has named is called so in both.
  const nameOf = ({ title, tag, orgCode }: SampleOffer): string =>
    tag && orgCode === null && lang === "en" ? t.tag[tag] : title;
  return (
    <SelectField
      label={t.template}
      optional
      value=""
      options={samples.map((sample) => ({ value: sample.id, label: nameOf(sample) }))}
      onChange={take}
    />
  );
}

interface DutyProps {
  readonly duty: DutyDraft;
  readonly change: (next: Partial<DutyDraft>) => void;
}

function DutyFields({ duty, change }: DutyProps) {
  const t = useMediationText();
  const today = useToday();
  const { file } = useCase();
  const options = file.partyKeys.map((value) => ({ value: value as string, label: t.party(value) }));
  return (
    <div className="stack">
      <SelectField label={t.dutyWho} value={duty.who} options={options} onChange={(who) => change({ who })} />
      <SelectField
        label={t.dutyTo}
        value={duty.toWhom || "none"}
        options={[...options, { value: "none", label: t.nobody }]}
        onChange={(toWhom) => change({ toWhom: toWhom === "none" ? "" : toWhom })}
      />
      <TextField label={t.dutyWhat} value={duty.what} onChange={(what) => change({ what })} />
      <DateField label={t.dutyBy} min={today} value={duty.dueOn} onChange={(dueOn) => change({ dueOn })} />
      <TextField label={t.dutyWhere} optional value={duty.where} onChange={(where) => change({ where })} />
      <TextField label={t.dutyManner} optional value={duty.manner} onChange={(manner) => change({ manner })} />
      <NumberField
        label={t.dutyAmount}
        optional
        suffix={t.yuan}
        min={0}
        value={duty.amountYuan}
        onChange={(amountYuan) => change({ amountYuan })}
      />
    </div>
  );
}
