import { type ReactNode, useState } from "react";
import { useNavigate } from "react-router";
import { isGrantActive } from "#domain/kernel/actor";
import { maySeal } from "#domain/mediation/may";
import { currentAgreement, type Mediation } from "#domain/mediation/mediation";
import { enterSeal } from "#domain/mediation/outcome-commands";
import { useMe, usePeople } from "#storage/people";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { DateField } from "#ui/field";
import { useNow } from "#ui/time";
import { type CasePlace, useCase } from "./case-context.ts";
import { CaseFacts } from "./case-facts.tsx";
import { StepFrame, useToday } from "./step-frame.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

/** May the person at this phone say that the committee's seal is on the paper? */
const useMaySeal = (file: Mediation): boolean => {
  const actor = useMe()?.actor;
  return actor !== undefined && maySeal(actor, file.communityCode);
};

/** 待盖章 → 生效: the day that stands beside the seal, or who enters it. */
export function SealStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { file } = useCase();
  const today = useToday();
  const may = useMaySeal(file);
  const [on, setOn] = useState(today);
  if (!may)
    return (
      <StepFrame step="seal" badge={badge}>
        <WhoSeals file={file} />
      </StepFrame>
    );
  const commands = () => [enterSeal({ caseId: file.id, stepId: newId(), on })];
  return (
    <StepFrame step="seal" badge={badge} save={t.sealSave} commands={commands}>
      <p>{t.sealText}</p>
      <SealDay file={file} on={on} onChange={setOn} />
    </StepFrame>
  );
}

interface SealDayProps {
  readonly file: Mediation;
  readonly on: string;
  readonly onChange: (on: string) => void;
}

function SealDay({ file, on, onChange }: SealDayProps) {
  const t = useMediationText();
  const today = useToday();
  return <DateField label={t.sealedOn} min={currentAgreement(file)?.on} max={today} value={on} onChange={onChange} />;
}

/** Names the head of the committee; where none is known here, who names one and where. */
function WhoSeals({ file }: { readonly file: Mediation }) {
  const t = useMediationText();
  const people = usePeople();
  const now = new Date(useNow()).toISOString();
  const heads = [...(people?.values() ?? [])].filter((one) =>
    one.grants.some((g) => g.role === "committeeHead" && g.orgCode === file.communityCode && isGrantActive(g, now)),
  );
  return (
    <>
      {heads.length > 0 ? (
        <Banner tone="info" title={t.sealByHead(heads.map((one) => one.displayName).join("、"))}>
          {t.sealByHeadText}
        </Banner>
      ) : (
        <Banner tone="warn" title={t.noHead}>
          {t.noHeadText}
        </Banner>
      )}
      <p>{t.sealText}</p>
    </>
  );
}

interface SealingProps {
  readonly file: Mediation;
  readonly badge: ReactNode;
  readonly place: CasePlace;
}

/** A file of others that waits for the seal: its number and days, and the day of the seal; nothing of its words. */
export function SealingPage({ file, badge, place }: SealingProps) {
  const t = useMediationText();
  const today = useToday();
  const navigate = useNavigate();
  const people = usePeople();
  const { act, busy } = useMediationAct();
  const [on, setOn] = useState(today);
  const save = async (): Promise<void> => {
    if (await act(enterSeal({ caseId: file.id, stepId: newId(), on }))) await navigate(place.list, { replace: true });
  };
  const facts = [
    [t.agreementOn, currentAgreement(file)?.on],
    [t.mediators, file.mediatorIds.map((id) => people?.get(id)?.displayName ?? t.colleague).join("、")],
    [t.signatures, t.allHaveSigned(file.partyKeys.length)],
  ] as const;
  return (
    <place.Page
      title={file.number ?? t.noNumber}
      back={place.list}
      badge={badge}
      footer={
        <Button full variant="main" size="patrol" busy={busy} onClick={() => void save()}>
          {t.sealSave}
        </Button>
      }
    >
      <Card kind="accent">
        <h2>
          {t.category[file.category]} · {t.state[file.state]}
        </h2>
      </Card>
      <CaseFacts label={t.dates} facts={facts} />
      <p>{t.sealOfOthers}</p>
      <SealDay file={file} on={on} onChange={setOn} />
    </place.Page>
  );
}
