/** What a round is told at its start, whether it is walked now or entered afterwards. */
import * as v from "valibot";
import type { DecideEnv } from "../kernel/command.ts";
import { communityCode, id } from "../kernel/schema.ts";
import type { Team } from "../people/people.ts";
import type { PatrolRound } from "./round.ts";

/** The team where it says it is at home: nobody writes into another community by naming its code. */
export function teamAtHome(args: { teamId: string; communityCode: string }, env: DecideEnv): Team | undefined {
  const team = env.look({ t: "team", id: args.teamId }) as Team | undefined;
  return team?.communityCode === args.communityCode ? team : undefined;
}

export const groupKnown = (args: { teamId: string; communityCode: string; groupId: string }, env: DecideEnv): boolean =>
  teamAtHome(args, env)?.groups.some((g) => g.id === args.groupId) ?? false;

export const plannedArgs = {
  roundId: id,
  communityCode,
  teamId: id,
  groupId: id,
  slotId: v.optional(id),
  routeId: id,
  checklistVersionId: id,
  memberIds: v.pipe(v.array(id), v.maxLength(30)),
};

type PlannedArgs = v.InferOutput<ReturnType<typeof v.looseObject<typeof plannedArgs, undefined>>>;

type Planned = Pick<
  PatrolRound,
  "id" | "communityCode" | "teamId" | "groupId" | "slotId" | "routeId" | "checklistVersionId" | "memberIds"
>;

export function plannedRound(args: PlannedArgs): Planned {
  return {
    id: args.roundId,
    communityCode: args.communityCode,
    teamId: args.teamId,
    groupId: args.groupId,
    ...(args.slotId ? { slotId: args.slotId } : {}),
    routeId: args.routeId,
    checklistVersionId: args.checklistVersionId,
    memberIds: [...new Set(args.memberIds)],
  };
}
