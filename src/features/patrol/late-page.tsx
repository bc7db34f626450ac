import { useState } from "react";
import { useNavigate } from "react-router";
import { checklistInEffect } from "#domain/checklist/checklist";
import { instantAt } from "#domain/kernel/clock";
import { MIN_MEMBERS } from "#domain/patrol/round";
import { routeOn } from "#domain/place/place";
import { useChecklists } from "#storage/checklists";
import { useDraft } from "#storage/drafts";
import { useMe, usePeople, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Banner } from "#ui/banner";
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

/** What a person entered; kept at every change, so that a reload or a call costs nothing. */
interface LateDraft {
  /** Made once: an entry handed in twice is one round. */
  readonly roundId: string;
  readonly groupId: string;
  readonly routeId: string;
  readonly on: string;
  readonly from: string;
  readonly to: string;
  readonly seenIds: string[];
  readonly memberIds: string[];
  readonly witnessId: string;
  readonly reason: string;
}

const emptyLate = (facts: LateFacts): LateDraft => ({
  roundId: newId(),
  groupId: facts.groups[0]?.group.id ?? "",
  routeId: "",
  on: facts.today,
  from: "",
  to: "",
  seenIds: [],
  memberIds: [facts.personId],
  witnessId: "",
  reason: "",
});

/** The draft as entered, with what follows from it; `resumed`: it was there when the page opened. */
function useLateForm(facts: LateFacts) {
  const { value, ready, save, clear } = useDraft<LateDraft>("late");
  const [empty, setEmpty] = useState(() => emptyLate(facts));
  const [resumed, setResumed] = useState<boolean | undefined>(undefined);
  if (ready && resumed === undefined) setResumed(value !== undefined);
  const draft = value ?? empty;
  const mine = facts.groups.find((g) => g.group.id === draft.groupId);
  const { routes: known, checkpoints } = facts.places;
  const routes = [...known.values()].flatMap((r) =>
    r.teamId === mine?.team.id ? (routeOn(r, checkpoints, draft.on) ?? []) : [],
  );
  const route = routes.find((r) => r.id === draft.routeId) ?? (routes.length === 1 ? routes[0] : undefined);
  const checklist = checklistInEffect(facts.checklists, draft.on);
  const { from, to, memberIds, witnessId, reason } = draft;
  const backwards = from !== "" && to !== "" && to <= from;
  const enough = memberIds.length >= MIN_MEMBERS && witnessId !== "" && reason.trim() !== "";
  const complete = Boolean(mine && route && checklist && from && to && !backwards && enough);
  const change = (next: Partial<LateDraft>): void => save({ ...draft, ...next });
  const afresh = async (): Promise<void> => {
    await clear();
    setEmpty(emptyLate(facts));
    setResumed(false);
  };
  return { draft, ready, resumed, change, clear, afresh, mine, routes, route, checklist, backwards, complete };
}

function lateArgs(form: ReturnType<typeof useLateForm>): Record<string, unknown> | undefined {
  const { draft, mine, route, checklist } = form;
  if (!mine || !route || !checklist) return undefined;
  const minutes = minutesIn(draft.to) - minutesIn(draft.from);
  return {
    roundId: draft.roundId,
    communityCode: route.communityCode,
    teamId: mine.team.id,
    groupId: mine.group.id,
    routeId: route.id,
    checklistVersionId: checklist.id,
    checkpointIds: route.checkpointIds,
    seenIds: draft.seenIds.filter((id) => route.checkpointIds.includes(id)),
    memberIds: draft.memberIds,
    on: draft.on,
    startedAt: instantAt(draft.on, minutesIn(draft.from)),
    finishedAt: instantAt(draft.on, minutesIn(draft.to)),
    minutes: draft.memberIds.map((personId) => ({ personId, minutes })),
    witnessId: draft.witnessId,
    reason: draft.reason.trim(),
  };
}

function LateForm({ facts, badge }: { facts: LateFacts; badge: PhoneFrame["badge"] }) {
  const t = useText(zh, en);
  const navigate = useNavigate();
  const toast = useToast();
  const { act, busy } = usePatrolAct();
  const form = useLateForm(facts);
  const save = async (): Promise<void> => {
    const args = lateArgs(form);
    if (!args || !(await act([{ cmd: "round.recordLate", args }]))) return;
    await form.clear();
    toast({ tone: "good", text: t.lateDone });
    await navigate("/patrol", { replace: true });
  };
  const main = (
    <Button full variant="main" size="patrol" busy={busy} disabled={!form.complete} onClick={() => void save()}>
      {t.lateSave}
    </Button>
  );
  return (
    <PhonePage title={t.lateTitle} back="/patrol" badge={badge} footer={form.ready && main}>
      <p>{t.lateText}</p>
      {form.resumed && (
        <Banner title={t.lateKept} action={<Button onClick={() => void form.afresh()}>{t.lateAfresh}</Button>} />
      )}
      {form.ready ? <LateFields facts={facts} form={form} /> : <LoadingState title={t.loading} />}
    </PhonePage>
  );
}

interface LateFieldsProps {
  readonly facts: LateFacts;
  readonly form: ReturnType<typeof useLateForm>;
}

function LateFields({ facts, form }: LateFieldsProps) {
  const t = useText(zh, en);
  const { draft, change } = form;
  const nameOf = (id: string): string => facts.people.get(id)?.displayName ?? id.slice(-4);
  const teamIds = [...new Set(form.mine?.team.groups.flatMap((g) => g.memberIds) ?? [])];
  const stops = (form.route?.checkpointIds ?? []).map((id) => ({
    id,
    name: facts.places.checkpoints.get(id)?.name ?? "",
  }));
  return (
    <>
      {facts.groups.length > 1 && (
        <SelectField
          label={t.groupQ}
          value={draft.groupId}
          options={facts.groups.map((g) => ({ value: g.group.id, label: `${g.group.name} · ${g.team.name}` }))}
          onChange={(groupId) => change({ groupId })}
        />
      )}
      <SelectField
        label={t.routeQ}
        value={form.route?.id ?? ""}
        options={form.routes.map((r) => ({ value: r.id, label: r.name }))}
        onChange={(routeId) => change({ routeId })}
      />
      <DateField label={t.lateOn} value={draft.on} max={facts.today} onChange={(on) => change({ on })} />
      <DateField kind="time" label={t.lateFrom} value={draft.from} onChange={(from) => change({ from })} />
      <DateField kind="time" label={t.lateTo} value={draft.to} onChange={(to) => change({ to })} />
      {form.backwards && <Banner tone="warn">{t.lateEndBeforeStart}</Banner>}
      <BigChoice
        multiple
        label={t.whoCame}
        columns={2}
        options={(form.mine?.group.memberIds ?? []).map((id) => ({ value: id, label: nameOf(id) }))}
        value={draft.memberIds}
        onChange={(memberIds) => change({ memberIds })}
      />
      {stops.length > 0 && (
        <SeenStops stops={stops} value={draft.seenIds} onChange={(seenIds) => change({ seenIds })} />
      )}
      <SelectField
        label={t.witness}
        value={draft.witnessId}
        options={teamIds.filter((id) => id !== facts.personId).map((id) => ({ value: id, label: nameOf(id) }))}
        onChange={(witnessId) => change({ witnessId })}
      />
      <h2>{t.lateReason}</h2>
      <ReasonChips
        label={t.lateReason}
        options={t.lateReasons}
        value={draft.reason}
        onChange={(reason) => change({ reason })}
      />
    </>
  );
}
