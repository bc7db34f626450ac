import { type ReactNode, useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { makeFormal, registerCase } from "#domain/mediation/intake-commands";
import { EXCLUSIONS, type Mediation } from "#domain/mediation/mediation";
import { useDraft } from "#storage/drafts";
import { useMediation } from "#storage/mediations";
import { useMe } from "#storage/people";
import { newId } from "#storage/record";
import { BigChoice } from "#ui/big-choice";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { Stepper } from "#ui/stepper";
import { UnkeptForm } from "#ui/unkept-form";
import { DangerNotice, isUrgent, ReferNotice } from "./danger.tsx";
import { emptyIntake, hasParties, type IntakeDraft, matterArgs } from "./intake-draft.ts";
import { MatterFields } from "./matter-fields.tsx";
import { PartiesFields } from "./party-fields.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

/** Opens a file: questions first, then the matter, the parties, and all of it once more. */
export function IntakePage({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { caseId } = useParams();
  const before = useMediation(caseId ?? "");
  const me = useMe();
  const code = me?.actor.grants.find((g) => g.role === "mediator")?.orgCode;
  if (before !== undefined && code) {
    return <Intake key={caseId ?? "new"} badge={badge} code={before?.doc.communityCode ?? code} before={before?.doc} />;
  }
  return (
    <PhonePage title={t.openTitle} back="/mediation" badge={badge}>
      {me?.person && !code ? (
        <EmptyState
          title={t.notMediator}
          text={t.notMediatorText}
          action={<LinkButton to="/mediation/settle">{t.settle}</LinkButton>}
        />
      ) : (
        <LoadingState title={t.loading} />
      )}
    </PhonePage>
  );
}

interface IntakeProps {
  readonly badge: ReactNode;
  readonly code: string;
  /** The 劝和 that becomes a file. */
  readonly before: Mediation | undefined;
}

const LAST = 3;

function useIntake({ before }: Pick<IntakeProps, "before">) {
  const { value, ready, save, clear } = useDraft<IntakeDraft>(`intake:${before?.id ?? "new"}`, { sealed: true });
  const [fresh] = useState(() => emptyIntake(before?.id ?? newId(), before));
  const draft = value ?? fresh;
  return { draft, ready, clear, change: (next: Partial<IntakeDraft>) => save({ ...draft, ...next }) };
}

function Intake({ badge, code, before }: IntakeProps) {
  const t = useMediationText();
  const navigate = useNavigate();
  const { act, busy } = useMediationAct();
  const { draft, ready, change, clear } = useIntake({ before });
  const { caseId, step } = draft;
  const open = async (): Promise<void> => {
    const { exclusions, emergency, compoundId } = draft;
    const args = {
      ...{ caseId, communityCode: code, exclusions: [...exclusions], ...matterArgs(draft) },
      ...(compoundId ? { compoundId } : {}),
      ...(emergency ? { emergency } : {}),
    };
    const command = before ? makeFormal({ ...args, stepId: newId() }) : registerCase(args);
    if (!(await act(command))) return;
    await clear();
    await navigate(`/mediation/${caseId}`, { replace: true });
  };
  const urgent = isUrgent(draft);
  const blocked = (step === 0 && urgent && !draft.emergency) || (step === 2 && !hasParties(draft));
  const onNext = () => (step === LAST ? void open() : change({ step: step + 1 }));
  const footer = (
    <Button full variant="main" size="patrol" busy={busy} disabled={!ready || blocked} onClick={onNext}>
      {step === LAST ? t.confirm : t.next}
    </Button>
  );
  return (
    <Stepper
      title={t.openTitle}
      step={step + 1}
      total={LAST + 1}
      question={t.steps[step] ?? ""}
      back={step === 0 ? "/mediation" : () => change({ step: step - 1 })}
      badge={badge}
      footer={footer}
    >
      {!ready && <LoadingState title={t.loading} />}
      {ready && step === 0 && <FirstQuestions draft={draft} change={change} />}
      {ready && step === 1 && (
        <UnkeptForm>
          <MatterFields draft={draft} code={code} change={change} />
        </UnkeptForm>
      )}
      {ready && step === 2 && (
        <UnkeptForm>
          {!hasParties(draft) && <p className="dim">{t.partiesMissing}</p>}
          <PartiesFields parties={draft.parties} onChange={(parties) => change({ parties })} />
        </UnkeptForm>
      )}
      {ready && step === LAST && <ReadBack draft={draft} />}
    </Stepper>
  );
}

interface PartProps {
  readonly draft: IntakeDraft;
  readonly change: (next: Partial<IntakeDraft>) => void;
}

function FirstQuestions({ draft, change }: PartProps) {
  const t = useMediationText();
  const urgent = isUrgent(draft);
  useEffect(() => {
    // The box that was ticked lies below; the numbers to call must be seen at once.
    if (urgent) window.scrollTo(0, 0);
  }, [urgent]);
  return (
    <>
      <DangerNotice exclusions={draft.exclusions} />
      {urgent && (
        <BigChoice
          label={t.calledQ}
          options={(["110", "other", "notNeeded"] as const).map((value) => ({ value, label: t.called[value] }))}
          value={draft.emergency}
          onChange={(emergency) => change({ emergency })}
        />
      )}
      <p className="dim">{t.exclusionHint}</p>
      <BigChoice
        multiple
        label={t.exclusionQ}
        options={EXCLUSIONS.map((value) => ({ value, label: t.exclusion[value] }))}
        value={draft.exclusions}
        onChange={(exclusions) => change({ exclusions })}
      />
    </>
  );
}

function ReadBack({ draft }: { readonly draft: IntakeDraft }) {
  const t = useMediationText();
  const { matter } = draft;
  const kind = [t.category[draft.category], ...draft.tags.map((tag) => t.tag[tag])].join(" ");
  return (
    <>
      <ReferNotice exclusions={draft.exclusions} />
      <Card>
        <h2>{[kind, matter.where].filter(Boolean).join(" · ")}</h2>
        <p className="case-words">{matter.facts}</p>
        <ul className="case-list">
          {draft.parties.map((p) => (
            <li key={p.key}>
              {t.party(p.key)} {p.name} · {t.side[p.side]}
            </li>
          ))}
        </ul>
        <ul className="case-list">
          {matter.claims.filter(Boolean).map((claim) => (
            <li key={claim}>· {claim}</li>
          ))}
        </ul>
        {draft.amountYuan !== null && (
          <p>
            {t.amount} {draft.amountYuan} {t.yuan}
          </p>
        )}
        {draft.risk && <p>{t.risk[draft.risk]}</p>}
      </Card>
    </>
  );
}
