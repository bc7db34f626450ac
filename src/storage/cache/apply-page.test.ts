import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, expect, test } from "vitest";
import type { PullHead, PullRow } from "#protocol/pull";
import { applyPage, purgeScope } from "./apply-page.ts";
import { Cache, dropCache, EPOCH_ROW } from "./cache.ts";
import { pageOf } from "./page-bytes.ts";
import { endScope, planScope, takePages } from "./take-pages.ts";

const open: Cache[] = [];
const aTab = (): Cache => {
  const cache = new Cache("p-wang");
  open.push(cache);
  return cache;
};

afterEach(async () => {
  const name = open[0]?.name;
  for (const cache of open.splice(0)) cache.close();
  if (name) await Dexie.delete(name);
});

/** The other tab does something each time one of this tab's transactions has ended. */
function betweenTransactions(cache: Cache, work: () => Promise<unknown>): void {
  const real = cache.transaction.bind(cache) as (...args: unknown[]) => Promise<unknown>;
  const value = async (...args: unknown[]): Promise<unknown> => {
    const done = await real(...args);
    await work();
    return done;
  };
  Object.defineProperty(cache, "transaction", { value, configurable: true });
}

test("one tab empties a scope while another writes its cursor: a cursor never outlives the rows it stands for", async () => {
  const [first, second] = [aTab(), aTab()];
  const ids = Array.from({ length: 150 }, (_, i) => `r-${i}`);
  await first.rows.bulkPut(ids.map((id) => ({ t: "round", id, rev: 1, doc: {} })));
  await first.members.bulkPut(ids.map((id) => ({ scope: "s", t: "round", id })));
  const trusted: number[] = [];
  betweenTransactions(first, async () => {
    const left = await second.members.where("scope").equals("s").count();
    const before = await second.cursors.get("s");
    if (before) trusted.push(left);
    if (left > 0) await second.cursors.put({ scope: "s", seq: 9 });
  });
  await purgeScope(first, "s");
  expect(trusted).toEqual([]);
  expect(await second.cursors.get("s")).toBeUndefined();
  expect(await second.rows.count()).toBe(0);
});

const NOW = "2026-11-24T02:00:00.000Z";
const HEAD: PullHead = { k: "head", epoch: "e", scopes: ["s"], serverNow: NOW };
const row = (i: number): PullRow => ({
  ...{ k: "row", op: "put", scope: "s", t: "round", id: `r-${i}`, rev: 1 },
  doc: { id: `r-${i}`, state: "running" },
});

test("one tab empties the cache between two slices of another's page: no cursor stands over rows that are gone", async () => {
  const [first, second] = [aTab(), aTab()];
  const rows = Array.from({ length: 150 }, (_, i) => row(i));
  let times = 1;
  betweenTransactions(first, async () => {
    if ((await second.rows.count()) > 0 && times-- > 0) await dropCache(second);
  });
  const cursor = { s: 150 };
  expect(await applyPage(first, HEAD, rows, { cursor })).toBe("torn");
  expect(await second.cursors.get("s")).toBeUndefined();
  expect(await applyPage(first, HEAD, rows, { cursor })).toBe("whole");
  expect([await second.rows.count(), (await second.cursors.get("s"))?.seq]).toEqual([150, 150]);
});

test("one tab begins a scope anew over another's pages: what the other has written no longer ends the beginning", async () => {
  const [first, second] = [aTab(), aTab()];
  const listed = { scope: "s", head: 9, floor: 0, shelves: [] };
  const list = { epoch: "e", since: "2026-11-01", serverNow: NOW };
  const page = (bucket: string, i: number) => {
    const records = [{ t: "round", id: `r-${i}`, rev: 1, doc: { id: `r-${i}`, state: "running" } }];
    const { json } = pageOf({ scope: "s", t: "round", bucket }, records);
    return { scope: "s", t: "round", packed: false, bucket, json };
  };
  const begins = async (): Promise<void> => {
    await second.cursors.put({ scope: EPOCH_ROW, seq: 0, epoch: "e", sch: 1 });
  };
  await begins();
  const nameOf = () => "a name";
  const { run } = await planScope(first, listed, list.since);
  const runs = new Map([["s", run]]);
  expect(await takePages(first, { list, pages: [page("0", 1)], nameOf, runs })).toBe(true);
  await dropCache(second);
  await begins();
  const anew = await planScope(second, listed, list.since);
  expect(await takePages(first, { list, pages: [page("1", 2)], nameOf, runs })).toBe(false);
  await endScope(first, "s", run);
  expect(await second.cursors.get("s")).toBeUndefined();
  await endScope(second, "s", anew.run);
  expect((await second.cursors.get("s"))?.seq).toBe(9);
});
