import MapPin from "lucide-react/icons/map-pin";
import QrCode from "lucide-react/icons/qr-code";
import { type ReactNode, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { buzz } from "#device/vibrate";
import { receiptNumber } from "#domain/kernel/receipt-number";
import { latestStops, type PatrolRound, roundProgress } from "#domain/patrol/round";
import type { Checkpoint } from "#domain/place/place";
import { useBackedUp } from "#storage/backed-up";
import { useBegunReports, useDraft } from "#storage/drafts";
import { useMyOpenRound } from "#storage/patrols";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import type { Shown } from "#storage/shown";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { Progress } from "#ui/progress";
import { Receipt } from "#ui/receipt";
import { useText } from "#ui/text";
import { When } from "#ui/time";
import { useToast } from "#ui/toast";
import type { PhoneFrame, ScanDialog } from "./frame.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { RoundMore } from "./round-more.tsx";
import { nextStop, tagIn, upcomingStop } from "./round-order.ts";
import { StopButtons } from "./stop-buttons.tsx";
import { StopList } from "./stop-list.tsx";
import { type Evidence, useEvidence } from "./use-evidence.ts";
import { usePatrolAct } from "./use-patrol-act.ts";
import { useRetract } from "./use-retract.ts";
import { useTrackState } from "./use-track-state.ts";

interface RoundPageProps extends PhoneFrame {
  readonly Scan: ScanDialog;
}

/** The running round; with none, the way to start one. */
export function RoundPage(props: RoundPageProps) {
  const t = useText(zh, en);
  const open = useMyOpenRound();
  if (open) return <Running {...props} round={open.doc} receipt={<RoundReceipt shown={open} />} />;
  return (
    <PhonePage title={t.title} back="/patrol" badge={props.badge}>
      {open === undefined ? (
        <LoadingState title={t.loading} />
      ) : (
        <EmptyState
          title={t.noRound}
          text={t.noRoundText}
          action={
            <LinkButton variant="main" to="/patrol">
              {t.toSlots}
            </LinkButton>
          }
        />
      )}
    </PhonePage>
  );
}

/** How far the round itself has come: on this phone, on its way, or received, with the number to read out. */
function RoundReceipt({ shown }: { shown: Shown<PatrolRound> }) {
  const { stage, doc, receivedAt } = shown;
  const backedUp = useBackedUp("round", doc.id);
  return <Receipt stage={stage} number={receiptNumber(doc.id)} at={receivedAt} backedUp={backedUp} />;
}

/** The stop in view is kept, so that a reload comes back to it. */
function useStopInView(round: PatrolRound) {
  const { value, ready, save } = useDraft<{ checkpointId: string }>(`round-at:${round.id}`);
  const chosen = value && round.checkpointIds.includes(value.checkpointId) ? value.checkpointId : undefined;
  const inView = ready ? (chosen ?? nextStop(round) ?? round.checkpointIds[0]) : undefined;
  useEffect(() => {
    // Another stop, a rest: the name of the place is what must be read first.
    if (inView !== undefined && round.state !== "finished") window.scrollTo(0, 0);
  }, [inView, round.state]);
  return { inView, show: (checkpointId: string) => save({ checkpointId }) };
}

function Running({ round, badge, Scan, receipt }: RoundPageProps & { round: PatrolRound; receipt: ReactNode }) {
  const t = useText(zh, en);
  const places = usePlaces();
  const { inView, show } = useStopInView(round);
  const checkpoint = inView === undefined ? undefined : places?.checkpoints.get(inView);
  const { evidence, locate, scanned, answer } = useEvidence(checkpoint);
  const [scanning, setScanning] = useState(false);
  const onScan = useScan(round, show, scanned, () => setScanning(false));
  const { seen, of } = roundProgress(round);
  const paused = round.state === "paused";
  const track = useTrackState(round);
  const nextId = upcomingStop(round, inView);
  const nextName = nextId === undefined ? "" : (places?.checkpoints.get(nextId)?.name ?? "");
  return (
    <PhonePage
      title={t.title}
      back="/patrol"
      badge={badge}
      footer={
        paused ? (
          <ResumeButton round={round} />
        ) : (
          <StopButtons round={round} evidence={evidence} name={checkpoint?.name ?? ""} onShow={show} />
        )
      }
    >
      <Progress done={seen} total={of} />
      {paused && <Banner title={t.paused}>{t.pausedText}</Banner>}
      {places && <BegunReports round={round} checkpoints={places.checkpoints} />}
      <StopHead
        round={round}
        checkpoint={checkpoint}
        compound={places?.compounds.get(checkpoint?.compoundId ?? "")?.name}
        onShow={show}
      />
      {!paused && (
        <>
          <div className="row">
            <Button size="patrol" icon={<QrCode />} onClick={() => setScanning(true)}>
              {t.scan}
            </Button>
            <Button
              size="patrol"
              icon={<MapPin />}
              busy={answer.state === "finding"}
              disabled={!checkpoint?.position}
              onClick={() => void locate()}
            >
              {t.byPosition}
            </Button>
          </div>
          <EvidenceLine evidence={evidence} answer={answer} />
        </>
      )}
      <TrackLine state={track} />
      {places && <StopList round={round} checkpoints={places.checkpoints} inView={inView} onShow={show} />}
      <RoundMore round={round} nextName={nextName} note={track?.words} />
      {receipt}
      <Scan open={scanning} title={t.scan} onText={onScan} onClose={() => setScanning(false)} />
    </PhonePage>
  );
}

function useScan(
  round: PatrolRound,
  show: (id: string) => void,
  scanned: (id: string) => void,
  close: () => void,
): (text: string) => void {
  const t = useText(zh, en);
  const places = usePlaces();
  const toast = useToast();
  const [params, setParams] = useSearchParams();
  const take = (tag: string | undefined): void => {
    const hit = tag === undefined ? undefined : places?.checkpointByTag(tag);
    if (!hit || !round.checkpointIds.includes(hit.id)) {
      toast({ tone: "bad", text: hit ? t.scannedOther : t.scanUnknown });
      return;
    }
    buzz("arrived");
    show(hit.id);
    scanned(hit.id);
    toast({ tone: "good", text: t.scanned(hit.name) });
  };
  const fromLink = params.get("tag");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tag in the address is taken once, as soon as the places are there
  useEffect(() => {
    if (fromLink === null || !places) return;
    take(fromLink);
    setParams({}, { replace: true });
  }, [fromLink, places]);
  return (text) => {
    close();
    take(tagIn(text));
  };
}

interface HeadProps {
  readonly round: PatrolRound;
  readonly checkpoint: Checkpoint | undefined;
  readonly compound: string | undefined;
  readonly onShow: (checkpointId: string) => void;
}

function StopHead({ round, checkpoint, compound, onShow }: HeadProps) {
  const t = useText(zh, en);
  const me = useMe();
  const retract = useRetract(onShow);
  const last = checkpoint ? latestStops(round).get(checkpoint.id) : undefined;
  return (
    <div className="stack-tight">
      <h2 className="place-name">{checkpoint?.name ?? t.loading}</h2>
      <p className="dim">{compound}</p>
      {last && (
        <p>
          <When at={last.at} /> {t.confirmedBy[last.confirmedBy]} · {t.result[last.result]}
        </p>
      )}
      {checkpoint && last?.result === "normal" && last.byId === me?.actor.personId && (
        <Button
          variant="quiet"
          size="patrol"
          onClick={() => void retract({ roundId: round.id, stop: last, name: checkpoint.name })}
        >
          {t.takeBack}
        </Button>
      )}
    </div>
  );
}

function EvidenceLine({ evidence, answer }: { evidence: Evidence | undefined; answer: { state: string; m?: number } }) {
  const t = useText(zh, en);
  const text: string | undefined = {
    idle: undefined,
    finding: t.findingPosition,
    failed: t.noFix,
    near: t.near(answer.m ?? 0),
    far: t.far(answer.m ?? 0),
    vague: t.vague(answer.m ?? 0),
  }[answer.state];
  const proven = evidence && evidence.by !== "hand";
  if (!proven && !text) return null;
  return (
    <p role="status" className="row">
      {proven && <StateBadge tone="good">{t.confirmedBy[evidence.by]}</StateBadge>}
      {text}
    </p>
  );
}

/** A report that was begun at one of the stops: the phone died, or somebody called. */
function BegunReports({ round, checkpoints }: { round: PatrolRound; checkpoints: ReadonlyMap<string, Checkpoint> }) {
  const t = useText(zh, en);
  const begun = useBegunReports(round.id).filter((id) => round.checkpointIds.includes(id));
  return begun.map((id) => (
    <Banner
      key={id}
      title={t.begunReport}
      action={
        <LinkButton to={`/report?${new URLSearchParams({ round: round.id, checkpoint: id })}`}>{t.goOn}</LinkButton>
      }
    >
      {checkpoints.get(id)?.name}
    </Banner>
  ));
}

/** That a track is kept, or why it cannot be just now. */
function TrackLine({ state }: { state: ReturnType<typeof useTrackState> }) {
  const t = useText(zh, en);
  if (!state) return null;
  if (state.advice === undefined) return <StateBadge tone="info">{state.words}</StateBadge>;
  return (
    <Banner tone="warn" title={t.trackOff}>
      {state.advice}
    </Banner>
  );
}

function ResumeButton({ round }: { round: PatrolRound }) {
  const t = useText(zh, en);
  const { act, busy } = usePatrolAct();
  const resume = (): void => void act([{ cmd: "round.resume", args: { roundId: round.id, markId: newId() } }]);
  return (
    <Button full variant="main" size="patrol" busy={busy} onClick={resume}>
      {t.resume}
    </Button>
  );
}
