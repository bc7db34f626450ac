/** The track that somebody hands in with his round. */
import * as v from "valibot";
import { isInTeam } from "../kernel/actor.ts";
import { type Doc, defineCommand, refuse } from "../kernel/command.ts";
import { ok } from "../kernel/result.ts";
import { communityCode, id } from "../kernel/schema.ts";
import { GAP_REASONS } from "./track-gaps.ts";

const trackArgs = v.looseObject({
  roundId: id,
  communityCode,
  chunk: v.looseObject({ id, fromMs: v.number(), toMs: v.number(), fixes: v.pipe(v.string(), v.maxLength(20_000)) }),
  gaps: v.array(v.looseObject({ id, fromMs: v.number(), toMs: v.number(), reason: v.picklist(GAP_REASONS) })),
});

/** Hands in a sealed piece of the track, of a finished round too; only where its person chose that for this round. @rule PIPL-29 */
export const addTrack = defineCommand<Doc>()({
  name: "round.addTrack",
  args: trackArgs,
  target: (a) => ({ t: "round", id: a.roundId }),
  needs: (a) => [{ t: "round", id: a.roundId }],
  decide: (round, args, env) => {
    if (!round) return refuse("not-found");
    // Whoever started the round chose for himself; nobody chooses for another's phone.
    const chosen = round["trackMode"] === "round" && round["leadId"] === env.actor.personId;
    if (!chosen) return refuse("track-not-chosen", "PIPL-29");
    if (!isInTeam(env.actor, String(round["teamId"]))) return refuse("not-a-member");
    const personId = env.actor.personId;
    const trackId = `${args.roundId}.${personId}.${args.chunk.id}`;
    const { roundId, chunk, gaps } = args;
    const code = String(round["communityCode"]);
    const doc = { id: trackId, roundId, communityCode: code, personId, startedAt: env.at, chunks: [chunk], gaps };
    return ok([{ op: "create", t: "roundTrack", id: trackId, doc }]);
  },
});
