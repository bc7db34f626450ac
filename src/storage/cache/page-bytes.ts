/**
 * What a page of the cache holds: the JSON of its records in UTF-8, as the server wrote it. It is looked into only where
 * somebody asks: to copy fifty thousand documents into the database costs the phone three times as much as their bytes.
 */
import type { Doc } from "#domain/kernel/command";
import { isPageRecord, type PageRecord } from "#protocol/pages";
import { type CachedPage, type ServerRecord, typeIn } from "./cache.ts";

type PageKey = Pick<CachedPage, "scope" | "t" | "bucket">;

const textOf = ({ json }: Pick<CachedPage, "json">): string => new TextDecoder().decode(json);

function parsed(text: string): readonly PageRecord[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isPageRecord) ? value : undefined;
  } catch {
    return undefined;
  }
}

const asStored = (t: string, records: readonly PageRecord[]): ServerRecord[] =>
  records.map(({ id, rev, ra, doc }) => ({ t, id, rev, ...(ra === undefined ? {} : { ra }), doc: doc as Doc }));

/** The records of the bytes; undefined where they are not what a page holds. */
export function recordsIn(t: string, json: Uint8Array): ServerRecord[] | undefined {
  const records = parsed(textOf({ json }));
  return records && asStored(typeIn(t), records);
}

/** What cannot be read holds nothing: the sums of its scope then find it, and the page is fetched again. */
export const recordsOf = (page: CachedPage): ServerRecord[] => recordsIn(page.t, page.json) ?? [];

/** As recordsOf, where one of these may be among them; a page that names none of them is not taken apart. */
export function recordsAmong(page: CachedPage, ids: Iterable<string>): ServerRecord[] {
  const text = textOf(page);
  for (const id of ids) if (text.includes(JSON.stringify(id))) return asStored(typeIn(page.t), parsed(text) ?? []);
  return [];
}

export function pageOf({ scope, t, bucket }: PageKey, records: readonly ServerRecord[]): CachedPage {
  const bare = records.map(({ id, rev, ra, doc }) => ({ id, rev, ...(ra === undefined ? {} : { ra }), doc }));
  return { scope, t, bucket, json: new TextEncoder().encode(JSON.stringify(bare)) };
}
