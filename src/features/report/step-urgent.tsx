import { type ChecklistCategory, SEVERITIES } from "#domain/checklist/checklist";
import type { EmergencyPhone } from "#domain/place/place";
import { SEVERITY_SHAPE } from "#ui/badge";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { PhoneCard } from "#ui/phone-card";
import { useLang, useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { Emergency, ReportDraft } from "./report-draft.ts";
import type { Patch } from "./use-report-draft.ts";

const ANSWERS: readonly Emergency[] = ["110", "119", "120", "other", "notNeeded"];

interface UrgentProps {
  readonly draft: ReportDraft;
  readonly patch: Patch;
  readonly category: ChecklistCategory | undefined;
  readonly phones: readonly EmergencyPhone[];
  /** The person went on without the answer. */
  readonly answerMissing: boolean;
}

/** How urgent; red shows the numbers and wants the answer about 110 / 119 / 120 before anything else. */
export function StepUrgent({ draft, patch, category, phones, answerMissing }: UrgentProps) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const advice = lang === "zh" ? category?.advice : category?.adviceEn;
  return (
    <>
      <p className="dim">{t.urgentHint}</p>
      <BigChoice
        label={t.urgentQ}
        labelHidden
        options={SEVERITIES.map((value) => ({
          value,
          label: `${SEVERITY_SHAPE[value]} ${t.severityWord[value]}`,
          hint: t.severityText[value],
        }))}
        value={draft.severity ?? null}
        onChange={(severity) => patch(() => ({ severity, ...(severity === "red" ? {} : { emergency: undefined }) }))}
      />
      {advice && <Banner title={t.advice}>{advice}</Banner>}
      {draft.severity === "red" && (
        <>
          <h2>{t.redTitle}</h2>
          <EmergencyPhones phones={phones} />
          <BigChoice
            label={t.redQ}
            columns={2}
            options={ANSWERS.map((value) => ({ value, label: t.emergency[value] }))}
            value={draft.emergency ?? null}
            error={answerMissing && !draft.emergency ? t.redMissing : undefined}
            onChange={(emergency) => patch(() => ({ emergency }))}
          />
        </>
      )}
    </>
  );
}

function EmergencyPhones({ phones }: { phones: readonly EmergencyPhone[] }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const state = [
    { name: t.phones.police, number: "110", urgent: true },
    { name: t.phones.fire, number: "119", urgent: true },
    { name: t.phones.aid, number: "120", urgent: true },
    { name: t.phones.traffic, number: "122" },
  ];
  const own = phones.map((p) => ({ name: lang === "en" && p.labelEn ? p.labelEn : p.label, number: p.number }));
  return <PhoneCard label={t.redTitle} numbers={[...state, ...own]} />;
}
