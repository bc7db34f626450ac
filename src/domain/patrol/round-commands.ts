/** Start, confirm stops, pause, finish, join and enter late. One verb a function, one `decide` a verb. */
import * as v from "valibot";
import { type Actor, holds, isInTeam, leadsTeam } from "../kernel/actor.ts";
import { localDateOf } from "../kernel/clock.ts";
import { type Change, type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, instant, localDate, position, sentence } from "../kernel/schema.ts";
import type { Team } from "../people/people.ts";
import { latestStops, type PatrolRound } from "./round.ts";

const roundCommand = defineCommand<PatrolRound>();
const MIN_MEMBERS = 2;

const startArgs = v.looseObject({
  roundId: id,
  communityCode,
  teamId: id,
  groupId: id,
  slotId: v.optional(id),
  routeId: id,
  checkpointIds: v.pipe(v.array(id), v.maxLength(1000)),
  ordered: v.boolean(),
  checklistVersionId: id,
  memberIds: v.pipe(v.array(id), v.maxLength(30)),
  trackMode: v.picklist(["off", "phone", "round"]),
  safetySeen: v.boolean(),
});

type StartArgs = v.InferOutput<typeof startArgs>;

function groupKnown(args: { teamId: string; groupId: string }, env: DecideEnv): boolean {
  const team = env.look({ t: "team", id: args.teamId }) as Team | undefined;
  return team?.groups.some((g) => g.id === args.groupId) ?? false;
}

function refusalToStart(current: PatrolRound | undefined, args: StartArgs, env: DecideEnv): Verdict | undefined {
  if (current) return refuse("already-exists");
  if (!isInTeam(env.actor, args.teamId)) return refuse("not-a-member");
  if (!groupKnown(args, env)) return refuse("not-found");
  if (args.checkpointIds.length === 0) return refuse("route-empty");
  return new Set(args.memberIds).size < MIN_MEMBERS ? refuse("group-too-small", "PAT-PAIR") : undefined;
}

function aRound(args: StartArgs, env: DecideEnv): PatrolRound {
  return {
    id: args.roundId,
    communityCode: args.communityCode,
    teamId: args.teamId,
    groupId: args.groupId,
    ...(args.slotId ? { slotId: args.slotId } : {}),
    routeId: args.routeId,
    checkpointIds: args.checkpointIds,
    ordered: args.ordered,
    checklistVersionId: args.checklistVersionId,
    state: "running",
    leadId: env.actor.personId,
    memberIds: [...new Set(args.memberIds)],
    trackMode: args.trackMode,
    on: localDateOf(env.at),
    startedAt: env.at,
    stops: [],
    pauses: [],
  };
}

/** Starts a round of at least two. @rule PAT-PAIR never alone. @rule PAT-SAFE the safety rules are shown first. */
export const startRound = roundCommand({
  name: "round.start",
  args: startArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  needs: (a) => [{ t: "team", id: a.teamId }],
  decide: (current, args, env) => {
    const refusal = refusalToStart(current, args, env);
    if (refusal) return refusal;
    if (!args.safetySeen) return refuse("safety-not-seen", "PAT-SAFE");
    return ok([{ op: "create", t: "round", id: args.roundId, doc: aRound(args, env) as unknown as Doc }]);
  },
});

/** May this person write to this round? A member of its team, as of now. */
function refusalToWalk(round: PatrolRound | undefined, actor: Actor): Verdict | undefined {
  if (!round) return refuse("not-found");
  if (!isInTeam(actor, round.teamId)) return refuse("not-a-member");
  return round.state === "finished" ? refuse("round-finished") : undefined;
}

/** Appends what was seen at one stop. @rule PAT-PLACE says that a place was looked at, not that a person was on time. */
export const confirmStop = roundCommand({
  name: "round.confirmStop",
  args: v.looseObject({
    roundId: id,
    stopId: id,
    checkpointId: id,
    result: v.picklist(["normal", "issue", "notSeen"]),
    confirmedBy: v.picklist(["qr", "position", "hand"]),
    position: v.optional(position),
    distanceM: v.optional(v.number()),
    issueId: v.optional(id),
    note: v.optional(sentence),
  }),
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal) return refusal;
    if (!round?.checkpointIds.includes(args.checkpointId)) return refuse("stop-not-on-route");
    const { roundId, stopId, ...rest } = args;
    return ok([
      {
        op: "append",
        t: "round",
        id: roundId,
        list: "stops",
        entry: { ...rest, id: stopId, at: env.at, byId: env.actor.personId } as { id: string },
      },
    ]);
  },
});

const markArgs = v.looseObject({ roundId: id, markId: id });

function mark(round: PatrolRound, kind: "pause" | "resume", markId: string, at: string): Change {
  const [from, to] = kind === "pause" ? (["running", "paused"] as const) : (["paused", "running"] as const);
  return [
    { op: "append", t: "round", id: round.id, list: "pauses", entry: { id: markId, kind, at } as { id: string } },
    { op: "transition", t: "round", id: round.id, from: [from], to },
  ];
}

export const pauseRound = roundCommand({
  name: "round.pause",
  args: markArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal || !round) return refusal ?? refuse("not-found");
    return round.state === "running" ? ok(mark(round, "pause", args.markId, env.at)) : refuse("round-not-running");
  },
});

export const resumeRound = roundCommand({
  name: "round.resume",
  args: markArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal || !round) return refusal ?? refuse("not-found");
    return round.state === "paused" ? ok(mark(round, "resume", args.markId, env.at)) : refuse("round-not-paused");
  },
});

/** Somebody goes home or comes later; never fewer than two. @rule PAT-PAIR */
export const setMembers = roundCommand({
  name: "round.setMembers",
  args: v.looseObject({ roundId: id, memberIds: v.pipe(v.array(id), v.maxLength(30)) }),
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal) return refusal;
    const memberIds = [...new Set(args.memberIds)];
    if (memberIds.length < MIN_MEMBERS) return refuse("group-too-small", "PAT-PAIR");
    return ok([{ op: "set", t: "round", id: args.roundId, fields: { memberIds } }]);
  },
});

const missedStops = v.array(v.looseObject({ checkpointId: id, reason: sentence }));
const memberMinutes = v.array(
  v.looseObject({ personId: id, minutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440)) }),
);

interface ServiceOf {
  readonly roundId: string;
  readonly communityCode: string;
  readonly on: string;
  readonly source: "round" | "late";
  readonly members: readonly { readonly personId: string; readonly minutes: number }[];
}

/** Volunteer time of each member. @rule VOL-19 a true record of service for each person. */
function serviceRecords({ roundId, communityCode: code, on, source, members }: ServiceOf): Change {
  return members.map(({ personId, minutes }) => {
    const recordId = `${roundId}.${personId}`;
    const doc = { id: recordId, personId, roundId, communityCode: code, on, minutes, content: "patrol", source };
    return { op: "create" as const, t: "serviceRecord", id: recordId, doc };
  });
}

/** Ends a round: every stop was looked at, or has a reason. */
export const finishRound = roundCommand({
  name: "round.finish",
  args: v.looseObject({ roundId: id, missed: missedStops, handover: v.optional(sentence), minutes: memberMinutes }),
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal || !round) return refusal ?? refuse("not-found");
    const seen = latestStops(round);
    const reasons = new Set(args.missed.map((m) => m.checkpointId));
    const silent = round.checkpointIds.some((c) => !reasons.has(c) && (seen.get(c)?.result ?? "notSeen") === "notSeen");
    if (silent) return refuse("reason-missing");
    const fields = { finishedAt: env.at, missed: args.missed, ...(args.handover ? { handover: args.handover } : {}) };
    return ok([
      { op: "set", t: "round", id: round.id, fields },
      { op: "transition", t: "round", id: round.id, from: ["running", "paused"], to: "finished" },
      ...serviceRecords({ ...round, roundId: round.id, source: "round", members: args.minutes }),
    ]);
  },
});

/** Joins on one's own phone, by the leader's code; works before the round itself has reached the server. */
export const joinRound = defineCommand<Doc>()({
  name: "round.join",
  args: v.looseObject({ joinId: id, roundId: id, teamId: id, communityCode }),
  target: (a) => ({ t: "roundJoin", id: a.joinId }),
  decide: (current, args, env) => {
    if (current) return refuse("already-exists");
    if (!isInTeam(env.actor, args.teamId)) return refuse("not-a-member");
    const { joinId, roundId, teamId, communityCode: code } = args;
    const doc = { id: joinId, roundId, teamId, communityCode: code, personId: env.actor.personId, at: env.at };
    return ok([{ op: "create", t: "roundJoin", id: joinId, doc }]);
  },
});

const lateArgs = v.looseObject({
  roundId: id,
  communityCode,
  teamId: id,
  groupId: id,
  slotId: v.optional(id),
  routeId: id,
  checklistVersionId: id,
  checkpointIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(1000)),
  seenIds: v.array(id),
  memberIds: v.pipe(v.array(id), v.maxLength(30)),
  on: localDate,
  startedAt: instant,
  finishedAt: instant,
  minutes: memberMinutes,
  witnessId: id,
  reason: sentence,
});

type LateArgs = v.InferOutput<typeof lateArgs>;

function refusalToEnterLate(current: PatrolRound | undefined, args: LateArgs, env: DecideEnv): Verdict | undefined {
  if (current) return refuse("already-exists");
  const { actor } = env;
  const staff = holds(actor, ["communityAdmin"], args.communityCode);
  if (!staff && !isInTeam(actor, args.teamId)) return refuse("not-a-member");
  if (args.witnessId === actor.personId) return refuse("witness-is-self", "PAT-LATE");
  if (new Set(args.memberIds).size < MIN_MEMBERS) return refuse("group-too-small", "PAT-PAIR");
  return args.finishedAt > env.at || args.startedAt > args.finishedAt ? refuse("late-in-future") : undefined;
}

function aLateRound(args: LateArgs, env: DecideEnv): PatrolRound {
  const seen = new Set(args.seenIds);
  return {
    id: args.roundId,
    communityCode: args.communityCode,
    teamId: args.teamId,
    groupId: args.groupId,
    ...(args.slotId ? { slotId: args.slotId } : {}),
    routeId: args.routeId,
    checkpointIds: args.checkpointIds,
    ordered: false,
    checklistVersionId: args.checklistVersionId,
    state: "finished",
    leadId: env.actor.personId,
    memberIds: [...new Set(args.memberIds)],
    trackMode: "off",
    on: args.on,
    startedAt: args.startedAt,
    finishedAt: args.finishedAt,
    stops: args.seenIds.map((checkpointId) => ({
      id: `${args.roundId}.${checkpointId}`,
      checkpointId,
      result: "normal",
      confirmedBy: "hand",
      at: args.finishedAt,
      byId: env.actor.personId,
    })),
    pauses: [],
    missed: args.checkpointIds
      .filter((c) => !seen.has(c))
      .map((checkpointId) => ({ checkpointId, reason: args.reason })),
    late: { witnessId: args.witnessId, reason: args.reason, enteredAt: env.at },
  };
}

/** 补录: a round entered afterwards, with a witness, labelled for ever. @rule PAT-LATE */
export const recordLateRound = roundCommand({
  name: "round.recordLate",
  args: lateArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (current, args, env) => {
    const refusal = refusalToEnterLate(current, args, env);
    if (refusal) return refusal;
    const round = aLateRound(args, env);
    return ok([
      { op: "create", t: "round", id: round.id, doc: round as unknown as Doc },
      ...serviceRecords({ ...round, roundId: round.id, source: "late", members: args.minutes }),
    ]);
  },
});

const trackArgs = v.looseObject({
  roundId: id,
  communityCode,
  chunk: v.looseObject({ id, fromMs: v.number(), toMs: v.number(), fixes: v.pipe(v.string(), v.maxLength(20_000)) }),
  gaps: v.array(v.looseObject({ id, fromMs: v.number(), toMs: v.number(), reason: v.string() })),
});

/** Hands in a sealed piece of the track; only where its person chose that for this round. @rule PIPL-29 */
export const addTrack = defineCommand<Doc>()({
  name: "round.addTrack",
  args: trackArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  needs: (a) => [{ t: "round", id: a.roundId }],
  decide: (round, args, env) => {
    if (!round) return refuse("not-found");
    if (round["trackMode"] !== "round") return refuse("track-not-chosen", "PIPL-29");
    if (!isInTeam(env.actor, String(round["teamId"]))) return refuse("not-a-member");
    const personId = env.actor.personId;
    const trackId = `${args.roundId}.${personId}.${args.chunk.id}`;
    const { roundId, communityCode: code, chunk, gaps } = args;
    const doc = { id: trackId, roundId, communityCode: code, personId, startedAt: env.at, chunks: [chunk], gaps };
    return ok([{ op: "create", t: "roundTrack", id: trackId, doc }]);
  },
});

export const leadsRound = (actor: Actor, round: PatrolRound): boolean =>
  round.leadId === actor.personId || leadsTeam(actor, round.teamId);
