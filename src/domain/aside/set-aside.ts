/** What the server did not take: kept whole, until a person settles it. It lies at one desk and with its author. */
import { type Actor, holds } from "../kernel/actor.ts";
import type { Doc, Ref } from "../kernel/command.ts";
import type { Instant, OrgCode, PersonId } from "../kernel/ids.ts";

export const SET_ASIDE_STATES = ["open", "applied", "filed", "givenAgain"] as const;
export type SetAsideState = (typeof SET_ASIDE_STATES)[number];

export interface SetAsideEvent {
  readonly id: string;
  readonly at: Instant;
  readonly byId: PersonId;
  readonly kind: "applied" | "filed" | "reopened" | "handedOver" | "givenAgain";
  readonly text?: string | undefined;
  /** Where it was handed over to. */
  readonly to?: OrgCode | undefined;
  /** It was mended before it was applied. */
  readonly mended?: boolean | undefined;
}

export interface SetAside {
  /** The `mid` of its envelope. */
  readonly id: string;
  /** Whose desk settles it; at first that of its author's unit. */
  readonly orgCode: OrgCode;
  readonly personId: PersonId;
  /** Empty where not even that could be read; the raw text stays on the server. */
  readonly cmd: string;
  readonly args: Doc;
  /** The record it is about. */
  readonly about?: Ref | undefined;
  /** Order among what the same phone sent. */
  readonly n: number;
  readonly reason: string;
  /** When the person did it, by the server's clock as far as the phone knew it. */
  readonly at: Instant;
  readonly takenAt: Instant;
  readonly state: SetAsideState;
  readonly events: readonly SetAsideEvent[];
}

const ADMINS = ["communityAdmin", "streetAdmin", "districtAdmin"] as const;

/** Settles at the desk of exactly this unit: a street or district reads no texts of its communities. */
export const sitsAt = (actor: Actor, orgCode: OrgCode): boolean =>
  actor.grants.some((g) => g.orgCode === orgCode && g.unitId === undefined && ADMINS.some((role) => role === g.role)) &&
  holds(actor, ADMINS, orgCode);
