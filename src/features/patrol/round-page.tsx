import MapPin from "lucide-react/icons/map-pin";
import QrCode from "lucide-react/icons/qr-code";
import { useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { buzz } from "#device/vibrate";
import { latestStops, type PatrolRound, roundProgress } from "#domain/patrol/round";
import type { Checkpoint } from "#domain/place/place";
import { useDraft } from "#storage/drafts";
import { useMyOpenRound } from "#storage/patrols";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { StateBadge } from "#ui/badge";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { Progress } from "#ui/progress";
import { useText } from "#ui/text";
import { When } from "#ui/time";
import { useToast } from "#ui/toast";
import type { PhoneFrame, ScanDialog } from "./frame.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { RoundMore } from "./round-more.tsx";
import { nextStop, tagIn } from "./round-order.ts";
import { StopList } from "./stop-list.tsx";
import { type Evidence, useEvidence } from "./use-evidence.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

interface RoundPageProps extends PhoneFrame {
  readonly Scan: ScanDialog;
}

/** The running round; with none, the way to start one. */
export function RoundPage(props: RoundPageProps) {
  const t = useText(zh, en);
  const open = useMyOpenRound();
  if (open) return <Running {...props} round={open.doc} />;
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

/** The stop in view is kept, so that a reload comes back to it. */
function useStopInView(round: PatrolRound) {
  const { value, ready, save } = useDraft<{ checkpointId: string }>(`round-at:${round.id}`);
  const chosen = value && round.checkpointIds.includes(value.checkpointId) ? value.checkpointId : undefined;
  const inView = ready ? (chosen ?? nextStop(round) ?? round.checkpointIds[0]) : undefined;
  return { inView, show: (checkpointId: string) => save({ checkpointId }) };
}

function Running({ round, badge, Scan }: RoundPageProps & { round: PatrolRound }) {
  const t = useText(zh, en);
  const places = usePlaces();
  const { inView, show } = useStopInView(round);
  const checkpoint = inView === undefined ? undefined : places?.checkpoints.get(inView);
  const { evidence, locate, scanned, answer } = useEvidence(checkpoint);
  const [scanning, setScanning] = useState(false);
  const onScan = useScan(round, show, scanned, () => setScanning(false));
  const { seen, of } = roundProgress(round);
  const paused = round.state === "paused";
  return (
    <PhonePage
      title={t.title}
      back="/patrol"
      badge={badge}
      footer={
        paused ? <ResumeButton round={round} /> : <StopButtons round={round} evidence={evidence} onConfirmed={show} />
      }
    >
      <Progress done={seen} total={of} />
      {paused && <Banner title={t.paused}>{t.pausedText}</Banner>}
      {round.trackMode !== "off" && !paused && <StateBadge tone="info">{t.trackOn}</StateBadge>}
      <StopHead
        round={round}
        checkpoint={checkpoint}
        compound={places?.compounds.get(checkpoint?.compoundId ?? "")?.name}
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
      {places && <StopList round={round} checkpoints={places.checkpoints} inView={inView} onShow={show} />}
      <RoundMore round={round} nextName={checkpoint?.name ?? ""} />
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
}

function StopHead({ round, checkpoint, compound }: HeadProps) {
  const t = useText(zh, en);
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

interface StopButtonsProps {
  readonly round: PatrolRound;
  readonly evidence: Evidence | undefined;
  readonly onConfirmed: (nextId: string) => void;
}

/** One tap for a place where all is well; two buttons, nothing else, within the thumb. */
function StopButtons({ round, evidence, onConfirmed }: StopButtonsProps) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const { act, busy } = usePatrolAct();
  const allSeen = nextStop(round) === undefined;
  if (!evidence) return null;
  const { checkpointId, by } = evidence;
  const confirm = async (): Promise<void> => {
    const args = {
      roundId: round.id,
      stopId: newId(),
      checkpointId,
      result: "normal",
      confirmedBy: by,
      ...(evidence.position ? { position: evidence.position } : {}),
      ...(evidence.distanceM === undefined ? {} : { distanceM: evidence.distanceM }),
    };
    if (!(await act([{ cmd: "round.confirmStop", args }]))) return;
    buzz("saved");
    const next = nextStop(round, checkpointId);
    onConfirmed(next && next !== checkpointId ? next : checkpointId);
  };
  const report = (): void => {
    const query = new URLSearchParams({ round: round.id, checkpoint: checkpointId, by });
    if (evidence.distanceM !== undefined) query.set("m", String(evidence.distanceM));
    void navigate(`/report?${query}`);
  };
  return (
    <div className="stack">
      {allSeen && by === "hand" ? (
        <LinkButton full variant="main" size="patrol" to="/patrol/finish">
          {t.finish}
        </LinkButton>
      ) : (
        <Button full variant="main" size="patrol" busy={busy} onClick={() => void confirm()}>
          {t.allNormal}
        </Button>
      )}
      <Button full size="patrol" onClick={report}>
        {t.hasIssue}
      </Button>
    </div>
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
