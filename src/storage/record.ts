/** Saves what a person did: sealed where it is confidential, decided here by the rules, then one transaction, then it is safe. */
import {
  applyChange,
  type Change,
  type CommandSpec,
  type Doc,
  type Ref,
  touchedBy,
  type Verdict,
} from "#domain/kernel/command";
import type { Refusal } from "#domain/kernel/refusal";
import { err, ok, type Result } from "#domain/kernel/result";
import { sealOf } from "#domain/sealed/sealed-records";
import { type Envelope, envelopeChecksum } from "#protocol/envelope";
import { SCHEMA } from "#protocol/version";
import { noteSavedUnder } from "./drawn-ids.ts";
import { keyOf, refOf } from "./fold.ts";
import { writeHeld } from "./lost-marker.ts";
import type { Folded, Waiting } from "./overlay.ts";
import { newId, randomHex } from "./random.ts";
import { withReserve } from "./reserve.ts";
import type { Turn } from "./standing.ts";
import { steady } from "./steady.ts";
import { parseToSeal, type ToSeal } from "./to-seal.ts";
import { putInOutbox } from "./vault/vault.ts";
import type { World } from "./world.ts";

export { newId };

export interface GivenCommand {
  readonly cmd: string;
  readonly args: unknown;
}

interface Parsed extends ToSeal {
  readonly spec: CommandSpec;
}

/** Whoever gives a command has its rules loaded already: the page that makes it names it. */
async function parseAll(commands: readonly GivenCommand[]): Promise<Result<Parsed[], Refusal>> {
  const { COMMANDS } = await import("#domain/commands");
  const parsed: Parsed[] = [];
  for (const { cmd, args } of commands) {
    const spec = COMMANDS.get(cmd);
    if (!spec) return err({ kind: "unknown-command" });
    const result = parseToSeal(spec, args);
    if (!result.ok) return result;
    parsed.push({ spec, ...result.value });
  }
  return ok(parsed);
}

/** What stood on the screen in the fields this change sets on the command's own record. */
function shownBefore(change: Change, target: Ref, current: Doc | undefined): Doc {
  const was: Record<string, unknown> = {};
  for (const effect of change) {
    if (keyOf(effect) !== keyOf(target)) continue;
    const fields = effect.op === "set" ? Object.keys(effect.fields) : effect.op === "transition" ? ["state"] : [];
    for (const field of fields) was[field] = current?.[field] ?? null;
  }
  return was;
}

const blobsOf = (change: Change): string[] => [
  ...new Set(change.flatMap((e) => (e.op === "attach" ? [e.sha256] : []))),
];

/** `at` is the device clock, ISO; `cid` and `n` stand outside the checksum and are set when it is sent. */
function sealed(parts: Omit<Envelope, "v" | "sch" | "cid" | "n" | "mid" | "h">): Envelope {
  const bare = { ...parts, v: 1 as const, sch: SCHEMA, mid: randomHex(16), cid: "", n: 0 } as Omit<Envelope, "h">;
  return { ...bare, h: envelopeChecksum(bare) } as Envelope;
}

/** Pages with sealed words load it with themselves; nobody else needs it before the first screen. */
const sealing = () => import("./sealing.ts");

/** The records as they stand while the commands of one save are decided one after the other. */
interface Desk {
  readonly world: World;
  readonly folded: Folded;
  readonly docs: Map<string, Doc>;
  /** Device clock, ISO, and the same by the server's. */
  readonly at: string;
  readonly trueAt: string;
  readonly drafts: Waiting[];
}

function decideOn({ folded, docs, trueAt }: Desk, spec: CommandSpec, args: Doc): Verdict {
  const look = (ref: Ref) => docs.get(keyOf(ref));
  return spec.decide(look(spec.target(args)), args, { actor: folded.actor, at: trueAt, now: folded.now, look });
}

/** The command's own record as it would be made. */
function madeBy(desk: Desk, spec: CommandSpec, args: Doc): Doc | undefined {
  const verdict = decideOn(desk, spec, args);
  return verdict.ok ? applyChange(desk.docs, verdict.value).get(keyOf(spec.target(args))) : undefined;
}

async function decideOne(desk: Desk, { spec, ...toSeal }: Parsed): Promise<Result<null, Refusal>> {
  const { world, folded, docs, at, drafts } = desk;
  const e = spec.target(toSeal.args);
  const current = docs.get(keyOf(e));
  const isSealed = toSeal.plain.size > 0 || spec.makesSeal;
  const made = (args: Doc) => madeBy(desk, spec, args);
  const args = isSealed
    ? await (await sealing()).sealArgs(world, { spec, toSeal, ref: e, current, made })
    : ok(toSeal.args);
  if (!args.ok) return args;
  const verdict = decideOn(desk, spec, args.value);
  if (!verdict.ok) return verdict;
  const change = verdict.value;
  for (const [key, doc] of applyChange(docs, change)) docs.set(key, doc);
  const env = sealed({
    user: world.person.personId,
    cmd: spec.name,
    args: args.value,
    e: { t: e.t, id: e.id },
    base: folded.server.get(keyOf(e))?.rev ?? 0,
    was: shownBefore(change, e, current),
    at,
    off: folded.off,
    need: blobsOf(change),
  });
  drafts.push({ mid: env.mid, ek: touchedBy(change).map(keyOf), env });
  return ok(null);
}

/** Keys of sealed records go with what makes somebody entitled to them, where this phone can pass them on now. */
async function passKeysOn(desk: Desk): Promise<void> {
  const touched = new Set(desk.drafts.flatMap((draft) => draft.ek));
  for (const key of touched) {
    const { t, id } = refOf(key);
    const doc = desk.docs.get(key);
    const wraps = sealOf(doc) && doc ? await (await sealing()).missingWraps(desk.world, t, doc) : [];
    if (wraps.length === 0) continue;
    const { wrapKey } = await import("#domain/sealed/seal-commands");
    await decideOne(desk, { spec: wrapKey.spec, args: { t, recordId: id, wraps }, plain: new Map() });
  }
}

async function decideAll(world: World, parsed: readonly Parsed[], at: string): Promise<Result<Desk, Refusal>> {
  const refs = parsed.flatMap(({ spec, args }) => [spec.target(args), ...spec.needs(args)]);
  const folded = await world.standing.read(world, refs);
  const docs = new Map<string, Doc>();
  for (const [key, record] of folded.server) docs.set(key, record.doc);
  for (const [key, doc] of folded.docs) docs.set(key, doc);
  const trueAt = new Date(Date.parse(at) + (folded.off ?? 0)).toISOString();
  const desk: Desk = { world, folded, docs, at, trueAt, drafts: [] };
  for (const one of parsed) {
    const decided = await decideOne(desk, one);
    if (!decided.ok) return decided;
  }
  await passKeysOn(desk);
  return ok(desk);
}

/** Decided on what is held; before anybody is refused, on what is stored. */
async function decideSurely(world: World, parsed: readonly Parsed[], at: string): Promise<Result<Desk, Refusal>> {
  const decided = await decideAll(world, parsed, at);
  if (decided.ok) return decided;
  world.standing.forget();
  return decideAll(world, parsed, at);
}

/**
 * The one strict transaction. `saved`: false, and nothing saved, where another tab has saved since it was decided.
 * `after`: what the next save waits for, and this one does not.
 */
async function save({ world, folded, drafts }: Desk): Promise<{ saved: boolean; after: Promise<void> }> {
  const { vault, standing } = world;
  const tried = { again: false };
  const put = () => {
    const { again } = tried;
    tried.again = true;
    return putInOutbox(vault, drafts, { expected: folded.held.nextN, again });
  };
  const { saved, alone } = await standing.whileSaving(() => withReserve(() => steady(vault, put)));
  if (saved === "moved") standing.forget();
  else noteSavedUnder(drafts.flatMap(({ ek }) => ek.map((key) => refOf(key).id)));
  const after = saved === "saved" && alone ? standing.add(folded, drafts) : Promise.resolve();
  return { saved: saved === "saved", after };
}

async function decideAndSave(
  world: World,
  parsed: readonly Parsed[],
  at: string,
): Promise<Turn<Result<Desk, Refusal>>> {
  for (;;) {
    const desk = await steady(world.vault, () => decideSurely(world, parsed, at));
    if (!desk.ok) return { value: desk };
    const { saved, after } = await save(desk.value);
    if (saved) return { value: desk, after };
  }
}

/** Beside the save, not before it: the marker is for the day the browser clears everything. */
function noteSaved({ world, folded: { held }, drafts }: Desk): void {
  const { cid, nextN, unsent } = held;
  const counts = { nextN: nextN + drafts.length, unsent: unsent + drafts.length };
  if (cid !== undefined) setTimeout(() => writeHeld(world.person.personId, { cid, ...counts }));
}

/**
 * Decides the commands in their order and saves them together or not at all; a refusal saves nothing.
 * `at`: device time of the deed, ISO, where it is not now. Throws Fault `storage-full`, `storage-unavailable`.
 */
export async function record(
  world: World,
  commands: readonly GivenCommand[],
  at = new Date(world.clock.now()).toISOString(),
): Promise<Result<{ mids: string[] }, Refusal>> {
  const parsed = await parseAll(commands);
  if (!parsed.ok) return parsed;
  const desk = await world.standing.inTurn(() => decideAndSave(world, parsed.value, at));
  if (!desk.ok) return desk;
  world.fullness.set(false);
  noteSaved(desk.value);
  return ok({ mids: desk.value.drafts.map((d) => d.mid) });
}
