/** Gives the records of a first sync that wait in pages their rows: a page at a time, when nothing else goes on. */

import { RECORD_TYPES } from "#domain/registry";
import { steady } from "../steady.ts";
import { applyRows, rowOf } from "./apply-page.ts";
import { type Cache, waitingName, waitsInPages } from "./cache.ts";
import { onShelf } from "./packed.ts";
import { recordsOf } from "./page-bytes.ts";

const NAMES = RECORD_TYPES.filter(waitsInPages).map(waitingName);

/** Screens that look at what is unpacked look anew after each page. */
const PAUSE_MS = 100;
const LONGEST_MS = 2_000;

/** When nobody taps and nothing is drawn; a browser that cannot tell waits a little. */
const idle = (): Promise<void> =>
  new Promise((done) => {
    setTimeout(() => {
      if (typeof requestIdleCallback === "undefined") done();
      else requestIdleCallback(() => done(), { timeout: LONGEST_MS });
    }, PAUSE_MS);
  });

/** Goes on until nothing waits any more or `over` says so. Throws Fault `storage-full`, `storage-unavailable`. */
export async function unpackWhenIdle(cache: Cache, over: () => boolean): Promise<void> {
  while (!over() && (await steady(cache, () => unpackOne(cache)))) await idle();
}

/** Pages that wait, of scopes that are whole: what still begins is held against the server's list first. */
async function waitingPage(cache: Cache): Promise<[string, string, string] | undefined> {
  const begun = new Set(await cache.boot.toCollection().primaryKeys());
  const keys = await cache.pages.where("t").anyOf(NAMES).primaryKeys();
  return keys.find(([scope]) => !begun.has(scope));
}

/** Rows and page in one transaction: a record never lies in neither. @returns false where none waits any more. */
export async function unpackOne(cache: Cache): Promise<boolean> {
  return cache.transaction("rw", cache.tables, async () => {
    const key = await waitingPage(cache);
    if (!key) return false;
    const [scope, name] = key;
    const records = recordsOf(await cache.pages.get(key));
    await applyRows(
      cache,
      records.map((record) => rowOf(scope, record)),
    );
    await Promise.all([cache.pages.delete(key), cache.extracts.delete(key)]);
    if ((await onShelf(cache.pages, scope, name).count()) === 0) await cache.shelves.delete([scope, name]);
    return true;
  });
}
