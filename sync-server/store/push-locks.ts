/**
 * How hard a push holds the records that its commands ask for: what may be written, for itself alone; what is only looked
 * at, so that nobody changes it before the commit, and everybody else may look too. Reports of one community look at the
 * same list and the same compound: they need not wait for each other.
 */
import type { Grant } from "#domain/kernel/actor";
import type { Ref } from "#domain/kernel/command";
import { type Caller, rightsOf } from "../access/access.ts";
import type { Workspace } from "./apply-change.ts";
import { type Received, refsOf, targetOf } from "./push-decide.ts";
import { keyOf } from "./records.ts";

/** Types whose records change by commands about themselves; others look at them. */
const LOOKED_AT = new Set(["checklistVersion", "compound", "orgUnit", "person", "route", "team"]);

export interface PushLocks {
  readonly write: readonly Ref[];
  readonly look: readonly Ref[];
}

/** `all`: everything is locked as hard as it goes. */
export interface Hold {
  all: boolean;
}

const personRef = ({ actor }: Caller): Ref => ({ t: "person", id: actor.personId });

/** What the envelopes of these callers lock. */
export function locksOf(received: readonly Received[], callers: readonly Caller[], { all }: Hold): PushLocks {
  const targets = new Set(received.flatMap((item) => targetOf(item) ?? []).map(keyOf));
  const refs = [...received.flatMap(refsOf), ...callers.map(personRef)];
  const looksOnly = (ref: Ref): boolean => !all && LOOKED_AT.has(ref.t) && !targets.has(keyOf(ref));
  return { write: refs.filter((ref) => !looksOnly(ref)), look: refs.filter(looksOnly) };
}

/**
 * A command writes what it was thought only to look at. To take the harder lock now could lock two pushes out from each
 * other: the transaction begins again and takes it at once.
 */
class HeldTooLightly extends Error {
  readonly code = "40001";
}

/** Throws where one of the records that are to be written now is held only to be looked at; the next try holds all. */
export function holding(look: readonly Ref[], hold: Hold): (refs: readonly Ref[]) => void {
  const lightly = new Set(look.map(keyOf));
  return (refs) => {
    if (!refs.some((ref) => lightly.has(keyOf(ref)))) return;
    hold.all = true;
    throw new HeldTooLightly("a record is written that was only looked at");
  };
}

/** The caller with the grants of the locked record: they may have changed since the request was let in. */
export function callerAsOf(caller: Caller, workspace: Workspace, now: string): Caller {
  const doc = workspace.doc(personRef(caller));
  if (doc === undefined) return caller;
  const isRetired = (doc["retiredAt"] ?? null) !== null;
  const grants = (doc["grants"] ?? null) as readonly Grant[] | null;
  const known = { personId: caller.actor.personId, isOff: caller.revoked, isRetired, grants };
  return { ...caller, ...rightsOf(known, now) };
}
