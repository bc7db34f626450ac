import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { checklistInEffect } from "#domain/checklist/checklist";
import { addDays } from "#domain/kernel/clock";
import type { TrackMode } from "#domain/patrol/round";
import type { RosterSlot } from "#domain/people/people";
import { type Route, routeOn } from "#domain/place/place";
import { useChecklists } from "#storage/checklists";
import { useMe, usePeople, useRoster, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { ReadAloud } from "#ui/read-aloud";
import { useText } from "#ui/text";
import { useNow } from "#ui/time";
import type { PhoneFrame } from "./frame.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { type MyGroup, myGroups, todayOf } from "./round-order.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

interface StartFacts {
  readonly groups: readonly MyGroup[];
  readonly slot: RosterSlot | undefined;
  readonly routes: readonly Route[];
  readonly checklistVersionId: string | undefined;
  readonly personId: string;
  readonly today: string;
}

function useStartFacts(slotId: string | undefined): StartFacts | undefined {
  const today = todayOf(useNow());
  const me = useMe();
  const teams = useTeams();
  const places = usePlaces();
  const checklists = useChecklists();
  const roster = useRoster(addDays(today, -1), addDays(today, 14));
  if (!me || !teams || !places || !checklists || !roster) return undefined;
  return {
    groups: myGroups(teams, me.actor.personId),
    slot: roster.find((s) => s.doc.id === slotId)?.doc,
    routes: [...places.routes.values()].flatMap((r) => routeOn(r, places.checkpoints, today) ?? []),
    checklistVersionId: checklistInEffect(checklists, today)?.id,
    personId: me.actor.personId,
    today,
  };
}

/** From a slot to the first stop: the safety rules, then who came and whether a track is kept. */
export function StartPage(frame: PhoneFrame) {
  const t = useText(zh, en);
  const { slotId } = useParams();
  const facts = useStartFacts(slotId);
  const [safetySeen, setSafetySeen] = useState(false);
  const problem = facts && problemOf(facts, t);
  if (!facts || problem) {
    return (
      <PhonePage title={t.safetyTitle} back="/patrol" badge={frame.badge}>
        {facts ? <EmptyState title={problem} text="" /> : <LoadingState title={t.loading} />}
      </PhonePage>
    );
  }
  if (!safetySeen) return <SafetyRules badge={frame.badge} onSeen={() => setSafetySeen(true)} />;
  return <WhoCame badge={frame.badge} facts={facts} />;
}

function problemOf(facts: StartFacts, t: { noTeam: string; noRoute: string; noChecklist: string }): string | undefined {
  if (facts.groups.length === 0) return t.noTeam;
  if (facts.routes.length === 0) return t.noRoute;
  return facts.checklistVersionId ? undefined : t.noChecklist;
}

function SafetyRules({ badge, onSeen }: { badge: PhoneFrame["badge"]; onSeen: () => void }) {
  const t = useText(zh, en);
  const main = (
    <Button full variant="main" size="patrol" onClick={onSeen}>
      {t.safetyOk}
    </Button>
  );
  return (
    <PhonePage title={t.safetyTitle} back="/patrol" badge={badge} footer={main}>
      <ReadAloud text={[t.safetyDo, ...t.safetyDoList, t.safetyDont, ...t.safetyDontList].join("。")} />
      <Card>
        <h2>{t.safetyDo}</h2>
        <Rules lines={t.safetyDoList} />
      </Card>
      <Card>
        <h2>{t.safetyDont}</h2>
        <Rules lines={t.safetyDontList} />
      </Card>
    </PhonePage>
  );
}

function Rules({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="stack" style={{ listStyle: "disc", paddingLeft: "1.2em" }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function WhoCame({ badge, facts }: { badge: PhoneFrame["badge"]; facts: StartFacts }) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const { act, busy } = usePatrolAct();
  const { slot, groups } = facts;
  const [groupId, setGroupId] = useState(slot?.groupId ?? groups[0]?.group.id ?? "");
  const mine = groups.find((g) => g.group.id === groupId) ?? groups[0];
  const routes = facts.routes.filter((r) => r.teamId === mine?.team.id);
  const [routeId, setRouteId] = useState<string | null>(slot?.routeId ?? null);
  const route = routes.find((r) => r.id === routeId) ?? (routes.length === 1 ? routes[0] : undefined);
  const [memberIds, setMemberIds] = useState<string[]>([facts.personId]);
  const [trackMode, setTrackMode] = useState<TrackMode>("off");
  const enough = new Set(memberIds).size >= 2;
  const start = async (): Promise<void> => {
    if (!mine || !route || !facts.checklistVersionId) return;
    const args = {
      roundId: newId(),
      communityCode: route.communityCode,
      teamId: mine.team.id,
      groupId: mine.group.id,
      ...(slot ? { slotId: slot.id } : {}),
      routeId: route.id,
      checkpointIds: route.checkpointIds,
      ordered: route.ordered,
      checklistVersionId: facts.checklistVersionId,
      memberIds,
      trackMode,
      safetySeen: true,
    };
    if (await act([{ cmd: "round.start", args }])) await navigate("/patrol/round", { replace: true });
  };
  const main = (
    <Button full variant="main" size="patrol" busy={busy} disabled={!enough || !route} onClick={() => void start()}>
      {enough ? t.startRound : t.needTwo}
    </Button>
  );
  return (
    <PhonePage title={t.whoCame} back="/patrol" badge={badge} footer={main}>
      {!slot && groups.length > 1 && (
        <BigChoice
          label={t.groupQ}
          options={groups.map((g) => ({ value: g.group.id, label: g.group.name, hint: g.team.name }))}
          value={groupId}
          onChange={setGroupId}
        />
      )}
      {routes.length === 0 && <Banner tone="warn">{t.noRoute}</Banner>}
      {!slot && routes.length > 1 && (
        <BigChoice
          label={t.routeQ}
          options={routes.map((r) => ({ value: r.id, label: r.name, hint: t.stopsN(r.checkpointIds.length) }))}
          value={route?.id ?? null}
          onChange={setRouteId}
        />
      )}
      {route && (slot || routes.length === 1) && (
        <p className="subtitle">
          {route.name} · {t.stopsN(route.checkpointIds.length)}
        </p>
      )}
      <Members facts={facts} mine={mine} value={memberIds} onChange={setMemberIds} />
      <TrackChoice value={trackMode} onChange={setTrackMode} />
    </PhonePage>
  );
}

interface MembersProps {
  readonly facts: Pick<StartFacts, "personId" | "today">;
  readonly mine: MyGroup | undefined;
  readonly value: string[];
  readonly onChange: (ids: string[]) => void;
}

function Members({ facts, mine, value, onChange }: MembersProps) {
  const t = useText(zh, en);
  const people = usePeople();
  const ids = (mine?.group.memberIds ?? []).filter((id) => !people?.get(id)?.retiredAt);
  const nameOf = (id: string): string => people?.get(id)?.displayName ?? id.slice(-4);
  const uninsured = value.filter((id) => (people?.get(id)?.insuredUntil ?? "") < facts.today);
  return (
    <>
      <BigChoice
        multiple
        label={t.whoCame}
        labelHidden
        columns={2}
        options={ids.map((id) => ({
          value: id,
          label: id === facts.personId ? `${nameOf(id)} (${t.you})` : nameOf(id),
        }))}
        value={value}
        onChange={(next) => onChange(next.includes(facts.personId) ? next : [facts.personId, ...next])}
      />
      <p className="dim">{t.whoHint}</p>
      {uninsured.length > 0 && <Banner tone="warn">{t.insuredWarn(uninsured.map(nameOf).join("、"))}</Banner>}
    </>
  );
}

/** Off until somebody turns it on for this one round; what for and how long is said before. */
function TrackChoice({ value, onChange }: { value: TrackMode; onChange: (mode: TrackMode) => void }) {
  const t = useText(zh, en);
  const modes: readonly TrackMode[] = ["off", "phone", "round"];
  return (
    <div className="stack">
      <BigChoice
        label={t.trackQ}
        options={modes.map((mode) => ({ value: mode, label: t.track[mode], hint: t.trackText[mode] }))}
        value={value}
        onChange={onChange}
      />
      <p className="dim">{t.trackWhy}</p>
      {value !== "off" && <Banner>{t.trackHow}</Banner>}
    </div>
  );
}
