/** What is done with records that were set aside, and with values that were written over. */
import { type Ground, STREET } from "./cast.ts";
import { ADMINS, AT, type Deed, EVERYBODY, KEEPERS, type Laid, NOBODY, only, UPPER } from "./deed.ts";
import { aCheckpoint, aPerson, reportArgs, routeArgs } from "./deed-args.ts";

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

export const ON_ASIDE: readonly Deed[] = [
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

/** Somebody else's later name stands on the record; the earlier one lies beside it. */
const anOverwritten = (id: string, t: string, laid: readonly Laid[], field = "name"): readonly Laid[] => {
  const lost = {
    field,
    lost: "旧名",
    lostById: "somebody",
    lostAt: AT,
    put: "新名",
    byId: "else",
    at: AT,
    state: "open",
  };
  return [...laid, { t: "overwritten", id: `${id}.o`, doc: { id: `${id}.o`, t, recordId: id, seenIn: [], ...lost } }];
};
const overwrittenArgs = (t: string) => (_g: Ground, id: string) => ({ overwrittenId: `${id}.o`, t, recordId: id });

export const ON_OVERWRITTEN: readonly Deed[] = [
  {
    cmd: "overwritten.bringBack",
    may: only(["branchSecretary", ...KEEPERS], ["districtAdmin"]),
    laid: (ground, id) => anOverwritten(id, "checkpoint", aCheckpoint(ground, id)),
    args: overwrittenArgs("checkpoint"),
  },
  {
    cmd: "overwritten.bringBack",
    case: "a person's name",
    may: only(ADMINS, UPPER),
    laid: (ground, id) => anOverwritten(id, "person", aPerson(ground, id), "displayName"),
    args: overwrittenArgs("person"),
  },
  {
    cmd: "overwritten.bringBack",
    case: "a person's offices",
    may: NOBODY,
    laid: (ground, id) => anOverwritten(id, "person", aPerson(ground, id), "grants"),
    args: overwrittenArgs("person"),
  },
  {
    cmd: "overwritten.letBe",
    may: only(KEEPERS, ["districtAdmin"]),
    laid: (ground, id) => anOverwritten(id, "route", [{ t: "route", id, doc: { ...routeArgs(ground, id), id } }]),
    args: overwrittenArgs("route"),
  },
];
