/** Reads what waits on this phone and decides it over the cached rows. */
import { type Actor, activeActor, type Grant } from "#domain/kernel/actor";
import type { Doc, Ref } from "#domain/kernel/command";
import type { ServerRecord } from "./cache/cache.ts";
import { readRecords } from "./cache/read-record.ts";
import { isDrawnOnly } from "./drawn-ids.ts";
import { keyOf, type Overlay, type Pending, refOf, type StageMark } from "./fold.ts";
import { isSending, type LedgerRow, type OutboxRow, type QuarantineRow, type Sending } from "./vault/vault.ts";
import type { World } from "./world.ts";

/** A command as the vault takes it. */
export interface Waiting extends Pending {
  readonly mid: string;
}

interface InVault {
  readonly outbox: readonly OutboxRow[];
  readonly receipts: readonly LedgerRow[];
  readonly quarantine: readonly QuarantineRow[];
  /** What is added to the device clock to get server time, ms; absent before the first contact. */
  readonly clockOffset: number | undefined;
  readonly cid: string | undefined;
  readonly nextN: number;
  readonly sending: Sending | undefined;
}

/** Pending commands in their order: receipts that no pull has brought back yet, then the outbox. As of one moment. */
const readVault = ({ vault }: World): Promise<InVault> =>
  vault.transaction("r", vault.outbox, vault.ledger, vault.quarantine, vault.meta, async () => {
    const [outbox, receipts, quarantine, clockOffset, cid, nextN, sending] = await Promise.all([
      vault.outbox.orderBy("n").toArray(),
      vault.ledger.where("folded").equals(1).sortBy("n"),
      vault.quarantine.toArray(),
      vault.getMeta("clockOffset"),
      vault.getMeta("cid"),
      vault.getMeta("nextN"),
      vault.getMeta("sending"),
    ]);
    return { outbox, receipts, quarantine, clockOffset, cid, nextN: nextN ?? 1, sending };
  });

function stagesOf({ outbox, receipts, quarantine, sending }: InVault): Map<string, StageMark> {
  const stages = new Map<string, StageMark>();
  for (const row of receipts) {
    for (const key of row.ek) stages.set(key, { stage: "received", receivedAt: row.receivedAt });
  }
  for (const row of outbox) {
    const stage = isSending(row, sending) ? "sending" : "onPhone";
    for (const key of row.ek) stages.set(key, { stage });
  }
  for (const row of quarantine) for (const key of row.ek) stages.set(key, { stage: "quarantined" });
  return stages;
}

export interface Folded extends Overlay {
  /** Server rows that were read to fold; keyed `type:id`. */
  readonly server: ReadonlyMap<string, ServerRecord>;
  /** Keys of all that was looked for, there or not. */
  readonly asked: ReadonlySet<string>;
  /** Estimated server time, ISO. */
  readonly now: string;
  /** Server time less device time, ms; null before the first contact. */
  readonly off: number | null;
  /** What the vault holds; its counter says whether anything was saved since. */
  readonly held: { readonly cid: string | undefined; readonly nextN: number; readonly unsent: number };
}

const NOTHING_WAITS = { refsToFold: (): Ref[] => [], foldPending: () => new Map<string, Doc>() };

/** The rules of every command come only where one waits: most phones open with nothing waiting. */
const folding = async (pending: readonly Pending[]): Promise<typeof import("./fold-pending.ts")> =>
  pending.length === 0 ? NOTHING_WAITS : import("./fold-pending.ts");

const serverNow = (world: World, off: number | null): string => new Date(world.clock.now() + (off ?? 0)).toISOString();

/** Those that may lie in the cache. */
const known = (refs: readonly Ref[]): Ref[] => refs.filter((ref) => !isDrawnOnly(ref.id));

const personOf = ({ person }: World): Ref => ({ t: "person", id: person.personId });

/** The person of this phone with the grants the server last sent; none before the first contact. */
function actorOf(world: World, server: ReadonlyMap<string, ServerRecord>, now: string): Actor {
  const grants = server.get(keyOf(personOf(world)))?.doc["grants"] as readonly Grant[] | undefined;
  return activeActor(world.person.personId, grants ?? [], now);
}

function docsOf(server: ReadonlyMap<string, ServerRecord>): Map<string, Doc> {
  const docs = new Map<string, Doc>();
  for (const [key, record] of server) docs.set(key, record.doc);
  return docs;
}

/** Folds everything pending. Normally well below 200 commands. */
export async function readOverlay(world: World, also: readonly Ref[] = []): Promise<Folded> {
  const inVault = await readVault(world);
  const off = inVault.clockOffset ?? null;
  const now = serverNow(world, off);
  const pending = [...inVault.receipts, ...inVault.outbox];
  const { refsToFold, foldPending } = await folding(pending);
  const wanted = [...refsToFold(pending), ...also, personOf(world)];
  const server = await readRecords(world.cache, known(wanted));
  const actor = actorOf(world, server, now);
  const docs = foldPending(pending, docsOf(server), actor, now);
  const refs = new Map<string, Ref>();
  for (const key of docs.keys()) refs.set(key, refOf(key));
  const { cid, nextN, outbox } = inVault;
  const held = { cid, nextN, unsent: outbox.length };
  const asked = new Set(wanted.map(keyOf));
  return { docs, refs, stages: stagesOf(inVault), actor, server, asked, now, off, held };
}

/** What was folded before, as it stands now, with more of the server's rows at hand. */
export async function readAlso(world: World, before: Folded, also: readonly Ref[]): Promise<Folded> {
  const now = serverNow(world, before.off);
  const missing = also.filter((ref) => !before.asked.has(keyOf(ref)));
  if (missing.length === 0) return { ...before, now, actor: actorOf(world, before.server, now) };
  const server = new Map([...before.server, ...(await readRecords(world.cache, known(missing)))]);
  const asked = new Set([...before.asked, ...missing.map(keyOf)]);
  return { ...before, server, asked, now, actor: actorOf(world, server, now) };
}

/** What was folded before and what was saved on top of it; undefined where a record it needs was not at hand. */
export async function foldAlso(before: Folded, saved: readonly Waiting[]): Promise<Folded | undefined> {
  const { refsToFold, foldPending } = await folding(saved);
  if (!refsToFold(saved).every((ref) => before.asked.has(keyOf(ref)))) return undefined;
  const stood = new Map([...docsOf(before.server), ...before.docs]);
  const docs = new Map([...before.docs, ...foldPending(saved, stood, before.actor, before.now)]);
  const refs = new Map(before.refs);
  for (const key of docs.keys()) if (!refs.has(key)) refs.set(key, refOf(key));
  const stages = new Map(before.stages);
  for (const { ek } of saved)
    for (const key of ek) if (stages.get(key)?.stage !== "quarantined") stages.set(key, { stage: "onPhone" });
  const { cid, nextN, unsent } = before.held;
  const held = { cid, nextN: nextN + saved.length, unsent: unsent + saved.length };
  return { ...before, docs, refs, stages, held };
}

/** A record as decided so far: pending over server. */
export const docIn = (folded: Folded, ref: Ref): Doc | undefined =>
  folded.docs.get(keyOf(ref)) ?? folded.server.get(keyOf(ref))?.doc;
