/** Every command as a deed that somebody tries. */
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
import { CHECKLIST } from "./neighbourhood.ts";
import { ON_ROUNDS } from "./round-deeds.ts";

const reportArgs = ({ communityCode, compoundId }: Ground, id: string) => ({
  issueId: id,
  communityCode,
  source: "direct",
  place: { compoundId },
  checklistVersionId: CHECKLIST,
  category: "blockedFireLane",
  categoryLabel: "消防通道占堵",
  severity: "orange",
  photos: [],
  ownerKind: "branch",
});

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

const aPersonWith = ({ communityCode }: Ground, id: string, grants: readonly Doc[]): readonly Laid[] => [
  { t: "person", id, doc: { id, displayName: "演示·某", orgCode: communityCode, grants, demo: true } },
];

const aPerson = (ground: Ground, id: string): readonly Laid[] => aPersonWith(ground, id, []);

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

const checkpointArgs = ({ communityCode, compoundId }: Ground, id: string) => ({
  checkpointId: id,
  tag: id,
  communityCode,
  compoundId,
  kind: "gate",
  name: "大门",
  position: null,
});

const routeArgs = ({ communityCode, teamId, checkpointId }: Ground, id: string) => ({
  routeId: id,
  name: "新线",
  communityCode,
  teamId,
  checkpointIds: [checkpointId],
  ordered: false,
});

const aCheckpoint = (ground: Ground, id: string): readonly Laid[] => [
  { t: "checkpoint", id, doc: { ...checkpointArgs(ground, id), id } },
];

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

const anAside = (ground: Ground, id: string, personId: string, state = "open"): readonly Laid[] => {
  const what = { cmd: "issue.report", args: reportArgs(ground, `${id}.i`), about: { t: "issue", id: `${id}.i` }, n: 1 };
  const when = { at: AT, takenAt: AT, reason: "not-allowed", state, events: [] };
  return [{ t: "setAside", id, doc: { id, orgCode: ground.communityCode, personId, ...what, ...when } }];
};

const ofSomebody = (ground: Ground, id: string) => anAside(ground, id, ground.personId);
const applyArgs = (ground: Ground, id: string) => ({
  asideId: id,
  eventId: `${id}.e`,
  cmd: "issue.report",
  personId: ground.personId,
  args: reportArgs(ground, `${id}.i`),
});

/** The desk of exactly one unit: whoever stands above it has figures, not texts. */
const DESK = only(["communityAdmin"]);

const ON_ASIDE: readonly Deed[] = [
  { cmd: "aside.apply", may: DESK, laid: ofSomebody, args: applyArgs },
  {
    cmd: "aside.apply",
    case: "an office that neither its author had nor the desk could give",
    may: NOBODY,
    laid: (ground, id) => {
      const [one] = anAside(ground, id, ground.personId);
      const args = { personId: ground.personId, grant: { id: `${id}.g`, role: "streetAdmin", orgCode: STREET } };
      return one ? [{ ...one, doc: { ...one.doc, cmd: "person.grantRole", args } }] : [];
    },
    args: (ground, id) => ({
      ...applyArgs(ground, id),
      cmd: "person.grantRole",
      args: { personId: ground.personId, grant: { id: `${id}.g`, role: "streetAdmin", orgCode: STREET } },
    }),
  },
  {
    cmd: "aside.handOver",
    may: DESK,
    laid: ofSomebody,
    args: (_g, id) => ({ asideId: id, eventId: `${id}.e`, orgCode: STREET, text: "" }),
  },
  {
    cmd: "aside.file",
    may: DESK,
    laid: ofSomebody,
    args: (_g, id) => ({ asideId: id, eventId: `${id}.e`, text: "重复了" }),
  },
  {
    cmd: "aside.reopen",
    may: DESK,
    laid: (ground, id) => anAside(ground, id, ground.personId, "filed"),
    args: (_g, id) => ({ asideId: id, eventId: `${id}.e` }),
  },
  {
    cmd: "aside.giveAgain",
    case: "one's own",
    may: only(EVERYBODY, EVERYBODY),
    laid: anAside,
    args: (_g, id) => ({ asideId: id, eventId: `${id}.e` }),
  },
  {
    cmd: "aside.giveAgain",
    case: "somebody else's",
    may: NOBODY,
    laid: ofSomebody,
    args: (_g, id) => ({ asideId: id, eventId: `${id}.e` }),
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
];
