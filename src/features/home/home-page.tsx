import ClipboardPen from "lucide-react/icons/clipboard-pen";
import Handshake from "lucide-react/icons/handshake";
import ListChecks from "lucide-react/icons/list-checks";
import MapIcon from "lucide-react/icons/map";
import { type ReactNode, useEffect, useState } from "react";
import { awaitsReporter } from "#domain/issue/issue";
import { addDays, instantAt, localDateOf, localMinutesOf, weekdayOf } from "#domain/kernel/clock";
import { roundProgress } from "#domain/patrol/round";
import { BAND_MINUTES, type RosterSlot } from "#domain/people/people";
import { useCategoryName } from "#storage/checklists";
import { useMediationTasks } from "#storage/mediations";
import { useMyIssues } from "#storage/my-issues";
import { useUnsent } from "#storage/outbox";
import { useMyOpenRound, useRounds } from "#storage/patrols";
import { useMe, useRoster, useTeams } from "#storage/people";
import { useRoute } from "#storage/places";
import { useStillComing, useWorld } from "#storage/use-world";
import { LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { useTaskWords } from "#ui/quarrel-task";
import { useLang, useText } from "#ui/text";
import { humanTime, minuteOfDay, useNow } from "#ui/time";
import { en } from "./home.en.ts";
import { zh } from "./home.zh.ts";
import "./home.css";
import { HomeHints } from "./home-hints.tsx";

interface HomeProps {
  readonly badge: ReactNode;
  readonly nav: ReactNode;
}

/** Asks what 今天 will show, and shows nothing: whoever unlocks the phone then need not wait for it. */
export function HomeAhead() {
  const today = localDateOf(new Date(useNow()).toISOString());
  const open = useMyOpenRound();
  const slot = useNextSlot(today);
  useDue(today);
  return open === null && slot ? <RouteAhead id={slot.routeId} /> : null;
}

function RouteAhead({ id }: { id: string }) {
  useRoute(id);
  return null;
}

/** 今天: who and when, the one thing to do next, what is due. */
export function HomePage({ badge, nav }: HomeProps) {
  const t = useText(zh, en);
  const today = localDateOf(new Date(useNow()).toISOString());
  return (
    <PhonePage title={t.title} badge={badge} nav={nav}>
      <Greeting today={today} />
      <NextThing today={today} />
      <Due today={today} />
      <Card kind="list">
        <ListRow to="/report" icon={<ClipboardPen />}>
          {t.report}
        </ListRow>
        <ListRow to="/issues" icon={<ListChecks />}>
          {t.myIssues}
        </ListRow>
        <ListRow to="/mediation" icon={<Handshake />}>
          {t.mediation}
        </ListRow>
        <ListRow to="/map" icon={<MapIcon />}>
          {t.map}
        </ListRow>
      </Card>
      <HomeHints />
    </PhonePage>
  );
}

function Greeting({ today }: { today: string }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const { person } = useWorld();
  const minutes = localMinutesOf(new Date(useNow()).toISOString());
  const part = minutes < 660 ? t.parts[0] : minutes < 840 ? t.parts[1] : minutes < 1080 ? t.parts[2] : t.parts[3];
  const [, month = 0, day = 0] = today.split("-").map(Number);
  const lunar = useLunar(today);
  return (
    <div className="stack-tight">
      <p className="title">{t.hello(part ?? "", person.displayName)}</p>
      <p className="dim">
        {t.date(month, day, t.weekdays[weekdayOf(today)] ?? "")}
        {lang === "zh" && lunar && ` · ${t.lunar(lunar)}`}
      </p>
    </div>
  );
}

/** Month and day of the lunar calendar; its tables come after the first picture. */
function useLunar(today: string): string | undefined {
  const [lunar, setLunar] = useState<string | undefined>(undefined);
  useEffect(() => {
    let current = true;
    const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
    void import("tyme4ts").then(({ SolarDay }) => {
      const lunarDay = SolarDay.fromYmd(year, month, day).getLunarDay();
      if (current) setLunar(`${lunarDay.getLunarMonth().getName()}${lunarDay.getName()}`);
    });
    return () => {
      current = false;
    };
  }, [today]);
  return lunar;
}

function useNextSlot(today: string): RosterSlot | null | undefined {
  const now = new Date(useNow()).toISOString();
  const me = useMe();
  const teams = useTeams();
  const roster = useRoster(today, addDays(today, 14));
  const rounds = useRounds(addDays(today, -1), addDays(today, 1));
  if (!me || !teams || !roster || !rounds) return undefined;
  const mine = new Set(
    teams.flatMap((t) => t.groups.filter((g) => g.memberIds.includes(me.actor.personId)).map((g) => g.id)),
  );
  const walked = new Set(rounds.map((r) => r.doc.slotId));
  const start = (s: RosterSlot): string => instantAt(s.on, BAND_MINUTES[s.band][0]);
  const coming = roster
    .map((s) => s.doc)
    .filter((s) => s.state === "planned" && mine.has(s.groupId) && !walked.has(s.id))
    .filter((s) => instantAt(s.on, BAND_MINUTES[s.band][1]) > now)
    .sort((a, b) => start(a).localeCompare(start(b)));
  return coming[0] ?? null;
}

function NextThing({ today }: { today: string }) {
  const t = useText(zh, en);
  const open = useMyOpenRound();
  const slot = useNextSlot(today);
  if (open === undefined || (open === null && slot === undefined)) return <LoadingState />;
  if (open) {
    const { seen, of } = roundProgress(open.doc);
    return (
      <Card kind="accent" label={t.continueTitle}>
        <h2>{t.continueTitle}</h2>
        <p>{t.continueText(seen, of)}</p>
        <LinkButton full variant="main" size="patrol" to="/patrol/round">
          {t.continueButton}
        </LinkButton>
      </Card>
    );
  }
  if (slot) return <SlotCard slot={slot} />;
  return <NoSlot />;
}

/** Asks whether the roster has come only where there is nothing in it: most first screens do without. */
function NoSlot() {
  const t = useText(zh, en);
  const coming = useStillComing();
  if (coming === undefined) return <LoadingState />;
  if (coming) {
    return (
      <Card kind="accent" label={t.comingTitle}>
        <h2>{t.comingTitle}</h2>
        <p>{t.comingText}</p>
      </Card>
    );
  }
  return (
    <Card kind="accent" label={t.noSlotTitle}>
      <h2>{t.noSlotTitle}</h2>
      <p>{t.noSlotText}</p>
      <LinkButton full variant="main" size="patrol" to="/patrol/start">
        {t.startFree}
      </LinkButton>
    </Card>
  );
}

function SlotCard({ slot }: { slot: RosterSlot }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const now = useNow();
  const route = useRoute(slot.routeId);
  const teams = useTeams();
  const [start, end] = BAND_MINUTES[slot.band];
  const from = instantAt(slot.on, start);
  const group = teams?.flatMap((team) => team.groups).find((g) => g.id === slot.groupId);
  return (
    <Card kind="accent" label={t.nextTitle} className="home-next">
      <p className="dim">{t.nextTitle}</p>
      <h2 className="home-when">
        <span className="nowrap">{humanTime(from, now, lang).replace(/ \d\d:\d\d$/, "")}</span>{" "}
        <span className="nowrap">
          {minuteOfDay(start)}–{minuteOfDay(end)}
        </span>
      </h2>
      <p className="subtitle">{route?.name}</p>
      {group && (
        <p className="dim">
          {group.name} · {t.members(group.memberIds.length)}
        </p>
      )}
      <LinkButton full variant="main" size="patrol" to={`/patrol/start/${slot.id}`}>
        {t.startButton}
      </LinkButton>
    </Card>
  );
}

const INSURANCE_DAYS = 14;
const RECENT = 50;
const QUARREL_DAYS = 7;

function useDue(today: string) {
  const unsent = useUnsent();
  const me = useMe();
  const category = useCategoryName(useLang().lang);
  const mine = (useMyIssues(RECENT)?.rows ?? []).map((r) => r.doc).filter(awaitsReporter);
  const insured = me?.person?.insuredUntil;
  const insuranceEnds = insured != null && insured <= addDays(today, INSURANCE_DAYS);
  const waiting = unsent?.records ?? 0;
  const refused = unsent?.quarantined ?? 0;
  const quarrels = useMediationTasks(addDays(today, QUARREL_DAYS)) ?? [];
  return { waiting, refused, mine, category, quarrels, insuranceEnds: insuranceEnds ? insured : undefined };
}

function Due({ today }: { today: string }) {
  const t = useText(zh, en);
  const taskWords = useTaskWords();
  const { waiting, refused, mine, category, quarrels, insuranceEnds } = useDue(today);
  const nothing =
    waiting === 0 && refused === 0 && mine.length === 0 && quarrels.length === 0 && insuranceEnds === undefined;
  return (
    <section className="stack" aria-label={t.due}>
      <h2>{t.due}</h2>
      {nothing && <p className="dim">{t.nothingDue}</p>}
      {!nothing && (
        <Card kind="list">
          {refused > 0 && <DueRow to="/sync" title={t.quarantinedDue(refused)} text={t.quarantinedText} />}
          {waiting > 0 && <DueRow to="/sync" title={t.unsentDue(waiting)} text={t.unsentText} />}
          {insuranceEnds !== undefined && <DueRow title={t.insuredDue(insuranceEnds)} text={t.insuredText} />}
          {quarrels.slice(0, 3).map((task) => (
            <DueRow
              key={`${task.caseId} ${task.kind} ${task.obligationId ?? ""}`}
              to={`/mediation/${task.caseId}`}
              title={taskWords(task.kind)}
              text={t.quarrelBy(task.number ?? t.noNumber, task.dueOn)}
            />
          ))}
          {mine.slice(0, 3).map((i) => (
            <DueRow key={i.id} to={`/issues/${i.id}`} title={t.answeredDue(category(i))} text={t.answeredText} />
          ))}
        </Card>
      )}
    </section>
  );
}

function DueRow({ to, title, text }: { to?: string; title: string; text: string }) {
  return (
    <ListRow to={to}>
      {title}
      <span className="dim small" style={{ display: "block" }}>
        {text}
      </span>
    </ListRow>
  );
}
