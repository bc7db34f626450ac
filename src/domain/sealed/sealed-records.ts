/**
 * What follows from a record type being sealed: who gets its key, what others see instead, how long phones keep it.
 * Invariants: nobody but those entitled has a wrap; the stub has no box in it.
 */
import type { Actor } from "../kernel/actor.ts";
import { assert } from "../kernel/assert.ts";
import type { Doc, Ref } from "../kernel/command.ts";
import type { Instant, PersonId } from "../kernel/ids.ts";
import { holdsBox, type KeyWrap, RECOVERY, type RecordSeal, type SealKey } from "../kernel/sealed.ts";
import { isRecordType, REGISTRY, type SealedSpec } from "../registry.ts";

/** How a type is sealed; undefined where it is not. */
export const sealedSpecOf = (t: string): SealedSpec<unknown> | undefined =>
  isRecordType(t) ? (REGISTRY[t].sealed as SealedSpec<unknown> | undefined) : undefined;

/** Everybody who may read the words of the document. */
export const entitledTo = (t: string, doc: Doc): readonly PersonId[] => sealedSpecOf(t)?.entitled(doc) ?? [];

/** May the actor open the words of the document now? */
export const mayOpen = (actor: Actor, t: string, doc: Doc): boolean =>
  entitledTo(t, doc).includes(actor.personId) && (sealedSpecOf(t)?.mayOpen?.(actor, doc) ?? true);

export const sealOf = (doc: Doc | undefined): RecordSeal | undefined => doc?.["seal"] as RecordSeal | undefined;

/** Wraps that were made with the record, and those added since. */
export const wrapsOf = (doc: Doc): readonly KeyWrap[] => [
  ...(sealOf(doc)?.wraps ?? []),
  ...((doc["wraps"] as readonly KeyWrap[] | undefined) ?? []),
];

/** A person changes phones; the oldest of his keys belong to none any more. */
const MOST_KEYS = 5;

/** Keys that words are wrapped for on behalf of the person, newest last. */
export const keysOfPerson = (person: Doc | undefined): readonly SealKey[] =>
  ((person?.["sealKeys"] as readonly SealKey[] | undefined) ?? []).slice(-MOST_KEYS);

/** The document without wraps of whoever is not entitled (any more). */
export function withoutForeignWraps(t: string, doc: Doc): Doc {
  const seal = sealOf(doc);
  if (!seal || !sealedSpecOf(t)) return doc;
  const entitled = new Set([RECOVERY, ...entitledTo(t, doc)]);
  const mine = ({ personId }: KeyWrap) => entitled.has(personId);
  const added = (doc["wraps"] as readonly KeyWrap[] | undefined)?.filter(mine);
  return { ...doc, seal: { ...seal, wraps: seal.wraps.filter(mine) }, ...(added ? { wraps: added } : {}) };
}

/** What everybody else sees of the record: a record of its own type, under the same id. */
export function stubOf(t: string, doc: Doc): { readonly ref: Ref; readonly doc: Doc } | undefined {
  const spec = sealedSpecOf(t);
  if (!spec) return undefined;
  const stub = { ...spec.stub.of(doc), id: String(doc["id"]) };
  assert(!holdsBox(stub) && !("seal" in stub), `the stub of ${t} holds something sealed`);
  return { ref: { t: spec.stub.t, id: stub.id }, doc: stub };
}

const DAY_MS = 86_400_000;

/** The document as a phone may keep it: some days after its end no more of it than its stub. */
export function asKeptOnPhone(t: string, doc: Doc, now: Instant): Doc {
  const kept = sealedSpecOf(t)?.onPhone;
  const from = kept?.from(doc);
  if (!kept || !from || Date.parse(from) + kept.days * DAY_MS > Date.parse(now)) return doc;
  return stubOf(t, doc)?.doc ?? doc;
}
