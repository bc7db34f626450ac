import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { Route, Routes, useParams } from "react-router";
import type { Mediation } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import { useMediation } from "#storage/mediations";
import { useMe } from "#storage/people";
import { type Opened, openSealed, useSealState } from "#storage/sealed";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { refusalText } from "#ui/refusal-text";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { CaseContext, type CasePlace, useRevealed } from "./case-context.ts";
import { useMediationText } from "./use-mediation-act.ts";

const CaseOverview = lazy(async () => ({ default: (await import("./case-overview.tsx")).CaseOverview }));
const SealingPage = lazy(async () => ({ default: (await import("./seal-step.tsx")).SealingPage }));
const StepPage = lazy(async () => ({ default: (await import("./step-page.tsx")).StepPage }));

/** What prints an opened file; another feature of which this one knows nothing. */
export type PaperPart = ComponentType<{ readonly file: Mediation; readonly plain: OpenedMediation }>;

const PHONE: CasePlace = { list: "/mediation", Page: PhonePage, StepPage: PhonePage };

interface CaseProps {
  readonly badge: ReactNode;
  readonly Paper: PaperPart;
  /** The phone, unless told. */
  readonly place?: CasePlace;
}

/** One quarrel: a 劝和 as it is; a file behind the question why it is opened. */
export function CasePage({ badge, Paper, place = PHONE }: CaseProps) {
  const t = useMediationText();
  const { caseId = "" } = useParams();
  const shown = useMediation(caseId);
  const me = useMe();
  if (shown?.doc.state === "toSeal" && me && !shown.doc.mediatorIds.includes(me.actor.personId))
    return (
      <Suspense fallback={<LoadingState title={t.loading} />}>
        <SealingPage key={caseId} file={shown.doc} badge={badge} place={place} />
      </Suspense>
    );
  if (shown?.doc.basis === "formal" && shown.doc.steps)
    return <FormalCase key={caseId} file={shown.doc} badge={badge} Paper={Paper} place={place} />;
  return (
    <place.Page title={t.title} back={place.list} badge={badge}>
      {shown === undefined && <LoadingState title={t.loading} />}
      {shown === null && (
        <EmptyState
          title={t.notFound}
          text={t.notFoundText}
          action={<LinkButton to={place.list}>{t.toList}</LinkButton>}
        />
      )}
      {shown && (shown.doc.basis === "informal" ? <InformalCase file={shown.doc} /> : <FiledCase file={shown.doc} />)}
    </place.Page>
  );
}

function InformalCase({ file }: { readonly file: Mediation }) {
  const t = useMediationText();
  const me = useMe();
  const isMediator = me?.actor.grants.some((g) => g.role === "mediator" && g.orgCode === file.communityCode);
  return (
    <>
      <Card kind="accent">
        <h2>
          {t.category[file.category]} · {t.state[file.state]}
        </h2>
        <p className="dim">{file.number ?? t.noNumber}</p>
        <p>{file.tags.map((tag) => t.tag[tag]).join("、")}</p>
        <p>{t.people(file.partyKeys.length)}</p>
      </Card>
      <p className="dim">{t.informalText}</p>
      {isMediator && (
        <LinkButton full variant="main" to={`/mediation/new/${file.id}`}>
          {t.makeFormal}
        </LinkButton>
      )}
    </>
  );
}

/** What is left on a phone of a file that was put away. */
function FiledCase({ file }: { readonly file: Mediation }) {
  const t = useMediationText();
  return (
    <>
      <Card kind="accent">
        <h2>
          {t.category[file.category]} · {t.state[file.state]}
        </h2>
        <p className="dim">{file.number ?? t.noNumber}</p>
      </Card>
      <p>{t.stubOnly}</p>
    </>
  );
}

function FormalCase({ file, badge, Paper, place }: Required<CaseProps> & { readonly file: Mediation }) {
  const t = useMediationText();
  const [opened, setOpened] = useState<Opened>();
  const { plain, closed } = useRevealed(opened, file);
  if (!opened || closed) {
    return (
      <place.Page title={file.number ?? t.noNumber} back={place.list} badge={badge}>
        <Gate file={file} onOpened={setOpened} />
      </place.Page>
    );
  }
  return (
    <CaseContext.Provider value={{ file, plain, opened, place }}>
      <Suspense fallback={<LoadingState title={t.loading} />}>
        <Routes>
          <Route index element={<CaseOverview badge={badge} paper={plain && <Paper file={file} plain={plain} />} />} />
          <Route path=":step" element={<StepPage badge={badge} />} />
        </Routes>
      </Suspense>
    </CaseContext.Provider>
  );
}

/** Asks why, writes it down, and opens. */
function Gate({ file, onOpened }: { readonly file: Mediation; readonly onOpened: (opened: Opened) => void }) {
  const t = useMediationText();
  const { lang } = useLang();
  const world = useWorld();
  const toast = useToast();
  const state = useSealState();
  const [reason, setReason] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    if (!reason) return;
    setBusy(true);
    const result = await openSealed(world, { t: "mediation", id: file.id }, reason);
    setBusy(false);
    if (result.ok) onOpened(result.value);
    else toast({ tone: "bad", text: refusalText(lang, result.error) });
  };
  return (
    <div className="stack-wide case-gate">
      <h2>
        {t.category[file.category]} · {t.state[file.state]}
      </h2>
      {state === "locked" && <Banner tone="warn">{t.lockedText}</Banner>}
      <p>{t.whyText}</p>
      <BigChoice
        label={t.why}
        options={t.reasons.map((value) => ({ value, label: value }))}
        value={reason}
        onChange={setReason}
      />
      <Button full variant="main" size="patrol" busy={busy} disabled={!reason} onClick={() => void open()}>
        {t.openFile}
      </Button>
    </div>
  );
}
