/** A scope that is read for the first time comes in pages; what was fetched once is not fetched again. */
import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MAX_PAGES_ASKED, type WantedPage } from "#protocol/pages";
import { isStillComing } from "#storage/cache/cache";
import { pageOf, recordsOf } from "#storage/cache/page-bytes";
import { unpackOne } from "#storage/cache/unpack";
import { findIssues } from "#storage/issues";
import { readOverlay } from "#storage/overlay";
import type { World } from "#storage/world";
import { createDirectories } from "../../sync-server/store/page-directory.ts";
import { readPages } from "../../sync-server/store/page-store.ts";
import { planSlot } from "../builders/acts.ts";
import { aDistrictOfYears, CLOSED, OPEN } from "../builders/district-of-years.ts";
import { COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, putAway, restarted } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const WORK = `w:${COMMUNITY}`;
const FIRST_PAGES = 16;
const epoch = { now: "from-the-start" };
let server: TestServer;
let li: WirePhone;
let qin: WirePhone;
let chen: Phone;
const asked: { pages: WantedPage[]; lists: number } = { pages: [], lists: 0 };
const beforePages: { happens?: () => Promise<unknown> } = {};
const network = new FlakyNetwork(async (path, init) => {
  if (path.endsWith("/pages/list")) asked.lists += 1;
  if (path.endsWith("/pages")) {
    const { happens } = beforePages;
    delete beforePages.happens;
    await happens?.();
    asked.pages.push(...(JSON.parse(String(init?.body)) as { pages: WantedPage[] }).pages);
  }
  return server.ask(path, init);
});

beforeAll(async () => {
  const keeper = { now: () => epoch.now, note: async () => undefined, recheck: async () => false };
  server = await aServer(aDistrictOfYears(), Date.now, { streamUpTo: 0, epoch: keeper });
  li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  qin = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.qin));
}, 120_000);

beforeEach(async () => {
  if (chen) {
    putAway(chen);
    await Dexie.delete(chen.world.cache.name);
    await Dexie.delete(chen.world.vault.name);
  }
  chen = await phoneOf(server, network, PEOPLE.chen);
  asked.pages = [];
  asked.lists = 0;
});

afterAll(async () => {
  putAway(chen);
  await server.close();
});

/** Everything the phone holds, in its newest revision; a record that lies in a row and in a page is told. */
async function held({ cache }: World): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { t, id, rev, doc } of await cache.rows.toArray()) all.set(`${t}:${id}`, `${rev} ${JSON.stringify(doc)}`);
  for (const page of await cache.pages.toArray())
    for (const { t, id, rev, doc } of recordsOf(page)) {
      const twice = (await cache.rows.get([t, id])) !== undefined;
      all.set(`${t}:${id}`, twice ? "lies twice" : `${rev} ${JSON.stringify(doc)}`);
    }
  return all;
}

/** What a pull from nothing says, row by row: the oracle. */
async function expected(personId: string): Promise<Map<string, string>> {
  const fresh = await WirePhone.enrol(server.ask, await server.codeFor(personId));
  const { rows } = await fresh.pull();
  const live = rows.filter((r) => r.op === "put");
  return new Map(live.map((r) => [`${r.t}:${r.id}`, `${r.rev} ${JSON.stringify(r.doc)}`]));
}

const isAsExpected = async (phone: Phone): Promise<void> => {
  expect(await held(phone.world)).toEqual(await expected(phone.world.person.personId));
  expect(await isStillComing(phone.world.cache)).toBe(false);
  expect(await phone.world.vault.getMeta("healed")).toBeUndefined();
};

const placeOf = ({ scope, t, packed, bucket }: WantedPage): string => `${scope} ${t} ${packed} ${bucket}`;

/** What her phone does when nobody needs it. */
async function unpackAll({ cache }: World): Promise<number> {
  let pages = 0;
  while (await unpackOne(cache)) pages += 1;
  return pages;
}

const openRows = ({ cache }: World): Promise<number> =>
  cache.rows.where("[t+id]").between(["issue", ""], ["issue", "\uffff"]).count();

test("Chen's first sync: what she works with lies in rows, what is done with in pages, all as a pull from nothing says", async () => {
  await chen.engine.runOnce();
  await isAsExpected(chen);
  expect(await openRows(chen.world)).toBe(0);
  expect(await unpackAll(chen.world)).toBeGreaterThan(1);
  await isAsExpected(chen);
  expect(asked.lists).toBe(1);
  expect(new Set(asked.pages.map(placeOf)).size).toBe(asked.pages.length);
  const { cache } = chen.world;
  expect(await openRows(chen.world)).toBe(OPEN);
  const overlay = await readOverlay(chen.world);
  const find = (states?: ("closed" | "reported")[]) =>
    findIssues(cache, overlay, { communityCode: COMMUNITY, states, limit: 20 });
  expect((await find()).total).toBe(OPEN + CLOSED);
  expect((await find(["closed"])).total).toBe(CLOSED);
  expect((await find(["reported"])).total).toBe(OPEN);
});

test("killed while open issues get their rows, none lies in neither place, and the next start goes on", async () => {
  await chen.engine.runOnce();
  expect(await unpackOne(chen.world.cache)).toBe(true);
  const some = await openRows(chen.world);
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(OPEN);
  await isAsExpected(chen);
  chen = await restarted(chen, network);
  await unpackAll(chen.world);
  expect(await openRows(chen.world)).toBe(OPEN);
  await isAsExpected(chen);
});

test("an open issue that changes before it has its row lies in its row alone", async () => {
  await chen.engine.runOnce();
  const args = { issueId: "open-3", eventId: "e-early", to: "accepted", text: "今天去看" };
  const other = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  expect(await other.does({ cmd: "issue.move", args })).toEqual(["applied"]);
  await chen.engine.runOnce();
  expect(await openRows(chen.world)).toBe(1);
  await isAsExpected(chen);
  await unpackAll(chen.world);
  await isAsExpected(chen);
});

test("killed in the middle, the app goes on where it was: no page is fetched twice but the one that was cut off", async () => {
  expect(await isStillComing(chen.world.cache)).toBe(true);
  beforePages.happens = async () => {
    // The first answer arrives whole, the second breaks off.
    beforePages.happens = async () => network.cutsAfter(3_000, "/api/sync/pages");
  };
  await expect(chen.engine.runOnce()).rejects.toMatchObject({ code: "broken-page" });
  const first = asked.pages.map(placeOf);
  expect(await isStillComing(chen.world.cache)).toBe(true);
  asked.pages = [];
  chen = await restarted(chen, network);
  await chen.engine.runOnce();
  await isAsExpected(chen);
  const again = asked.pages.map(placeOf).filter((place) => first.includes(place));
  expect(first.length).toBeGreaterThan(FIRST_PAGES);
  expect(again.length).toBeLessThanOrEqual(MAX_PAGES_ASKED);
  expect(again.sort()).toEqual(first.slice(FIRST_PAGES).sort());
});

test("a page that changed while the phone was off is fetched anew, and so are none of the others", async () => {
  beforePages.happens = async () => {
    beforePages.happens = async () => network.cutsAfter(3_000, "/api/sync/pages");
  };
  await expect(chen.engine.runOnce()).rejects.toMatchObject({ code: "broken-page" });
  const whole = asked.pages.slice(0, FIRST_PAGES).map(placeOf);
  qin.at = new Date().toISOString();
  const grant = { id: "g-new", role: "mediator", orgCode: COMMUNITY };
  expect(await qin.does({ cmd: "person.grantRole", args: { personId: PEOPLE.wang, grant } })).toEqual(["applied"]);
  asked.pages = [];
  chen = await restarted(chen, network);
  await chen.engine.runOnce();
  await isAsExpected(chen);
  const again = asked.pages.map(placeOf).filter((place) => whole.includes(place));
  // Scopes whose last page was in have a cursor: they are told by the pull.
  expect(again).toEqual([`${WORK} person true `]);
});

test("what changes between the list and the page, and between the page and the pull, arrives all the same", async () => {
  beforePages.happens = async () => {
    await qin.does({
      cmd: "issue.move",
      args: { issueId: "old-3", eventId: "e-again", to: "handling", text: "又来了" },
    });
    await li.does(planSlot("new-slot"));
  };
  await chen.engine.runOnce();
  await isAsExpected(chen);
  await chen.engine.runOnce();
  await isAsExpected(chen);
});

test("a closed issue that is taken up again leaves its page; one that leaves the scope goes from its page", async () => {
  await chen.engine.runOnce();
  expect(await chen.world.cache.rows.get(["issue", "old-4"])).toBeUndefined();
  const { cmd, args } = {
    cmd: "issue.move",
    args: { issueId: "old-4", eventId: "e-4", to: "handling", text: "没有弄好" },
  };
  expect(
    await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen)).then((w) => w.does({ cmd, args })),
  ).toEqual(["applied"]);
  await chen.engine.runOnce();
  expect((await chen.world.cache.rows.get(["issue", "old-4"]))?.doc["state"]).toBe("handling");
  await isAsExpected(chen);
});

test("pages of a scope that was not granted, or no longer, are refused", async () => {
  const asker = { proto: 1, sch: 2, epoch: epoch.now };
  const page = { scope: WORK, at: 0, t: "issue", packed: true, bucket: "" };
  const list = (who: WirePhone, scopes: string[]) => who.call("/api/sync/pages/list", { ...asker, scopes });
  const pages = (who: WirePhone, scope: string) =>
    who.call("/api/sync/pages", { ...asker, since: "2026-01-01", pages: [{ ...page, scope }] });
  expect((await list(li, [WORK])).status).toBe(403);
  expect((await pages(li, WORK)).status).toBe(403);
  expect((await list(li, ["t:team-purple"])).status).toBe(200);
  expect((await pages(li, "t:team-purple")).status).toBe(200);
  expect((await pages(li, `u:${PEOPLE.wang}`)).status).toBe(403);
});

test("a role that goes in the middle of the first sync: what it opened is gone at the next contact", async () => {
  const grant = { id: "g-once", role: "gridWorker", orgCode: COMMUNITY };
  qin.at = new Date().toISOString();
  await qin.does({ cmd: "person.grantRole", args: { personId: PEOPLE.he, grant } });
  const he = await phoneOf(server, network, PEOPLE.he);
  beforePages.happens = async () => {
    beforePages.happens = async () => {
      qin.at = new Date().toISOString();
      await qin.does({ cmd: "person.revokeRole", args: { personId: PEOPLE.he, grantId: grant.id } });
    };
  };
  await expect(he.engine.runOnce()).rejects.toMatchObject({ code: "broken-page" });
  await he.engine.runOnce();
  await isAsExpected(he);
  expect(await he.world.cache.pages.where("scope").equals(WORK).count()).toBe(0);
  putAway(he);
});

test("[SYN-9] a page that lost a record on the phone is the only one that is fetched anew", async () => {
  await chen.engine.runOnce();
  const page = await chen.world.cache.pages.filter((p) => p.t === "issue" && recordsOf(p).length > 1).first();
  if (!page) throw new Error("nothing lies in pages");
  await chen.world.cache.pages.put(pageOf(page, recordsOf(page).slice(1)));
  asked.pages = [];
  chen = await restarted(chen, network);
  await chen.engine.runOnce();
  expect(await held(chen.world)).toEqual(await expected(PEOPLE.chen));
  expect(asked.pages.filter((p) => p.packed).map((p) => `${p.t} ${p.bucket}`)).toEqual([`issue ${page.bucket}`]);
});

test("a page from a server process that has not looked since the list was made holds what the list knew", async () => {
  const [listing, other] = [createDirectories(server.db, () => "e"), createDirectories(server.db, () => "e")];
  const since = "2026-01-01";
  await other.list([WORK], since);
  li.at = new Date().toISOString();
  expect(await li.does(planSlot("late-slot"))).toEqual(["applied"]);
  const [now] = await listing.list([WORK], since);
  const shelf = now?.shelves.find((s) => s.t === "rosterSlot" && !s.packed);
  const asking = { scope: WORK, at: now?.head ?? 0, t: "rosterSlot", packed: false };
  const pages = [...(shelf?.buckets.keys() ?? [])].map((bucket) => ({ ...asking, bucket }));
  const read = await readPages(other, { pages, since, now: new Date().toISOString() });
  expect(read.pages.map((page) => page.records).filter((text) => text.includes("late-slot"))).toHaveLength(1);
});

test("[F33] after a restore no page is fetched again that is as it was", async () => {
  await chen.engine.runOnce();
  epoch.now = "after-a-restore";
  asked.pages = [];
  await chen.engine.runOnce();
  expect(asked.pages.filter((p) => p.packed)).toEqual([]);
  await isAsExpected(chen);
});
