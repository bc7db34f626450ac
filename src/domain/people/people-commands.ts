/** People, teams and the roster: who may walk, with whom, when. */
import * as v from "valibot";
import { type Actor, holds, isGrantActive, leadsTeam, ROLES, type Role } from "../kernel/actor.ts";
import { type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import type { Instant } from "../kernel/ids.ts";
import { err, ok } from "../kernel/result.ts";
import { communityCode, id, instant, localDate, sentence, title } from "../kernel/schema.ts";
import { BANDS, type Person, type RosterSlot, TEAM_KINDS, type Team } from "./people.ts";

const ADMINS = ["communityAdmin", "streetAdmin", "districtAdmin"] as const;

const LOCAL_ROLES: readonly Role[] = [
  "volunteer",
  "groupLead",
  "buildingHead",
  "gridWorker",
  "mediator",
  "committeeHead",
  "instructor",
  "branchSecretary",
];

/** Roles a level may hand out; nobody hands out more than he holds. */
const MAY_GRANT: Readonly<Record<(typeof ADMINS)[number], readonly Role[]>> = {
  communityAdmin: LOCAL_ROLES,
  streetAdmin: [...LOCAL_ROLES, "communityAdmin"],
  districtAdmin: ROLES,
};

/** Does the actor administer people of this organisation unit? */
export const isAdminOf = (actor: Actor, orgCode: string): boolean => holds(actor, ADMINS, orgCode);

/** Codes of the units whose people the actor administers himself; everything below them comes with it. */
export const adminSeats = (actor: Actor): string[] =>
  actor.grants.filter((g) => g.unitId === undefined && ADMINS.some((role) => role === g.role)).map((g) => g.orgCode);

export function mayGrant(actor: Actor, role: Role, orgCode: string): boolean {
  return ADMINS.some((admin) => MAY_GRANT[admin].includes(role) && holds(actor, [admin], orgCode));
}

/** May the actor put somebody into this person's place (a code for a phone)? Only who could give all he holds now. */
export function mayStandFor(actor: Actor, person: Pick<Person, "id" | "orgCode" | "grants">, now: Instant): boolean {
  if (!holds(actor, ADMINS, person.orgCode)) return false;
  const held = person.grants.filter((g) => isGrantActive(g, now));
  return person.id === actor.personId || held.every((g) => mayGrant(actor, g.role, g.orgCode));
}

/** May the actor end somebody's service or take him back? Nobody ends his own, nor that of somebody who stands above him. */
export const mayRetire = (actor: Actor, person: Pick<Person, "id" | "orgCode" | "grants">, now: Instant): boolean =>
  person.id !== actor.personId && mayStandFor(actor, person, now);

/** What a role is limited to; such a role without its unit would reach too far. */
export function unitOfRole(role: Role): "team" | "compound" | undefined {
  if (role === "volunteer" || role === "groupLead") return "team";
  return role === "branchSecretary" || role === "buildingHead" ? "compound" : undefined;
}

function isAtItsLevel(role: Role, orgCode: string): boolean {
  if (role === "auditor") return true;
  if (role === "districtAdmin") return orgCode.endsWith("000000");
  if (role === "streetAdmin") return orgCode.endsWith("000") && !orgCode.endsWith("000000");
  return !orgCode.endsWith("000");
}

/** A team or compound of another community would open that community's records. */
function refusalOfUnit(grant: v.InferOutput<typeof grantArgs>, env: DecideEnv): Verdict | undefined {
  if (!isAtItsLevel(grant.role, grant.orgCode)) return refuse("org-unknown");
  const t = unitOfRole(grant.role);
  if (t === undefined) return undefined;
  const unit = grant.unitId === undefined ? undefined : env.look({ t, id: grant.unitId });
  return unit?.["communityCode"] === grant.orgCode ? undefined : refuse("org-unknown");
}

/** A phone whose clock runs ahead must not keep a role alive, nor hold a new one back. */
const notLaterThanNow = ({ at, now }: DecideEnv): Instant => (at < now ? at : now);

const grantArgs = v.looseObject({
  id,
  role: v.picklist(ROLES),
  orgCode: communityCode,
  unitId: v.optional(id),
  /** When the role ends by itself. */
  to: v.optional(instant),
});

export const addPerson = defineCommand<Person>()({
  name: "person.add",
  args: v.looseObject({
    personId: id,
    displayName: title,
    orgCode: communityCode,
    insuredUntil: v.optional(localDate),
  }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (current, args, env) => {
    if (current) return refuse("already-exists");
    if (!holds(env.actor, ADMINS, args.orgCode)) return refuse("not-allowed");
    const { personId, displayName, orgCode, insuredUntil } = args;
    const insured = insuredUntil ? { insuredUntil } : {};
    const doc = { id: personId, displayName, orgCode, ...insured, grants: [], demo: false };
    return ok([{ op: "create", t: "person", id: personId, doc }]);
  },
});

/** Corrects a name, renews an insurance (null: unknown). */
export const changePerson = defineCommand<Person>()({
  name: "person.change",
  form: true,
  args: v.looseObject({ personId: id, displayName: title, insuredUntil: v.nullable(localDate) }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, { displayName, insuredUntil }, env) => {
    if (!person) return refuse("not-found");
    if (!holds(env.actor, ADMINS, person.orgCode)) return refuse("not-allowed");
    return ok([{ op: "set", t: "person", id: person.id, fields: { displayName, insuredUntil } }]);
  },
});

export const grantRole = defineCommand<Person>()({
  name: "person.grantRole",
  args: v.looseObject({ personId: id, grant: grantArgs }),
  target: (a) => ({ t: "person", id: a.personId }),
  needs: ({ grant: { role, unitId } }) => {
    const t = unitOfRole(role);
    return t && unitId ? [{ t, id: unitId }] : [];
  },
  decide: (person, args, env) => {
    if (!person) return refuse("not-found");
    if (person.retiredAt) return refuse("person-retired");
    const { grant } = args;
    if (!holds(env.actor, ADMINS, person.orgCode)) return refuse("not-allowed");
    if (!mayGrant(env.actor, grant.role, grant.orgCode)) return refuse("not-allowed");
    const refusal = refusalOfUnit(grant, env);
    if (refusal) return refusal;
    if (person.grants.some((g) => g.id === grant.id)) return refuse("already-exists");
    if (grant.to !== undefined && grant.to <= env.at) return err({ kind: "invalid-arguments", field: "grant.to" });
    const { id: grantId, role, orgCode, unitId, to } = grant;
    const limits = { ...(unitId ? { unitId } : {}), ...(to ? { to } : {}) };
    const grants = [...person.grants, { id: grantId, role, orgCode, ...limits, from: notLaterThanNow(env) }];
    return ok([{ op: "set", t: "person", id: person.id, fields: { grants } }]);
  },
});

export const revokeRole = defineCommand<Person>()({
  name: "person.revokeRole",
  args: v.looseObject({ personId: id, grantId: id }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, args, env) => {
    const grant = person?.grants.find((g) => g.id === args.grantId);
    if (!person || !grant) return refuse("not-found");
    if (!mayGrant(env.actor, grant.role, grant.orgCode)) return refuse("not-allowed");
    const grants = person.grants.map((g) => (g.id === grant.id ? { ...g, to: notLaterThanNow(env) } : g));
    return ok([{ op: "set", t: "person", id: person.id, fields: { grants } }]);
  },
});

/**
 * Somebody no longer takes part: his offices end, and on the server his phones and codes with them.
 * Done twice it keeps the first day.
 */
export const retirePerson = defineCommand<Person>()({
  name: "person.retire",
  args: v.looseObject({ personId: id }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, _args, env) => {
    if (!person) return refuse("not-found");
    if (!mayRetire(env.actor, person, env.now)) return refuse("not-allowed");
    const at = notLaterThanNow(env);
    const grants = person.grants.map((g) => (g.to !== undefined && g.to <= at ? g : { ...g, to: at }));
    const fields = { grants, retiredAt: person.retiredAt ?? at };
    return ok([{ op: "set", t: "person", id: person.id, fields }]);
  },
});

/** Takes part again, from nothing: offices and phones are given anew. */
export const bringBackPerson = defineCommand<Person>()({
  name: "person.bringBack",
  args: v.looseObject({ personId: id }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, _args, env) => {
    if (!person) return refuse("not-found");
    if (!mayRetire(env.actor, person, env.now)) return refuse("not-allowed");
    return ok([{ op: "set", t: "person", id: person.id, fields: { retiredAt: null } }]);
  },
});

/** The person read what is kept about him and agrees. @rule PIPL-17 told before, in plain words. */
export const giveConsent = defineCommand<Person>()({
  name: "person.consent",
  args: v.looseObject({ personId: id, version: id }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, args, env) => {
    if (!person) return refuse("not-found");
    if (person.id !== env.actor.personId) return refuse("not-allowed");
    return ok([{ op: "set", t: "person", id: person.id, fields: { consent: { version: args.version, at: env.at } } }]);
  },
});

const groupArgs = v.looseObject({ id, name: title, leadId: id, memberIds: v.array(id) });

function saveTeamDecision(current: Team | undefined, args: v.InferOutput<typeof teamArgs>, env: DecideEnv): Verdict {
  const code = current?.communityCode ?? args.communityCode;
  if (!holds(env.actor, ADMINS, code)) return refuse("not-allowed");
  const small = args.groups.some((g) => new Set([g.leadId, ...g.memberIds]).size < 2);
  if (small) return refuse("group-too-small", "PAT-PAIR");
  const groups = args.groups.map((g) => ({ ...g, memberIds: [...new Set([g.leadId, ...g.memberIds])] }));
  const fields = { name: args.name, kind: args.kind, groups };
  if (current) return ok([{ op: "set", t: "team", id: current.id, fields }]);
  const doc = { ...fields, id: args.teamId, communityCode: code, demo: false };
  return ok([{ op: "create", t: "team", id: args.teamId, doc }]);
}

const teamArgs = v.looseObject({
  teamId: id,
  communityCode,
  name: title,
  kind: v.picklist(TEAM_KINDS),
  groups: v.array(groupArgs),
});

/** Makes a team or changes its groups. @rule PAT-PAIR a group is two or more. */
export const saveTeam = defineCommand<Team>()({
  name: "team.save",
  form: true,
  args: teamArgs,
  target: (a) => ({ t: "team", id: a.teamId }),
  decide: saveTeamDecision,
});

/** May the actor plan and call off shifts of this team? */
export const mayRoster = (actor: Actor, code: string, teamId: string): boolean =>
  holds(actor, ["communityAdmin"], code) || leadsTeam(actor, teamId);

export const planSlot = defineCommand<RosterSlot>()({
  name: "roster.plan",
  form: true,
  args: v.looseObject({
    slotId: id,
    communityCode,
    teamId: id,
    groupId: id,
    routeId: id,
    on: localDate,
    band: v.picklist(BANDS),
  }),
  target: (a) => ({ t: "rosterSlot", id: a.slotId }),
  needs: (a) => [{ t: "team", id: a.teamId }],
  decide: (current, args, env) => {
    const { communityCode: code, teamId } = current ?? args;
    if (!mayRoster(env.actor, code, teamId)) return refuse("not-allowed");
    const team = env.look({ t: "team", id: args.teamId });
    if (!current && team?.["communityCode"] !== code) return refuse("not-found");
    const { slotId, groupId, routeId, on, band } = args;
    const fields: Doc = { groupId, routeId, on, band, state: "planned" };
    if (current) return ok([{ op: "set", t: "rosterSlot", id: slotId, fields }]);
    const doc = { id: slotId, communityCode: code, teamId, ...fields };
    return ok([{ op: "create", t: "rosterSlot", id: slotId, doc }]);
  },
});

export const cancelSlot = defineCommand<RosterSlot>()({
  name: "roster.cancel",
  args: v.looseObject({ slotId: id, reason: sentence }),
  target: (a) => ({ t: "rosterSlot", id: a.slotId }),
  decide: (slot, args, env) => {
    if (!slot) return refuse("not-found");
    if (!mayRoster(env.actor, slot.communityCode, slot.teamId)) return refuse("not-allowed");
    if (args.reason === "") return refuse("reason-missing");
    const fields = { state: "cancelled", reason: args.reason };
    return ok([{ op: "set", t: "rosterSlot", id: slot.id, fields }]);
  },
});
