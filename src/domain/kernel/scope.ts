/**
 * A scope is a feed: what a grant lets a device keep. A record lies in one home scope (the first) and may be
 * repeated in a few others, so that no device gets rows only to hide them.
 */
import { type Actor, type Grant, orgPath } from "./actor.ts";
import type { OrgCode } from "./ids.ts";

export type Scope = string;

export const refScope = (code: OrgCode): Scope => `ref:${code.slice(0, 6)}`;
/** Places of a community: compounds, grids, checkpoints, routes. */
export const placeScope = (community: OrgCode): Scope => `c:${community}`;
/** Rounds, rosters and issues of a community, for its staff and for those who only read them. */
export const workScope = (community: OrgCode): Scope => `w:${community}`;
/** Tracks and hours of a community: nobody's business but its own staff's. */
export const staffScope = (community: OrgCode): Scope => `s:${community}`;
/** Issues of one compound, for its branch secretary. */
export const compoundScope = (compoundId: string): Scope => `k:${compoundId}`;
/** Roster, rounds and names of a team. */
export const teamScope = (teamId: string): Scope => `t:${teamId}`;
/** What the group leads of a team see beyond the team: its members' issues. */
export const leadScope = (teamId: string): Scope => `l:${teamId}`;
/** People of an organisation unit and all below it, for those who administer it. */
export const peopleScope = (org: OrgCode): Scope => `p:${org}`;
/** Who opened sealed records of a community, for the auditors. */
export const auditScope = (community: OrgCode): Scope => `a:${community}`;
/** Files of a community that wait for the committee's seal, without their words, for the head who keeps it. */
export const sealScope = (community: OrgCode): Scope => `h:${community}`;
export const personScope = (personId: string): Scope => `u:${personId}`;

export const peopleScopesOver = (org: OrgCode): Scope[] => orgPath(org).map(peopleScope);

/**
 * Scopes a grant opens. `communitiesUnder` lists the communities at or below a code;
 * districts and streets get places of all their communities, and figures on line instead of texts.
 */
export function scopesOfGrant(grant: Grant, communitiesUnder: (org: OrgCode) => readonly OrgCode[]): Scope[] {
  const places = communitiesUnder(grant.orgCode).map(placeScope);
  switch (grant.role) {
    case "volunteer":
      return grant.unitId ? [...places, teamScope(grant.unitId)] : places;
    case "groupLead":
      return grant.unitId ? [...places, teamScope(grant.unitId), leadScope(grant.unitId)] : places;
    case "gridWorker":
      return [...places, workScope(grant.orgCode), staffScope(grant.orgCode)];
    case "branchSecretary":
      return grant.unitId ? [...places, compoundScope(grant.unitId)] : places;
    case "communityAdmin":
      return [...places, workScope(grant.orgCode), staffScope(grant.orgCode), peopleScope(grant.orgCode)];
    case "streetAdmin":
    case "districtAdmin":
      return [...places, peopleScope(grant.orgCode)];
    case "mediator":
      return [...places, ...communitiesUnder(grant.orgCode).map(workScope)];
    case "committeeHead":
      return [...places, ...communitiesUnder(grant.orgCode).map(sealScope)];
    case "auditor":
      return [...places, ...communitiesUnder(grant.orgCode).flatMap((code) => [workScope(code), auditScope(code)])];
    case "buildingHead":
    case "instructor":
      return places;
  }
}

/** All scopes of an actor, sorted and without repeats. */
export function scopesOf(
  actor: Actor,
  district: OrgCode,
  communitiesUnder: (org: OrgCode) => readonly OrgCode[],
): Scope[] {
  const scopes = new Set<Scope>([refScope(district), personScope(actor.personId)]);
  for (const grant of actor.grants) for (const s of scopesOfGrant(grant, communitiesUnder)) scopes.add(s);
  return [...scopes].sort();
}
