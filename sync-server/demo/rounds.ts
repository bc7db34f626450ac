/** The roster around today, and the rounds that were walked on it. */
import { addDays, instantAt, weekdayOf } from "#domain/kernel/clock";
import type { Instant, LocalDate } from "#domain/kernel/ids";
import type { MissedStop, PatrolRound, PauseMark, ServiceRecord, StopRecord } from "#domain/patrol/round";
import { presentMinutes } from "#domain/patrol/round-time";
import { BAND_MINUTES, type Band, type PatrolGroup, type RosterSlot } from "#domain/people/people";
import type { Route } from "#domain/place/place";
import { CHECKLIST_ID } from "./checklist.ts";
import { HOME } from "./org-units.ts";
import type { DemoTeam } from "./people.ts";
import { type Chance, chanceOf } from "./prng.ts";

const DAYS_BACK = 21;
const DAYS_AHEAD = 14;
const MISS_REASONS = ["单元门锁着，没人应", "在施工，进不去", "下大雨，先回来了", "时间不够，留给下一组"];
const CANCEL_REASONS = ["雷雨，停一次", "高温，停一次", "组员请假，凑不够两人"];
const LATE_REASON = "手机没电，回来补录";
const HANDOVERS = ["2栋楼道灯请下一组再看看", "车棚门已关好", "今天都正常", "垃圾点已请保洁来清"];

/** How many leaders hand in a track; nobody has to. 燕湖's first team does it for every other round. */
const TRACKED_SHARE = { home: 0.5, elsewhere: 0.12 };

/** Everything a community's calendar is made from. */
export interface Calendar {
  readonly seed: number;
  readonly today: LocalDate;
  readonly now: Instant;
}

/** Bands of a day. 燕湖's first team walks twice a day; today its first group has all four, for a visitor to try. */
function bandsOn(
  { team, nth }: DemoTeam,
  on: LocalDate,
  today: LocalDate,
): readonly (readonly [Band, group: number])[] {
  const day = weekdayOf(on);
  if (team.communityCode === HOME && nth === 1) {
    if (on === today)
      return [
        ["morning", 0],
        ["noon", 0],
        ["evening", 0],
        ["night", 0],
      ];
    return [
      ["morning", 1],
      ["evening", 0],
    ];
  }
  if ((day + nth) % 7 > 3) return [];
  const bands: readonly Band[] = ["evening", "morning", "night", "noon"];
  return [[bands[(day + nth) % 4] ?? "evening", day % 2]];
}

/** Slots of a team from three weeks back to two weeks ahead; a few called off. */
export function slotsOf(demo: DemoTeam, routes: readonly Route[], { seed, today }: Calendar): RosterSlot[] {
  const { team } = demo;
  const chance = chanceOf(seed, `roster:${team.id}`);
  return Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, d) => addDays(today, d - DAYS_BACK)).flatMap((on) =>
    bandsOn(demo, on, today).map(([band, g]): RosterSlot => {
      const off = on !== today && chance.hit(0.04);
      return {
        id: `${team.id}.s${on}.${band}`,
        communityCode: team.communityCode,
        teamId: team.id,
        groupId: team.groups[g]?.id ?? "",
        routeId: routes[g]?.id ?? "",
        on,
        band,
        state: off ? "cancelled" : "planned",
        ...(off ? { reason: chance.pick(CANCEL_REASONS) } : {}),
      };
    }),
  );
}

interface Walk {
  readonly id: string;
  readonly slot: RosterSlot;
  readonly group: PatrolGroup;
  readonly route: Route;
  readonly members: readonly string[];
  readonly startMin: number;
  readonly minutes: number;
}

const inWalk = (walk: Walk, share: number): Instant => instantAt(walk.slot.on, walk.startMin + walk.minutes * share);

function stopsOf(walk: Walk, missed: ReadonlySet<string>, chance: Chance): StopRecord[] {
  const all = walk.route.checkpointIds;
  return all.flatMap((checkpointId, i): StopRecord[] => {
    const at = inWalk(walk, (i + 1) / (all.length + 1));
    const known = { id: `${walk.id}.s${i + 1}`, checkpointId, at, byId: walk.group.leadId };
    if (missed.has(checkpointId)) {
      return chance.hit(0.5) ? [{ ...known, result: "notSeen", confirmedBy: "hand" }] : [];
    }
    const draw = chance.next();
    if (draw < 0.55) return [{ ...known, result: "normal", confirmedBy: "qr" }];
    if (draw < 0.75) return [{ ...known, result: "normal", confirmedBy: "position", distanceM: chance.int(2, 24) }];
    return [{ ...known, result: "normal", confirmedBy: "hand" }];
  });
}

/** Stops that were not looked at: one or two in a round of six, each with its reason. */
function missedOf(route: Route, chance: Chance): MissedStop[] {
  if (!chance.hit(0.17)) return [];
  const from = chance.int(1, route.checkpointIds.length - 3);
  const count = chance.int(1, 2);
  return route.checkpointIds
    .slice(from, from + count)
    .map((checkpointId) => ({ checkpointId, reason: chance.pick(MISS_REASONS) }));
}

function pausesOf(walk: Walk, chance: Chance): PauseMark[] {
  if (!chance.hit(0.1)) return [];
  const start = walk.startMin + Math.floor(walk.minutes / 2);
  return [
    { id: `${walk.id}.pause1`, kind: "pause", at: instantAt(walk.slot.on, start) },
    { id: `${walk.id}.resume1`, kind: "resume", at: instantAt(walk.slot.on, start + 6) },
  ];
}

function walkedRound(walk: Walk, chance: Chance): PatrolRound {
  const { slot, route, group } = walk;
  const missed = missedOf(route, chance);
  return {
    id: walk.id,
    communityCode: slot.communityCode,
    teamId: slot.teamId,
    groupId: slot.groupId,
    slotId: slot.id,
    routeId: route.id,
    checkpointIds: route.checkpointIds,
    ordered: route.ordered,
    checklistVersionId: CHECKLIST_ID,
    state: "finished",
    leadId: group.leadId,
    memberIds: walk.members,
    trackMode: "off",
    on: slot.on,
    startedAt: inWalk(walk, 0),
    finishedAt: inWalk(walk, 1),
    stops: stopsOf(walk, new Set(missed.map((m) => m.checkpointId)), chance),
    pauses: pausesOf(walk, chance),
    missed,
    ...(chance.hit(0.3) ? { handover: chance.pick(HANDOVERS) } : {}),
  };
}

function withTrack(round: PatrolRound, home: boolean, seed: number): PatrolRound {
  const share = home ? TRACKED_SHARE.home : TRACKED_SHARE.elsewhere;
  return chanceOf(seed, `tracked:${round.id}`).hit(share) ? { ...round, trackMode: "round" } : round;
}

/** The same walk, written down the next morning: by hand, with a witness of the other group. */
function enteredLate(round: PatrolRound, witnessId: string): PatrolRound {
  const seen = new Set(round.stops.filter((s) => s.result !== "notSeen").map((s) => s.checkpointId));
  const finishedAt = round.finishedAt ?? round.startedAt;
  const { handover: _handover, ...rest } = round;
  return {
    ...rest,
    trackMode: "off",
    ordered: false,
    stops: round.checkpointIds
      .filter((c) => seen.has(c))
      .map((checkpointId) => ({
        id: `${round.id}.${checkpointId}`,
        checkpointId,
        result: "normal",
        confirmedBy: "hand",
        at: finishedAt,
        byId: round.leadId,
      })),
    pauses: [],
    missed: round.checkpointIds.filter((c) => !seen.has(c)).map((c) => ({ checkpointId: c, reason: LATE_REASON })),
    late: { witnessId, reason: LATE_REASON, enteredAt: instantAt(addDays(round.on, 1), 9 * 60) },
  };
}

function walkOf(slot: RosterSlot, group: PatrolGroup, route: Route, chance: Chance): Walk {
  const [from, to] = BAND_MINUTES[slot.band];
  const startMin = from + chance.int(5, 40);
  const leaveOut = group.memberIds.length > 2 && chance.hit(0.4) ? group.memberIds.length - 1 : -1;
  return {
    id: slot.id.replace(".s2", ".r2"),
    slot,
    group,
    route,
    members: group.memberIds.filter((_m, i) => i !== leaveOut),
    startMin,
    minutes: Math.min(to - startMin - 5, 20 + route.checkpointIds.length * chance.int(3, 4)),
  };
}

/**
 * Finished rounds of a team's past slots. About one slot in twelve was missed, and 燕湖's first team missed yesterday
 * morning; one round of 燕湖社区 was entered late.
 * Nothing ends after `now`, and 燕湖's first team has today still before it.
 */
export function roundsOf(
  { team, nth }: DemoTeam,
  routes: readonly Route[],
  slots: readonly RosterSlot[],
  { seed, today, now }: Calendar,
): PatrolRound[] {
  const chance = chanceOf(seed, `rounds:${team.id}`);
  const toTry = team.communityCode === HOME && nth === 1;
  const rounds: PatrolRound[] = [];
  for (const slot of slots) {
    const group = team.groups.find((g) => g.id === slot.groupId);
    const route = routes.find((r) => r.id === slot.routeId);
    if (!group || !route || slot.on > today || (toTry && slot.on === today)) continue;
    const chosen = toTry && slot.on === addDays(today, -1) && slot.band === "morning";
    const missed = chance.hit(0.08) || chosen;
    const round = withTrack(walkedRound(walkOf(slot, group, route, chance), chance), toTry, seed);
    if (missed || slot.state === "cancelled" || (round.finishedAt ?? "") >= now) continue;
    const other = team.groups.find((g) => g.id !== group.id);
    const late = toTry && rounds.length === 4 && other;
    rounds.push(late ? enteredLate(round, other.leadId) : round);
  }
  return rounds;
}

/** Service time of each member of a finished round; none of one that is still on its way. */
export function serviceOf(round: PatrolRound): ServiceRecord[] {
  if (round.state !== "finished") return [];
  const endAt = round.finishedAt ?? round.startedAt;
  return round.memberIds.map((personId) => ({
    id: `${round.id}.${personId}`,
    personId,
    roundId: round.id,
    communityCode: round.communityCode,
    on: round.on,
    minutes: presentMinutes(round, { personId }, endAt),
    content: "patrol",
    source: round.late ? "late" : "round",
  }));
}
