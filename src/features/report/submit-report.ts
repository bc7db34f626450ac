/** From a finished draft to the commands that save it. */
import type { Actor } from "#domain/kernel/actor";
import { isInTeam } from "#domain/kernel/actor";
import type { ConfirmedBy, PatrolRound } from "#domain/patrol/round";
import type { Team } from "#domain/people/people";
import type { ReportDraft } from "./report-draft.ts";

export interface RoundContext {
  readonly round: PatrolRound;
  readonly confirmedBy: ConfirmedBy;
  readonly distanceM?: number | undefined;
}

export interface ReportContext {
  readonly checklistVersionId: string;
  readonly categoryLabel: string;
  readonly teamId: string | undefined;
  readonly inRound: RoundContext | undefined;
  readonly stopId: string;
}

/** The team under which a volunteer reports: one of the place's community first, else any of his. */
export function reportingTeam(actor: Actor, teams: readonly Team[], communityCode: string): string | undefined {
  const mine = teams.filter((t) => isInTeam(actor, t.id));
  return (mine.find((t) => t.communityCode === communityCode) ?? mine[0])?.id;
}

/** Community where a report without a known place lies: the actor's own. */
export const homeCommunities = (actor: Actor): string[] => [
  ...new Set(actor.grants.map((g) => g.orgCode).filter((code) => !code.endsWith("000"))),
];

function reportArgs(draft: ReportDraft, context: ReportContext): Record<string, unknown> {
  const words = draft.words.trim();
  return {
    issueId: draft.issueId,
    communityCode: draft.communityCode,
    source: context.inRound ? "patrol" : "direct",
    place: draft.place,
    ...(draft.farConfirmed ? { farConfirmed: true } : {}),
    checklistVersionId: context.checklistVersionId,
    category: draft.category,
    categoryLabel: context.categoryLabel,
    severity: draft.severity,
    ...(words ? { words } : {}),
    photos: draft.photos,
    ...(draft.emergency ? { emergency: draft.emergency } : {}),
    ownerKind: draft.ownerKind,
    ...(context.inRound ? { roundId: context.inRound.round.id } : {}),
    ...(context.teamId ? { teamId: context.teamId } : {}),
  };
}

/** What a person may have changed in a report that was set aside; its round and its team stay. */
export function mendedArgs(draft: ReportDraft, context: ReportContext): Record<string, unknown> {
  const { source: _source, roundId: _roundId, teamId: _teamId, ...mended } = reportArgs(draft, context);
  const words = draft.words.trim();
  return { ...mended, words: words || undefined, emergency: draft.emergency, farConfirmed: draft.farConfirmed };
}

/** In a round the stop is confirmed in the same save, so that the two never come apart. */
export function reportCommands(draft: ReportDraft, context: ReportContext): { cmd: string; args: unknown }[] {
  const report = { cmd: "issue.report", args: reportArgs(draft, context) };
  const { inRound } = context;
  const checkpointId = draft.place.checkpointId;
  if (!inRound || !checkpointId || !inRound.round.checkpointIds.includes(checkpointId)) return [report];
  const stop = {
    roundId: inRound.round.id,
    stopId: context.stopId,
    checkpointId,
    result: "issue",
    confirmedBy: inRound.confirmedBy,
    ...(inRound.distanceM === undefined ? {} : { distanceM: inRound.distanceM }),
    issueId: draft.issueId,
  };
  return [report, { cmd: "round.confirmStop", args: stop }];
}
