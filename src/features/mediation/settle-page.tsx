import { type ReactNode, useState } from "react";
import { useNavigate } from "react-router";
import { recordSettling } from "#domain/mediation/intake-commands";
import type { Category, Tag } from "#domain/mediation/words";
import { useDraft } from "#storage/drafts";
import { useMe } from "#storage/people";
import { newId } from "#storage/record";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { LoadingState } from "#ui/empty";
import { SelectField } from "#ui/field";
import { PhonePage } from "#ui/page";
import { KindFields } from "./kind-fields.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

interface SettleDraft {
  readonly caseId: string;
  readonly category: Category;
  readonly tags: readonly Tag[];
  readonly compoundId: string;
  readonly parties: string;
  readonly outcome: "settled" | "unsettled" | null;
}

const empty = (): SettleDraft => ({
  caseId: newId(),
  category: "neighbours",
  tags: [],
  compoundId: "",
  parties: "2",
  outcome: null,
});

/** 劝和: four answers, no names. */
export function SettlePage({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const navigate = useNavigate();
  const { act, busy } = useMediationAct();
  const me = useMe();
  const { value, ready, save, clear } = useDraft<SettleDraft>("settling");
  const [fresh] = useState(empty);
  const draft = value ?? fresh;
  const code = me?.actor.grants.find((g) => !g.orgCode.endsWith("000"))?.orgCode ?? me?.person?.orgCode;
  const store = async (): Promise<void> => {
    if (!code || !draft.outcome) return;
    const { caseId, category, tags, compoundId, parties, outcome } = draft;
    const where = compoundId ? { compoundId } : {};
    const partyCount = Number(parties);
    const args = { caseId, communityCode: code, ...where, category, tags: [...tags], partyCount, outcome };
    if (!(await act(recordSettling(args)))) return;
    await clear();
    await navigate("/mediation", { replace: true });
  };
  const footer = (
    <Button full variant="main" busy={busy} disabled={!ready || !draft.outcome || !code} onClick={() => void store()}>
      {t.save}
    </Button>
  );
  return (
    <PhonePage title={t.settleTitle} back="/mediation" badge={badge} footer={footer}>
      <p>{t.settleText}</p>
      {ready && code ? (
        <SettleFields draft={draft} code={code} change={(next) => save({ ...draft, ...next })} />
      ) : (
        <LoadingState title={t.loading} />
      )}
    </PhonePage>
  );
}

interface FieldsProps {
  readonly draft: SettleDraft;
  readonly code: string;
  readonly change: (next: Partial<SettleDraft>) => void;
}

function SettleFields({ draft, code, change }: FieldsProps) {
  const t = useMediationText();
  return (
    <>
      <KindFields kind={draft} code={code} change={change} />
      <SelectField
        label={t.howMany}
        value={draft.parties}
        options={["2", "3", "4", "5", "6"].map((value) => ({ value, label: t.people(Number(value)) }))}
        onChange={(parties) => change({ parties })}
      />
      <BigChoice
        label={t.result}
        columns={2}
        options={[
          { value: "settled", label: t.settled },
          { value: "unsettled", label: t.unsettled },
        ]}
        value={draft.outcome}
        onChange={(outcome) => change({ outcome })}
      />
    </>
  );
}
