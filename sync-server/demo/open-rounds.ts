/** Rounds that are on their way at the very moment the demo district is made: some running, some paused. */
import { instantAt, localMinutesOf } from "#domain/kernel/clock";
import type { Instant } from "#domain/kernel/ids";
import type { PatrolRound, RoundJoin, StopRecord } from "#domain/patrol/round";
import { joinRef } from "#domain/patrol/service";
import { BAND_MINUTES, BANDS, type PatrolGroup, type RosterSlot } from "#domain/people/people";
import type { Route } from "#domain/place/place";
import { CHECKLIST_ID } from "./checklist.ts";
import { HOME } from "./org-units.ts";
import type { DemoTeam } from "./people.ts";
import { chanceOf } from "./prng.ts";
import type { Calendar } from "./rounds.ts";

const WALKED_MS = 35 * 60_000;
const STOP_MS = 3.5 * 60_000;
const PAUSED_MS = 6 * 60_000;
/** Of the teams outside 燕湖社区. */
const RUNNING_SHARE = 0.2;
const PAUSED_SHARE = 0.08;

type OpenState = "running" | "paused";

export interface OpenRound {
  readonly round: PatrolRound;
  /** Undefined before 07:00, when no band of the roster has begun. */
  readonly slot?: RosterSlot;
  readonly joins: readonly RoundJoin[];
}

/** 燕湖's first team is running, its second has a break; elsewhere now and then a team is out. */
function stateOf({ team, nth }: DemoTeam, seed: number): OpenState | undefined {
  if (team.communityCode === HOME && nth <= 2) return nth === 1 ? "running" : "paused";
  const draw = chanceOf(seed, `open:${team.id}`).next();
  if (draw < RUNNING_SHARE) return "running";
  return draw < RUNNING_SHARE + PAUSED_SHARE ? "paused" : undefined;
}

function slotNow({ team }: DemoTeam, group: PatrolGroup, route: Route, calendar: Calendar): RosterSlot | undefined {
  const minutes = localMinutesOf(calendar.now);
  const band = BANDS.find((b) => minutes >= BAND_MINUTES[b][0] && minutes < BAND_MINUTES[b][1]);
  return band
    ? {
        id: `${team.id}.s${calendar.today}.open`,
        communityCode: team.communityCode,
        teamId: team.id,
        groupId: group.id,
        routeId: route.id,
        on: calendar.today,
        band,
        state: "planned",
      }
    : undefined;
}

const isoOf = (ms: number): Instant => new Date(ms).toISOString();

/** Each stop of the route that was reached before `untilMs`, by its code. */
function stopsUntil(roundId: string, route: Route, byId: string, startMs: number, untilMs: number): StopRecord[] {
  return route.checkpointIds.flatMap((checkpointId, i): StopRecord[] => {
    const atMs = startMs + (i + 1) * STOP_MS;
    if (atMs > untilMs || i === route.checkpointIds.length - 1) return [];
    const id = `${roundId}.s${i + 1}`;
    return [{ id, checkpointId, at: isoOf(atMs), byId, result: "normal", confirmedBy: "qr" }];
  });
}

/** The round a team is walking at `now`, by its second group, so that a visitor's own group stays free. */
export function openRoundOf(demo: DemoTeam, routes: readonly Route[], calendar: Calendar): OpenRound | undefined {
  const state = stateOf(demo, calendar.seed);
  const { team } = demo;
  const group = team.groups[1];
  const route = routes[1];
  if (!state || !group || !route) return undefined;
  const nowMs = Date.parse(calendar.now);
  const startMs = Math.max(nowMs - WALKED_MS, Date.parse(instantAt(calendar.today, 0)));
  const pausedMs = Math.max(startMs, nowMs - PAUSED_MS);
  const id = `${team.id}.r${calendar.today}.open`;
  const slot = slotNow(demo, group, route, calendar);
  const round: PatrolRound = {
    id,
    communityCode: team.communityCode,
    teamId: team.id,
    groupId: group.id,
    ...(slot ? { slotId: slot.id } : {}),
    routeId: route.id,
    checkpointIds: route.checkpointIds,
    ordered: route.ordered,
    checklistVersionId: CHECKLIST_ID,
    state,
    leadId: group.leadId,
    memberIds: group.memberIds,
    trackMode: state === "running" ? "round" : "off",
    on: calendar.today,
    startedAt: isoOf(startMs),
    stops: stopsUntil(id, route, group.leadId, startMs, state === "paused" ? pausedMs : nowMs),
    pauses: state === "paused" ? [{ id: `${id}.pause1`, kind: "pause", at: isoOf(pausedMs) }] : [],
  };
  const join = { roundId: id, teamId: team.id, communityCode: team.communityCode, at: isoOf(startMs) };
  const joins = group.memberIds.slice(1, 2).map((personId) => ({ id: joinRef(id, personId).id, personId, ...join }));
  return { round, ...(slot ? { slot } : {}), joins };
}
