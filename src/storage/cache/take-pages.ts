/**
 * A scope that begins, page by page: what is there already is not asked for again, and what was written survives a kill.
 * The scope gets its cursor only when all its pages are in; what changed since its first list is pulled then.
 */
import { Fault } from "#domain/kernel/fault";
import { isKeptInPages } from "#domain/registry";
import { type ListedScope, type PageList, pageName, type ServedPage, type WantedPage } from "#protocol/pages";
import type { PullRow } from "#protocol/pull";
import { randomHex } from "../random.ts";
import { applyRows, asKept, rowOf, takeMembers } from "./apply-page.ts";
import {
  type BeginningRow,
  type Cache,
  countDrop,
  EPOCH_ROW,
  isPaged,
  type ServerRecord,
  type Shelf,
  typeIn,
  waitingName,
  waitsInPages,
} from "./cache.ts";
import { putPages, takeOut, type WrittenPage, written } from "./packed.ts";
import { recordsIn, recordsOf } from "./page-bytes.ts";

/** A save waits behind a transaction that is under way: these take about as long as 64 rows of a pull, of 500 bytes each. */
const PAGES_AT_ONCE = 32;
const BYTES_AT_ONCE = 32_000;

const placeOf = (page: { readonly t: string; readonly packed: boolean; readonly bucket: string }): string =>
  `${page.t} ${page.packed ? "page" : "rows"} ${page.bucket}`;

const isStored = (page: { readonly t: string; readonly packed: boolean }): boolean =>
  page.packed || waitsInPages(page.t);

/** What the server calls a page that lies here. */
const listedAs = ({ t, bucket }: { readonly t: string; readonly bucket: string }): string =>
  placeOf({ t: typeIn(t), packed: typeIn(t) === t, bucket });

export interface ScopePlan {
  /** Pages it still lacks. */
  readonly wanted: readonly WantedPage[];
  /** Of the beginning that they belong to. */
  readonly run: string;
}

/**
 * Notes that the scope begins, or goes on with what an earlier run or another tab began. @returns undefined where another
 * tab has come further meanwhile.
 */
export async function planScope(
  cache: Cache,
  { epoch, since }: Pick<PageList, "epoch" | "since">,
  listed: ListedScope,
): Promise<ScopePlan | undefined> {
  const { scope } = listed;
  const begun = await beginRun(cache, epoch, listed);
  if (!begun) return undefined;
  const run = begun.run ?? "";
  if (begun.emptying && !(await emptyScope(cache, scope, run))) return undefined;
  const stored = await cache.pages.where("scope").equals(scope).toArray();
  const here = new Map(stored.map((page) => [listedAs(page), pageName(recordsOf(page))]));
  for (const [place, name] of Object.entries(begun.rowPages)) here.set(place, name);
  const { wanted, places } = lacking(listed, here);
  return cache.transaction("rw", cache.boot, cache.pages, cache.extracts, cache.shelves, async () => {
    if ((await cache.boot.get(scope))?.run !== run) return undefined;
    const keys = await cache.pages.where("scope").equals(scope).primaryKeys();
    const gone = keys.filter(([, t, bucket]) => !places.has(listedAs({ t, bucket })));
    await Promise.all([cache.pages.bulkDelete(gone), cache.extracts.bulkDelete(gone)]);
    await cache.shelves.where("scope").equals(scope).delete();
    await cache.shelves.bulkPut(shelvesFor(listed, since));
    return { wanted, run };
  });
}

function lacking({ scope, head, shelves }: ListedScope, here: ReadonlyMap<string, string>) {
  const wanted: WantedPage[] = [];
  const places = new Set<string>();
  for (const { t, packed, pages } of shelves)
    for (const [bucket, name] of pages) {
      const page = { scope, at: head, t, packed, bucket };
      places.add(placeOf(page));
      if (here.get(placeOf(page)) !== name) wanted.push(page);
    }
  return { wanted, places };
}

const shelvesFor = ({ scope, shelves }: ListedScope, since: string): Shelf[] =>
  shelves.filter(isStored).map(({ t, packed, depth }) => {
    if (!packed) return { scope, t: waitingName(t), depth };
    return { scope, t, depth, ...(isPaged(t) ? {} : { before: since }) };
  });

/**
 * The beginning to go on with. One of another tab is shared where both have the same shelves, and reaches back to the
 * earlier of their lists; else that tab's pages would lie where nobody looks, and it is told by a new name of the run.
 */
async function beginRun(cache: Cache, epoch: string, listed: ListedScope): Promise<BeginningRow | undefined> {
  const { scope, head, floor } = listed;
  return cache.transaction("rw", cache.boot, cache.cursors, cache.shelves, async () => {
    if ((await cache.cursors.get(EPOCH_ROW))?.epoch !== epoch || (await cache.cursors.get(scope))) return undefined;
    const begun = await cache.boot.get(scope);
    const next: BeginningRow =
      begun && !begun.emptying
        ? {
            ...begun,
            ...{ at: Math.min(begun.at, head), floor: Math.min(begun.floor, floor) },
            run: begun.run !== undefined && (await hasShelvesOf(cache, listed)) ? begun.run : randomHex(8),
          }
        : { scope, at: head, floor, rowPages: {}, run: randomHex(8), emptying: true };
    await cache.boot.put(next);
    return next;
  });
}

async function hasShelvesOf(cache: Cache, listed: ListedScope): Promise<boolean> {
  const stored = new Map(
    (await cache.shelves.where("scope").equals(listed.scope).toArray()).map((s) => [s.t, s.depth]),
  );
  return shelvesFor(listed, "").every(({ t, depth }) => (stored.get(t) ?? depth) === depth);
}

/** Takes out the rows that are left over from before. @returns false where another tab has begun the scope anew. */
async function emptyScope(cache: Cache, scope: string, run: string): Promise<boolean> {
  for (;;) {
    const left = await cache.transaction("rw", cache.cursors, cache.boot, cache.members, cache.rows, async () => {
      const begun = await cache.boot.get(scope);
      if (begun?.run !== run) return undefined;
      await countDrop(cache);
      const taken = await takeMembers(cache, scope);
      const { emptying: _, ...emptied } = begun;
      if (taken === 0) await cache.boot.put(emptied);
      return taken;
    });
    if (left === undefined) return false;
    if (left === 0) return true;
  }
}

/** By scope, the beginning that this tab has planned. */
export type Runs = ReadonlyMap<string, string>;

interface Taken {
  readonly list: Pick<PageList, "epoch" | "since" | "serverNow">;
  readonly pages: readonly ServedPage[];
  /** Names of the pages in the list, by scope and place. */
  readonly nameOf: (page: ServedPage) => string;
  readonly runs: Runs;
}

interface Parted {
  readonly page: ServedPage;
  /** Stays in pages. */
  readonly kept?: WrittenPage;
  readonly rows: readonly PullRow[];
}

const isBare = (json: Uint8Array): boolean => json.length <= "[]".length;

/**
 * What was listed as done with may have been opened again since, and what lies in rows already must not lie twice. Bytes
 * of which all stays are kept as they came; those of a read-mostly type are not even looked into. Throws Fault `broken-page`.
 */
function partPage(served: ServedPage, since: string, inRows: ReadonlySet<string>): Parted {
  const { scope, t, packed, bucket, json } = served;
  const page = { scope, t: packed ? t : waitingName(t), bucket, json };
  if (packed && isPaged(t)) return { page: served, kept: isBare(json) ? { page, records: [] } : { page }, rows: [] };
  const records = recordsIn(t, json);
  if (!records) throw new Fault("broken-page", "later");
  const mayStay = ({ doc }: ServerRecord): boolean => (packed ? isKeptInPages(t, doc, since) : waitsInPages(t));
  const kept = records.filter((record) => mayStay(record) && !inRows.has(`${t}:${record.id}`));
  const stay = new Set(kept);
  const rows = records.filter((record) => !stay.has(record)).map((record) => rowOf(scope, record));
  if (!isStored(served)) return { page: served, rows };
  return { page: served, kept: rows.length === 0 ? { page, records } : written(page, kept), rows };
}

/** Records of types that lie in rows and pages, as far as they lie in rows. */
async function idsInRows(cache: Cache, pages: readonly ServedPage[]): Promise<Set<string>> {
  const types = [...new Set(pages.filter((p) => isStored(p) && !isPaged(p.t)).map((p) => p.t))];
  const ids = new Set<string>();
  for (const t of types)
    for (const [, id] of await cache.rows.where("[t+id]").between([t, ""], [t, "\uffff"]).primaryKeys())
      ids.add(`${t}:${id}`);
  return ids;
}

/** @returns false where the cache was emptied, begun anew or belongs to another epoch by now: the scopes must be planned anew. */
export async function takePages(cache: Cache, { list, pages, nameOf, runs }: Taken): Promise<boolean> {
  for (const some of slices(pages)) {
    const fits = await cache.transaction("rw", cache.tables, async () => {
      const scopes = [...new Set(some.map((page) => page.scope))];
      // Rows are looked at here, since another tab, or an idle moment, may give a record its row at any time.
      const [begun, whole, inRows] = await Promise.all([
        cache.boot.bulkGet(scopes),
        cache.cursors.get(EPOCH_ROW),
        idsInRows(cache, some),
      ]);
      const isMine = begun.every((row) => row && row.run === runs.get(row.scope));
      if (!isMine || whole?.epoch !== list.epoch) return false;
      const parted = some.map((page) => partPage(page, list.since, inRows));
      const stored = parted.flatMap(({ kept }) => (kept ? [kept] : []));
      if (stored.length > 0) await putPages(cache, stored);
      const rows = parted.flatMap((p) => p.rows.map((row) => asKept(row, list.serverNow)));
      if (rows.length > 0) {
        await takeOut(cache, rows);
        await applyRows(cache, rows);
      }
      const noted = begun.flatMap((row) => {
        const mine = row ? some.filter((p) => p.scope === row.scope && !isStored(p)) : [];
        if (!row || mine.length === 0) return [];
        return [
          { ...row, rowPages: { ...row.rowPages, ...Object.fromEntries(mine.map((p) => [placeOf(p), nameOf(p)])) } },
        ];
      });
      if (noted.length > 0) await cache.boot.bulkPut(noted);
      return true;
    });
    if (!fits) return false;
  }
  return true;
}

/** Pages that are written in one transaction: few, and fewer where they become rows. */
function* slices(pages: readonly ServedPage[]): Generator<ServedPage[]> {
  let slice: ServedPage[] = [];
  let bytes = 0;
  for (const page of pages) {
    slice.push(page);
    bytes += isStored(page) ? 0 : page.json.length;
    if (slice.length < PAGES_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    yield slice;
    slice = [];
    bytes = 0;
  }
  if (slice.length > 0) yield slice;
}

/** All pages of this beginning of the scope are in: what changed since its first list is pulled from now on. */
export async function endScope(cache: Cache, scope: string, run: string): Promise<void> {
  await cache.transaction("rw", cache.cursors, cache.boot, async () => {
    const begun = await cache.boot.get(scope);
    if (!begun || begun.run !== run) return;
    await cache.cursors.put({ scope, seq: begun.at, floor: begun.floor });
    await cache.boot.delete(scope);
  });
}
