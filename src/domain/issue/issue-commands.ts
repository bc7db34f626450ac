/** Report a hazard, add words to it, move it on. */
import * as v from "valibot";
import { type ChecklistVersion, findCategory, SEVERITIES } from "../checklist/checklist.ts";
import { type Actor, holds, isInTeam } from "../kernel/actor.ts";
import { type Change, type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { isNearDistrict } from "../kernel/geo.ts";
import { err, ok } from "../kernel/result.ts";
import { communityCode, id, photoRef, position, sentence } from "../kernel/schema.ts";
import { ISSUE_NEXT, ISSUE_STATES, type Issue, OWNER_KINDS, type PhotoRef } from "./issue.ts";
import { findsPersonalData } from "./personal-data.ts";

const issueCommand = defineCommand<Issue>();
export const MAX_PHOTOS = 9;

const reportArgs = v.looseObject({
  issueId: id,
  communityCode,
  source: v.picklist(["patrol", "direct", "gridVisit"]),
  place: v.looseObject({
    checkpointId: v.optional(id),
    compoundId: v.optional(id),
    spot: v.optional(sentence),
    position: v.optional(position),
  }),
  /** The person was asked and says that the far position is right. */
  farConfirmed: v.optional(v.boolean()),
  checklistVersionId: id,
  category: id,
  categoryLabel: sentence,
  severity: v.picklist(SEVERITIES),
  words: v.optional(sentence),
  photos: v.array(photoRef),
  emergency: v.optional(v.picklist(["110", "119", "120", "other", "notNeeded"])),
  ownerKind: v.picklist(OWNER_KINDS),
  roundId: v.optional(id),
  teamId: v.optional(id),
});

type ReportArgs = v.InferOutput<typeof reportArgs>;

const STAFF = ["gridWorker", "communityAdmin"] as const;

/** Anybody with a role in the community; in a team's name only its members. */
function mayReport(actor: Actor, args: ReportArgs): boolean {
  if (!actor.grants.some((g) => g.orgCode === args.communityCode)) return false;
  return args.teamId === undefined || isInTeam(actor, args.teamId);
}

/** A compound that lies elsewhere would show the report to another compound's secretary. */
function placeIsElsewhere({ place, communityCode: code }: ReportArgs, env: DecideEnv): boolean {
  const compound = place.compoundId && env.look({ t: "compound", id: place.compoundId });
  return Boolean(compound && compound["communityCode"] !== code);
}

function refusalOfPlace(place: ReportArgs["place"], farConfirmed: boolean | undefined): Verdict | undefined {
  const named = place.checkpointId || place.compoundId || (place.spot && place.spot.length >= 2) || place.position;
  if (!named) return err({ kind: "place-missing", field: "place" });
  const far = place.position !== undefined && !isNearDistrict(place.position);
  return far && farConfirmed !== true ? err({ kind: "position-outside-district", field: "place.position" }) : undefined;
}

function refusalToReport(current: Issue | undefined, args: ReportArgs, env: DecideEnv): Verdict | undefined {
  if (current) return refuse("already-exists");
  if (!mayReport(env.actor, args) || placeIsElsewhere(args, env)) return refuse("not-allowed");
  const checklist = env.look({ t: "checklistVersion", id: args.checklistVersionId }) as ChecklistVersion | undefined;
  if (checklist && !findCategory(checklist, args.category)) return refuse("category-unknown");
  if (args.severity === "red" && !args.emergency) return refuse("emergency-answer-missing", "INV-6");
  if (args.photos.length > MAX_PHOTOS) return refuse("too-many-photos");
  if (args.words && findsPersonalData(args.words))
    return err({ kind: "personal-data-in-text", rule: "PIPL-6", field: "words" });
  return refusalOfPlace(args.place, args.farConfirmed);
}

/** One attach per file, so that the server knows what it still waits for. */
const attachments = (issueId: string, photos: readonly PhotoRef[]): Change =>
  photos.flatMap((p) => [
    { op: "attach" as const, t: "issue", id: issueId, sha256: p.thumbSha256, bytes: p.thumbBytes },
    { op: "attach" as const, t: "issue", id: issueId, sha256: p.sha256, bytes: p.bytes },
  ]);

function anIssue(args: ReportArgs, env: DecideEnv): Doc {
  const { issueId, farConfirmed: _asked, emergency, ...rest } = args;
  return {
    ...rest,
    id: issueId,
    ...(emergency ? { emergency: { called: emergency, at: env.at } } : {}),
    reportedById: env.actor.personId,
    reportedAt: env.at,
    state: "reported",
    events: [{ id: `${issueId}.0`, at: env.at, byId: env.actor.personId, kind: "reported" }],
  };
}

/**
 * Reports what somebody saw, at a place.
 * @rule INV-6 a red hazard is not saved without the answer about 110 / 119 / 120.
 * @rule PIPL-6 no more personal data than needed: numbers of people and cars are refused in the words.
 */
export const reportIssue = issueCommand({
  name: "issue.report",
  args: reportArgs,
  target: (a) => ({ t: "issue", id: a.issueId }),
  needs: (a) => [
    { t: "checklistVersion", id: a.checklistVersionId },
    ...(a.place.compoundId ? [{ t: "compound", id: a.place.compoundId }] : []),
  ],
  decide: (current, args, env) => {
    const refusal = refusalToReport(current, args, env);
    if (refusal) return refusal;
    return ok([
      { op: "create", t: "issue", id: args.issueId, doc: anIssue(args, env) },
      ...attachments(args.issueId, args.photos as PhotoRef[]),
    ]);
  },
});

/** May the actor add words to this issue and move it on? */
export const mayHandle = (actor: Actor, issue: Issue): boolean =>
  holds(actor, STAFF, issue.communityCode) ||
  (issue.place.compoundId !== undefined &&
    holds(actor, ["branchSecretary"], issue.communityCode, issue.place.compoundId));

export const addNote = issueCommand({
  name: "issue.addNote",
  args: v.looseObject({ issueId: id, eventId: id, text: sentence, photos: v.optional(v.array(photoRef)) }),
  target: (a) => ({ t: "issue", id: a.issueId }),
  decide: (issue, args, env) => {
    if (!issue) return refuse("not-found");
    if (!mayHandle(env.actor, issue) && issue.reportedById !== env.actor.personId) return refuse("not-allowed");
    if (findsPersonalData(args.text)) return err({ kind: "personal-data-in-text", rule: "PIPL-6", field: "text" });
    const entry = { id: args.eventId, at: env.at, byId: env.actor.personId, kind: "note", text: args.text };
    return ok([{ op: "append", t: "issue", id: issue.id, list: "events", entry }]);
  },
});

/**
 * Moves an issue to its next state, with words.
 * @rule INV-7 it closes only after a check by somebody other than its handler.
 */
export const moveIssue = issueCommand({
  name: "issue.move",
  args: v.looseObject({ issueId: id, eventId: id, to: v.picklist(ISSUE_STATES), text: sentence }),
  target: (a) => ({ t: "issue", id: a.issueId }),
  decide: (issue, args, env) => {
    if (!issue) return refuse("not-found");
    if (!mayHandle(env.actor, issue)) return refuse("not-allowed");
    if (!ISSUE_NEXT[issue.state].includes(args.to)) return refuse("bad-transition");
    if (args.text === "" && ["declined", "closed", "answered"].includes(args.to)) return refuse("reason-missing");
    if (args.to === "closed" && issue.handledById === env.actor.personId) return refuse("same-person-checks", "INV-7");
    const entry = {
      id: args.eventId,
      at: env.at,
      byId: env.actor.personId,
      kind: "moved",
      from: issue.state,
      to: args.to,
      text: args.text,
    };
    const handled: Change =
      args.to === "answered" || args.to === "handling"
        ? [{ op: "set", t: "issue", id: issue.id, fields: { handledById: env.actor.personId } }]
        : [];
    return ok([
      { op: "append", t: "issue", id: issue.id, list: "events", entry },
      { op: "transition", t: "issue", id: issue.id, from: [issue.state], to: args.to },
      ...handled,
    ]);
  },
});
