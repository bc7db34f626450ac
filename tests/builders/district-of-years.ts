/** The neighbourhood after years of work: most of what it holds is done with, and a first sync takes several pages. */
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { aNeighbourhood, CHECKLIST, COMMUNITY, COMPOUND, PEOPLE, TEAM } from "./neighbourhood.ts";

export const OPEN = 70;
export const CLOSED = 150;
const SLOTS = 90;
const SERVICES = 70;
const CHECKPOINTS = 140;

const dayOf = (n: number): string => new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

function anIssue(id: string, n: number, state: "closed" | "reported"): MadeRecord {
  const at = new Date(Date.UTC(2025, 0, 1) + n * 3_600_000).toISOString();
  const events = [{ id: `${id}.e`, at, byId: PEOPLE.li, kind: "reported" }];
  const what = { checklistVersionId: CHECKLIST, category: "blockedFireLane", categoryLabel: "消防通道占堵" };
  const where = { communityCode: COMMUNITY, place: { compoundId: COMPOUND, spot: `${n}栋` }, ownerKind: "branch" };
  const who = { teamId: TEAM, reportedById: PEOPLE.li, reportedAt: at };
  const doc = { id, source: "direct", severity: "orange", photos: [], state, events, ...what, ...where, ...who };
  return { t: "issue", id, doc };
}

const aSlot = (n: number): MadeRecord => {
  const id = `slot-${n}`;
  const rest = { communityCode: COMMUNITY, teamId: TEAM, groupId: "g", routeId: "r", band: "night", state: "planned" };
  return { t: "rosterSlot", id, doc: { id, on: n < SLOTS ? dayOf(n) : `2030-01-0${(n % 9) + 1}`, ...rest } };
};

const aService = (n: number): MadeRecord => {
  const id = `service-${n}`;
  const doc = { id, personId: PEOPLE.wang, roundId: `r-${n}`, communityCode: COMMUNITY, on: dayOf(n) };
  return { t: "serviceRecord", id, doc: { ...doc, minutes: 60, content: "patrol", source: "round" } };
};

const aCheckpoint = (n: number): MadeRecord => {
  const id = `far-${n}`;
  const doc = { id, tag: `FAR${n}`, communityCode: COMMUNITY, compoundId: COMPOUND, kind: "stairwell", floor: 1 };
  return { t: "checkpoint", id, doc: { ...doc, name: `${n}号`, position: [110.3, 25.3] } };
};

const times = (count: number, make: (n: number) => MadeRecord): MadeRecord[] =>
  Array.from({ length: count }, (_, n) => make(n));

export const aDistrictOfYears = (): MadeRecord[] => [
  ...aNeighbourhood(),
  ...times(OPEN, (n) => anIssue(`open-${n}`, n, "reported")),
  ...times(CLOSED, (n) => anIssue(`old-${n}`, n, "closed")),
  ...times(SLOTS + 5, aSlot),
  ...times(SERVICES, aService),
  ...times(CHECKPOINTS, aCheckpoint),
];
