/** Everything that is done on a round, tried by everybody. */
import { type Ground, HOME, NEIGHBOUR } from "./cast.ts";
import { AT, type Deed, groundOf, type Laid, NOBODY, only, WALKERS } from "./deed.ts";
import { CHECKLIST } from "./neighbourhood.ts";

function aRound(ground: Ground, id: string, actorId: string, state = "running"): readonly Laid[] {
  const members = { leadId: actorId, memberIds: [actorId, ground.personId] };
  const walked = { state, trackMode: "round", on: "2026-11-20", startedAt: AT, stops: [], pauses: [] };
  const route = { checkpointIds: [ground.checkpointId], ordered: false, checklistVersionId: CHECKLIST };
  return [{ t: "round", id, doc: { id, ...groundOf(ground), ...route, ...members, ...walked } }];
}

/** With one stop that the actor confirmed. */
function aSeenRound(ground: Ground, id: string, actorId: string): readonly Laid[] {
  const { checkpointId } = ground;
  const stop = { id: `${id}.s`, checkpointId, result: "normal", confirmedBy: "hand", at: AT, byId: actorId };
  return aRound(ground, id, actorId).map((laid) => ({ ...laid, doc: { ...laid.doc, stops: [stop] } }));
}

const startArgs = (ground: Ground, id: string, actorId: string) => ({
  roundId: id,
  ...groundOf(ground),
  checkpointIds: [ground.checkpointId],
  ordered: false,
  checklistVersionId: CHECKLIST,
  memberIds: [actorId, ground.personId],
  trackMode: "off",
  safetySeen: true,
});

const lateArgs = (ground: Ground, id: string, actorId: string) => ({
  roundId: id,
  ...groundOf(ground),
  checkpointIds: [ground.checkpointId],
  checklistVersionId: CHECKLIST,
  memberIds: [actorId, ground.personId],
  on: "2026-11-01",
  startedAt: "2026-11-01T02:00:00.000Z",
  finishedAt: "2026-11-01T03:00:00.000Z",
  seenIds: [ground.checkpointId],
  minutes: [{ personId: ground.personId, minutes: 30 }],
  witnessId: ground.personId,
  reason: "没带手机",
});

const stopArgs = ({ checkpointId }: Ground, id: string) => ({
  roundId: id,
  stopId: `${id}.s`,
  checkpointId,
  result: "normal",
  confirmedBy: "hand",
});
const finishArgs = ({ checkpointId }: Ground, id: string, actorId: string) => ({
  roundId: id,
  missed: [{ checkpointId, reason: "下雨" }],
  minutes: [{ personId: actorId, minutes: 30 }],
});
const trackArgs = ({ communityCode }: Ground, id: string) => ({
  roundId: id,
  communityCode,
  chunk: { id: "1", fromMs: 0, toMs: 1, fixes: "" },
  gaps: [],
});
const markArgs = (_ground: Ground, id: string) => ({ roundId: id, markId: `${id}.m` });

export const ON_ROUNDS: readonly Deed[] = [
  { cmd: "round.start", may: only(WALKERS), args: startArgs },
  {
    cmd: "round.start",
    case: "own team under the neighbour's code",
    may: NOBODY,
    args: (_g, id, me) => ({ ...startArgs(HOME, id, me), communityCode: NEIGHBOUR.communityCode }),
  },
  { cmd: "round.confirmStop", may: only(WALKERS), laid: aRound, args: stopArgs },
  {
    cmd: "round.retractStop",
    may: only(WALKERS),
    laid: aSeenRound,
    args: (_g, id) => ({ roundId: id, retractionId: `${id}.x`, stopId: `${id}.s` }),
  },
  { cmd: "round.pause", may: only(WALKERS), laid: aRound, args: markArgs },
  { cmd: "round.resume", may: only(WALKERS), laid: (g, id, me) => aRound(g, id, me, "paused"), args: markArgs },
  {
    cmd: "round.setMembers",
    may: only(WALKERS),
    laid: aRound,
    args: ({ personId }, id, me) => ({ roundId: id, memberIds: [me, personId] }),
  },
  { cmd: "round.finish", may: only(WALKERS), laid: aRound, args: finishArgs },
  {
    cmd: "round.join",
    may: only(WALKERS),
    args: ({ teamId, communityCode }, id, me) => ({ joinId: `${id}.${me}`, roundId: id, teamId, communityCode }),
  },
  {
    cmd: "round.join",
    case: "own team under the neighbour's code",
    may: NOBODY,
    args: (_g, id, me) => ({
      ...groundOf(HOME),
      joinId: `${id}.${me}`,
      roundId: id,
      communityCode: NEIGHBOUR.communityCode,
    }),
  },
  {
    cmd: "round.join",
    case: "a round of the neighbour's team in one's own team's name",
    may: NOBODY,
    laid: (_g, id, me) => aRound(NEIGHBOUR, id, me, "finished"),
    args: (_g, id, me) => ({ ...groundOf(HOME), joinId: `${id}.${me}`, roundId: id }),
  },
  { cmd: "round.recordLate", may: only([...WALKERS, "communityAdmin"]), args: lateArgs },
  {
    cmd: "round.recordLate",
    case: "the neighbour's team under one's own code",
    may: NOBODY,
    args: (_g, id, me) => ({ ...lateArgs(NEIGHBOUR, id, me), communityCode: HOME.communityCode }),
  },
  { cmd: "round.addTrack", may: only(WALKERS), laid: aRound, args: trackArgs },
];
