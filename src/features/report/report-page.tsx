import type { ReactNode } from "react";
import { useMemo, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { buzz } from "#device/vibrate";
import { type ChecklistVersion, checklistInEffect, findCategory } from "#domain/checklist/checklist";
import { findsPersonalData } from "#domain/issue/personal-data";
import { localDateOf } from "#domain/kernel/clock";
import { isFault } from "#domain/kernel/fault";
import { isNearDistrict } from "#domain/kernel/geo";
import type { Refusal } from "#domain/kernel/refusal";
import type { Result } from "#domain/kernel/result";
import type { ConfirmedBy } from "#domain/patrol/round";
import type { Team } from "#domain/people/people";
import { useChecklists } from "#storage/checklists";
import { reportDraftId } from "#storage/drafts";
import { type OutboxEntry, retryQuarantined, useQuarantined } from "#storage/outbox";
import { useRound } from "#storage/patrols";
import { type Me, useMe, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { useRecord, useWorld } from "#storage/use-world";
import { Button } from "#ui/button";
import { ConfirmDialog } from "#ui/dialog";
import { EmptyState, LoadingState } from "#ui/empty";
import { TextArea } from "#ui/field";
import { PhonePage } from "#ui/page";
import { refusalText } from "#ui/refusal-text";
import { Stepper } from "#ui/stepper";
import { useLang, useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import {
  draftOf,
  emptyDraft,
  hasPlace,
  placeOnRoad,
  type ReportDraft,
  STEPS,
  type Step,
  stepAfter,
  stepBefore,
  stepLacking,
} from "./report-draft.ts";
import type { PlacesOnPhone } from "./report-sources.ts";
import { StepPhotos } from "./step-photos.tsx";
import { StepRead } from "./step-read.tsx";
import { StepUrgent } from "./step-urgent.tsx";
import { StepWhat, StepWho } from "./step-what.tsx";
import { StepWhere } from "./step-where.tsx";
import { homeCommunities, mendedArgs, type RoundContext, reportCommands, reportingTeam } from "./submit-report.ts";
import { type OpenDraft, type Patch, useReportDraft } from "./use-report-draft.ts";

interface Facts {
  readonly me: Me;
  readonly teams: readonly Team[];
  readonly places: PlacesOnPhone;
  readonly checklist: ChecklistVersion | undefined;
  readonly inRound: RoundContext | undefined;
  readonly checkpointId: string | undefined;
  readonly communities: readonly string[];
  /** A report the platform set aside, to be mended. */
  readonly again: OutboxEntry | undefined;
}

const BY: readonly ConfirmedBy[] = ["qr", "position", "hand"];

/** What the flow needs to know; undefined while the phone still reads it. */
function useFacts(): Facts | undefined {
  const [params] = useSearchParams();
  const roundId = params.get("round");
  const me = useMe();
  const teams = useTeams();
  const places = usePlaces();
  const checklists = useChecklists();
  const round = useRound(roundId ?? "none");
  const found = useQuarantined(params.get("again") ?? undefined);
  // It leaves the list the moment the mended one is saved; the page is about it to its end.
  const again = useRef<OutboxEntry>(undefined);
  if (found) again.current = found;
  if (!me || found === undefined || !teams || !places || !checklists || (roundId !== null && round === undefined))
    return undefined;
  const doc = roundId === null ? undefined : round?.doc;
  const m = params.get("m");
  const pinned = doc && checklists.find((c) => c.id === doc.checklistVersionId);
  const teamHomes = teams.map((t) => t.communityCode);
  return {
    me,
    teams,
    places,
    checklist: pinned ?? checklistInEffect(checklists, localDateOf(new Date().toISOString())),
    inRound: doc && {
      round: doc,
      confirmedBy: BY.find((by) => by === params.get("by")) ?? "hand",
      ...(m === null ? {} : { distanceM: Number(m) }),
    },
    checkpointId: params.get("checkpoint") ?? undefined,
    communities: [...new Set([...homeCommunities(me.actor), ...teamHomes])],
    again: again.current,
  };
}

/** 报一个问题: one question a screen; in a round the stop is confirmed with it. */
export function ReportPage({ badge, nav }: { badge: ReactNode; nav: ReactNode }) {
  const t = useText(zh, en);
  const facts = useFacts();
  if (facts?.checklist && facts.communities.length > 0) return <Flow facts={facts} badge={badge} />;
  return (
    <PhonePage title={t.title} badge={badge} nav={nav}>
      {!facts && <LoadingState title={t.loading} />}
      {facts && !facts.checklist && <EmptyState title={t.noChecklist} text={t.noChecklistText} />}
      {facts?.checklist && <EmptyState title={t.notAllowedTitle} text={t.notAllowedText} />}
    </PhonePage>
  );
}

function startOf(facts: Facts): ReportDraft {
  if (facts.again) return draftOf(facts.again.args);
  const point = facts.checkpointId === undefined ? undefined : facts.places.checkpoints.get(facts.checkpointId);
  const place = point ? { checkpointId: point.id, compoundId: point.compoundId } : {};
  return emptyDraft(newId(), place, point?.communityCode ?? facts.communities[0]);
}

function Flow({ facts, badge }: { facts: Facts; badge: ReactNode }) {
  const t = useText(zh, en);
  const draftId = facts.again
    ? `report:again:${facts.again.mid}`
    : reportDraftId(facts.inRound?.round.id, facts.checkpointId);
  const start = useMemo(() => () => startOf(facts), [facts]);
  const open = useReportDraft(draftId, start);
  if (open.draft) return <Questions facts={facts} badge={badge} open={open} draft={open.draft} />;
  return (
    <PhonePage title={t.title} badge={badge}>
      <LoadingState title={t.loading} />
    </PhonePage>
  );
}

interface QuestionsProps {
  readonly facts: Facts;
  readonly badge: ReactNode;
  readonly open: OpenDraft;
  readonly draft: ReportDraft;
}

function Questions({ facts, badge, open, draft }: QuestionsProps) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const toast = useToast();
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { patch } = open;
  const home = facts.again ? "/sync" : facts.inRound ? "/patrol/round" : "/";
  const go = (step: Step): void => {
    setTried(false);
    patch((d) => ({ step, readBack: d.readBack || step === "read" }));
    window.scrollTo(0, 0);
  };
  const leave = async (): Promise<void> => {
    await open.clear();
    await navigate(home, { replace: true });
  };
  const next = (): void => {
    const missing = missingIn(draft, t);
    if (missing) {
      setTried(true);
      toast({ tone: "bad", text: missing });
    } else go(stepAfter(draft));
  };
  // A category that was just chosen may have made it red: the newest draft decides, not the one on the screen.
  const chosen = (change: Partial<ReportDraft>): void => {
    patch(() => change);
    go(stepAfter({ ...draft, ...change }));
  };
  const before = stepBefore(draft);
  const { submit, busy } = useSubmit(facts, draft, leave);
  const handIn = (): void => {
    const lacking = stepLacking(draft);
    if (lacking) go(lacking);
    else void submit();
  };
  const question = {
    where: t.whereQ,
    what: t.whatQ,
    urgent: t.urgentQ,
    photos: t.photoQ,
    words: t.wordsQ,
    who: t.whoQ,
    read: t.readQ,
  };
  const main =
    draft.step === "read" ? (
      <Button full variant="main" size="patrol" busy={busy} onClick={handIn}>
        {t.submit}
      </Button>
    ) : draft.step === "what" && !draft.category ? undefined : (
      <Button full variant="main" size="patrol" onClick={next}>
        {draft.step === "photos" && draft.photos.length === 0 ? t.noPhoto : draft.readBack ? t.changed : t.next}
      </Button>
    );
  return (
    <Stepper
      title={t.title}
      step={placeOnRoad(draft.step) + 1}
      total={STEPS.length}
      question={question[draft.step]}
      back={before ? () => go(before) : () => setLeaving(true)}
      badge={badge}
      footer={main}
    >
      <StepBody facts={facts} draft={draft} patch={patch} tried={tried} onChosen={chosen} onChange={go} />
      <Button variant="quiet" onClick={() => setLeaving(true)}>
        {t.cancel}
      </Button>
      <ConfirmDialog
        open={leaving}
        title={t.cancel}
        confirmLabel={t.cancel}
        cancelLabel={t.keep}
        onConfirm={() => void leave()}
        onClose={() => setLeaving(false)}
      >
        {t.cancelText}
      </ConfirmDialog>
    </Stepper>
  );
}

type Words = ReturnType<typeof useText<typeof zh>>;

/** What this step still needs before the next may come. */
function missingIn(draft: ReportDraft, t: Words): string | undefined {
  const { step, place } = draft;
  if (step === "where" && !hasPlace(place)) return t.whereMissing;
  if (step === "where" && place.position && !isNearDistrict(place.position) && !draft.farConfirmed) return t.whereFar;
  if (step === "urgent" && draft.severity === "red" && !draft.emergency) return t.redMissing;
  if (step === "words" && findsPersonalData(draft.words)) return t.wordsPersonal;
  return undefined;
}

interface BodyProps {
  readonly facts: Facts;
  readonly draft: ReportDraft;
  readonly patch: Patch;
  readonly tried: boolean;
  /** One tap answered the question. */
  readonly onChosen: (change: Partial<ReportDraft>) => void;
  readonly onChange: (step: Step) => void;
}

function StepBody({ facts, draft, patch, tried, onChosen, onChange }: BodyProps) {
  const t = useText(zh, en);
  const { places, checklist } = facts;
  if (!checklist) return null;
  const compound = places.compounds.get(draft.place.compoundId ?? "");
  const phones = places.orgUnits.get(draft.communityCode ?? "")?.phones ?? [];
  const category = draft.category === undefined ? undefined : findCategory(checklist, draft.category);
  switch (draft.step) {
    case "where":
      return (
        <StepWhere draft={draft} patch={patch} places={places} communities={facts.communities} onChosen={onChosen} />
      );
    case "what":
      return (
        <StepWhat
          draft={draft}
          checklist={checklist}
          hasPropertyFirm={compound?.managementMode === "firm"}
          onChosen={onChosen}
        />
      );
    case "urgent":
      return <StepUrgent draft={draft} patch={patch} category={category} phones={phones} answerMissing={tried} />;
    case "photos":
      return <StepPhotos draft={draft} patch={patch} />;
    case "words":
      return (
        <TextArea
          label={t.wordsQ}
          hint={t.wordsHint}
          rows={5}
          maxLength={500}
          value={draft.words}
          error={findsPersonalData(draft.words) ? t.wordsPersonal : undefined}
          onChange={(words) => patch(() => ({ words }))}
        />
      );
    case "who":
      return <StepWho draft={draft} onChosen={onChosen} />;
    case "read":
      return <StepRead draft={draft} places={places} category={category} onChange={onChange} />;
  }
}

function useSubmit(facts: Facts, draft: ReportDraft, leave: () => Promise<void>) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const toast = useToast();
  const record = useRecord();
  const [busy, setBusy] = useState(false);
  const world = useWorld();
  const context = () => ({
    checklistVersionId: facts.checklist?.id ?? "",
    categoryLabel: (facts.checklist && findCategory(facts.checklist, draft.category ?? "")?.label) ?? "",
    teamId: facts.inRound?.round.teamId ?? reportingTeam(facts.me.actor, facts.teams, draft.communityCode ?? ""),
    inRound: facts.inRound,
    stopId: newId(),
  });
  const save = (): Promise<Result<unknown, Refusal>> =>
    facts.again
      ? retryQuarantined(world, facts.again.mid, mendedArgs(draft, context()))
      : record(reportCommands(draft, context()));
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await save();
      if (!saved.ok) {
        toast({ tone: "bad", text: refusalText(lang, saved.error) });
        return;
      }
      buzz("saved");
      toast({ tone: "good", text: t.done });
      await leave();
    } catch (error) {
      if (!isFault(error)) throw error;
      toast({ tone: "bad", text: error.code === "storage-full" ? t.fullDisk : t.fault(error.code) });
    } finally {
      setBusy(false);
    }
  };
  return { submit, busy };
}
