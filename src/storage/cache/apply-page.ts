/** Takes a verified page of the pull into the cache: rows in slices, the cursor only with the last slice. */
import { asKeptOnPhone } from "#domain/sealed/sealed-records";
import type { Cursor, PullHead, PullRow, PullTail } from "#protocol/pull";
import { SCHEMA } from "#protocol/version";
import {
  bucketOf,
  type Cache,
  type CachedPage,
  type CachedRow,
  columnsOf,
  EPOCH_ROW,
  isPaged,
  type ServerRecord,
} from "./cache.ts";

/** A save waits behind a running bulk transaction, so none may be long: of 200 rows it waited twice as long as of 50. */
const SLICE_ROWS = 64;

export interface CachePosition {
  readonly cursor: Cursor;
  /** By scope, the floor when this phone began it. */
  readonly floors: Cursor;
  readonly epoch: string | null;
}

/**
 * Position of this cache in each scope, and the epoch it belongs to. Cursors of an older schema have passed over records
 * that the app of that time could not read: with them everything is fetched once more, over what is there.
 */
export async function readCursor(cache: Cache): Promise<CachePosition> {
  const rows = await cache.cursors.toArray();
  const whole = rows.find((r) => r.scope === EPOCH_ROW);
  const scopes = (whole?.sch ?? 1) < SCHEMA ? [] : rows.filter((r) => r.scope !== EPOCH_ROW);
  return {
    cursor: Object.fromEntries(scopes.map((r) => [r.scope, r.seq])),
    floors: Object.fromEntries(scopes.map((r) => [r.scope, r.floor ?? 0])),
    epoch: whole?.epoch ?? null,
  };
}

/** Applies rows and, in the last transaction, the cursor. @returns false where the cache belongs to another epoch. */
export async function applyPage(
  cache: Cache,
  head: PullHead,
  rows: readonly PullRow[],
  { cursor, floors = {} }: Pick<PullTail, "cursor" | "floors">,
): Promise<boolean> {
  const held = new Set(head.scopes);
  const mine = rows.filter((r) => held.has(r.scope));
  await purgeLostScopes(cache, held);
  for (const scope of await beginningWith(cache, head, mine)) await purgeScope(cache, scope);
  for (let from = 0; ; from += SLICE_ROWS) {
    const slice = mine.slice(from, from + SLICE_ROWS);
    const last = from + SLICE_ROWS >= mine.length;
    const fits = await cache.transaction("rw", cache.tables, async () => {
      const epoch = (await cache.cursors.get(EPOCH_ROW))?.epoch;
      if (epoch !== undefined && epoch !== head.epoch) return false;
      await applySlice(cache, slice, head.serverNow);
      if (last) await saveCursor(cache, head, cursor, floors);
      return true;
    });
    if (!fits || last) return fits;
  }
}

/**
 * Scopes that begin with this page: what lies there is left over from a page that was cut off, or older than what the
 * server remembers of removals. A cache that is read again under a newer schema keeps what it shows.
 */
async function beginningWith(cache: Cache, head: PullHead, rows: readonly PullRow[]): Promise<Set<string>> {
  const known = await cache.cursors.filter((row) => row.seq > 0).toArray();
  const begun = new Set(known.map((row) => row.scope));
  const fresh = rows.map((r) => r.scope).filter((scope) => !begun.has(scope));
  return new Set([...(head.resets ?? []), ...fresh]);
}

async function saveCursor(cache: Cache, head: PullHead, cursor: Cursor, floors: Cursor): Promise<void> {
  const mine = new Set(head.scopes);
  const kept = Object.entries(cursor).filter(([scope]) => mine.has(scope));
  await cache.cursors.bulkPut(kept.map(([scope, seq]) => ({ scope, seq, floor: floors[scope] ?? 0 })));
  await cache.cursors.put({ scope: EPOCH_ROW, seq: 0, epoch: head.epoch, sch: SCHEMA });
}

async function applySlice(cache: Cache, pulled: readonly PullRow[], now: string): Promise<void> {
  const slice = pulled.map((row) => (row.doc ? { ...row, doc: asKeptOnPhone(row.t, row.doc, now) } : row));
  const paged = slice.filter((r) => isPaged(r.t));
  const single = slice.filter((r) => !isPaged(r.t));
  if (paged.length > 0) await applyPaged(cache, paged);
  if (single.length > 0) await applyRows(cache, single);
}

const recordOf = (row: PullRow): ServerRecord => ({
  t: row.t,
  id: row.id,
  rev: row.rev,
  doc: row.doc ?? {},
  ...(row.ra === undefined ? {} : { ra: row.ra }),
});

async function applyPaged(cache: Cache, rows: readonly PullRow[]): Promise<void> {
  const keys = new Map<string, [string, string, number]>();
  const nameOf = (row: PullRow) => `${row.scope}|${row.t}|${bucketOf(row.id)}`;
  for (const row of rows) keys.set(nameOf(row), [row.scope, row.t, bucketOf(row.id)]);
  const stored = await cache.pages.bulkGet([...keys.values()]);
  const pages = new Map<string, Map<string, ServerRecord>>();
  [...keys.keys()].forEach((name, i) => {
    pages.set(name, new Map((stored[i]?.records ?? []).map((r) => [r.id, r])));
  });
  for (const row of rows) {
    const page = pages.get(nameOf(row))!;
    if (row.op === "leave") page.delete(row.id);
    else if ((page.get(row.id)?.rev ?? -1) <= row.rev) page.set(row.id, recordOf(row));
  }
  const full: CachedPage[] = [];
  const empty: [string, string, number][] = [];
  for (const [name, key] of keys) {
    const records = [...pages.get(name)!.values()];
    const [scope, t, bucket] = key;
    if (records.length === 0) empty.push(key);
    else full.push({ scope, t, bucket, records });
  }
  await cache.pages.bulkPut(full);
  await cache.pages.bulkDelete(empty);
}

async function applyRows(cache: Cache, rows: readonly PullRow[]): Promise<void> {
  const puts = rows.filter((r) => r.op === "put");
  const leaves = rows.filter((r) => r.op === "leave");
  const stored = await cache.rows.bulkGet(puts.map((r): [string, string] => [r.t, r.id]));
  const newer = new Map<string, CachedRow>();
  puts.forEach((row, i) => {
    const known = newer.get(`${row.t}:${row.id}`) ?? stored[i];
    if (known && known.rev > row.rev) return;
    newer.set(`${row.t}:${row.id}`, { ...recordOf(row), ...columnsOf(row.t, row.doc ?? {}) });
  });
  await cache.rows.bulkPut([...newer.values()]);
  await cache.members.bulkPut(puts.map(({ scope, t, id }) => ({ scope, t, id })));
  if (leaves.length > 0) await leave(cache, leaves);
}

/** Takes memberships away; a row nobody holds any more goes with the last of them. */
async function leave(cache: Cache, gone: readonly { scope: string; t: string; id: string }[]): Promise<void> {
  await cache.members.bulkDelete(gone.map((m): [string, string, string] => [m.scope, m.t, m.id]));
  for (const { t, id } of gone) {
    const left = await cache.members.where("[t+id]").equals([t, id]).count();
    if (left === 0) await cache.rows.delete([t, id]);
  }
}

/** The cursor goes first: if the purge stops half way, a scope that comes back is fetched whole. */
async function purgeLostScopes(cache: Cache, held: ReadonlySet<string>): Promise<void> {
  const names = new Set<string>();
  for (const source of [cache.members, cache.pages] as const) {
    for (const scope of await source.orderBy("scope").uniqueKeys()) names.add(String(scope));
  }
  for (const scope of await cache.cursors.toCollection().primaryKeys()) names.add(scope);
  names.delete(EPOCH_ROW);
  for (const scope of names) if (!held.has(scope)) await purgeScope(cache, scope);
}

export async function purgeScope(cache: Cache, scope: string): Promise<void> {
  await cache.cursors.delete(scope);
  await cache.pages.where("scope").equals(scope).delete();
  for (;;) {
    const left = await cache.transaction("rw", cache.members, cache.rows, async () => {
      const members = await cache.members.where("scope").equals(scope).limit(SLICE_ROWS).toArray();
      await leave(cache, members);
      return members.length;
    });
    if (left === 0) return;
  }
}
