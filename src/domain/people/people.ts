/** Staff and volunteers, their teams and the roster. There is no record of residents. */
import type { Grant } from "../kernel/actor.ts";
import type { Instant, LocalDate, OrgCode, PersonId, TeamId } from "../kernel/ids.ts";
import type { SealKey } from "../kernel/sealed.ts";

export interface Consent {
  readonly version: string;
  readonly at: Instant;
}

export interface Person {
  readonly id: PersonId;
  readonly displayName: string;
  /** Where the person is administered. */
  readonly orgCode: OrgCode;
  readonly grants: readonly Grant[];
  /** Last day of the accident insurance. */
  readonly insuredUntil?: LocalDate | null | undefined;
  readonly consent?: Consent | undefined;
  /** Keys of the person's phones that sealed words are wrapped for, newest last. */
  readonly sealKeys?: readonly SealKey[] | undefined;
  /** No longer takes part since then: no office, no phone; the name stays in what was recorded. */
  readonly retiredAt?: Instant | null | undefined;
  readonly demo: boolean;
}

export const TEAM_KINDS = [
  "purpleVest",
  "neighbourGuard",
  "safety",
  "civility",
  "mutualAid",
  "harmony",
  "charity",
  "pioneer",
] as const;
export type TeamKind = (typeof TEAM_KINDS)[number];

export interface PatrolGroup {
  readonly id: string;
  readonly name: string;
  readonly leadId: PersonId;
  /** Includes the lead. Never fewer than two. */
  readonly memberIds: readonly PersonId[];
}

export interface Team {
  readonly id: TeamId;
  readonly name: string;
  readonly kind: TeamKind;
  readonly communityCode: OrgCode;
  readonly groups: readonly PatrolGroup[];
  readonly demo: boolean;
}

export const BANDS = ["morning", "noon", "evening", "night"] as const;
/** 早 07–10 · 午 10–17 · 晚 17–21 · 夜 21–24. */
export type Band = (typeof BANDS)[number];

/** Minutes after local midnight: [from, to). */
export const BAND_MINUTES: Readonly<Record<Band, readonly [number, number]>> = {
  morning: [420, 600],
  noon: [600, 1020],
  evening: [1020, 1260],
  night: [1260, 1440],
};

export interface RosterSlot {
  readonly id: string;
  readonly communityCode: OrgCode;
  readonly teamId: TeamId;
  readonly groupId: string;
  readonly routeId: string;
  readonly on: LocalDate;
  readonly band: Band;
  readonly state: "planned" | "cancelled";
  /** Why it was called off: rain, heat, leave… */
  readonly reason?: string | undefined;
}

/** Is the person insured on that day? Unknown is not insured: the screen says so before a round. @rule VOL-17 */
export const isInsured = (person: Person, on: LocalDate): boolean =>
  typeof person.insuredUntil === "string" && person.insuredUntil >= on;
