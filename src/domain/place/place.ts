/** Places of the district: organisation units, compounds (小区), grids (网格), checkpoints (点位), routes. */
import type { CheckpointId, CompoundId, LocalDate, OrgCode, TeamId } from "../kernel/ids.ts";

export type LngLat = readonly [lng: number, lat: number];
/** Outer ring, WGS-84, first point not repeated. */
export type Ring = readonly LngLat[];

export interface EmergencyPhone {
  readonly label: string;
  readonly labelEn?: string;
  readonly number: string;
}

/**
 * A number that a unit had published before it counted with this app: shown beside the app's own figures with where it is
 * from, never added to them. How it was worked out is the unit's own business.
 */
export interface OpeningBalance {
  readonly indicator: "mediationRate";
  /** Of 100, as it was published. */
  readonly percent: number;
  /** The published sentence, word by word. */
  readonly quote: string;
  readonly source: string;
}

export interface OrgUnit {
  readonly id: OrgCode;
  readonly name: string;
  readonly level: "district" | "street" | "community";
  /** 街道/社区 or 乡/村. */
  readonly kind: "urban" | "rural";
  readonly parent: OrgCode | null;
  /** Duty numbers typed in by the community, shown beside 110 / 119 / 120. */
  readonly phones?: readonly EmergencyPhone[];
  readonly openingBalances?: readonly OpeningBalance[];
}

export const MANAGEMENT_MODES = [
  "firm",
  "selfGoverned",
  "social",
  "market",
  "professional",
  "community",
  "none",
] as const;
export type ManagementMode = (typeof MANAGEMENT_MODES)[number];

export interface Building {
  readonly id: string;
  /** As painted on the wall: "3栋". */
  readonly label: string;
  readonly units: number;
  readonly floors: number;
  readonly center: LngLat;
}

export interface Compound {
  readonly id: CompoundId;
  readonly name: string;
  readonly communityCode: OrgCode;
  readonly demo: boolean;
  readonly managementMode: ManagementMode;
  readonly builtYear: number;
  readonly households: number;
  readonly ring: Ring;
  readonly buildings: readonly Building[];
}

export interface Grid {
  /** 15 digits: community + 3. */
  readonly id: string;
  readonly name: string;
  readonly communityCode: OrgCode;
  readonly compoundIds: readonly CompoundId[];
  readonly ring: Ring;
  readonly demo: boolean;
}

export const CHECKPOINT_KINDS = [
  "gate",
  "stairwell",
  "roof",
  "shed",
  "parking",
  "square",
  "bins",
  "lane",
  "riverbank",
  "facility",
] as const;
export type CheckpointKind = (typeof CHECKPOINT_KINDS)[number];

export interface Checkpoint {
  readonly id: CheckpointId;
  /** Text of the printed code, unguessable; `<origin>/d/<tag>`. */
  readonly tag: string;
  readonly communityCode: OrgCode;
  readonly compoundId: CompoundId;
  readonly kind: CheckpointKind;
  /** As people say it: "3栋2单元 5楼". */
  readonly name: string;
  readonly buildingId?: string | undefined;
  readonly unit?: number | undefined;
  readonly floor?: number | undefined;
  readonly position: LngLat | null;
  /** From this day on nobody is sent here; null or absent: in use. */
  readonly retiredOn?: LocalDate | null | undefined;
}

export interface Route {
  readonly id: string;
  readonly name: string;
  readonly communityCode: OrgCode;
  readonly teamId: TeamId;
  readonly checkpointIds: readonly CheckpointId[];
  /** Must the stops be taken in this order? */
  readonly ordered: boolean;
  /** From this day on nobody is sent on it; null or absent: in use. */
  readonly retiredOn?: LocalDate | null | undefined;
}

/** The route as it is walked on that day: without checkpoints out of use; undefined where nothing of it is left. */
export function routeOn(route: Route, checkpoints: ReadonlyMap<string, Checkpoint>, on: LocalDate): Route | undefined {
  if (isRetired(route, on)) return undefined;
  const checkpointIds = route.checkpointIds.filter((stop) => {
    const checkpoint = checkpoints.get(stop);
    return checkpoint === undefined || !isRetired(checkpoint, on);
  });
  return checkpointIds.length === 0 ? undefined : { ...route, checkpointIds };
}

/** Is the place or route out of use on that day? */
export const isRetired = (place: { readonly retiredOn?: LocalDate | null | undefined }, on: LocalDate): boolean =>
  typeof place.retiredOn === "string" && place.retiredOn <= on;
