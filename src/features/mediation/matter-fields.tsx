import { INVOLVED, RISKS, SOURCES } from "#domain/mediation/words";
import { BigChoice } from "#ui/big-choice";
import { Checkbox } from "#ui/checkbox";
import { FilterChips } from "#ui/chips";
import { NumberField, SelectField, TextArea, TextField } from "#ui/field";
import type { IntakeDraft } from "./intake-draft.ts";
import { KindFields } from "./kind-fields.tsx";
import { useMediationText } from "./use-mediation-act.ts";

interface MatterProps {
  readonly draft: IntakeDraft;
  readonly code: string;
  readonly change: (next: Partial<IntakeDraft>) => void;
}

/** What it is about: kind, place, facts, what is asked for, how urgent. */
export function MatterFields({ draft, code, change }: MatterProps) {
  const t = useMediationText();
  const { matter } = draft;
  const say = (next: Partial<IntakeDraft["matter"]>) => change({ matter: { ...matter, ...next } });
  return (
    <>
      <SelectField
        label={t.sourceQ}
        value={draft.source}
        options={SOURCES.map((value) => ({ value, label: t.source[value] }))}
        onChange={(source) => change({ source })}
      />
      <KindFields kind={draft} code={code} change={change} />
      <TextField label={t.where} hint={t.whereHint} value={matter.where} onChange={(where) => say({ where })} />
      <TextArea label={t.facts} rows={5} value={matter.facts} onChange={(facts) => say({ facts })} />
      <TextArea
        label={t.claims}
        rows={3}
        value={matter.claims.join("\n")}
        onChange={(claims) => say({ claims: claims.split("\n") })}
      />
      <WeightFields draft={draft} change={change} />
      <TextArea label={t.remarks} optional rows={2} value={matter.remarks} onChange={(remarks) => say({ remarks })} />
    </>
  );
}

function WeightFields({ draft, change }: Pick<MatterProps, "draft" | "change">) {
  const t = useMediationText();
  return (
    <>
      <NumberField
        label={t.amount}
        optional
        suffix={t.yuan}
        min={0}
        value={draft.amountYuan}
        onChange={(amountYuan) => change({ amountYuan })}
      />
      <BigChoice
        label={t.riskQ}
        options={RISKS.map((value) => ({ value, label: t.risk[value] }))}
        value={draft.risk}
        onChange={(risk) => change({ risk })}
      />
      <FilterChips
        asked
        label={t.involvesQ}
        options={INVOLVED.map((value) => ({ value, label: t.involved[value] }))}
        value={draft.involves}
        onChange={(involves) => change({ involves })}
      />
      <Checkbox
        label={t.personalStatusQ}
        checked={draft.personalStatus}
        onChange={(personalStatus) => change({ personalStatus })}
      />
    </>
  );
}
