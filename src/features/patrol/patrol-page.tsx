import Plus from "lucide-react/icons/plus";
import QrCode from "lucide-react/icons/qr-code";
import { useState } from "react";
import { useNavigate } from "react-router";
import { addDays } from "#domain/kernel/clock";
import { type PatrolRound, type RoundJoin, roundProgress } from "#domain/patrol/round";
import type { RosterSlot } from "#domain/people/people";
import { useMyJoins, useMyOpenRound, useMyService, useRound, useRounds } from "#storage/patrols";
import { useMe, useRoster, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { useStillComing } from "#storage/use-world";
import { StateBadge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { Fold } from "#ui/fold";
import { PhonePage } from "#ui/page";
import { StillComing } from "#ui/still-coming";
import { useLang, useText } from "#ui/text";
import { humanTime, useNow, When } from "#ui/time";
import { useToast } from "#ui/toast";
import type { PhoneFrame, ScanDialog } from "./frame.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { addressIn, comingSlots, myGroups, slotStart, todayOf } from "./round-order.ts";

interface PatrolPageProps extends PhoneFrame {
  readonly Scan: ScanDialog;
}

/** 巡逻: the round that runs, my coming slots, and rounds already walked. */
export function PatrolPage({ badge, nav, Scan }: PatrolPageProps) {
  const t = useText(zh, en);
  const open = useMyOpenRound();
  const main = open ? (
    <LinkButton full variant="main" size="patrol" to="/patrol/round">
      {t.continueButton}
    </LinkButton>
  ) : undefined;
  return (
    <PhonePage title={t.title} badge={badge} nav={nav} footer={main}>
      {open && <p className="subtitle">{t.continueTitle}</p>}
      {open === null && <JoinedElsewhere />}
      <MySlots canStart={open === null} />
      {open === null && <ScanToJoin Scan={Scan} />}
      <RecentRounds />
    </PhonePage>
  );
}

/** How long a round may last that this phone knows only by its joining code. */
const JOINED_MS = 12 * 3_600_000;

/** A round I joined whose record has not come to this phone: the leader's phone keeps it. */
function JoinedElsewhere() {
  const since = new Date(Math.floor((useNow() - JOINED_MS) / 60_000) * 60_000).toISOString();
  const [newest] = useMyJoins(since) ?? [];
  return newest ? <JoinedCard join={newest} /> : null;
}

function JoinedCard({ join }: { join: RoundJoin }) {
  const t = useText(zh, en);
  // Known here means: it runs and is shown above, or it is over.
  if (useRound(join.roundId) !== null) return null;
  return (
    <Card kind="accent" label={t.joinedTitle}>
      <h2>{t.joinedTitle}</h2>
      <p>
        {t.joinedSince} <When at={join.at} />
      </p>
      <p>{t.joinedText}</p>
    </Card>
  );
}

/** Joining by the leader's code, inside the app: it works without signal and in any browser. */
function ScanToJoin({ Scan }: { Scan: ScanDialog }) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const toast = useToast();
  const [scanning, setScanning] = useState(false);
  const onText = (text: string): void => {
    setScanning(false);
    const address = addressIn(text);
    if (address === undefined) toast({ tone: "bad", text: t.scanNothing });
    else void navigate(address);
  };
  return (
    <>
      <Button full size="patrol" icon={<QrCode />} onClick={() => setScanning(true)}>
        {t.scanToJoin}
      </Button>
      <Scan open={scanning} title={t.scanToJoin} onText={onText} onClose={() => setScanning(false)} />
    </>
  );
}

/** So many are in view; the others fold away, so that the buttons below stay near the thumb. */
const NEAR_SLOTS = 3;

function MySlots({ canStart }: { canStart: boolean }) {
  const t = useText(zh, en);
  const now = useNow();
  const today = todayOf(now);
  const me = useMe();
  const teams = useTeams();
  const roster = useRoster(today, addDays(today, 14));
  const rounds = useRounds(addDays(today, -1), addDays(today, 1));
  const coming = useStillComing();
  if (!me || !teams || !roster || !rounds) return <LoadingState title={t.loading} />;
  const walked = new Set(rounds.flatMap((r) => (r.doc.slotId ? [r.doc.slotId] : [])));
  const slots = comingSlots(
    roster.map((s) => s.doc),
    myGroups(teams, me.actor.personId),
    walked,
    new Date(now).toISOString(),
  );
  return (
    <section className="stack" aria-label={t.mySlots}>
      <h2>{t.mySlots}</h2>
      <StillComing coming={coming} />
      {slots.length === 0 && coming === false && <EmptyState title={t.noSlots} text={t.noSlotsText} />}
      <SlotRows slots={slots.slice(0, NEAR_SLOTS)} canStart={canStart} />
      {slots.length > NEAR_SLOTS && (
        <Fold title={t.laterSlots(slots.length - NEAR_SLOTS)}>
          <SlotRows slots={slots.slice(NEAR_SLOTS)} canStart={canStart} />
        </Fold>
      )}
      {canStart && (
        <LinkButton full size="patrol" to="/patrol/start" icon={<Plus />}>
          {t.startFree}
        </LinkButton>
      )}
      <LinkButton full variant="quiet" to="/patrol/late">
        {t.late}
      </LinkButton>
    </section>
  );
}

function SlotRows({ slots, canStart }: { slots: readonly RosterSlot[]; canStart: boolean }) {
  if (slots.length === 0) return null;
  return (
    <Card kind="list">
      {slots.map((s) => (
        <SlotRow key={s.id} slot={s} canStart={canStart} />
      ))}
    </Card>
  );
}

function SlotRow({ slot, canStart }: { slot: RosterSlot; canStart: boolean }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const places = usePlaces();
  const now = useNow();
  const day = humanTime(slotStart(slot), now, lang).replace(/ \d\d:\d\d$/, "");
  const open = canStart && slot.state === "planned";
  return (
    <ListRow to={open ? `/patrol/start/${slot.id}` : undefined}>
      <strong>
        {day} {t.bands[slot.band]}
      </strong>
      <span className="dim" style={{ display: "block" }}>
        {slot.state === "cancelled" ? t.cancelled(slot.reason ?? "") : places?.routes.get(slot.routeId)?.name}
      </span>
    </ListRow>
  );
}

function RecentRounds() {
  const t = useText(zh, en);
  const today = todayOf(useNow());
  const me = useMe();
  const rounds = useRounds(addDays(today, -14), today);
  // Whoever joined by code is no ticked member, but has his hours.
  const served = new Set((useMyService() ?? []).map((s) => s.roundId));
  const mine = (rounds ?? [])
    .map((r) => r.doc)
    .filter((r) => r.state === "finished" && me && (r.memberIds.includes(me.actor.personId) || served.has(r.id)))
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, 10);
  if (mine.length === 0) return null;
  return (
    <section className="stack" aria-label={t.recent}>
      <h2>{t.recent}</h2>
      <Card kind="list">
        {mine.map((r) => (
          <WalkedRow key={r.id} round={r} />
        ))}
      </Card>
    </section>
  );
}

function WalkedRow({ round }: { round: PatrolRound }) {
  const t = useText(zh, en);
  const places = usePlaces();
  const { seen, of } = roundProgress(round);
  return (
    <ListRow end={<span className="nowrap">{t.seenOf(seen, of)}</span>}>
      {places?.routes.get(round.routeId)?.name ?? t.route}{" "}
      {round.late && <StateBadge tone="info">{t.lateTag}</StateBadge>}
      <span className="dim" style={{ display: "block" }}>
        <When at={round.startedAt} />
      </span>
    </ListRow>
  );
}
