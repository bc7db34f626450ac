/** What a map is told: plain data in WGS-84, the same for phone and desk. The map keeps no state of the work itself. */
import type { Severity } from "#domain/checklist/checklist";
import type { LngLat, Polygon } from "#domain/kernel/geo";
import type { StopResult } from "#domain/patrol/round";
import type { GapReason } from "#domain/patrol/track-gaps";

/** How a place stands: `unknown` is hatched and is never the same as `overdue`. */
export const TONES = ["plain", "fresh", "due", "overdue", "unknown"] as const;
export type Tone = (typeof TONES)[number];

export interface MapArea {
  readonly id: string;
  readonly name: string;
  readonly polygon: Polygon;
  readonly tone: Tone;
}

export interface MapCheckpoint {
  readonly id: string;
  readonly lat: number;
  readonly lng: number;
  readonly name: string;
  readonly tone: Tone;
}

export interface MapHazard {
  readonly id: string;
  readonly lat: number;
  readonly lng: number;
  readonly severity: Severity;
  readonly state: "open" | "closed";
}

export interface MapStop {
  readonly lat: number;
  readonly lng: number;
  /** ISO instant. */
  readonly at: string;
  readonly result: StopResult;
}

export interface MapGap {
  readonly from: LngLat;
  readonly to: LngLat;
  readonly reason: GapReason;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface MapRound {
  readonly id: string;
  readonly stops: readonly MapStop[];
  /** Pieces without a gap; nothing is drawn between them but the dashed gaps. */
  readonly segments: readonly (readonly LngLat[])[];
  readonly gaps: readonly MapGap[];
}

export interface MapData {
  readonly compounds: readonly MapArea[];
  readonly grids: readonly MapArea[];
  readonly checkpoints: readonly MapCheckpoint[];
  readonly hazards: readonly MapHazard[];
  readonly rounds: readonly MapRound[];
}

export type LayerName = keyof MapData;
export type LayerVisibility = Readonly<Record<LayerName, boolean>>;

export const HIT_KINDS = ["hazard", "stop", "checkpoint", "gap", "compound", "grid"] as const;
export type HitKind = (typeof HIT_KINDS)[number];

/** What was tapped; a stop or a gap is told by its round and its number in it, `roundId#3`. */
export interface Hit {
  readonly kind: HitKind;
  readonly id: string;
}

/** Below this zoom ten thousand dots say nothing: counts and tints take their place. */
export const DOTS_FROM_ZOOM = 15;
