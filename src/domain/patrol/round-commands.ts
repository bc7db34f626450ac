/** Start, confirm stops and take that back, pause, finish and join. One verb a function, one `decide` a verb. */
import * as v from "valibot";
import { type Actor, isInTeam, leadsTeam } from "../kernel/actor.ts";
import { localDateOf } from "../kernel/clock.ts";
import { type Change, type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id, position, sentence } from "../kernel/schema.ts";
import { groupKnown, plannedArgs, plannedRound, teamAtHome } from "./planned-round.ts";
import { latestStops, type MemberMinutes, MIN_MEMBERS, type PatrolRound } from "./round.ts";
import { presentMinutes } from "./round-time.ts";
import { joinRef, memberMinutes, serviceRecords, serviceRefs } from "./service.ts";

const roundCommand = defineCommand<PatrolRound>();

const startArgs = v.looseObject({
  ...plannedArgs,
  checkpointIds: v.pipe(v.array(id), v.maxLength(1000)),
  ordered: v.boolean(),
  trackMode: v.picklist(["off", "phone", "round"]),
  safetySeen: v.boolean(),
});

type StartArgs = v.InferOutput<typeof startArgs>;

function refusalToStart(current: PatrolRound | undefined, args: StartArgs, env: DecideEnv): Verdict | undefined {
  if (current) return refuse("already-exists");
  if (!isInTeam(env.actor, args.teamId)) return refuse("not-a-member");
  if (!groupKnown(args, env)) return refuse("not-found");
  if (args.checkpointIds.length === 0) return refuse("route-empty");
  return new Set(args.memberIds).size < MIN_MEMBERS ? refuse("group-too-small", "PAT-PAIR") : undefined;
}

function aRound(args: StartArgs, env: DecideEnv): PatrolRound {
  return {
    ...plannedRound(args),
    checkpointIds: args.checkpointIds,
    ordered: args.ordered,
    state: "running",
    leadId: env.actor.personId,
    trackMode: args.trackMode,
    on: localDateOf(env.at),
    startedAt: env.at,
    stops: [],
    pauses: [],
    memberMarks: [{ id: "start", at: env.at, memberIds: [...new Set(args.memberIds)] }],
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

const leadsRound = (actor: Actor, round: PatrolRound): boolean =>
  round.leadId === actor.personId || leadsTeam(actor, round.teamId);

/** Takes a confirmation back: both stay in the record, the place counts as not looked at. @rule PAT-PLACE */
export const retractStop = roundCommand({
  name: "round.retractStop",
  args: v.looseObject({ roundId: id, retractionId: id, stopId: id }),
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal || !round) return refusal ?? refuse("not-found");
    const stop = round.stops.find((s) => s.id === args.stopId);
    if (!stop) return refuse("not-found");
    if (stop.byId !== env.actor.personId && !leadsRound(env.actor, round)) return refuse("not-allowed");
    const entry = { id: args.retractionId, stopId: stop.id, at: env.at, byId: env.actor.personId };
    return ok([{ op: "append", t: "round", id: round.id, list: "retractions", entry }]);
  },
});

const markArgs = v.looseObject({ roundId: id, markId: id });

const TURNS = {
  pause: { from: "running", to: "paused", otherwise: "round-not-running" },
  resume: { from: "paused", to: "running", otherwise: "round-not-paused" },
} as const;

/** A rest begins or ends: a mark in the round's list and its new state. */
const turn = (kind: keyof typeof TURNS) =>
  roundCommand({
    name: `round.${kind}`,
    args: markArgs,
    target: (a) => ({ t: "round", id: a.roundId }),
    decide: (round, args, env) => {
      const refusal = refusalToWalk(round, env.actor);
      if (refusal || !round) return refusal ?? refuse("not-found");
      const { from, to, otherwise } = TURNS[kind];
      if (round.state !== from) return refuse(otherwise);
      const entry = { id: args.markId, kind, at: env.at };
      return ok([
        { op: "append", t: "round", id: round.id, list: "pauses", entry },
        { op: "transition", t: "round", id: round.id, from: [from], to },
      ]);
    },
  });

export const pauseRound = turn("pause");
export const resumeRound = turn("resume");

/** Somebody goes home or comes later; never fewer than two. @rule PAT-PAIR */
export const setMembers = roundCommand({
  name: "round.setMembers",
  args: v.looseObject({ roundId: id, markId: v.optional(id), memberIds: v.pipe(v.array(id), v.maxLength(30)) }),
  target: (a) => ({ t: "round", id: a.roundId }),
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal) return refusal;
    const memberIds = [...new Set(args.memberIds)];
    if (memberIds.length < MIN_MEMBERS) return refuse("group-too-small", "PAT-PAIR");
    const { roundId, markId } = args;
    const entry = { id: markId ?? `at-${env.at}`, at: env.at, memberIds };
    return ok([
      { op: "set", t: "round", id: roundId, fields: { memberIds } },
      { op: "append", t: "round", id: roundId, list: "memberMarks", entry },
    ]);
  },
});

const missedStops = v.array(v.looseObject({ checkpointId: id, reason: sentence }));
/** Whose joining has reached the decider, though whoever ends the round did not know of it. */
function joinedUnseen(
  round: PatrolRound,
  args: { minutes: readonly MemberMinutes[]; mayHaveJoined?: string[] | undefined },
  env: DecideEnv,
): MemberMinutes[] {
  const told = new Set(args.minutes.map((m) => m.personId));
  return (args.mayHaveJoined ?? []).flatMap((personId) => {
    const join = env.look(joinRef(round.id, personId));
    if (join?.["teamId"] !== round.teamId || told.has(personId)) return [];
    const minutes = presentMinutes(round, { personId, joinedAt: String(join["at"]) }, env.at);
    return [{ personId, minutes }];
  });
}

/**
 * Ends a round: every stop was looked at, or has a reason. `mayHaveJoined`: everybody of the team, for those who joined
 * by code while the phone that ends the round had no signal. @rule VOL-19
 */
export const finishRound = roundCommand({
  name: "round.finish",
  args: v.looseObject({
    roundId: id,
    missed: missedStops,
    handover: v.optional(sentence),
    minutes: memberMinutes,
    mayHaveJoined: v.optional(v.pipe(v.array(id), v.maxLength(500))),
  }),
  target: (a) => ({ t: "round", id: a.roundId }),
  needs: (a) => [
    ...serviceRefs(a.roundId, a.minutes),
    ...(a.mayHaveJoined ?? []).map((personId) => joinRef(a.roundId, personId)),
  ],
  decide: (round, args, env) => {
    const refusal = refusalToWalk(round, env.actor);
    if (refusal || !round) return refusal ?? refuse("not-found");
    const seen = latestStops(round);
    const reasons = new Set(args.missed.map((m) => m.checkpointId));
    const silent = round.checkpointIds.some((c) => !reasons.has(c) && (seen.get(c)?.result ?? "notSeen") === "notSeen");
    if (silent) return refuse("reason-missing");
    const members = [...args.minutes, ...joinedUnseen(round, args, env)];
    const fields = { finishedAt: env.at, missed: args.missed, ...(args.handover ? { handover: args.handover } : {}) };
    return ok([
      { op: "set", t: "round", id: round.id, fields },
      { op: "transition", t: "round", id: round.id, from: ["running", "paused"], to: "finished" },
      ...serviceRecords({ ...round, roundId: round.id, source: "round", members }),
    ]);
  },
});

/** Hours of somebody whose joining arrives after the end of the round he walked. */
function hoursAfterwards(round: PatrolRound | undefined, env: DecideEnv): Change {
  if (round?.state !== "finished" || round.finishedAt === undefined) return [];
  const { personId } = env.actor;
  const [ref] = serviceRefs(round.id, [{ personId }]);
  if (ref && env.look(ref)) return [];
  const minutes = presentMinutes(round, { personId, joinedAt: env.at }, round.finishedAt);
  return serviceRecords({ ...round, roundId: round.id, source: "round", members: [{ personId, minutes }] });
}

/**
 * Joins on one's own phone, by the leader's code; works before the round itself has reached this phone or the server.
 * One person joins a round once: `joinId` is `<round>.<person>`. @rule VOL-19
 */
export const joinRound = defineCommand<Doc>()({
  name: "round.join",
  args: v.looseObject({ joinId: id, roundId: id, teamId: id, communityCode }),
  target: (a) => ({ t: "roundJoin", id: a.joinId }),
  needs: (a) => [
    { t: "team", id: a.teamId },
    { t: "round", id: a.roundId },
    { t: "serviceRecord", id: a.joinId },
  ],
  decide: (current, args, env) => {
    const { joinId, roundId, teamId, communityCode: code } = args;
    const { personId } = env.actor;
    if (current) return refuse("already-exists");
    if (!isInTeam(env.actor, teamId)) return refuse("not-a-member");
    if (!teamAtHome(args, env)) return refuse("not-found");
    if (joinId !== joinRef(roundId, personId).id) return refuse("not-allowed");
    const round = env.look({ t: "round", id: roundId }) as PatrolRound | undefined;
    if (round && round.teamId !== teamId) return refuse("not-found");
    if (round?.finishedAt !== undefined && round.finishedAt <= env.at) return refuse("round-finished");
    const doc = { id: joinId, roundId, teamId, communityCode: code, personId, at: env.at };
    return ok([{ op: "create", t: "roundJoin", id: joinId, doc }, ...hoursAfterwards(round, env)]);
  },
});
