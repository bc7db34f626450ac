/**
 * What may go from the vault, and only that: receipts the server has in a verified backup, photos nothing refers to, and
 * drafts about a file that has left the phone. A record that waits, any other draft, and whatever was set aside are never
 * touched.
 */
import type { Doc } from "#domain/kernel/command";
import { isSame } from "#domain/kernel/same";
import { RECORD_TYPES } from "#domain/registry";
import { asKeptOnPhone, sealedSpecOf } from "#domain/sealed/sealed-records";
import { dropUnusedLayouts } from "./cache/cache.ts";
import { hashesInDrafts, hashesInReceipts, hashesWaiting } from "./references.ts";
import { steady } from "./steady.ts";
import type { LedgerRow, Vault } from "./vault/vault.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;
/** A receipt is kept so long whatever the server says. */
const KEEP_RECEIPT_MS = 14 * DAY_MS;
/** Above this size receipts go earlier, oldest first, but none that no backup holds. */
const MAX_LEDGER_CHARS = 50_000_000;

/** Which receipts may go, oldest first: `n` ≤ `safe`, and either old enough or over the size. Pure. */
export function prunable(
  receipts: readonly Pick<LedgerRow, "mid" | "n" | "ackAt" | "folded">[],
  safe: number | undefined,
  { nowMs, overChars, charsOf }: { nowMs: number; overChars: number; charsOf: (mid: string) => number },
): string[] {
  if (safe === undefined) return [];
  const oldestFirst = receipts.filter((r) => r.n <= safe && r.folded === 0).sort((a, b) => a.n - b.n);
  let over = overChars;
  const gone: string[] = [];
  for (const { mid, ackAt } of oldestFirst) {
    if (ackAt > nowMs - KEEP_RECEIPT_MS && over <= 0) continue;
    over -= charsOf(mid);
    gone.push(mid);
  }
  return gone;
}

/** Prunes the ledger by the server's watermark; without one nothing goes. @returns how many receipts went. */
export async function pruneLedger({ vault, clock }: World): Promise<number> {
  const safe = await vault.getMeta("safe");
  if (safe === undefined) return 0;
  const receipts = await vault.ledger.toArray();
  const chars = new Map(receipts.map((r) => [r.mid, JSON.stringify(r).length]));
  const overChars = [...chars.values()].reduce((sum, n) => sum + n, 0) - MAX_LEDGER_CHARS;
  const charsOf = (mid: string) => chars.get(mid) ?? 0;
  const gone = prunable(receipts, safe, { nowMs: clock.now(), overChars, charsOf });
  await vault.transaction("rw", vault.meta, vault.ledger, async () => {
    // Another epoch or client meanwhile: the numbers mean something else now.
    if ((await vault.getMeta("safe")) === safe) await vault.ledger.bulkDelete(gone);
  });
  return gone.length;
}

async function unreferenced(vault: Vault, olderThanMs: number): Promise<Set<string>> {
  const old = await vault.blobs.filter((b) => b.addedAt < olderThanMs).primaryKeys();
  const left = new Set(old);
  if (left.size === 0) return left;
  for (const used of [await hashesInDrafts(vault), await hashesWaiting(vault)]) {
    for (const sha256 of used) left.delete(sha256);
  }
  if (left.size > 0) for (const sha256 of await hashesInReceipts(vault, left)) left.delete(sha256);
  return left;
}

/**
 * Sweeps photos older than a day that no draft, waiting record, receipt or set-aside record refers to.
 * @returns how many files went.
 */
export async function sweepPhotos(world: World): Promise<number> {
  const { vault, clock } = world;
  const startedMs = clock.now();
  const found = await unreferenced(vault, startedMs - DAY_MS);
  if (found.size === 0) return 0;
  const { drafts, outbox, quarantine, ledger, meta, blobs, chunks } = vault;
  return steady(vault, () =>
    vault.transaction("rw", [drafts, outbox, quarantine, ledger, meta, blobs, chunks], async () => {
      // Looked at once more in the transaction that deletes: a draft may have become a record meanwhile.
      const left = new Set(found);
      for (const sha256 of await hashesInDrafts(vault)) left.delete(sha256);
      for (const sha256 of await hashesWaiting(vault)) left.delete(sha256);
      for (const sha256 of await hashesInReceipts(vault, left, startedMs - DAY_MS)) left.delete(sha256);
      const young = await blobs
        .where("sha256")
        .anyOf([...left])
        .filter((b) => b.addedAt >= startedMs - DAY_MS)
        .primaryKeys();
      for (const sha256 of young) left.delete(sha256);
      await chunks
        .where("sha256")
        .anyOf([...left])
        .delete();
      await blobs.bulkDelete([...left]);
      return left.size;
    }),
  );
}

/**
 * Files that ended some days ago leave this phone; their stub stays, under the same revision. What was written about one
 * for this phone alone, half a form or a private note, goes with it: it speaks of the same people. @returns how many.
 */
export async function thinOut({ cache, clock, vault }: World): Promise<number> {
  const now = new Date(clock.now() + ((await vault.getMeta("clockOffset")) ?? 0)).toISOString();
  const ended: [string, string][] = [];
  for (const t of RECORD_TYPES.filter((type) => sealedSpecOf(type)?.onPhone)) {
    const rows = await cache.rows.where("[t+id]").between([t, ""], [t, "\uffff"]).toArray();
    for (const { id, doc } of rows) if (!isSame(asKeptOnPhone(t, doc, now), doc)) ended.push([t, id]);
  }
  if (ended.length === 0) return 0;
  // First what has no other sign that it should go.
  await vault.drafts.filter(({ id }) => ended.some(([, one]) => id.endsWith(`:${one}`))).delete();
  return cache.rows
    .where("[t+id]")
    .anyOf(ended)
    .modify((row: { readonly t: string; doc: Doc }) => {
      row.doc = asKeptOnPhone(row.t, row.doc, now);
    });
}

/** Once a day, and after a contact only: the watermark must be fresh. */
export async function keepHouse(world: World): Promise<void> {
  const { vault, clock } = world;
  const last = (await vault.getMeta("sweptAt")) ?? 0;
  if (Math.abs(clock.now() - last) < DAY_MS) return;
  await pruneLedger(world);
  await sweepPhotos(world);
  await thinOut(world);
  await dropUnusedLayouts(world.person.personId);
  await vault.setMeta("sweptAt", clock.now());
}
