import Plus from "lucide-react/icons/plus";
import { addDays } from "#domain/kernel/clock";
import { type PatrolRound, roundProgress } from "#domain/patrol/round";
import type { RosterSlot } from "#domain/people/people";
import { useMyOpenRound, useRounds } from "#storage/patrols";
import { useMe, useRoster, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { StateBadge } from "#ui/badge";
import { LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { useLang, useText } from "#ui/text";
import { humanTime, useNow, When } from "#ui/time";
import type { PhoneFrame } from "./frame.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { comingSlots, myGroups, slotStart, todayOf } from "./round-order.ts";

/** 巡逻: the round that runs, my coming slots, and rounds already walked. */
export function PatrolPage({ badge, nav }: PhoneFrame) {
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
      <MySlots canStart={open === null} />
      <RecentRounds />
    </PhonePage>
  );
}

function MySlots({ canStart }: { canStart: boolean }) {
  const t = useText(zh, en);
  const now = useNow();
  const today = todayOf(now);
  const me = useMe();
  const teams = useTeams();
  const roster = useRoster(today, addDays(today, 14));
  const rounds = useRounds(addDays(today, -1), addDays(today, 1));
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
      {slots.length === 0 && <EmptyState title={t.noSlots} text={t.noSlotsText} />}
      {slots.length > 0 && (
        <Card kind="list">
          {slots.map((s) => (
            <SlotRow key={s.id} slot={s} canStart={canStart} />
          ))}
        </Card>
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
  const mine = (rounds ?? [])
    .map((r) => r.doc)
    .filter((r) => r.state === "finished" && me && r.memberIds.includes(me.actor.personId))
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
