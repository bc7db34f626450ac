/** A cache that has silently gone wrong is noticed at the next pull and mends itself. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { scopeSum } from "#protocol/scope-sum";
import type { CachedPage } from "#storage/cache/cache";
import { pageOf, recordsOf } from "#storage/cache/page-bytes";
import { createApp } from "../../sync-server/app.ts";
import { silentLog } from "../../sync-server/log.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, DISTRICT, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, restarted } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let chen: Phone;
const asked = { pulls: 0 };
const network = new FlakyNetwork(async (path, init) => {
  if (path.endsWith("/pull")) asked.pulls += 1;
  return server.ask(path, init);
});

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  const li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  await li.does(reportHazard("i-1"), reportHazard("i-2"), reportHazard("i-3"));
  chen = await phoneOf(server, network, PEOPLE.chen);
}, 120_000);

beforeEach(async () => {
  chen = await restarted(chen, network);
  await chen.engine.runOnce();
});

afterAll(async () => {
  chen.engine.stop();
  await server.close();
});

const issueIds = async (): Promise<string[]> =>
  (await chen.world.cache.rows.where("[t+id]").between(["issue", ""], ["issue", "\uffff"]).toArray())
    .filter((row) => row.doc["state"] === "reported")
    .map((row) => `${row.id}@${row.rev}`);

const healed = async (): Promise<number> => (await chen.world.vault.getMeta("healed")) ?? 0;

/** What a disk fault does, then the app is opened again. */
async function after(damage: () => Promise<unknown>): Promise<void> {
  await damage();
  chen = await restarted(chen, network);
  await chen.engine.runOnce();
}

test("a healthy cache is counted and left alone", async () => {
  asked.pulls = 0;
  chen = await restarted(chen, network);
  await chen.engine.runOnce();
  expect(asked.pulls).toBe(1);
  expect(await healed()).toBe(0);
});

test("[SYN-9] a row that got lost in the cache comes back", async () => {
  const before = await healed();
  await after(() => chen.world.cache.rows.delete(["issue", "i-2"]));
  expect(await issueIds()).toEqual(["i-1@1", "i-2@1", "i-3@1"]);
  expect(await healed()).toBeGreaterThan(before);
});

test("[SYN-9] a row with a wrong revision, newer than any the server would send, is replaced", async () => {
  await after(() => chen.world.cache.rows.update(["issue", "i-1"], { rev: 99 }));
  expect(await issueIds()).toEqual(["i-1@1", "i-2@1", "i-3@1"]);
});

test("[SYN-9] a row the server never had disappears", async () => {
  const ghost = { t: "issue", id: "i-ghost", rev: 1, doc: { id: "i-ghost", state: "reported" } };
  await after(async () => {
    const [member] = await chen.world.cache.members.where("[t+id]").equals(["issue", "i-1"]).toArray();
    await chen.world.cache.rows.put(ghost);
    await chen.world.cache.members.put({ scope: member?.scope ?? "", t: "issue", id: "i-ghost" });
  });
  expect(await issueIds()).toEqual(["i-1@1", "i-2@1", "i-3@1"]);
});

test.each([
  ["lost one", (page: CachedPage) => pageOf(page, [])],
  ["cannot be read", (page: CachedPage) => ({ ...page, json: page.json.slice(0, -9) })],
])("[SYN-9] a page of read-mostly records that %s is fetched anew", async (_, broken) => {
  const places = async () =>
    (await chen.world.cache.pages.toArray()).flatMap((p) => recordsOf(p).map((r) => r.id)).sort();
  const whole = await places();
  await after(async () => {
    const page = await chen.world.cache.pages.where("t").equals("checkpoint").first();
    if (page) await chen.world.cache.pages.put(broken(page));
  });
  expect(await places()).toEqual(whole);
});

test("a server whose own sum is wrong does not make a phone fetch for ever", async () => {
  await server.db.query("UPDATE scope_head SET sum = mod(sum + 1, 18446744073709551616)");
  chen = await restarted(chen, network);
  asked.pulls = 0;
  await chen.engine.runOnce();
  await chen.engine.runOnce();
  await chen.engine.runOnce();
  expect(asked.pulls).toBeLessThan(6);
  expect(await issueIds()).toEqual(["i-1@1", "i-2@1", "i-3@1"]);
});

test("a database from before there were sums gets them at the server's start", async () => {
  await server.db.query("UPDATE scope_head SET sum = NULL");
  const hints = createHintBus();
  await createApp({ db: server.db, dataDir: "/nowhere", districtCode: DISTRICT, hints, log: silentLog() });
  hints.close();
  const rows = await server.db.query<{ scope: string; sum: string; t: string; id: string; rev: number }>(
    `SELECT h.scope, h.sum::text AS sum, e.t, e.id, e.rev FROM scope_head h
       JOIN feed f ON f.scope = h.scope AND f.op = 'put' JOIN entity e ON e.t = f.t AND e.id = f.id`,
  );
  for (const scope of new Set(rows.map((r) => r.scope))) {
    const own = rows.filter((r) => r.scope === scope);
    expect(own[0]?.sum, scope).toBe(scopeSum(own));
  }
});
