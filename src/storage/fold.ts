/** What the fold over the server's rows gives the screens, and the names it goes by; the fold itself is in fold-pending. */
import type { Actor } from "#domain/kernel/actor";
import type { Doc, Ref } from "#domain/kernel/command";
import type { Instant } from "#domain/kernel/ids";
import type { Envelope } from "#protocol/envelope";
import type { RecordStage } from "./shown.ts";

export interface Pending {
  readonly env: Envelope;
  /** Keys `type:id` of every record the command touched when it was given. */
  readonly ek: readonly string[];
}

export interface StageMark {
  readonly stage: RecordStage;
  readonly receivedAt?: string;
}

/** Documents changed by what waits, and how far each touched record has come. */
export interface Overlay {
  readonly docs: ReadonlyMap<string, Doc>;
  readonly refs: ReadonlyMap<string, Ref>;
  readonly stages: ReadonlyMap<string, StageMark>;
  readonly actor: Actor;
}

export const keyOf = (ref: Ref): string => `${ref.t}:${ref.id}`;

/** The type ends at the first colon; ids may hold more of them. */
export function refOf(key: string): Ref {
  const colon = key.indexOf(":");
  return { t: key.slice(0, colon), id: key.slice(colon + 1) };
}

/** When the person did it, by the server's clock as far as this phone knew it. */
export const trueTimeOf = (env: Pick<Envelope, "at" | "off">): Instant =>
  new Date(Date.parse(env.at) + (env.off ?? 0)).toISOString();
