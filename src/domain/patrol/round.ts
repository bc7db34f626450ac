/**
 * A patrol round: stops that were looked at, by whom the record says, and what was missed and why.
 * Stops and pauses are appended, never rewritten; a confirmation says that a place was looked at,
 * not that a person was present on time.
 */
import type { Position } from "../kernel/geo.ts";
import type { CheckpointId, Instant, IssueId, LocalDate, OrgCode, PersonId, RoundId, TeamId } from "../kernel/ids.ts";
import type { Gap } from "./track-gaps.ts";

export type ConfirmedBy = "qr" | "position" | "hand";
export type StopResult = "normal" | "issue" | "notSeen";

export interface StopRecord {
  readonly id: string;
  readonly checkpointId: CheckpointId;
  readonly result: StopResult;
  readonly confirmedBy: ConfirmedBy;
  readonly at: Instant;
  readonly byId: PersonId;
  /** Position at the confirmation, only where the person asked for it. */
  readonly position?: Position | undefined;
  /** Distance from the checkpoint's own position, metres. */
  readonly distanceM?: number | undefined;
  readonly issueId?: IssueId | undefined;
  readonly note?: string | undefined;
}

/** A confirmation taken back: the older record stays, and nobody counts it any more. */
export interface StopRetraction {
  readonly id: string;
  readonly stopId: string;
  readonly at: Instant;
  readonly byId: PersonId;
}

export interface PauseMark {
  readonly id: string;
  readonly kind: "pause" | "resume";
  readonly at: Instant;
}

/** Who walks from this moment on. */
export interface MemberMark {
  readonly id: string;
  readonly at: Instant;
  readonly memberIds: readonly PersonId[];
}

export interface MissedStop {
  readonly checkpointId: CheckpointId;
  readonly reason: string;
}

export interface MemberMinutes {
  readonly personId: PersonId;
  readonly minutes: number;
}

export interface LateEntry {
  readonly witnessId: PersonId;
  readonly reason: string;
  readonly enteredAt: Instant;
}

/** off · kept on this phone for 24 h · handed in with the round, kept 30 days. */
export type TrackMode = "off" | "phone" | "round";

/** Nobody walks alone. */
export const MIN_MEMBERS = 2;

export interface PatrolRound {
  readonly id: RoundId;
  readonly communityCode: OrgCode;
  readonly teamId: TeamId;
  readonly groupId: string;
  readonly slotId?: string | undefined;
  readonly routeId: string;
  /** The stops as the route had them when the round started. */
  readonly checkpointIds: readonly CheckpointId[];
  readonly ordered: boolean;
  readonly checklistVersionId: string;
  readonly state: "running" | "paused" | "finished";
  readonly leadId: PersonId;
  readonly memberIds: readonly PersonId[];
  readonly trackMode: TrackMode;
  readonly on: LocalDate;
  readonly startedAt: Instant;
  readonly finishedAt?: Instant | undefined;
  readonly stops: readonly StopRecord[];
  readonly retractions?: readonly StopRetraction[] | undefined;
  readonly pauses: readonly PauseMark[];
  /** The first one is the start; a round entered late has none. */
  readonly memberMarks?: readonly MemberMark[] | undefined;
  readonly missed?: readonly MissedStop[] | undefined;
  readonly handover?: string | undefined;
  readonly late?: LateEntry | undefined;
}

/** A member joined by the leader's code, on his own phone; united with the leader's ticks when both have arrived. */
export interface RoundJoin {
  readonly id: string;
  readonly roundId: RoundId;
  readonly teamId: TeamId;
  readonly communityCode: OrgCode;
  readonly personId: PersonId;
  readonly at: Instant;
}

/** One person's volunteer time in one round. @rule VOL-19 true records of service. */
export interface ServiceRecord {
  readonly id: string;
  readonly personId: PersonId;
  readonly roundId: RoundId;
  readonly communityCode: OrgCode;
  readonly on: LocalDate;
  readonly minutes: number;
  readonly content: "patrol";
  readonly source: "round" | "late";
}

export interface TrackChunk {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Delta-coded fixes, see patrol/track.ts. */
  readonly fixes: string;
}

export interface TrackGap extends Gap {
  readonly id: string;
}

/** Only exists for a round whose member chose to hand the track in. */
export interface RoundTrack {
  readonly id: string;
  readonly roundId: RoundId;
  readonly communityCode: OrgCode;
  readonly personId: PersonId;
  readonly startedAt: Instant;
  readonly chunks: readonly TrackChunk[];
  readonly gaps: readonly TrackGap[];
}

/** What tells which stops were looked at. */
export type StopLog = Pick<PatrolRound, "stops" | "retractions">;

/** The last record of each stop that was not taken back; a later one corrects an earlier one. */
export function latestStops(round: StopLog): Map<CheckpointId, StopRecord> {
  const takenBack = new Set((round.retractions ?? []).map((r) => r.stopId));
  const latest = new Map<CheckpointId, StopRecord>();
  for (const stop of round.stops) {
    if (takenBack.has(stop.id)) continue;
    const known = latest.get(stop.checkpointId);
    if (!known || known.at <= stop.at) latest.set(stop.checkpointId, stop);
  }
  return latest;
}

/** Stops looked at, out of those on the round. */
export function roundProgress(round: StopLog & Pick<PatrolRound, "checkpointIds">): { seen: number; of: number } {
  const latest = latestStops(round);
  const seen = round.checkpointIds.filter((id) => {
    const stop = latest.get(id);
    return stop !== undefined && stop.result !== "notSeen";
  }).length;
  return { seen, of: round.checkpointIds.length };
}

/** Nearer than this, and a fix no worse than `WORST_FIX_M`, says that somebody stands at the stop. Metres. */
const NEAR_M = 80;
const WORST_FIX_M = 100;

/** What a fix says about a stop `distanceM` away: standing there, too far off, or too vague to say either. */
export function judgeNearness(distanceM: number, accM: number): "near" | "far" | "vague" {
  if (distanceM - accM > NEAR_M) return "far";
  if (accM > WORST_FIX_M) return "vague";
  return distanceM <= NEAR_M ? "near" : "far";
}
