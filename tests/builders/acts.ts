/** What the people of the neighbourhood do, as commands with fixed values; `more` replaces what a story is about. */
import type { Act } from "../harness/wire-phone.ts";
import { CHECKLIST, CHECKPOINTS, COMMUNITY, COMPOUND, GROUP, PEOPLE, ROUTE, TEAM } from "./neighbourhood.ts";

type More = Readonly<Record<string, unknown>>;

/** Li's group starts its round on the east line: Li leads, Wang comes along. */
export const startRound = (roundId: string, more: More = {}): Act => ({
  cmd: "round.start",
  args: {
    roundId,
    communityCode: COMMUNITY,
    teamId: TEAM,
    groupId: GROUP,
    routeId: ROUTE,
    checkpointIds: [...CHECKPOINTS],
    ordered: true,
    checklistVersionId: CHECKLIST,
    memberIds: [PEOPLE.li, PEOPLE.wang],
    trackMode: "off",
    safetySeen: true,
    ...more,
  },
});

/** A stop found in order, by its code. */
export const confirmStop = (roundId: string, checkpointId: string, more: More = {}): Act => ({
  cmd: "round.confirmStop",
  args: { roundId, stopId: `${roundId}.${checkpointId}`, checkpointId, result: "normal", confirmedBy: "qr", ...more },
});

/** A night long ahead for the team, which touches nothing else in any story. */
export const planSlot = (slotId: string): Act => ({
  cmd: "roster.plan",
  args: {
    slotId,
    communityCode: COMMUNITY,
    teamId: TEAM,
    groupId: "g",
    routeId: "r",
    on: "2030-01-01",
    band: "night",
  },
});

/** A blocked fire lane at the second stop, found on a round. */
export const reportHazard = (issueId: string, more: More = {}): Act => ({
  cmd: "issue.report",
  args: {
    issueId,
    communityCode: COMMUNITY,
    source: "patrol",
    place: { checkpointId: "cp-2", compoundId: COMPOUND },
    checklistVersionId: CHECKLIST,
    category: "blockedFireLane",
    categoryLabel: "消防通道占堵",
    severity: "orange",
    photos: [],
    ownerKind: "branch",
    teamId: TEAM,
    ...more,
  },
});
