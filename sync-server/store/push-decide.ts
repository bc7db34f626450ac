/** One envelope of a push: read, checked, decided by the same rule as on the phone. It touches no table. */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { COMMANDS } from "#domain/commands";
import { type CommandSpec, type Doc, type Ref, touchedBy, touchedOnly } from "#domain/kernel/command";
import { type Envelope, envelopeChecksum, envelopeSchema } from "#protocol/envelope";
import type { OutcomeName } from "#protocol/push";
import { SCHEMA } from "#protocol/version";
import type { Caller } from "../access/access.ts";
import type { Workspace } from "./apply-change.ts";
import { correctedAt } from "./aside-store.ts";
import { deepJson, isTooDeep } from "./deep-json.ts";

interface ReadCommand {
  readonly spec: CommandSpec;
  readonly args: ReturnType<CommandSpec["parse"]>;
}

export interface Received {
  /** null where not even that could be read. */
  readonly mid: string | null;
  readonly n: number;
  /** null: not an envelope, or one that no database can keep as it is. */
  readonly envelope: Envelope | null;
  /** Its command with its arguments read once; null where there is no such command. */
  readonly command: ReadCommand | null;
  /** JSON as it came, for the archive. */
  readonly raw: string;
  /** It made the server fail: it is set aside without being looked at. */
  readonly condemned: boolean;
  /** An envelope of a shape that this release does not know: kept whole for the one that does. */
  readonly tooNew: boolean;
}

export interface Kept {
  readonly mid: string;
  readonly outcome: OutcomeName;
  readonly at: string;
  readonly rev: number;
  readonly conflicts: string[];
  readonly reason?: string;
  readonly cid: string;
  readonly n: number;
  readonly h: string;
  readonly raw: string;
  readonly envelope: Envelope | null;
  readonly personId: string;
  readonly deviceId: string;
}

const NUMBERED = v.looseObject({
  mid: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

const LATER_SHAPE = v.looseObject({ v: v.pipe(v.number(), v.minValue(2)) });

/** NUL and halves of a character are JSON to JavaScript, but PostgreSQL keeps neither in jsonb. */
const UNSTORABLE = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

export function receive(mut: unknown, condemned: boolean): Received {
  const deep = isTooDeep(mut);
  const json = deep ? deepJson(mut) : (JSON.stringify(mut) ?? "null");
  const storable = !deep && !UNSTORABLE.test(json);
  // What cannot be kept as JSON is kept as a text of JSON: whole, and readable.
  const raw = storable && !condemned ? json : JSON.stringify(json);
  const parsed = v.safeParse(envelopeSchema, mut);
  if (parsed.success && Number.isSafeInteger(parsed.output.n)) {
    const { mid, n } = parsed.output;
    const envelope = storable && !condemned ? parsed.output : null;
    const tooNew = parsed.output.sch > SCHEMA;
    return { mid, n, envelope, command: envelope && commandOf(envelope), raw, condemned, tooNew };
  }
  const numbered = v.safeParse(NUMBERED, mut);
  const { mid, n } = numbered.success ? numbered.output : { mid: null, n: 0 };
  const tooNew = v.is(LATER_SHAPE, mut);
  return { mid, n, envelope: null, command: null, raw, condemned, tooNew };
}

function commandOf(envelope: Envelope): ReadCommand | null {
  const spec = COMMANDS.get(envelope.cmd);
  return spec ? { spec, args: spec.parse(envelope.args) } : null;
}

/** The record an envelope is about. */
export function targetOf({ command }: Received): Ref | undefined {
  return command?.args.ok ? command.spec.target(command.args.value) : undefined;
}

/** Every record an envelope is known to look at or to change. */
export function refsOf({ command }: Received): Ref[] {
  if (!command?.args.ok) return [];
  const { spec } = command;
  const args = command.args.value;
  return [spec.target(args), ...spec.needs(args)];
}

export interface DecideContext {
  readonly workspace: Workspace;
  readonly caller: Caller;
  readonly serverNow: string;
  readonly cid: string;
  /** Locks and reads records that a change touches and nobody had asked for. */
  readonly load: (refs: readonly Ref[]) => Promise<void>;
  /** Throws where one of these, which are to be written now, is held only to be looked at. */
  readonly requireHeld: (refs: readonly Ref[]) => void;
  /** Was an open record about this one set aside? What follows it then waits with it. */
  readonly isAside: (ref: Ref) => Promise<boolean>;
}

type Base = Omit<Kept, "outcome" | "rev" | "conflicts" | "reason">;

const aside = (base: Base, reason: string): Kept => ({
  ...base,
  outcome: "quarantined",
  rev: 0,
  conflicts: [],
  reason,
});

/** Is this a whole envelope with other contents than the one that is known under its `mid`? */
export const isOther = ({ envelope }: Received, known: { readonly h: string }): boolean =>
  envelope !== null && known.h !== "" && known.h !== envelope.h && envelopeChecksum(envelope) === envelope.h;

/** The name a second content under one `mid` is kept by; the same content gets the same name each time. */
export const secondMid = ({ mid, envelope }: Received): string =>
  createHash("sha256").update(`${mid}.${envelope?.h}`).digest("hex").slice(0, 32);

/** Does this envelope stand under the name? */
export const isUnder = (item: Received, name: string | undefined): boolean =>
  name === item.mid || name === secondMid(item);

/** Both contents are kept, and a person looks at them: no honest phone ever gives one name twice. */
export function asReused(item: Received, context: DecideContext, mid: string): Kept {
  return aside({ ...baseOf(item, context), mid }, "mid-reuse");
}

function baseOf({ envelope, mid, n, raw }: Received, context: DecideContext): Base {
  const { actor, deviceId } = context.caller;
  const whose = { personId: actor.personId, deviceId, cid: context.cid };
  return { mid: mid ?? "", envelope, n, h: envelope?.h ?? "", raw, at: context.serverNow, ...whose };
}

/** The outcome of one envelope; the workspace carries what it changed. Throws only for a bug. */
export async function settle(item: Received, context: DecideContext): Promise<Kept> {
  const { envelope, command } = item;
  const { actor } = context.caller;
  const base = baseOf(item, context);
  if (item.condemned) return aside(base, "server-error");
  if (!envelope) return aside(base, item.tooNew ? "version-unknown" : "malformed");
  if (envelope.cid !== context.cid || envelopeChecksum(envelope) !== envelope.h) return aside(base, "damaged");
  if (envelope.user !== actor.personId) return aside(base, "not-allowed");
  if (context.caller.revoked) return aside(base, "revoked");
  if (item.tooNew) return aside(base, "version-unknown");
  if (!command) return aside(base, "unknown-command");
  const { spec, args } = command;
  if (!args.ok) return aside(base, args.error.kind);
  return decide({ spec, args: args.value, envelope, base, context });
}

interface Decision {
  readonly spec: CommandSpec;
  readonly args: Doc;
  readonly envelope: Envelope;
  readonly base: Base;
  readonly context: DecideContext;
}

async function decide(decision: Decision): Promise<Kept> {
  const { spec, args, envelope, base, context } = decision;
  const { workspace, caller, serverNow } = context;
  const target = spec.target(args);
  const env = {
    actor: caller.actor,
    at: correctedAt(envelope, serverNow),
    now: serverNow,
    look: (ref: Ref) => workspace.doc(ref),
  };
  const verdict = spec.decide(workspace.doc(target), args, env);
  if (!verdict.ok) {
    const { kind } = verdict.error;
    const orphaned = kind === "not-found" && !workspace.has(target) && (await context.isAside(target));
    return aside(base, orphaned ? "parent-set-aside" : kind);
  }
  const touched = touchedBy(verdict.value);
  context.requireHeld(touched);
  const unasked = workspace.unasked(touched);
  if (unasked.length > 0) {
    await context.load(unasked);
    return decide(decision);
  }
  // An id that was made up to hit somebody else's record must not replace it.
  if (verdict.value.some((e) => e.op === "create" && workspace.has(e))) return aside(base, "already-exists");
  const change = spec.form ? touchedOnly(verdict.value, target, envelope.was) : verdict.value;
  const conflicts = workspace.apply(change, envelope, { at: serverNow, deviceId: caller.deviceId });
  return { ...base, outcome: conflicts.length > 0 ? "merged" : "applied", rev: workspace.rev(target), conflicts };
}
