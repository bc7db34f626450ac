/** Reads what waits on this phone and decides it over the cached rows. */
import { type Actor, activeActor, type Grant } from "#domain/kernel/actor";
import type { Doc, Ref } from "#domain/kernel/command";
import type { ServerRecord } from "./cache/cache.ts";
import { readRecord, readRecords } from "./cache/read-record.ts";
import { keyOf, type Overlay, type Pending, refOf, type StageMark } from "./fold.ts";
import type { LedgerRow, OutboxRow, QuarantineRow } from "./vault/vault.ts";
import type { World } from "./world.ts";

/** The person of this phone with the grants the server last sent; none before the first contact. */
export async function readActor(world: World, now: string): Promise<Actor> {
  const { personId } = world.person;
  const person = await readRecord(world.cache, { t: "person", id: personId });
  return activeActor(personId, (person?.doc["grants"] as readonly Grant[] | undefined) ?? [], now);
}

interface Waiting {
  readonly outbox: readonly OutboxRow[];
  readonly receipts: readonly LedgerRow[];
  readonly quarantine: readonly QuarantineRow[];
  /** What is added to the device clock to get server time, ms; absent before the first contact. */
  readonly clockOffset: number | undefined;
}

/** Pending commands in their order: receipts that no pull has brought back yet, then the outbox. */
async function readWaiting({ vault }: World): Promise<Waiting> {
  const [outbox, receipts, quarantine, clockOffset] = await Promise.all([
    vault.outbox.orderBy("n").toArray(),
    vault.ledger.where("folded").equals(1).sortBy("n"),
    vault.quarantine.toArray(),
    vault.getMeta("clockOffset"),
  ]);
  return { outbox, receipts, quarantine, clockOffset };
}

function stagesOf({ outbox, receipts, quarantine }: Waiting): Map<string, StageMark> {
  const stages = new Map<string, StageMark>();
  for (const row of receipts) {
    for (const key of row.ek) stages.set(key, { stage: "received", receivedAt: row.receivedAt });
  }
  for (const row of outbox) {
    for (const key of row.ek) stages.set(key, { stage: row.state === "sending" ? "sending" : "onPhone" });
  }
  for (const row of quarantine) for (const key of row.ek) stages.set(key, { stage: "quarantined" });
  return stages;
}

export interface Folded extends Overlay {
  /** Server rows that were read to fold; keyed `type:id`. */
  readonly server: ReadonlyMap<string, ServerRecord>;
  /** Estimated server time, ISO. */
  readonly now: string;
  /** Server time less device time, ms; null before the first contact. */
  readonly off: number | null;
}

const NOTHING_WAITS = { refsToFold: (): Ref[] => [], foldPending: () => new Map<string, Doc>() };

/** The rules of every command come only where one waits: most phones open with nothing waiting. */
const folding = async (pending: readonly Pending[]): Promise<typeof import("./fold-pending.ts")> =>
  pending.length === 0 ? NOTHING_WAITS : import("./fold-pending.ts");

/** Folds everything pending. Normally well below 200 commands. */
export async function readOverlay(world: World, also: readonly Ref[] = []): Promise<Folded> {
  const waiting = await readWaiting(world);
  const off = waiting.clockOffset ?? null;
  const now = new Date(world.clock.now() + (off ?? 0)).toISOString();
  const pending = [...waiting.receipts, ...waiting.outbox];
  const { refsToFold, foldPending } = await folding(pending);
  const [actor, server] = await Promise.all([
    readActor(world, now),
    readRecords(world.cache, [...refsToFold(pending), ...also]),
  ]);
  const rows = new Map<string, Doc>();
  for (const [key, record] of server) rows.set(key, record.doc);
  const docs = foldPending(pending, rows, actor, now);
  const refs = new Map<string, Ref>();
  for (const key of docs.keys()) refs.set(key, refOf(key));
  return { docs, refs, stages: stagesOf(waiting), actor, server, now, off };
}

/** A record as decided so far: pending over server. */
export const docIn = (folded: Folded, ref: Ref): Doc | undefined =>
  folded.docs.get(keyOf(ref)) ?? folded.server.get(keyOf(ref))?.doc;
