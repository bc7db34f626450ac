/** A signed request for a token is good once and for minutes, in every process; and no phone stays outside for its clock. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTransport } from "#sync/transport";
import type { Db } from "../../sync-server/store/db.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { lineOf, phoneOf } from "../harness/phone.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { post, WirePhone } from "../harness/wire-phone.ts";

const MINUTE_MS = 60_000;
const clock = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
const now = () => clock.ms;
const text = (ms: number) => new Date(ms).toISOString();
let db: Db;
let first: TestServer;
let second: TestServer;
let li: WirePhone;

beforeAll(async () => {
  db = await freshDatabase();
  first = await appOn(db, aNeighbourhood(), now);
  second = await appOn(db, [], now);
  li = await WirePhone.enrol(first.ask, await first.codeFor(PEOPLE.li));
}, 120_000);
afterAll(() => first.close());

test("who copied the request on the way is refused at every process, one started later too; the phone gets its token", async () => {
  const copied = await li.signedRequest(text(now()));
  expect((await post(first.ask, "/api/token", copied)).status).toBe(200);
  for (const server of [first, second, await appOn(db, [], now)]) {
    expect((await post(server.ask, "/api/token", copied)).status).toBe(401);
  }
  clock.ms += 6 * MINUTE_MS;
  expect((await post(first.ask, "/api/token", copied)).status).toBe(401);
  expect((await li.asksForToken(text(now()))).status).toBe(200);
});

test("a time a minute old is taken, six minutes before or after are not: the phone is given one to sign, once", async () => {
  expect((await li.asksForToken(text(now() - MINUTE_MS))).status).toBe(200);
  for (const off of [-6 * MINUTE_MS, 6 * MINUTE_MS, 3 * 365 * 86_400_000]) {
    const refused = await li.asksForToken(text(now() + off));
    expect(refused.status).toBe(401);
    const { serverNow } = (await refused.json()) as { serverNow: string };
    expect((await li.asksForToken(serverNow)).status).toBe(200);
    expect((await li.asksForToken(serverNow)).status).toBe(401);
  }
});

test("a time to sign is one phone's, and nobody makes it himself", async () => {
  const zhao = await WirePhone.enrol(first.ask, await first.codeFor(PEOPLE.zhao));
  const refused = await li.asksForToken("yesterday");
  const { serverNow } = (await refused.json()) as { serverNow: string };
  expect((await zhao.asksForToken(serverNow)).status).toBe(401);
  expect((await zhao.asksForToken(`${text(now())}~made~up`)).status).toBe(401);
  expect((await second.ask("/api/health")).status).toBe(200);
});

test("phones of the first release sign whatever time they are told: two tabs at the same millisecond both come in", async () => {
  const tabs = [li, WirePhone.of(first.ask, li.key, li)];
  for (const tab of tabs) tab.clock = () => now() + 40 * 86_400_000;
  expect(await Promise.all(tabs.map((tab) => tab.forgetToken().token()))).not.toContain("");
  li.clock = now;
});

test("today's phone signs no time that a stranger on the line names: he would keep it for the day it comes true", async () => {
  const wang = await phoneOf(first, new FlakyNetwork(async (path, init) => first.ask(path, init)), PEOPLE.wang);
  const signed: string[] = [];
  const stranger = new FlakyNetwork(async (path, init) => {
    const body = JSON.parse(await new Response(init?.body ?? null).text()) as { at: string };
    if (path === "/api/token") signed.push(body.at);
    return Response.json({ error: "unauthenticated", serverNow: "2027-01-01T00:00:00.000Z" }, { status: 401 });
  });
  const line = openTransport(wang.world.person, lineOf(stranger), now);
  await expect(line.ask("/api/sync/heads")).rejects.toMatchObject({ code: "unauthenticated" });
  expect(signed).toEqual([text(now())]);
  wang.engine.stop();
  wang.world.close();
});

test("a phone that has learnt how far its clock is off signs right at once the next time", async () => {
  const asked: string[] = [];
  const network = new FlakyNetwork(async (path, init) => {
    asked.push(path);
    return first.ask(path, init);
  });
  const chen = await phoneOf(first, network, PEOPLE.chen);
  const late = { ms: 86_400_000 };
  const line = openTransport(chen.world.person, lineOf(network), () => now() - late.ms);
  asked.length = 0;
  await line.ask("/api/sync/heads");
  expect(asked).toEqual(["/api/token", "/api/token", "/api/sync/heads"]);
  asked.length = 0;
  clock.ms += 20 * MINUTE_MS;
  await line.ask("/api/sync/heads");
  expect(asked).toEqual(["/api/token", "/api/sync/heads"]);
  chen.engine.stop();
  chen.world.close();
});

test("what has run out is forgotten: the table holds minutes, not years", async () => {
  const lu = await WirePhone.enrol(first.ask, await first.codeFor(PEOPLE.lu));
  for (let i = 0; i < 40; i++) await lu.asksForToken(text(now() + i));
  clock.ms += 30 * MINUTE_MS;
  for (let i = 0; i < 5; i++) await lu.asksForToken(text(now() + i));
  expect((await db.query("SELECT 1 AS x FROM signed_request")).length).toBe(5);
});
