/**
 * A command is written once and decided twice: on the phone for the screen, on the server for the truth.
 * `decide` sees the record it is about, what it asked to look at, and the actor; it returns effects, or a refusal.
 * It has no clock and no chance: `at` is when the person did it, `now` is the decider's clock, ids come in the arguments.
 */
import * as v from "valibot";
import type { Actor } from "./actor.ts";
import { assert } from "./assert.ts";
import type { Instant } from "./ids.ts";
import type { Refusal } from "./refusal.ts";
import { err, type Result } from "./result.ts";
import { isSame } from "./same.ts";
import { makesSeal, type Plain, sealedIn } from "./sealed.ts";

export interface Ref {
  readonly t: string;
  readonly id: string;
}

/** Anything that lives in a list inside a record and is united by id, never overwritten. */
export interface Entry {
  readonly id: string;
}

export type Doc = Readonly<Record<string, unknown>>;

export type Effect =
  | { readonly op: "create"; readonly t: string; readonly id: string; readonly doc: Doc }
  | { readonly op: "set"; readonly t: string; readonly id: string; readonly fields: Doc }
  | { readonly op: "append"; readonly t: string; readonly id: string; readonly list: string; readonly entry: Entry }
  | {
      readonly op: "transition";
      readonly t: string;
      readonly id: string;
      readonly from: readonly string[];
      readonly to: string;
    }
  | { readonly op: "attach"; readonly t: string; readonly id: string; readonly sha256: string; readonly bytes: number };

export type Change = readonly Effect[];
export type Verdict = Result<Change, Refusal>;

/** A rule says no; `rule` is its number in docs/RULES.md. */
export const refuse = (kind: Refusal["kind"], rule?: string): Verdict => err(rule ? { kind, rule } : { kind });

export interface DecideEnv {
  readonly actor: Actor;
  /** When the person did it (device clock, corrected by the known offset). */
  readonly at: Instant;
  /** The decider's own clock. */
  readonly now: Instant;
  /** A record that `needs` named; undefined where it is not known here. */
  look(ref: Ref): Doc | undefined;
}

export interface CommandSpec {
  readonly name: string;
  readonly target: (args: Doc) => Ref;
  readonly needs: (args: Doc) => readonly Ref[];
  readonly decide: (current: Doc | undefined, args: Doc, env: DecideEnv) => Verdict;
  readonly parse: (args: unknown) => Result<Doc, Refusal>;
  /** Its arguments are a whole form: fields that the person left as they were change nothing. */
  readonly form: boolean;
  /** Arguments that travel sealed, with what they must be before. */
  readonly sealed: ReadonlyMap<string, v.GenericSchema>;
  /** It makes a record with a key of its own, in the argument `seal`. */
  readonly makesSeal: boolean;
}

interface CommandDefinition<A extends v.GenericSchema, R> {
  readonly name: string;
  readonly args: A;
  readonly target: (args: v.InferOutput<A>) => Ref;
  readonly needs?: (args: v.InferOutput<A>) => readonly Ref[];
  readonly form?: boolean;
  readonly decide: (current: R | undefined, args: v.InferOutput<A>, env: DecideEnv) => Verdict;
}

export interface Command<A> {
  readonly spec: CommandSpec;
  /** Arguments, typed, sealed ones in clear; the storage layer seals and parses them before it saves. */
  (args: Plain<A>): { readonly cmd: string; readonly args: Plain<A> };
}

/**
 * Defines a command. `R` is the type of the record it is about.
 * Permission and rule stand together in `decide`, so that no caller can have one without the other.
 */
export function defineCommand<R>() {
  return <A extends v.GenericSchema>(definition: CommandDefinition<A, R>): Command<v.InferOutput<A>> => {
    const spec: CommandSpec = {
      name: definition.name,
      target: (args) => definition.target(args as v.InferOutput<A>),
      needs: (args) => definition.needs?.(args as v.InferOutput<A>) ?? [],
      decide: (current, args, env) => definition.decide(current as R | undefined, args as v.InferOutput<A>, env),
      form: definition.form ?? false,
      sealed: sealedIn(definition.args),
      makesSeal: makesSeal(definition.args),
      parse: (args) => {
        const parsed = v.safeParse(definition.args, args);
        if (parsed.success) return { ok: true, value: parsed.output as Doc };
        const field = parsed.issues[0]?.path?.map((p) => String(p.key)).join(".");
        return err(field ? { kind: "invalid-arguments", field } : { kind: "invalid-arguments" });
      },
    };
    const make = (args: Plain<v.InferOutput<A>>) => ({ cmd: definition.name, args });
    return Object.assign(make, { spec });
  };
}

const keyOf = (ref: Ref): string => `${ref.t}:${ref.id}`;

/**
 * Takes out of a change what the person had not touched: fields of a form that stood so on his screen (`was`). What
 * somebody else wrote into them meanwhile stays. `target` is the record the form is about.
 */
export function touchedOnly(change: Change, target: Ref, was: Doc): Change {
  return change.flatMap((effect): Effect[] => {
    if (effect.op !== "set" || keyOf(effect) !== keyOf(target)) return [effect];
    const touched = Object.entries(effect.fields).filter(
      ([field, value]) => !(field in was && isSame(was[field] ?? null, value ?? null)),
    );
    return touched.length === 0 ? [] : [{ ...effect, fields: Object.fromEntries(touched) }];
  });
}

/** Applies effects to a set of documents keyed `type:id`. Pure: returns new documents for what changed. */
export function applyChange(docs: ReadonlyMap<string, Doc>, change: Change): Map<string, Doc> {
  const next = new Map<string, Doc>();
  const read = (ref: Ref) => next.get(keyOf(ref)) ?? docs.get(keyOf(ref));
  for (const effect of change) {
    const key = keyOf(effect);
    if (effect.op === "create") {
      next.set(key, { ...effect.doc, id: effect.id });
      continue;
    }
    const doc = read(effect);
    assert(doc !== undefined, `${effect.op} on a record that is not there: ${effect.t}`);
    next.set(key, applyEffect(doc, effect));
  }
  return next;
}

function applyEffect(doc: Doc, effect: Exclude<Effect, { op: "create" }>): Doc {
  switch (effect.op) {
    case "set":
      return { ...doc, ...effect.fields };
    case "transition":
      return { ...doc, state: effect.to };
    case "append": {
      const list = (doc[effect.list] as readonly Entry[] | undefined) ?? [];
      if (list.some((e) => e.id === effect.entry.id)) return doc;
      return { ...doc, [effect.list]: [...list, effect.entry] };
    }
    case "attach":
      return doc;
  }
}

/** Every record a change touches, without repeats. */
export function touchedBy(change: Change): Ref[] {
  const seen = new Map<string, Ref>();
  for (const effect of change) seen.set(keyOf(effect), { t: effect.t, id: effect.id });
  return [...seen.values()];
}
