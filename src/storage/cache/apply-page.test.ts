import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, expect, test } from "vitest";
import type { PullHead, PullRow } from "#protocol/pull";
import { scopeSum } from "#protocol/scope-sum";
import { applyPage, purgeScope, readCursor } from "./apply-page.ts";
import { Cache, dropCache, EPOCH_ROW } from "./cache.ts";
import { pageOf, recordsOf } from "./page-bytes.ts";
import type { Stand } from "./stand.ts";
import { endScope, planScope, takePages } from "./take-pages.ts";
import { wrongScopes } from "./verify-scopes.ts";

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
  const asked = async () =>
    applyPage(first, { head: HEAD, rows, tail: { cursor: { s: 150 } } }, (await readCursor(first)).stand);
  expect(await asked()).toBe("torn");
  expect(await second.cursors.get("s")).toBeUndefined();
  expect(await asked()).toBe("whole");
  expect([await second.rows.count(), (await second.cursors.get("s"))?.seq]).toEqual([150, 150]);
});

test("one tab empties the cache while another waits for an answer: what changed since is not taken for the whole", async () => {
  const [first, second] = [aTab(), aTab()];
  const take = async (tab: Cache, rows: readonly PullRow[], seq: number, stand?: Stand) =>
    applyPage(tab, { head: HEAD, rows, tail: { cursor: { s: seq } } }, stand ?? (await readCursor(tab)).stand);
  expect(await take(first, [row(1), row(2)], 2)).toBe("whole");
  const { stand } = await readCursor(first);
  await dropCache(second);
  expect(await take(first, [row(3)], 3, stand)).toBe("torn");
  expect(await second.cursors.get("s")).toBeUndefined();
  expect(await take(second, [row(1), row(2), row(3)], 3)).toBe("whole");
  expect(await second.rows.count()).toBe(3);
});

test("one tab writes half a page while another counts: nothing is found wrong, and nothing emptied", async () => {
  const [first, second] = [aTab(), aTab()];
  const whole = [row(1)];
  const { stand } = await readCursor(first);
  expect(await applyPage(first, { head: HEAD, rows: whole, tail: { cursor: { s: 1 } } }, stand)).toBe("whole");
  const sums = { s: scopeSum([{ t: "round", id: "r-1", rev: 1 }]) };
  expect(await wrongScopes(first, { s: "17" }, stand)).toEqual(["s"]);
  expect(await wrongScopes(first, sums, stand)).toEqual([]);
  const found: string[][] = [];
  betweenTransactions(second, async () => found.push(await wrongScopes(first, sums, stand)));
  const more = Array.from({ length: 150 }, (_, i) => row(i + 2));
  const later = (await readCursor(second)).stand;
  expect(await applyPage(second, { head: HEAD, rows: more, tail: { cursor: { s: 151 } } }, later)).toBe("whole");
  expect(found.length).toBeGreaterThan(2);
  expect(found.flat()).toEqual([]);
});

test("one tab plans a scope that another has begun and ended meanwhile: nothing of it is taken out", async () => {
  const [first, second] = [aTab(), aTab()];
  const list = { epoch: "e", since: "2026-11-01" };
  const listed = { scope: "s", head: 9, floor: 0, shelves: [] };
  await second.cursors.put({ scope: EPOCH_ROW, seq: 0, epoch: "e", sch: 1 });
  expect(await planScope(first, { ...list, epoch: "of before" }, listed)).toBeUndefined();
  const plan = await planScope(first, list, listed);
  await endScope(first, "s", plan?.run ?? "");
  const { stand } = await readCursor(first);
  expect(await applyPage(first, { head: HEAD, rows: [row(1)], tail: { cursor: { s: 10 } } }, stand)).toBe("whole");
  expect(await planScope(second, list, listed)).toBeUndefined();
  expect([await second.rows.count(), (await second.cursors.get("s"))?.seq]).toEqual([1, 10]);
});

test("two tabs share a beginning from the earlier of their lists, and part where their shelves differ", async () => {
  const [first, second] = [aTab(), aTab()];
  await second.cursors.put({ scope: EPOCH_ROW, seq: 0, epoch: "e", sch: 1 });
  const list = { epoch: "e", since: "2026-11-01" };
  const listed = (head: number, depth: number) => {
    const pages: [string, string][] = [["", "a name"]];
    return { scope: "s", head, floor: 0, shelves: [{ t: "compound", packed: true, depth, pages }] };
  };
  const begun = await planScope(first, list, listed(9, 0));
  expect((await planScope(second, list, listed(7, 0)))?.run).toBe(begun?.run);
  expect((await second.boot.get("s"))?.at).toBe(7);
  expect((await planScope(second, list, listed(12, 1)))?.run).not.toBe(begun?.run);
  await endScope(first, "s", begun?.run ?? "");
  expect(await second.cursors.get("s")).toBeUndefined();
});

test("a record gets its row in another scope while pages are written: it does not lie in a page besides", async () => {
  const [first, second] = [aTab(), aTab()];
  await second.cursors.put({ scope: EPOCH_ROW, seq: 0, epoch: "e", sch: 1 });
  const list = { epoch: "e", since: "2026-11-01", serverNow: NOW };
  const plan = await planScope(first, list, { scope: "s", head: 9, floor: 0, shelves: [] });
  const issue = (i: number) => ({ t: "issue", id: `i-${i}`, rev: 1, doc: { id: `i-${i}`, reportedAt: NOW } });
  // More pages than are written at once.
  const pages = Array.from({ length: 40 }, (_, i) => {
    const { json } = pageOf({ scope: "s", t: "issue", bucket: `${i}` }, [issue(i)]);
    return { scope: "s", t: "issue", packed: false, bucket: `${i}`, json };
  });
  betweenTransactions(first, () => second.rows.put(issue(39)));
  const runs = new Map([["s", plan?.run ?? ""]]);
  expect(await takePages(first, { list, pages, nameOf: () => "a name", runs })).toBe(true);
  const inPages = (await second.pages.toArray()).flatMap((page) => recordsOf(page).map((r) => r.id));
  expect(inPages).toHaveLength(39);
  expect(inPages).not.toContain("i-39");
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
  const planned = async (tab: Cache) => (await planScope(tab, list, listed)) ?? { run: "none" };
  const nameOf = () => "a name";
  const { run } = await planned(first);
  const runs = new Map([["s", run]]);
  expect(await takePages(first, { list, pages: [page("0", 1)], nameOf, runs })).toBe(true);
  await dropCache(second);
  await begins();
  const anew = await planned(second);
  expect(await takePages(first, { list, pages: [page("1", 2)], nameOf, runs })).toBe(false);
  await endScope(first, "s", run);
  expect(await second.cursors.get("s")).toBeUndefined();
  await endScope(second, "s", anew.run);
  expect((await second.cursors.get("s"))?.seq).toBe(9);
});
