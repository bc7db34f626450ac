/** People, teams and the roster: who may walk, with whom, when. */
import * as v from "valibot";
import { type Actor, holds, leadsTeam, ROLES, type Role } from "../kernel/actor.ts";
import { type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, localDate, sentence, title } from "../kernel/schema.ts";
import { BANDS, type Person, type RosterSlot, TEAM_KINDS, type Team } from "./people.ts";

const ADMINS = ["communityAdmin", "streetAdmin", "districtAdmin"] as const;

/** Roles a level may hand out; nobody hands out more than he holds. */
const MAY_GRANT: Readonly<Record<(typeof ADMINS)[number], readonly Role[]>> = {
  communityAdmin: ["volunteer", "groupLead", "buildingHead", "gridWorker", "mediator", "instructor", "branchSecretary"],
  streetAdmin: [...ROLES.slice(0, 7), "communityAdmin"],
  districtAdmin: ROLES,
};

export function mayGrant(actor: Actor, role: Role, orgCode: string): boolean {
  return ADMINS.some((admin) => MAY_GRANT[admin].includes(role) && holds(actor, [admin], orgCode));
}

const grantArgs = v.looseObject({ id, role: v.picklist(ROLES), orgCode: communityCode, unitId: v.optional(id) });

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
    const { personId, ...rest } = args;
    return ok([{ op: "create", t: "person", id: personId, doc: { ...rest, id: personId, grants: [], demo: false } }]);
  },
});

export const grantRole = defineCommand<Person>()({
  name: "person.grantRole",
  args: v.looseObject({ personId: id, grant: grantArgs }),
  target: (a) => ({ t: "person", id: a.personId }),
  decide: (person, args, env) => {
    if (!person) return refuse("not-found");
    const { grant } = args;
    if (!holds(env.actor, ADMINS, person.orgCode)) return refuse("not-allowed");
    if (!mayGrant(env.actor, grant.role, grant.orgCode)) return refuse("not-allowed");
    if (person.grants.some((g) => g.id === grant.id)) return refuse("already-exists");
    const grants = [...person.grants, { ...grant, from: env.at }];
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
    const grants = person.grants.map((g) => (g.id === grant.id ? { ...g, to: env.at } : g));
    return ok([{ op: "set", t: "person", id: person.id, fields: { grants } }]);
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
  args: teamArgs,
  target: (a) => ({ t: "team", id: a.teamId }),
  decide: saveTeamDecision,
});

const mayRoster = (actor: Actor, code: string, teamId: string): boolean =>
  holds(actor, ["communityAdmin"], code) || leadsTeam(actor, teamId);

export const planSlot = defineCommand<RosterSlot>()({
  name: "roster.plan",
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
  decide: (current, args, env) => {
    if (!mayRoster(env.actor, current?.communityCode ?? args.communityCode, current?.teamId ?? args.teamId)) {
      return refuse("not-allowed");
    }
    const { slotId, ...rest } = args;
    const fields: Doc = {
      groupId: rest.groupId,
      routeId: rest.routeId,
      on: rest.on,
      band: rest.band,
      state: "planned",
    };
    if (current) return ok([{ op: "set", t: "rosterSlot", id: slotId, fields }]);
    return ok([{ op: "create", t: "rosterSlot", id: slotId, doc: { ...rest, ...fields, id: slotId } }]);
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
