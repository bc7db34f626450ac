/** Reads server records, whether they lie in rows or in pages. Safe inside live queries. */
import type { Ref } from "#domain/kernel/command";
import { type Cache, isPaged, type ServerRecord } from "./cache.ts";
import { readFromPages, shelvesOf } from "./packed.ts";
import { recordsOf } from "./page-bytes.ts";

const keyOf = (ref: Ref): string => `${ref.t}:${ref.id}`;

export const readRecord = async (cache: Cache, ref: Ref): Promise<ServerRecord | undefined> =>
  (await readRecords(cache, [ref])).get(keyOf(ref));

/** The records that are there, keyed `type:id`. A row is never older than what lies in a page. */
export async function readRecords(cache: Cache, refs: readonly Ref[]): Promise<Map<string, ServerRecord>> {
  const [rows, shelves] = await Promise.all([
    readRows(
      cache,
      refs.filter((ref) => !isPaged(ref.t)),
    ),
    shelvesOf(cache, refs),
  ]);
  const found = await readFromPages(
    cache,
    shelves,
    refs.filter((ref) => !rows.has(keyOf(ref))),
  );
  for (const [key, row] of rows) found.set(key, row);
  return found;
}

async function readRows(cache: Cache, refs: readonly Ref[]): Promise<Map<string, ServerRecord>> {
  if (refs.length === 0) return new Map();
  const rows = await cache.rows.bulkGet(refs.map((ref): [string, string] => [ref.t, ref.id]));
  return new Map(rows.flatMap((row) => (row ? [[keyOf(row), row] as const] : [])));
}

/** All records of a paged type; one that lies in several scopes comes once, in its newest revision. */
export async function readPaged(cache: Cache, t: string): Promise<ServerRecord[]> {
  const byId = new Map<string, ServerRecord>();
  const pages = await cache.pages.where("t").equals(t).toArray();
  for (const page of pages) {
    for (const record of recordsOf(page)) {
      const known = byId.get(record.id);
      if (!known || known.rev < record.rev) byId.set(record.id, record);
    }
  }
  return [...byId.values()];
}
