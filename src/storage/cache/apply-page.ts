/** Takes a verified page of the pull into the cache: rows in slices, the cursor only with the last slice. */
import type { Table } from "dexie";
import { asKeptOnPhone } from "#domain/sealed/sealed-records";
import { bucketOf } from "#protocol/pages";
import type { Cursor, PullHead, PullRow, PullTail } from "#protocol/pull";
import { SCHEMA } from "#protocol/version";
import {
  type Cache,
  type CachedRow,
  columnsOf,
  countDrop,
  EPOCH_ROW,
  isPaged,
  isScope,
  type ServerRecord,
} from "./cache.ts";
import { partAnew, putPages, takeOut, written } from "./packed.ts";
import { recordsById } from "./page-bytes.ts";
import { Stand } from "./stand.ts";

/** A save waits behind a running bulk transaction, so none may be long: of 200 rows it waited twice as long as of 50. */
const SLICE_ROWS = 64;

export interface CachePosition {
  readonly cursor: Cursor;
  /** By scope, the floor when this phone began it. */
  readonly floors: Cursor;
  readonly epoch: string | null;
  /** What the answer to a question from this position rests on. */
  readonly stand: Stand;
}

const epochIn = (stand: Stand): string | undefined => stand.rows.find((r) => r.scope === EPOCH_ROW)?.epoch;

/**
 * Position of this cache in each scope, and the epoch it belongs to. Cursors of an older schema have passed over records
 * that the app of that time could not read: with them everything is fetched once more, over what is there.
 */
export async function readCursor(cache: Cache): Promise<CachePosition> {
  const stand = await Stand.of(cache);
  const whole = stand.rows.find((r) => r.scope === EPOCH_ROW);
  const scopes = (whole?.sch ?? 1) < SCHEMA ? [] : stand.rows.filter((r) => isScope(r.scope));
  return {
    cursor: Object.fromEntries(scopes.map((r) => [r.scope, r.seq])),
    floors: Object.fromEntries(scopes.map((r) => [r.scope, r.floor ?? 0])),
    epoch: whole?.epoch ?? null,
    stand,
  };
}

/** other-epoch: the cache belongs to another server. torn: another tab has changed what the page rests on. */
export type Applied = "whole" | "other-epoch" | "torn";

export interface AnsweredPage {
  readonly head: PullHead;
  readonly rows: readonly PullRow[];
  readonly tail: Pick<PullTail, "cursor" | "floors">;
}

/**
 * Applies rows and, in the last transaction, the cursor, over the stand from which the page was asked for; where that has
 * changed, the cursor stays as it is. The stand moves along.
 */
export async function applyPage(cache: Cache, { head, rows, tail }: AnsweredPage, stand: Stand): Promise<Applied> {
  const epoch = epochIn(stand);
  if (epoch !== undefined && epoch !== head.epoch) return "other-epoch";
  const held = new Set(head.scopes);
  const mine = rows.filter((r) => held.has(r.scope));
  const gone = [...(await lostScopes(cache, held)), ...beginningWith(stand, { head, rows: mine, tail })];
  for (const scope of gone) if (!(await purgeScope(cache, scope, stand))) return "torn";
  for (let from = 0; ; from += SLICE_ROWS) {
    const slice = mine.slice(from, from + SLICE_ROWS);
    const last = from + SLICE_ROWS >= mine.length;
    const fits = await cache.transaction("rw", cache.tables, async () => {
      if (!(await stand.holds())) return false;
      await applySlice(cache, slice, head.serverNow);
      if (last) await saveCursor(cache, head, tail);
      // Rows stand before their cursor now: who counts or writes from the stand before would count or write amiss.
      else if (from === 0) await countDrop(cache);
      if (last || from === 0) await stand.moves();
      return true;
    });
    if (!fits) return "torn";
    if (last) return "whole";
  }
}

/**
 * Scopes that begin with this page: what lies there is left over from a page that was cut off, from another epoch, or
 * older than what the server remembers of removals. A cache that is read again under a newer schema keeps what it shows.
 */
function beginningWith(stand: Stand, { head, rows, tail }: AnsweredPage): Set<string> {
  const begun = new Set(stand.rows.filter((row) => row.seq > 0).map((row) => row.scope));
  const fresh = rows.map((r) => r.scope).filter((scope) => !begun.has(scope));
  const seen = new Set(stand.rows.map((row) => row.scope));
  const unseen = Object.keys(tail.cursor).filter((scope) => !seen.has(scope));
  return new Set([...(head.resets ?? []), ...fresh, ...unseen]);
}

/** A scope that the answer has no place for is still to begin. */
async function saveCursor(cache: Cache, head: PullHead, { cursor, floors = {} }: AnsweredPage["tail"]): Promise<void> {
  const mine = new Set(head.scopes);
  const kept = Object.entries(cursor).filter(([scope]) => mine.has(scope));
  await cache.cursors.bulkDelete(head.scopes.filter((scope) => !(scope in cursor)));
  await cache.cursors.bulkPut(kept.map(([scope, seq]) => ({ scope, seq, floor: floors[scope] ?? 0 })));
  await cache.cursors.put({ scope: EPOCH_ROW, seq: 0, epoch: head.epoch, sch: SCHEMA });
}

/** The row as a phone may keep it. */
export const asKept = (row: PullRow, now: string): PullRow =>
  row.doc ? { ...row, doc: asKeptOnPhone(row.t, row.doc, now) } : row;

async function applySlice(cache: Cache, pulled: readonly PullRow[], now: string): Promise<void> {
  const slice = pulled.map((row) => asKept(row, now));
  const paged = slice.filter((r) => isPaged(r.t));
  const single = slice.filter((r) => !isPaged(r.t));
  if (paged.length > 0) await applyPaged(cache, paged);
  if (single.length === 0) return;
  // What is a member lies in rows already: most changes are of those, and to read the pages for them costs the most.
  const members = await cache.members.bulkGet(
    single.map(({ scope, t, id }): [string, string, string] => [scope, t, id]),
  );
  const others = single.filter((_, i) => members[i] === undefined);
  await takeOut(cache, others);
  await applyRows(cache, single, others);
}

/** A record that lay in a page, as a pull would have brought it. */
export const rowOf = (scope: string, { t, id, rev, ra, doc }: ServerRecord): PullRow => ({
  ...{ k: "row", op: "put", scope, t, id, rev, doc },
  ...(ra === undefined ? {} : { ra }),
});

const recordOf = (row: PullRow): ServerRecord => ({
  t: row.t,
  id: row.id,
  rev: row.rev,
  doc: row.doc ?? {},
  ...(row.ra === undefined ? {} : { ra: row.ra }),
});

async function applyPaged(cache: Cache, rows: readonly PullRow[]): Promise<void> {
  const shelves = await cache.shelves.bulkGet(rows.map((r): [string, string] => [r.scope, r.t]));
  const keys = new Map<string, [string, string, string]>();
  const names = rows.map((row, i) => {
    const key: [string, string, string] = [row.scope, row.t, bucketOf(row.id, shelves[i]?.depth ?? 0)];
    keys.set(key.join(" "), key);
    return key.join(" ");
  });
  const stored = await cache.pages.bulkGet([...keys.values()]);
  const pages = new Map<string, Map<string, ServerRecord>>();
  [...keys.keys()].forEach((name, i) => {
    pages.set(name, recordsById(stored[i]));
  });
  rows.forEach((row, i) => {
    const page = pages.get(names[i]!)!;
    if (row.op === "leave") page.delete(row.id);
    else if ((page.get(row.id)?.rev ?? -1) <= row.rev) page.set(row.id, recordOf(row));
  });
  const changed = [...keys].map(([name, [scope, t, bucket]]) =>
    written({ scope, t, bucket }, [...pages.get(name)!.values()]),
  );
  await putPages(cache, changed);
  const first = rows.flatMap(({ scope, t }, i) => (shelves[i] ? [] : [{ scope, t, depth: 0 }]));
  if (first.length > 0) await cache.shelves.bulkPut(first);
  await partAnew(cache, changed);
}

/** Must run in a transaction over the whole cache. `others`: those of the rows that are no members yet, where that is known. */
export async function applyRows(cache: Cache, rows: readonly PullRow[], others = rows): Promise<void> {
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
  const joining = others.filter((r) => r.op === "put");
  if (joining.length > 0) await cache.members.bulkPut(joining.map(({ scope, t, id }) => ({ scope, t, id })));
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

/** Scopes of which something lies in the table: a step for each. A cursor over unique keys would walk through every row. */
async function scopesIn(table: Table<unknown, readonly [string, ...string[]]>): Promise<string[]> {
  const scopes: string[] = [];
  for (let last = ""; ; ) {
    // In the order of keys an array comes after every string.
    const [next] = await table.where(":id").above([last, []]).limit(1).primaryKeys();
    if (!next) return scopes;
    [last] = next;
    scopes.push(last);
  }
}

async function lostScopes(cache: Cache, held: ReadonlySet<string>): Promise<string[]> {
  const { members, pages, shelves, cursors, boot } = cache;
  const all = await cache.transaction("r", [members, pages, shelves, cursors, boot], () =>
    Promise.all([
      ...[members, pages, shelves].map((table) => scopesIn(table as Table)),
      ...[cursors, boot].map((table) => table.toCollection().primaryKeys()),
    ]),
  );
  return [...new Set(all.flat())].filter((scope) => isScope(scope) && !held.has(scope));
}

/** The cursor goes first: if the purge stops half way, a scope that comes back is fetched whole. @returns false as purgeRows. */
export async function purgeScope(cache: Cache, scope: string, stand?: Stand): Promise<boolean> {
  if (!(await purgeRows(cache, scope, stand))) return false;
  return cache.transaction("rw", [cache.cursors, cache.boot, cache.pages, cache.extracts, cache.shelves], async () => {
    if (!(await beginAnew(cache, scope, stand))) return false;
    for (const table of [cache.pages, cache.extracts, cache.shelves] as const)
      await table.where("scope").equals(scope).delete();
    return true;
  });
}

/** In each transaction of a purge: another tab may have written the cursor anew between two, over rows that go next. */
async function beginAnew(cache: Cache, scope: string, stand: Stand | undefined): Promise<boolean> {
  if (stand && !(await stand.holds())) return false;
  await countDrop(cache);
  await cache.cursors.delete(scope);
  await cache.boot.delete(scope);
  if (stand) await stand.moves();
  return true;
}

/**
 * The scope is still to begin; what lies in pages stays, to be held against the names of the server's pages.
 * @returns false where the stand it rests on does not hold any more.
 */
export async function purgeRows(cache: Cache, scope: string, stand?: Stand): Promise<boolean> {
  for (;;) {
    const left = await cache.transaction("rw", cache.cursors, cache.boot, cache.members, cache.rows, async () => {
      if (!(await beginAnew(cache, scope, stand))) return undefined;
      return takeMembers(cache, scope);
    });
    if (left === undefined) return false;
    if (left === 0) return true;
  }
}

/** Takes some of the scope's rows out. Inside a transaction. @returns how many. */
export async function takeMembers(cache: Cache, scope: string): Promise<number> {
  const members = await cache.members.where("scope").equals(scope).limit(SLICE_ROWS).toArray();
  await leave(cache, members);
  return members.length;
}
