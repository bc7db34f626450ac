import { useState } from "react";
import { useNavigate } from "react-router";
import { checklistInEffect } from "#domain/checklist/checklist";
import { instantAt } from "#domain/kernel/clock";
import { useChecklists } from "#storage/checklists";
import { useMe, usePeople, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { LoadingState } from "#ui/empty";
import { DateField, SelectField } from "#ui/field";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { useNow } from "#ui/time";
import { useToast } from "#ui/toast";
import type { PhoneFrame } from "./frame.ts";
import { ReasonChips, SeenStops } from "./missed-reasons.tsx";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { myGroups, todayOf } from "./round-order.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

const minutesIn = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

function useLateFacts() {
  const today = todayOf(useNow());
  const me = useMe();
  const teams = useTeams();
  const places = usePlaces();
  const people = usePeople();
  const checklists = useChecklists();
  if (!me || !teams || !places || !people || !checklists) return undefined;
  return { today, personId: me.actor.personId, groups: myGroups(teams, me.actor.personId), places, people, checklists };
}

type LateFacts = NonNullable<ReturnType<typeof useLateFacts>>;

/** 补录: a round that was walked but not recorded, with a witness. */
export function LatePage({ badge }: PhoneFrame) {
  const t = useText(zh, en);
  const facts = useLateFacts();
  if (facts) return <LateForm facts={facts} badge={badge} />;
  return (
    <PhonePage title={t.lateTitle} back="/patrol" badge={badge}>
      <LoadingState title={t.loading} />
    </PhonePage>
  );
}

function useLateForm(facts: LateFacts) {
  const [groupId, setGroupId] = useState(facts.groups[0]?.group.id ?? "");
  const [routeId, setRouteId] = useState("");
  const [on, setOn] = useState(facts.today);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [seenIds, setSeenIds] = useState<string[]>([]);
  const [memberIds, setMemberIds] = useState<string[]>([facts.personId]);
  const [witnessId, setWitnessId] = useState("");
  const [reason, setReason] = useState("");
  const mine = facts.groups.find((g) => g.group.id === groupId);
  const routes = [...facts.places.routes.values()].filter((r) => r.teamId === mine?.team.id && !r.retiredOn);
  const route = routes.find((r) => r.id === routeId) ?? (routes.length === 1 ? routes[0] : undefined);
  const checklist = checklistInEffect(facts.checklists, on);
  const fields = { groupId, on, from, to, seenIds, memberIds, witnessId, reason };
  const set = { setGroupId, setRouteId, setOn, setFrom, setTo, setSeenIds, setMemberIds, setWitnessId, setReason };
  const complete = Boolean(
    mine && route && checklist && from && to && to > from && memberIds.length >= 2 && witnessId && reason.trim(),
  );
  return { ...fields, ...set, mine, routes, route, checklist, complete };
}

function lateArgs(form: ReturnType<typeof useLateForm>): Record<string, unknown> | undefined {
  const { mine, route, checklist } = form;
  if (!mine || !route || !checklist) return undefined;
  const minutes = minutesIn(form.to) - minutesIn(form.from);
  return {
    roundId: newId(),
    communityCode: route.communityCode,
    teamId: mine.team.id,
    groupId: mine.group.id,
    routeId: route.id,
    checklistVersionId: checklist.id,
    checkpointIds: route.checkpointIds,
    seenIds: form.seenIds.filter((id) => route.checkpointIds.includes(id)),
    memberIds: form.memberIds,
    on: form.on,
    startedAt: instantAt(form.on, minutesIn(form.from)),
    finishedAt: instantAt(form.on, minutesIn(form.to)),
    minutes: form.memberIds.map((personId) => ({ personId, minutes })),
    witnessId: form.witnessId,
    reason: form.reason.trim(),
  };
}

function LateForm({ facts, badge }: { facts: LateFacts; badge: PhoneFrame["badge"] }) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const toast = useToast();
  const { act, busy } = usePatrolAct();
  const form = useLateForm(facts);
  const nameOf = (id: string): string => facts.people.get(id)?.displayName ?? id.slice(-4);
  const teamIds = [...new Set(form.mine?.team.groups.flatMap((g) => g.memberIds) ?? [])];
  const stops = (form.route?.checkpointIds ?? []).map((id) => ({
    id,
    name: facts.places.checkpoints.get(id)?.name ?? "",
  }));
  const save = async (): Promise<void> => {
    const args = lateArgs(form);
    if (!args || !(await act([{ cmd: "round.recordLate", args }]))) return;
    toast({ tone: "good", text: t.finished });
    await navigate("/patrol", { replace: true });
  };
  const main = (
    <Button full variant="main" size="patrol" busy={busy} disabled={!form.complete} onClick={() => void save()}>
      {t.lateSave}
    </Button>
  );
  return (
    <PhonePage title={t.lateTitle} back="/patrol" badge={badge} footer={main}>
      <p>{t.lateText}</p>
      {facts.groups.length > 1 && (
        <SelectField
          label={t.groupQ}
          value={form.groupId}
          options={facts.groups.map((g) => ({ value: g.group.id, label: `${g.group.name} · ${g.team.name}` }))}
          onChange={form.setGroupId}
        />
      )}
      <SelectField
        label={t.routeQ}
        value={form.route?.id ?? ""}
        options={form.routes.map((r) => ({ value: r.id, label: r.name }))}
        onChange={form.setRouteId}
      />
      <DateField label={t.lateOn} value={form.on} max={facts.today} onChange={form.setOn} />
      <DateField kind="time" label={t.lateFrom} value={form.from} onChange={form.setFrom} />
      <DateField kind="time" label={t.lateTo} value={form.to} onChange={form.setTo} />
      <BigChoice
        multiple
        label={t.whoCame}
        columns={2}
        options={(form.mine?.group.memberIds ?? []).map((id) => ({ value: id, label: nameOf(id) }))}
        value={form.memberIds}
        onChange={form.setMemberIds}
      />
      {stops.length > 0 && <SeenStops stops={stops} value={form.seenIds} onChange={form.setSeenIds} />}
      <SelectField
        label={t.witness}
        value={form.witnessId}
        options={teamIds.filter((id) => id !== facts.personId).map((id) => ({ value: id, label: nameOf(id) }))}
        onChange={form.setWitnessId}
      />
      <h2>{t.lateReason}</h2>
      <ReasonChips label={t.lateReason} options={t.lateReasons} value={form.reason} onChange={form.setReason} />
    </PhonePage>
  );
}
