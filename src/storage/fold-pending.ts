/** What the screen shows: server rows with the commands that wait on this phone decided over them. Pure. */
import { COMMANDS } from "#domain/commands";
import type { Actor } from "#domain/kernel/actor";
import { applyChange, type Change, type Doc, type Ref, touchedOnly } from "#domain/kernel/command";
import type { Instant } from "#domain/kernel/ids";
import { keyOf, type Pending, refOf, trueTimeOf } from "./fold.ts";

/** Every record that must be at hand to decide the pending commands. */
export function refsToFold(pending: readonly Pending[]): Ref[] {
  const refs = new Map<string, Ref>();
  const add = (ref: Ref) => refs.set(keyOf(ref), ref);
  for (const one of pending) {
    for (const key of one.ek) add(refOf(key));
    const spec = COMMANDS.get(one.env.cmd);
    const args = spec?.parse(one.env.args);
    if (!spec || !args?.ok) continue;
    add(spec.target(args.value));
    for (const need of spec.needs(args.value)) add(need);
  }
  return [...refs.values()];
}

const isApplicable = (docs: ReadonlyMap<string, Doc>, change: Change): boolean => {
  const made = new Set(change.filter((e) => e.op === "create").map(keyOf));
  return change.every((e) => e.op === "create" || made.has(keyOf(e)) || docs.has(keyOf(e)));
};

/**
 * Decides the commands one after the other over the server's documents and returns only what they changed.
 * A refused command is left out: mostly its effect has already come back with the row.
 */
export function foldPending(
  pending: readonly Pending[],
  server: ReadonlyMap<string, Doc>,
  actor: Actor,
  now: Instant,
): Map<string, Doc> {
  const docs = new Map(server);
  const changed = new Map<string, Doc>();
  for (const { env } of pending) {
    const spec = COMMANDS.get(env.cmd);
    const args = spec?.parse(env.args);
    if (!spec || !args?.ok) continue;
    const look = (ref: Ref) => docs.get(keyOf(ref));
    const verdict = spec.decide(look(spec.target(args.value)), args.value, { actor, at: trueTimeOf(env), now, look });
    if (!verdict.ok || !isApplicable(docs, verdict.value)) continue;
    const change = spec.form ? touchedOnly(verdict.value, spec.target(args.value), env.was ?? {}) : verdict.value;
    for (const [key, doc] of applyChange(docs, change)) {
      docs.set(key, doc);
      changed.set(key, doc);
    }
  }
  return changed;
}
