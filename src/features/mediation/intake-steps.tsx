import { type ReactNode, useState } from "react";
import { acceptCase, changeCase, giveCaseConsent, letGoOfCase, shareCase } from "#domain/mediation/intake-commands";
import { consentOf } from "#domain/mediation/mediation";
import { pauseCase, resumeCase } from "#domain/mediation/outcome-commands";
import { RIGHTS_PARTS } from "#domain/mediation/rights";
import { isInOffice } from "#domain/mediation/stub";
import type { PartyKey } from "#domain/mediation/words";
import { usePeople } from "#storage/people";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { Checkbox } from "#ui/checkbox";
import { ConfirmDialog } from "#ui/dialog";
import { Fold } from "#ui/fold";
import { ReadAloud } from "#ui/read-aloud";
import { useNow } from "#ui/time";
import { homeOf, useCase } from "./case-context.ts";
import { emptyIntake, hasParties, type IntakeDraft, matterArgs } from "./intake-draft.ts";
import { MatterFields } from "./matter-fields.tsx";
import { PartiesFields } from "./party-fields.tsx";
import { StepFrame, useStepDraft } from "./step-frame.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

interface StepProps {
  readonly badge: ReactNode;
}

/** Rights and duties in large type, then each party: yes or no. */
export function ConsentStep({ badge }: StepProps) {
  const t = useMediationText();
  const open = useCase();
  const { file, plain } = open;
  const nameOf = (key: PartyKey) => plain?.parties?.find((p) => p.key === key)?.name ?? "";
  return (
    <StepFrame step="consent" badge={badge}>
      <p className="dim">{t.readAloudText}</p>
      <ol className="case-rights">
        {t.rights.map((right) => (
          <li key={right}>{right}</li>
        ))}
      </ol>
      <ReadAloud text={t.rights.join("")} />
      <Fold title={t.rightsLaw}>
        <RightsText />
      </Fold>
      {file.partyKeys.map((key) => (
        <PartyConsent key={key} partyKey={key} name={nameOf(key)} />
      ))}
      <LinkButton full to={`${homeOf(open)}/signForm`}>
        {t.offer.signForm}
      </LinkButton>
    </StepFrame>
  );
}

/** The words of the law as the 告知书 prints them. */
function RightsText() {
  return (
    <div className="stack-tight" lang="zh-CN">
      {RIGHTS_PARTS.map(({ heading, points }) => (
        <div key={heading}>
          <strong>{heading}</strong>
          {points.map((point) => (
            <p key={point}>{point}</p>
          ))}
        </div>
      ))}
    </div>
  );
}

function PartyConsent({ partyKey, name }: { readonly partyKey: PartyKey; readonly name: string }) {
  const t = useMediationText();
  const { file } = useCase();
  const { act, busy } = useMediationAct({ quiet: true });
  const [refusing, setRefusing] = useState(false);
  const given = consentOf(file, partyKey)?.given;
  const say = (yes: boolean) =>
    act(giveCaseConsent({ caseId: file.id, consentId: newId(), stepId: newId(), partyKey, given: yes }));
  return (
    <Card label={t.party(partyKey)}>
      <BigChoice
        label={`${t.consentQ(t.party(partyKey))} ${name}`}
        columns={2}
        options={[
          { value: "yes", label: t.consentYes, disabled: busy },
          { value: "no", label: t.consentNo, disabled: busy },
        ]}
        value={given === undefined ? null : given ? "yes" : "no"}
        onChange={(answer) => (answer === "no" ? setRefusing(true) : given ? undefined : void say(true))}
      />
      <ConfirmDialog
        open={refusing}
        title={t.consentNo}
        confirmLabel={t.refusalConfirm}
        danger
        busy={busy}
        onConfirm={() => void say(false).then(() => setRefusing(false))}
        onClose={() => setRefusing(false)}
      >
        {t.refusalWarn}
      </ConfirmDialog>
    </Card>
  );
}

export function AcceptStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const [told, setTold] = useState(false);
  const commands = () => [acceptCase({ caseId: file.id, stepId: newId(), rightsTold: told })];
  return (
    <StepFrame step="accept" badge={badge} disabled={!told} save={t.offer.accept} commands={commands}>
      <Checkbox label={t.rightsTold} checked={told} onChange={setTold} />
    </StepFrame>
  );
}

/** The whole form once more; a colleague's change of another field stays. */
export function EditStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file, plain } = useCase();
  const start = (): IntakeDraft => ({
    ...emptyIntake(file.id, file),
    ...{ source: file.source ?? "application", involves: file.involves, risk: file.risk ?? null },
    personalStatus: file.personalStatus ?? false,
    amountYuan: file.amountFen == null ? null : file.amountFen / 100,
    ...(plain?.matter ? { matter: plain.matter } : {}),
    ...(plain?.parties ? { parties: plain.parties } : {}),
  });
  const { draft, ready, change, clear } = useStepDraft<IntakeDraft>("edit", start);
  const isReadable = Boolean(plain?.matter && plain.parties);
  const commands = () => [changeCase({ caseId: file.id, ...matterArgs(draft) })];
  return (
    <StepFrame
      step="edit"
      badge={badge}
      ready={ready && plain !== undefined}
      disabled={!isReadable || !hasParties(draft)}
      commands={commands}
      onSaved={clear}
    >
      {isReadable ? (
        <>
          <MatterFields draft={draft} code={file.communityCode} change={change} />
          <PartiesFields parties={draft.parties} onChange={(parties) => change({ parties })} />
        </>
      ) : (
        <Banner tone="warn">{t.unreadable}</Banner>
      )}
    </StepFrame>
  );
}

export function PauseStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  return (
    <StepFrame
      step="pause"
      badge={badge}
      save={t.offer.pause}
      commands={() => [pauseCase({ caseId: file.id, stepId: newId() })]}
    >
      <p>{t.pauseText(t.state[file.state])}</p>
    </StepFrame>
  );
}

export function ResumeStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  return (
    <StepFrame
      step="resume"
      badge={badge}
      save={t.offer.resume}
      commands={() => [resumeCase({ caseId: file.id, stepId: newId() })]}
    >
      <p>{t.resumeText(t.state[file.pausedFrom ?? "registered"])}</p>
    </StepFrame>
  );
}

/** Whoever is in charge asks a colleague to mediate too, or lets one go. */
export function ShareStep({ badge }: StepProps) {
  const t = useMediationText();
  const { file } = useCase();
  const people = usePeople();
  const { act, busy } = useMediationAct();
  const [chosen, setChosen] = useState<string | null>(null);
  const now = new Date(useNow()).toISOString();
  const others = [...(people?.values() ?? [])].filter(
    (p) => isInOffice(p, file.communityCode, now) && !file.mediatorIds.includes(p.id),
  );
  const commands = () => (chosen ? [shareCase({ caseId: file.id, personId: chosen })] : []);
  return (
    <StepFrame step="share" badge={badge} disabled={!chosen} save={t.offer.share} commands={commands}>
      <p>{t.shareText}</p>
      {others.length === 0 && <p className="dim">{t.noColleague}</p>}
      {others.length > 0 && (
        <BigChoice
          label={t.shareQ}
          options={others.map((p) => ({ value: p.id as string, label: p.displayName }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      {file.mediatorIds.slice(1).map((one) => (
        <Button key={one} full busy={busy} onClick={() => void act(letGoOfCase({ caseId: file.id, personId: one }))}>
          {t.letGo(people?.get(one)?.displayName ?? t.colleague)}
        </Button>
      ))}
    </StepFrame>
  );
}
