/** The list of pages of a server that has just started is the one that counting anew would give, whatever was kept of it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PageList, WantedPage } from "#protocol/pages";
import { PROTO, SCHEMA } from "#protocol/version";
import { holdPackedPages } from "../../sync-server/routes/packed-pages.ts";
import { createDirectories, listOf } from "../../sync-server/store/page-directory.ts";
import { entriesFrom, packEntries } from "../../sync-server/store/page-entries.ts";
import { writeRecords } from "../../sync-server/store/records.ts";
import { planSlot } from "../builders/acts.ts";
import { aDistrictOfYears } from "../builders/district-of-years.ts";
import { COMMUNITY, OTHER_COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const SCOPES = [`w:${COMMUNITY}`, `c:${COMMUNITY}`];
const SINCE = "2026-01-01";
/** More than a community needs to be worth keeping: the same night, planned so often. */
const NIGHTS = 700;

let server: TestServer;
let chen: WirePhone;
let next = 0;

beforeAll(async () => {
  server = await aServer(aDistrictOfYears());
  chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  chen.at = new Date().toISOString();
  for (let i = 0; i < NIGHTS; i += 100) {
    const acts = Array.from({ length: 100 }, () => planSlot(`night-${next++}`));
    expect(new Set(await chen.does(...acts))).toEqual(new Set(["applied"]));
  }
}, 120_000);

afterAll(() => server.close());

/** Pages of a process that knows nothing but what the database holds. */
async function listed(): Promise<unknown> {
  const found = await createDirectories(server.db, () => "e").list(SCOPES, SINCE);
  return found.map(listOf).map((one) => ({
    ...one,
    shelves: one.shelves
      .map((shelf) => ({ ...shelf, pages: [...shelf.pages].sort() }))
      .sort((a, b) => (`${a.t} ${a.packed}` < `${b.t} ${b.packed}` ? -1 : 1)),
  }));
}

const keptHead = async (): Promise<number | undefined> =>
  (await server.db.query<{ head: number }>("SELECT head FROM page_directory WHERE scope = $1", [`w:${COMMUNITY}`]))[0]
    ?.head;

async function countedAnew(): Promise<unknown> {
  const kept = await server.db.query<{ scope: string; head: number; entries: Uint8Array }>(
    "SELECT scope, head, entries FROM page_directory",
  );
  await server.db.query("DELETE FROM page_directory");
  const list = await listed();
  await server.db.query("DELETE FROM page_directory");
  for (const { scope, head, entries } of kept)
    await server.db.query("INSERT INTO page_directory (scope, format, head, entries) VALUES ($1, 1, $2, $3)", [
      scope,
      head,
      entries,
    ]);
  return list;
}

/** Away to the neighbours, as no command does it. */
async function leaves(id: string): Promise<void> {
  await server.db.tx(async (q) => {
    const [row] = await q.query<{ rev: number; scopes: string[]; doc: Record<string, unknown> }>(
      "SELECT rev, scopes, doc FROM entity WHERE t = 'rosterSlot' AND id = $1 FOR UPDATE",
      [id],
    );
    const { rev, scopes, doc } = row!;
    const moved = { ...doc, communityCode: OTHER_COMMUNITY, teamId: "elsewhere" };
    const write = { t: "rosterSlot", id, rev: rev + 1, doc: moved, fv: {}, before: scopes, beforeRev: rev };
    await writeRecords(q, [write]);
  });
}

test("after a start the list is made from what was kept and what happened since: new, changed and left records", async () => {
  await listed();
  const at = await keptHead();
  expect(at).toBeGreaterThan(NIGHTS);
  expect(await chen.does(planSlot("since-then"), planSlot("night-3"))).toEqual(["applied", "applied"]);
  await leaves("night-5");
  expect(await listed()).toEqual(await countedAnew());
  expect(await keptHead()).toBe(at);
});

test("a process that knows the scope from before gives the same list as one that counts anew", async () => {
  const known = createDirectories(server.db, () => "e");
  await known.list(SCOPES, SINCE);
  await leaves("night-7");
  expect(await chen.does(planSlot("later-still"))).toEqual(["applied"]);
  const names = (await known.list(SCOPES, SINCE))
    .map(listOf)
    .map((one) => new Map(one.shelves.flatMap((s) => s.pages)));
  const anew = (await createDirectories(server.db, () => "e").list(SCOPES, SINCE)).map(listOf);
  expect(names).toEqual(anew.map((one) => new Map(one.shelves.flatMap((s) => s.pages))));
});

test("what is kept and lacks a record, as no server wrote it, is seen by the scope's sum and counted anew", async () => {
  await listed();
  const right = await countedAnew();
  const head = await keptHead();

  const none = await packEntries(entriesFrom([]));
  await server.db.query("UPDATE page_directory SET entries = $1", [none]);
  expect(await keptHead()).toBe(head);
  expect(await listed()).toEqual(right);
});

/** Pages of planned nights that Chen's community has now, and their texts as one phone gets them. */
async function nightsAsServed(phone: WirePhone): Promise<string> {
  const asking = { proto: PROTO, sch: SCHEMA, epoch: phone.epoch };
  const scope = `w:${COMMUNITY}`;
  const reply = await phone.call("/api/sync/pages/list", { ...asking, scopes: [scope] });
  const list = (await reply.json()) as PageList;
  const pages = list.scopes.flatMap(({ head: at, shelves }) =>
    shelves
      .filter(({ t }) => t === "rosterSlot")
      .flatMap(({ t, packed, pages }) => pages.map(([bucket]): WantedPage => ({ scope, at, t, packed, bucket }))),
  );
  return (await phone.call("/api/sync/pages", { ...asking, since: list.since, pages })).text();
}

test("pages packed for one phone are given to the next, and never with a record that has changed or left since", async () => {
  const other = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  const first = await nightsAsServed(chen);
  expect(await nightsAsServed(other)).toBe(first);
  expect(first).toContain('"night-9"');
  await leaves("night-9");
  expect(await chen.does({ cmd: "roster.cancel", args: { slotId: "night-11", reason: "下雨" } })).toEqual(["applied"]);
  const then = await nightsAsServed(other);
  expect(then).not.toContain('"night-9"');
  expect(then).toContain("下雨");
});

test("packed pages are packed once for all who ask meanwhile; beyond the cap the longest unasked go; a failure is not kept", async () => {
  const held = holdPackedPages(25);
  const packed: string[] = [];
  const give = (key: string) =>
    held.pack(key, async () => {
      packed.push(key);
      return { body: "0123456789", headers: {} };
    });
  await Promise.all([give("a"), give("a"), give("b")]);
  await give("a");
  await give("c");
  expect(packed).toEqual(["a", "b", "c"]);
  expect(held.get("b")).toBeUndefined();
  await give("b");
  expect(packed).toEqual(["a", "b", "c", "b"]);
  await expect(held.pack("d", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(held.get("d")).toBeUndefined();
});
