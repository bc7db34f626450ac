/**
 * Records that lie in pages: read-mostly types whole, and of the others what is done with. A page is one row of the
 * database, however many records it holds. Of types that lie in rows, too, an extract tells lists what a page holds.
 */
import type { Table } from "dexie";
import type { Ref } from "#domain/kernel/command";
import { bucketOf, depthFor } from "#protocol/pages";
import {
  type Cache,
  type CachedPage,
  columnsOf,
  type ExtractPage,
  isPaged,
  pageNames,
  type RowColumns,
  type ServerRecord,
  type Shelf,
} from "./cache.ts";
import { pageOf, recordsAmong, recordsById, recordsOf } from "./page-bytes.ts";

/** A record of a page, as lists need it. */
export interface Extract extends RowColumns {
  readonly id: string;
  readonly rev: number;
}
export type PlacedExtract = Extract & { readonly page: readonly [string, string, string] };

/** A shelf whose pages have grown to more than this is parted anew. */
const MOST_RECORDS = 256;
const HIGHEST = "\uffff";

/** The pages of a shelf, or their extracts. */
export const onShelf = <T>(table: Table<T, [string, string, string]>, scope: string, t: string) =>
  table.where("[scope+t+bucket]").between([scope, t, ""], [scope, t, HIGHEST]);

/** A page that is to be written, and what lies in it; of a read-mostly type that came as bytes nobody has looked yet. */
export interface WrittenPage {
  readonly page: CachedPage;
  readonly records?: readonly ServerRecord[];
}

export const written = (key: Omit<CachedPage, "json">, records: readonly ServerRecord[]): WrittenPage => ({
  page: pageOf(key, records),
  records,
});

const isEmpty = ({ records }: WrittenPage): boolean => records?.length === 0;

function extractOf({ page: { scope, t, bucket }, records = [] }: WrittenPage): ExtractPage {
  const rows = records.map((r): Extract => ({ id: r.id, rev: r.rev, ...columnsOf(r.t, r.doc) }));
  return { scope, t, bucket, text: JSON.stringify(rows) };
}

/** Writes pages and their extracts, or takes both away where nothing is left. Inside a transaction over the cache. */
export async function putPages(cache: Cache, pages: readonly WrittenPage[]): Promise<void> {
  const full = pages.filter((one) => !isEmpty(one));
  const empty = pages
    .filter(isEmpty)
    .map(({ page: { scope, t, bucket } }): [string, string, string] => [scope, t, bucket]);
  const extracts = full.filter(({ page }) => !isPaged(page.t)).map(extractOf);
  if (full.length > 0) await cache.pages.bulkPut(full.map(({ page }) => page));
  if (extracts.length > 0) await cache.extracts.bulkPut(extracts);
  if (empty.length > 0) await Promise.all([cache.pages.bulkDelete(empty), cache.extracts.bulkDelete(empty)]);
}

/** Parts a shelf of a read-mostly type anew where a page has become too large. Inside a transaction over the cache. */
export async function partAnew(cache: Cache, pages: readonly WrittenPage[]): Promise<void> {
  const grown = pages.filter(({ records = [] }) => records.length > MOST_RECORDS);
  const shelves = new Map(grown.map(({ page: { scope, t } }) => [`${scope} ${t}`, [scope, t] as const]));
  for (const [scope, t] of shelves.values()) {
    const records = (await onShelf(cache.pages, scope, t).toArray()).flatMap(recordsOf);
    const depth = depthFor(records.length);
    const byBucket = new Map<string, ServerRecord[]>();
    for (const record of records) {
      const bucket = bucketOf(record.id, depth);
      byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), record]);
    }
    await onShelf(cache.pages, scope, t).delete();
    await cache.shelves.put({ scope, t, depth });
    await putPages(
      cache,
      [...byBucket].map(([bucket, of]) => written({ scope, t, bucket }, of)),
    );
  }
}

/** Takes records out of their pages: they have changed or gone, and lie in rows now. Inside a transaction over the cache. */
export async function takeOut(cache: Cache, gone: readonly (Ref & { readonly scope: string })[]): Promise<void> {
  if (gone.length === 0) return;
  const places = gone.flatMap(({ scope, t, id }) => pageNames(t).map((name) => ({ scope, t: name, id })));
  const names = new Map(places.map(({ scope, t }) => [`${scope} ${t}`, [scope, t] as [string, string]]));
  const found = await cache.shelves.bulkGet([...names.values()]);
  const shelves = new Map([...names.keys()].map((name, i) => [name, found[i]]));
  const ids = new Map<string, { key: [string, string, string]; ids: Set<string> }>();
  places.forEach(({ scope, t, id }) => {
    const shelf = shelves.get(`${scope} ${t}`);
    if (!shelf) return;
    const key: [string, string, string] = [scope, t, bucketOf(id, shelf.depth)];
    const known = ids.get(key.join(" ")) ?? { key, ids: new Set() };
    known.ids.add(id);
    ids.set(key.join(" "), known);
  });
  const wanted = [...ids.values()];
  if (wanted.length === 0) return;
  const pages = await cache.pages.bulkGet(wanted.map((w) => w.key));
  const changed = pages.flatMap((page, i) => {
    const out = wanted[i]?.ids ?? new Set();
    const records = recordsAmong(page, out);
    if (!page || !records.some((r) => out.has(r.id))) return [];
    const left = records.filter((r) => !out.has(r.id));
    return [written(page, left)];
  });
  // A function that waits for nothing of the database would let go of the transaction.
  if (changed.length > 0) await putPages(cache, changed);
}

/** A page, and the ids of those that would lie in it, were they in a page. */
interface Placed {
  readonly key: [string, string, string];
  readonly ids: string[];
}

/** Shelves on which records of these types may lie. */
export async function shelvesOf(cache: Cache, refs: readonly Ref[]): Promise<Shelf[]> {
  const names = [...new Set(refs.flatMap((r) => pageNames(r.t)))];
  // One question each, at once: a cursor over several names waits between any two shelves.
  return (await Promise.all(names.map((t) => cache.shelves.where("t").equals(t).toArray()))).flat();
}

function placesOf(shelves: readonly Shelf[], refs: readonly Ref[]): Placed[] {
  const places = new Map<string, Placed>();
  for (const { scope, t, depth } of shelves)
    for (const ref of refs) {
      if (!pageNames(ref.t).includes(t)) continue;
      const key: [string, string, string] = [scope, t, bucketOf(ref.id, depth)];
      const known = places.get(key.join(" "));
      if (known) known.ids.push(ref.id);
      else places.set(key.join(" "), { key, ids: [ref.id] });
    }
  return [...places.values()];
}

/** The records that lie in pages, in their newest revision, keyed `type:id`. */
export async function readFromPages(
  cache: Cache,
  shelves: readonly Shelf[],
  refs: readonly Ref[],
): Promise<Map<string, ServerRecord>> {
  const wanted = new Set(refs.map((r) => `${r.t}:${r.id}`));
  const found = new Map<string, ServerRecord>();
  if (refs.length === 0) return found;
  const places = placesOf(shelves, refs);
  const pages = await cache.pages.bulkGet(places.map(({ key }) => key));
  places.forEach(({ ids }, i) => {
    for (const record of recordsAmong(pages[i], ids)) {
      const key = `${record.t}:${record.id}`;
      const known = found.get(key);
      if (wanted.has(key) && !(known && known.rev >= record.rev)) found.set(key, record);
    }
  });
  return found;
}

const extractsOf = async (cache: Cache, names: readonly string[], scope?: string): Promise<ExtractPage[]> => {
  if (scope === undefined) return cache.extracts.where("t").anyOf(names).toArray();
  const inScope = names.map((t) => onShelf(cache.extracts, scope, t).toArray());
  return (await Promise.all(inScope)).flat();
};

/** What the pages of these names hold, each record once; those that lie in rows by now, too. */
export async function readExtracts(cache: Cache, names: readonly string[], scope?: string): Promise<PlacedExtract[]> {
  const all = await extractsOf(cache, names, scope);
  const byId = new Map<string, PlacedExtract>();
  for (const page of all) {
    const place = [page.scope, page.t, page.bucket] as const;
    for (const extract of JSON.parse(page.text) as Extract[]) {
      const known = byId.get(extract.id);
      if (!known || known.rev < extract.rev) byId.set(extract.id, { ...extract, page: place });
    }
  }
  return [...byId.values()];
}

type Place = PlacedExtract["page"];

/** Reads whole records, page by page as they are asked for, each page once. */
export class PageReader {
  private readonly cache: Cache;
  private readonly pages = new Map<string, ReadonlyMap<string, ServerRecord>>();

  constructor(cache: Cache) {
    this.cache = cache;
  }

  /** In their order; one that is not there any more is left out. */
  async readAll(extracts: readonly PlacedExtract[]): Promise<ServerRecord[]> {
    const places = new Map(extracts.map(({ page }) => [page.join(" "), page]));
    await this.load([...places].flatMap(([name, page]) => (this.pages.has(name) ? [] : [page])));
    const read = extracts.map(({ page, id }) => this.pages.get(page.join(" "))?.get(id));
    return read.filter((record) => record !== undefined);
  }

  private async load(places: readonly Place[]): Promise<void> {
    const pages = await this.cache.pages.bulkGet(places.map(([...key]): [string, string, string] => key));
    places.forEach((place, i) => {
      this.pages.set(place.join(" "), recordsById(pages[i]));
    });
  }
}

/** Leaves out what lies in rows by now. */
export async function notInRows(
  cache: Cache,
  t: string,
  extracts: readonly PlacedExtract[],
): Promise<readonly PlacedExtract[]> {
  if (extracts.length === 0) return extracts;
  const keys = await cache.rows.where("[t+id]").between([t, ""], [t, HIGHEST]).primaryKeys();
  const ids = new Set(keys.map(([, id]) => id));
  return ids.size === 0 ? extracts : extracts.filter((extract) => !ids.has(extract.id));
}

/** Records of a type with a day, from one day to another, both included: rows, and pages where some reach so far. */
export async function readOn(cache: Cache, t: string, from: string, to: string): Promise<ServerRecord[]> {
  const rows = await cache.rows.where("[t+on]").between([t, from], [t, to], true, true).toArray();
  const shelves: Shelf[] = await cache.shelves.where("t").equals(t).toArray();
  if (!shelves.some((shelf) => shelf.before === undefined || shelf.before > from)) return rows;
  const extracts = (await readExtracts(cache, [t])).filter(({ on = "" }) => on >= from && on <= to);
  const packed = await new PageReader(cache).readAll(await notInRows(cache, t, extracts));
  return [...rows, ...packed];
}
