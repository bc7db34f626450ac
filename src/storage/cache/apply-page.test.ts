import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, expect, test } from "vitest";
import { purgeScope } from "./apply-page.ts";
import { Cache } from "./cache.ts";

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
