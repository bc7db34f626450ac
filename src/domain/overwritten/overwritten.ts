/**
 * A value that somebody's later write replaced without having seen it. Fields of forms can be brought back with one
 * tap; lists that are only added to are never overwritten, and steps of a matter are not values.
 */
import { type Actor, holds } from "../kernel/actor.ts";
import type { Doc } from "../kernel/command.ts";
import type { Instant, PersonId } from "../kernel/ids.ts";
import type { Scope } from "../kernel/scope.ts";
import { isMediatorOf } from "../mediation/may.ts";
import type { Mediation } from "../mediation/mediation.ts";
import { isAdminOf, mayRoster } from "../people/people-commands.ts";
import { mayKeepCheckpoints, mayKeepRoutes } from "../place/place-commands.ts";

export interface Overwritten {
  readonly id: string;
  /** The record, its field, and who sees it: whoever sees the record. */
  readonly t: string;
  readonly recordId: string;
  readonly field: string;
  readonly seenIn: readonly Scope[];
  readonly lost: unknown;
  readonly lostById: PersonId;
  /** When the server took the value that was lost, and the one that replaced it. */
  readonly lostAt: Instant;
  readonly put: unknown;
  readonly byId: PersonId;
  readonly at: Instant;
  readonly state: "open" | "broughtBack" | "letBe";
  readonly settledById?: PersonId | undefined;
  readonly settledAt?: Instant | undefined;
}

interface Bringable {
  readonly fields: readonly string[];
  /** May the actor write these fields of the record? The same people as may save its form. */
  readonly may: (actor: Actor, doc: Doc) => boolean;
}

const text = (doc: Doc, field: string): string => String(doc[field] ?? "");

const BRINGABLE: Readonly<Record<string, Bringable>> = {
  checkpoint: {
    fields: ["name", "kind", "position", "retiredOn"],
    may: (actor, doc) => mayKeepCheckpoints(actor, text(doc, "communityCode"), [text(doc, "compoundId")]),
  },
  route: {
    fields: ["name", "checkpointIds", "ordered", "retiredOn"],
    may: (actor, doc) => mayKeepRoutes(actor, text(doc, "communityCode")),
  },
  rosterSlot: {
    fields: ["groupId", "routeId", "on", "band", "state", "reason"],
    may: (actor, doc) => mayRoster(actor, text(doc, "communityCode"), text(doc, "teamId")),
  },
  team: {
    fields: ["name", "kind", "groups"],
    may: (actor, doc) => isAdminOf(actor, text(doc, "communityCode")),
  },
  person: {
    fields: ["displayName", "insuredUntil"],
    may: (actor, doc) => isAdminOf(actor, text(doc, "orgCode")),
  },
  mediation: {
    fields: ["category", "tags", "source", "involves", "risk", "partyKeys", "amountFen", "parties", "matter"],
    may: (actor, doc) => isMediatorOf(actor, doc as unknown as Mediation),
  },
  checklistVersion: {
    fields: ["title", "effectiveOn", "sections"],
    may: (actor, doc) => doc["state"] === "draft" && holds(actor, ["districtAdmin"], text(doc, "districtCode")),
  },
};

/** Is a lost value of this field shown, to be brought back? Others are kept by the server only. */
export const isBringable = (t: string, field: string): boolean => BRINGABLE[t]?.fields.includes(field) ?? false;

export const mayBringBack = (actor: Actor, t: string, doc: Doc): boolean => BRINGABLE[t]?.may(actor, doc) ?? false;
