/**
 * What a page of the cache holds: the JSON of its records in UTF-8, as the server wrote it. It is looked into only where
 * somebody asks: to copy fifty thousand documents into the database costs the phone three times as much as their bytes.
 */
import type { Doc } from "#domain/kernel/command";
import { isPageRecord, type PageRecord } from "#protocol/pages";
import { type CachedPage, type ServerRecord, typeIn } from "./cache.ts";

type PageKey = Pick<CachedPage, "scope" | "t" | "bucket">;

const textOf = (json: Uint8Array): string => new TextDecoder().decode(json);

function parsed(text: string): readonly PageRecord[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isPageRecord) ? value : undefined;
  } catch {
    return undefined;
  }
}

const stored = (name: string, text: string): ServerRecord[] | undefined => {
  const t = typeIn(name);
  return parsed(text)?.map(({ id, rev, ra, doc }) => ({
    ...{ t, id, rev, doc: doc as Doc },
    ...(ra === undefined ? {} : { ra }),
  }));
};

/** The records of the bytes; undefined where they are not what a page holds. */
export const recordsIn = (t: string, json: Uint8Array): ServerRecord[] | undefined => stored(t, textOf(json));

/** What is not there or cannot be read holds nothing: the sums of its scope then find it, and the page is fetched again. */
export const recordsOf = (page: CachedPage | undefined): ServerRecord[] =>
  page === undefined ? [] : (recordsIn(page.t, page.json) ?? []);

export const recordsById = (page: CachedPage | undefined): Map<string, ServerRecord> =>
  new Map(recordsOf(page).map((record) => [record.id, record]));

/** As recordsOf, where one of these may be among them; a page that names none of them is not taken apart. */
export function recordsAmong(page: CachedPage | undefined, ids: Iterable<string>): ServerRecord[] {
  if (page === undefined) return [];
  const text = textOf(page.json);
  for (const id of ids) if (text.includes(JSON.stringify(id))) return stored(page.t, text) ?? [];
  return [];
}

export function pageOf({ scope, t, bucket }: PageKey, records: readonly ServerRecord[]): CachedPage {
  const bare = records.map(({ id, rev, ra, doc }) => ({ id, rev, ra, doc }));
  return { scope, t, bucket, json: new TextEncoder().encode(JSON.stringify(bare)) };
}
