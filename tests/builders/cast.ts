/**
 * Everybody who could ask for something: one person for each role, all at home in 燕湖社区 or above it, some who may not
 * ask any more, and a neighbouring community that has one of everything too.
 */
import { type Grant, ROLES, type Role } from "#domain/kernel/actor";
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { COMMUNITY, COMPOUND, DISTRICT, GROUP, OTHER_COMMUNITY, ROUTE, TEAM } from "./neighbourhood.ts";

export const STREET = "450303001000";
export const OTHER_DISTRICT = "450305000000";

/** The parts of a community that commands name. */
export interface Ground {
  readonly name: "home" | "neighbour";
  readonly communityCode: string;
  readonly districtCode: string;
  readonly teamId: string;
  readonly groupId: string;
  readonly routeId: string;
  readonly compoundId: string;
  readonly checkpointId: string;
  /** Somebody of the place, to be named by others. */
  readonly personId: string;
}

export const HOME: Ground = {
  name: "home",
  communityCode: COMMUNITY,
  districtCode: DISTRICT,
  teamId: TEAM,
  groupId: GROUP,
  routeId: ROUTE,
  compoundId: COMPOUND,
  checkpointId: "cp-1",
  personId: "person-wang",
};

export const NEIGHBOUR: Ground = {
  name: "neighbour",
  communityCode: OTHER_COMMUNITY,
  districtCode: OTHER_DISTRICT,
  teamId: "team-other",
  groupId: "group-other",
  routeId: "route-other",
  compoundId: "compound-other",
  checkpointId: "cp-other",
  personId: "person-other",
};

export const OUTSIDERS = ["no role", "ended role", "switched-off phone", "other district"] as const;
export const CAST = [...ROLES, ...OUTSIDERS] as const;
export type Actor = (typeof CAST)[number];

export const personOf = (actor: Actor): string => `cast.${actor.replaceAll(" ", "-")}`;

const FROM = "2026-01-01T00:00:00.000Z";

const UNIT: Partial<Record<Role, string>> = {
  volunteer: TEAM,
  groupLead: TEAM,
  branchSecretary: COMPOUND,
  buildingHead: COMPOUND,
};
const SEAT: Partial<Record<Role, string>> = { streetAdmin: STREET, districtAdmin: DISTRICT, auditor: DISTRICT };

function grantsOf(actor: Actor): Grant[] {
  const id = `grant.${actor.replaceAll(" ", "-")}`;
  switch (actor) {
    case "no role":
      return [];
    case "ended role":
      return [{ id, role: "communityAdmin", orgCode: COMMUNITY, from: FROM, to: "2026-02-01T00:00:00.000Z" }];
    case "switched-off phone":
      return [{ id, role: "communityAdmin", orgCode: COMMUNITY, from: FROM }];
    case "other district":
      return [{ id, role: "districtAdmin", orgCode: OTHER_DISTRICT, from: FROM }];
    default: {
      const unitId = UNIT[actor];
      return [{ id, role: actor, orgCode: SEAT[actor] ?? COMMUNITY, from: FROM, ...(unitId ? { unitId } : {}) }];
    }
  }
}

const seatOf = (actor: Actor): string =>
  actor === "other district" ? OTHER_DISTRICT : (SEAT[actor as Role] ?? COMMUNITY);

const aMember = (actor: Actor): MadeRecord => {
  const id = personOf(actor);
  const doc = { id, displayName: `演示·${actor}`, orgCode: seatOf(actor), grants: grantsOf(actor), demo: true };
  return { t: "person", id, doc };
};

const record = (t: string, doc: { readonly id: string } & Readonly<Record<string, unknown>>): MadeRecord => ({
  t,
  id: doc.id,
  doc,
});

function aNeighbour(): MadeRecord[] {
  const { communityCode, teamId, groupId, routeId, compoundId, checkpointId, personId } = NEIGHBOUR;
  const group = { id: groupId, name: "一组", leadId: personId, memberIds: [personId, "person-other-2"] };
  const grant = { id: "grant.other", role: "volunteer", orgCode: communityCode, unitId: teamId, from: FROM };
  const ring = [
    [110.31, 25.3],
    [110.312, 25.3],
    [110.312, 25.302],
  ];
  return [
    record("person", { id: personId, displayName: "演示·邻", orgCode: communityCode, grants: [grant], demo: true }),
    record("team", { id: teamId, name: "邻队", kind: "purpleVest", communityCode, groups: [group], demo: true }),
    record("compound", { id: compoundId, name: "邻小区（演示）", communityCode, demo: true, ring, buildings: [] }),
    record("checkpoint", { id: checkpointId, tag: "OTHER", communityCode, compoundId, name: "邻点", position: null }),
    record("route", { id: routeId, name: "邻线", communityCode, teamId, checkpointIds: [checkpointId], ordered: true }),
  ];
}

/** The cast and the neighbouring community, to be put beside the neighbourhood. */
export const theCast = (): MadeRecord[] => [...CAST.map(aMember), ...aNeighbour()];
