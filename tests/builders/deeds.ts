/** Every command as a deed that somebody tries. */

import { ON_ASIDE, ON_OVERWRITTEN } from "./aside-deeds.ts";
import { type Ground, HOME, NEIGHBOUR, STREET } from "./cast.ts";
import {
  ADMINS,
  AT,
  type Deed,
  type Doc,
  EVERYBODY,
  groundOf,
  KEEPERS,
  type Laid,
  LOCAL,
  NOBODY,
  only,
  STAFF,
  UPPER,
  WALKERS,
} from "./deed.ts";
import { aCheckpoint, aPerson, aPersonWith, checkpointArgs, reportArgs, routeArgs } from "./deed-args.ts";
import { aFile, ON_MEDIATION } from "./mediation-deeds.ts";
import { ON_ROUNDS } from "./round-deeds.ts";

const anIssue = (ground: Ground, id: string): readonly Laid[] => {
  const state = { reportedById: ground.personId, reportedAt: AT, state: "reported", events: [] };
  return [{ t: "issue", id, doc: { ...reportArgs(ground, id), id, ...state } }];
};

const grantOf = ({ communityCode, teamId }: Ground, id: string): Doc => ({
  id: `${id}.g`,
  role: "volunteer",
  orgCode: communityCode,
  unitId: teamId,
});

const slotArgs = (ground: Ground, id: string) => ({
  slotId: id,
  ...groundOf(ground),
  on: "2026-12-01",
  band: "evening",
});

const draftOf = ({ districtCode }: Ground) => {
  const categories = [{ id: "x", label: "某", labelEn: "x", severity: "blue" }];
  const sections = [{ id: "s", label: "某", labelEn: "s", categories }];
  return { districtCode, n: 9, title: "草稿", effectiveOn: "2027-01-01", sections };
};

const ON_ISSUES: readonly Deed[] = [
  { cmd: "issue.report", may: only(LOCAL), args: reportArgs },
  {
    cmd: "issue.report",
    case: "in the name of the team",
    may: only(WALKERS),
    args: (ground, id) => ({ ...reportArgs(ground, id), teamId: ground.teamId }),
  },
  {
    cmd: "issue.report",
    case: "a compound next door under one's own code",
    may: NOBODY,
    args: (_g, id) => ({ ...reportArgs(NEIGHBOUR, id), communityCode: HOME.communityCode }),
  },
  {
    cmd: "issue.addNote",
    may: only(STAFF),
    laid: anIssue,
    args: (_g, id) => ({ issueId: id, eventId: `${id}.e`, text: "看过了" }),
  },
  {
    cmd: "issue.move",
    may: only(STAFF),
    laid: anIssue,
    args: (_g, id) => ({ issueId: id, eventId: `${id}.e`, to: "accepted", text: "" }),
  },
];

const ON_PEOPLE: readonly Deed[] = [
  {
    cmd: "person.add",
    may: only(ADMINS, UPPER),
    args: ({ communityCode }, id) => ({ personId: id, displayName: "演示·新", orgCode: communityCode }),
  },
  {
    cmd: "person.change",
    may: only(ADMINS, UPPER),
    laid: aPerson,
    args: (_g, id) => ({ personId: id, displayName: "演示·改", insuredUntil: null }),
  },
  {
    cmd: "person.grantRole",
    may: only(ADMINS, UPPER),
    laid: aPerson,
    args: (ground, id) => ({ personId: id, grant: grantOf(ground, id) }),
  },
  {
    cmd: "person.grantRole",
    case: "the coordinator's office",
    may: only(UPPER, UPPER),
    laid: aPerson,
    args: ({ communityCode }, id) => ({
      personId: id,
      grant: { id: `${id}.g`, role: "communityAdmin", orgCode: communityCode },
    }),
  },
  {
    cmd: "person.grantRole",
    case: "an office of the street",
    may: only(["districtAdmin"], ["districtAdmin"]),
    laid: aPerson,
    args: (_g, id) => ({ personId: id, grant: { id: `${id}.g`, role: "streetAdmin", orgCode: STREET } }),
  },
  {
    cmd: "person.grantRole",
    case: "the neighbour's compound under one's own code",
    may: NOBODY,
    laid: (_g, id) => aPerson(HOME, id),
    args: (_g, id) => ({
      personId: id,
      grant: { id: `${id}.g`, role: "branchSecretary", orgCode: HOME.communityCode, unitId: NEIGHBOUR.compoundId },
    }),
  },
  {
    cmd: "person.grantRole",
    case: "the neighbour's team under one's own code, to oneself",
    may: NOBODY,
    args: (_g, id, me) => ({
      personId: me,
      grant: { id: `${id}.g`, role: "groupLead", orgCode: HOME.communityCode, unitId: NEIGHBOUR.teamId },
    }),
  },
  {
    cmd: "person.revokeRole",
    may: only(ADMINS, UPPER),
    laid: (ground, id) => aPersonWith(ground, id, [{ ...grantOf(ground, id), from: AT }]),
    args: (_g, id) => ({ personId: id, grantId: `${id}.g` }),
  },
  {
    cmd: "person.retire",
    may: only(ADMINS, UPPER),
    laid: (ground, id) => aPersonWith(ground, id, [{ ...grantOf(ground, id), from: AT }]),
    args: (_g, id) => ({ personId: id }),
  },
  {
    cmd: "person.retire",
    case: "one who coordinates the community",
    may: only(UPPER, UPPER),
    laid: (ground, id) =>
      aPersonWith(ground, id, [{ id: `${id}.g`, role: "communityAdmin", orgCode: ground.communityCode, from: AT }]),
    args: (_g, id) => ({ personId: id }),
  },
  {
    cmd: "person.retire",
    case: "oneself",
    may: NOBODY,
    args: (_g, _id, me) => ({ personId: me }),
  },
  {
    cmd: "person.bringBack",
    may: only(ADMINS, UPPER),
    laid: ({ communityCode }, id) => [
      {
        t: "person",
        id,
        doc: { id, displayName: "演示·某", orgCode: communityCode, grants: [], retiredAt: AT, demo: true },
      },
    ],
    args: (_g, id) => ({ personId: id }),
  },
  {
    cmd: "person.consent",
    case: "one's own",
    may: only(EVERYBODY, EVERYBODY),
    args: (_g, _id, me) => ({ personId: me, version: "2026-05" }),
  },
  {
    cmd: "person.consent",
    case: "somebody else's",
    may: NOBODY,
    laid: aPerson,
    args: (_g, id) => ({ personId: id, version: "2026-05" }),
  },
];

const ON_TEAMS: readonly Deed[] = [
  {
    cmd: "team.save",
    may: only(ADMINS, UPPER),
    args: ({ communityCode, personId }, id, me) => ({
      teamId: id,
      communityCode,
      name: "新队",
      kind: "purpleVest",
      groups: [{ id: "g", name: "一组", leadId: personId, memberIds: [personId, me] }],
    }),
  },
  { cmd: "roster.plan", may: only(["groupLead", "communityAdmin"]), args: slotArgs },
  {
    cmd: "roster.plan",
    case: "the neighbour's team under one's own code",
    may: NOBODY,
    args: (_g, id) => ({ ...slotArgs(NEIGHBOUR, id), communityCode: HOME.communityCode }),
  },
  {
    cmd: "roster.cancel",
    may: only(["groupLead", "communityAdmin"]),
    laid: (ground, id) => [{ t: "rosterSlot", id, doc: { ...slotArgs(ground, id), id, state: "planned" } }],
    args: (_g, id) => ({ slotId: id, reason: "下雨" }),
  },
];

const ON_PLACES: readonly Deed[] = [
  { cmd: "checkpoint.save", may: only(["branchSecretary", ...KEEPERS], ["districtAdmin"]), args: checkpointArgs },
  {
    cmd: "checkpoint.save",
    case: "one of home, moved into the neighbour's compound",
    may: NOBODY,
    laid: (_g, id) => aCheckpoint(HOME, id),
    args: (_g, id) => ({ ...checkpointArgs(HOME, id), compoundId: NEIGHBOUR.compoundId }),
  },
  {
    cmd: "checkpoint.retire",
    may: only(["branchSecretary", ...KEEPERS], ["districtAdmin"]),
    laid: aCheckpoint,
    args: (_g, id) => ({ checkpointId: id, retiredOn: "2026-11-24" }),
  },
  { cmd: "route.save", may: only(KEEPERS, ["districtAdmin"]), args: routeArgs },
  {
    cmd: "route.retire",
    may: only(KEEPERS, ["districtAdmin"]),
    laid: (ground, id) => [{ t: "route", id, doc: { ...routeArgs(ground, id), id } }],
    args: (_g, id) => ({ routeId: id, retiredOn: null }),
  },
];

const ON_CHECKLISTS: readonly Deed[] = [
  {
    cmd: "checklist.saveDraft",
    may: only(["districtAdmin"], ["other district"]),
    args: (ground, id) => ({ versionId: id, ...draftOf(ground) }),
  },
  {
    cmd: "checklist.publish",
    may: only(["districtAdmin"], ["other district"]),
    laid: (ground, id) => [{ t: "checklistVersion", id, doc: { id, state: "draft", ...draftOf(ground) } }],
    args: (_g, id) => ({ versionId: id, effectiveOn: "2027-01-01" }),
  },
];

const aWrap = (personId: string) => ({ id: "k1", personId, epk: "AAAA", iv: "AAAA", ct: "AAAA" });
const passOn = (id: string, me: string): Doc => ({ t: "mediation", recordId: id, wraps: [aWrap(me)] });
const lookInto = (id: string): Doc => ({ openingId: `${id}.o`, t: "mediation", recordId: id, reason: "回访" });

const ON_SEALS: readonly Deed[] = [
  {
    cmd: "person.publishSealKey",
    may: only(EVERYBODY, EVERYBODY),
    args: (_g, id, me) => ({ personId: me, key: { id, alg: "p256-hkdf-a256gcm", publicKey: "AAAA" } }),
  },
  {
    cmd: "person.publishSealKey",
    case: "for somebody else",
    may: NOBODY,
    args: (ground, id) => ({ personId: ground.personId, key: { id, alg: "x", publicKey: "AAAA" } }),
  },
  {
    cmd: "seal.wrap",
    case: "of a record without a seal",
    may: NOBODY,
    laid: anIssue,
    args: (_g, id, me) => ({ ...passOn(id, me), t: "issue" }),
  },
  {
    cmd: "seal.wrap",
    case: "of a file one is named in",
    may: only(EVERYBODY, EVERYBODY),
    laid: (ground, id, me) => [aFile(ground, id, me)],
    args: (_g, id, me) => passOn(id, me),
  },
  {
    cmd: "seal.wrap",
    case: "of somebody else's file, to oneself",
    may: NOBODY,
    laid: (ground, id) => [aFile(ground, id, ground.personId)],
    args: (_g, id, me) => passOn(id, me),
  },
  {
    cmd: "seal.open",
    case: "of a file one is named in",
    // Whoever is named and holds no office there (any more) opens nothing.
    may: only(["mediator", "gridWorker"]),
    laid: (ground, id, me) => [aFile(ground, id, me)],
    args: (_g, id) => lookInto(id),
  },
  {
    cmd: "seal.open",
    case: "of somebody else's file",
    may: NOBODY,
    laid: (ground, id) => [aFile(ground, id, ground.personId)],
    args: (_g, id) => lookInto(id),
  },
  {
    cmd: "seal.open",
    case: "of a record without a seal",
    may: NOBODY,
    laid: anIssue,
    args: (_g, id) => ({ ...lookInto(id), t: "issue" }),
  },
];

export const DEEDS: readonly Deed[] = [
  ...ON_ROUNDS,
  ...ON_ISSUES,
  ...ON_PEOPLE,
  ...ON_TEAMS,
  ...ON_PLACES,
  ...ON_CHECKLISTS,
  ...ON_ASIDE,
  ...ON_OVERWRITTEN,
  ...ON_SEALS,
  ...ON_MEDIATION,
];
