/** 补录: a round that was walked but not recorded at the time. */
import * as v from "valibot";
import { holds, isInTeam } from "../kernel/actor.ts";
import { type DecideEnv, type Doc, defineCommand, refuse, type Verdict } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { id, instant, localDate, sentence } from "../kernel/schema.ts";
import { groupKnown, plannedArgs, plannedRound } from "./planned-round.ts";
import { MIN_MEMBERS, type PatrolRound } from "./round.ts";
import { memberMinutes, serviceRecords, serviceRefs } from "./service.ts";

const lateArgs = v.looseObject({
  ...plannedArgs,
  checkpointIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(1000)),
  seenIds: v.array(id),
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
  if (!groupKnown(args, env)) return refuse("not-found");
  if (args.witnessId === actor.personId) return refuse("witness-is-self", "PAT-LATE");
  if (new Set(args.memberIds).size < MIN_MEMBERS) return refuse("group-too-small", "PAT-PAIR");
  return args.finishedAt > env.at || args.startedAt > args.finishedAt ? refuse("late-in-future") : undefined;
}

function aLateRound(args: LateArgs, env: DecideEnv): PatrolRound {
  const seen = new Set(args.seenIds);
  return {
    ...plannedRound(args),
    checkpointIds: args.checkpointIds,
    ordered: false,
    state: "finished",
    leadId: env.actor.personId,
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
export const recordLateRound = defineCommand<PatrolRound>()({
  name: "round.recordLate",
  args: lateArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  needs: (a) => [{ t: "team", id: a.teamId }, ...serviceRefs(a.roundId, a.minutes)],
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
