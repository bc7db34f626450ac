/**
 * Who asks, and for which part of the district. A grant is a role at an organisation unit:
 * a 12-digit code, or a team or compound that lies in a community.
 */
import type { Instant, OrgCode, PersonId } from "./ids.ts";

export const ROLES = [
  "volunteer",
  "groupLead",
  "buildingHead",
  "gridWorker",
  "mediator",
  "committeeHead",
  "instructor",
  "branchSecretary",
  "communityAdmin",
  "streetAdmin",
  "districtAdmin",
  "auditor",
] as const;
export type Role = (typeof ROLES)[number];

export interface Grant {
  readonly id: string;
  readonly role: Role;
  /** 12-digit code the grant lies under (for a team or compound: its community). */
  readonly orgCode: OrgCode;
  /** Team (volunteer, groupLead) or compound (branchSecretary, buildingHead) the role is limited to. */
  readonly unitId?: string | undefined;
  readonly from: Instant;
  readonly to?: Instant | undefined;
}

export interface Actor {
  readonly personId: PersonId;
  readonly grants: readonly Grant[];
}

/** Is `code` at or below `org`? Both 12 digits; district 6 + 000000, street 9 + 000. */
export function orgCovers(org: OrgCode, code: OrgCode): boolean {
  if (org.endsWith("000000")) return code.startsWith(org.slice(0, 6));
  if (org.endsWith("000")) return code.startsWith(org.slice(0, 9));
  return org === code;
}

export const districtOf = (code: OrgCode): OrgCode => `${code.slice(0, 6)}000000`;
export const streetOf = (code: OrgCode): OrgCode => `${code.slice(0, 9)}000`;

/** Codes from the district down to `code` itself, without repeats. */
export function orgPath(code: OrgCode): OrgCode[] {
  return [...new Set([districtOf(code), streetOf(code), code])];
}

export const isGrantActive = (grant: Grant, now: Instant): boolean =>
  grant.from <= now && (grant.to === undefined || grant.to > now);

export function activeActor(personId: PersonId, grants: readonly Grant[], now: Instant): Actor {
  return { personId, grants: grants.filter((g) => isGrantActive(g, now)) };
}

/** Does the actor hold one of `roles` over `orgCode`, not narrowed to a unit (or narrowed to `unitId`)? */
export function holds(actor: Actor, roles: readonly Role[], orgCode: OrgCode, unitId?: string): boolean {
  return actor.grants.some(
    (g) => roles.includes(g.role) && orgCovers(g.orgCode, orgCode) && (g.unitId === undefined || g.unitId === unitId),
  );
}

export const isInTeam = (actor: Actor, teamId: string): boolean =>
  actor.grants.some((g) => g.unitId === teamId && (g.role === "volunteer" || g.role === "groupLead"));

export const leadsTeam = (actor: Actor, teamId: string): boolean =>
  actor.grants.some((g) => g.unitId === teamId && g.role === "groupLead");
