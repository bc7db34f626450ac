/** A very small district with fixed values: one community, one compound, four checkpoints, one team of three, staff. */
import type { Grant, Role } from "#domain/kernel/actor";
import type { MadeRecord } from "../../sync-server/load-records.ts";

export const DISTRICT = "450303000000";
export const COMMUNITY = "450303001010";
export const OTHER_COMMUNITY = "450303001011";
export const TEAM = "team-purple";
export const GROUP = "group-1";
export const COMPOUND = "compound-1";
export const ROUTE = "route-1";
export const CHECKLIST = "checklist-1";
export const CHECKPOINTS = ["cp-1", "cp-2", "cp-3", "cp-4"] as const;
const FROM = "2026-01-01T00:00:00.000Z";

const grant = (role: Role, orgCode: string, unitId?: string): Grant => ({
  id: `grant-${role}`,
  role,
  orgCode,
  from: FROM,
  ...(unitId ? { unitId } : {}),
});

const person = (id: string, displayName: string, orgCode: string, grants: readonly Grant[]): MadeRecord => ({
  t: "person",
  id,
  doc: { id, displayName, orgCode, grants, demo: true },
});

const orgUnit = (id: string, name: string, level: string, parent: string | null): MadeRecord => ({
  t: "orgUnit",
  id,
  doc: { id, name, level, kind: "urban", parent },
});

export const PEOPLE = {
  li: "person-li",
  wang: "person-wang",
  zhao: "person-zhao",
  chen: "person-chen",
  lu: "person-lu",
  he: "person-he",
  qin: "person-qin",
} as const;

/** Li leads, Wang and Zhao walk; Chen runs the community, Lu the neighbouring one, He the compound, Qin the district. */
export function aNeighbourhood(): MadeRecord[] {
  const volunteer = grant("volunteer", COMMUNITY, TEAM);
  return [
    orgUnit(DISTRICT, "叠彩区", "district", null),
    orgUnit("450303001000", "叠彩街道", "street", DISTRICT),
    orgUnit(COMMUNITY, "燕湖社区", "community", "450303001000"),
    orgUnit(OTHER_COMMUNITY, "清秀社区", "community", "450303001000"),
    person(PEOPLE.li, "演示·李", COMMUNITY, [grant("groupLead", COMMUNITY, TEAM)]),
    person(PEOPLE.wang, "演示·王", COMMUNITY, [volunteer]),
    person(PEOPLE.zhao, "演示·赵", COMMUNITY, [volunteer]),
    person(PEOPLE.chen, "演示·陈", COMMUNITY, [grant("communityAdmin", COMMUNITY)]),
    person(PEOPLE.lu, "演示·陆", OTHER_COMMUNITY, [grant("communityAdmin", OTHER_COMMUNITY)]),
    person(PEOPLE.he, "演示·何", COMMUNITY, [grant("branchSecretary", COMMUNITY, COMPOUND)]),
    person(PEOPLE.qin, "演示·秦", DISTRICT, [grant("districtAdmin", DISTRICT)]),
    aTeam(),
    aCompound(),
    aRoute(),
    aChecklist(),
    ...CHECKPOINTS.map(aCheckpoint),
  ];
}

const aTeam = (): MadeRecord => {
  const memberIds = [PEOPLE.li, PEOPLE.wang, PEOPLE.zhao];
  const groups = [{ id: GROUP, name: "一组", leadId: PEOPLE.li, memberIds }];
  return {
    t: "team",
    id: TEAM,
    doc: { id: TEAM, name: "紫马甲", kind: "purpleVest", communityCode: COMMUNITY, groups, demo: true },
  };
};

const aCompound = (): MadeRecord => {
  const ring = [
    [110.3, 25.3],
    [110.302, 25.3],
    [110.302, 25.302],
    [110.3, 25.302],
  ];
  const doc = { id: COMPOUND, name: "榕荫小区（演示）", communityCode: COMMUNITY, demo: true, managementMode: "none" };
  return { t: "compound", id: COMPOUND, doc: { ...doc, builtYear: 1992, households: 200, ring, buildings: [] } };
};

export const aRoute = (): MadeRecord => ({
  t: "route",
  id: ROUTE,
  doc: {
    id: ROUTE,
    name: "东线",
    communityCode: COMMUNITY,
    teamId: TEAM,
    checkpointIds: [...CHECKPOINTS],
    ordered: true,
  },
});

const aChecklist = (): MadeRecord => {
  const fire = { id: "blockedFireLane", label: "消防通道占堵", labelEn: "Fire lane blocked", severity: "orange" };
  const gas = { id: "gas", label: "燃气异味", labelEn: "Smell of gas", severity: "red" };
  const sections = [{ id: "fire", label: "消防", labelEn: "Fire", categories: [fire, gas] }];
  const version = { districtCode: DISTRICT, n: 1, title: "第一版", state: "published", effectiveOn: "2026-01-01" };
  return { t: "checklistVersion", id: CHECKLIST, doc: { id: CHECKLIST, ...version, sections } };
};

const aCheckpoint = (id: string, i: number): MadeRecord => ({
  t: "checkpoint",
  id,
  doc: {
    id,
    tag: `TAG${i}`,
    communityCode: COMMUNITY,
    compoundId: COMPOUND,
    kind: "stairwell",
    name: `${i + 1}栋1单元 ${i + 2}楼`,
    floor: i + 2,
    position: [110.3005 + i * 0.0003, 25.3005],
  },
});
