/** Reads server records, whether they lie in rows or in pages. Safe inside live queries. */
import type { Ref } from "#domain/kernel/command";
import { bucketOf, type Cache, isPaged, type ServerRecord } from "./cache.ts";

const newest = (records: readonly ServerRecord[]): ServerRecord | undefined =>
  records.reduce<ServerRecord | undefined>((best, r) => (best && best.rev >= r.rev ? best : r), undefined);

export async function readRecord(cache: Cache, ref: Ref): Promise<ServerRecord | undefined> {
  if (!isPaged(ref.t)) return cache.rows.get([ref.t, ref.id]);
  const pages = await cache.pages
    .where("[t+bucket]")
    .equals([ref.t, bucketOf(ref.id)])
    .toArray();
  return newest(pages.flatMap((p) => p.records.filter((r) => r.id === ref.id)));
}

/** The records that are there, keyed `type:id`. */
export async function readRecords(cache: Cache, refs: readonly Ref[]): Promise<Map<string, ServerRecord>> {
  const found = await Promise.all(refs.map((ref) => readRecord(cache, ref)));
  const map = new Map<string, ServerRecord>();
  for (const record of found) if (record) map.set(`${record.t}:${record.id}`, record);
  return map;
}

/** All records of a paged type; one that lies in several scopes comes once, in its newest revision. */
export async function readPaged(cache: Cache, t: string): Promise<ServerRecord[]> {
  const byId = new Map<string, ServerRecord>();
  const pages = await cache.pages.where("t").equals(t).toArray();
  for (const page of pages) {
    for (const record of page.records) {
      const known = byId.get(record.id);
      if (!known || known.rev < record.rev) byId.set(record.id, record);
    }
  }
  return [...byId.values()];
}
