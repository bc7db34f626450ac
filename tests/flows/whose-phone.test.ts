/** Codes, roles that end, and two people on one phone: with the real phone code and the real server. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unsentOf } from "#storage/left-behind";
import { newId, record } from "#storage/record";
import { deliverFor } from "#sync/courier";
import { enrol } from "#sync/enrol";
import { startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE, TEAM } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { phoneOf as enrolled, lineOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const HOUR_MS = 3_600_000;
const clock = { ms: Date.now() };
let server: TestServer;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
const options = lineOf(network);

const phoneOf = (personId: string) => enrolled(server, network, personId);
const wirePhoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));
const tries = (code: string) => enrol(code, "test", options);

beforeAll(async () => {
  server = await aServer(aNeighbourhood(), () => clock.ms);
}, 120_000);

afterAll(() => server.close());

test("a code works once, for 72 hours, and a newer one for the same person replaces it", async () => {
  const used = await server.codeFor(PEOPLE.zhao);
  expect((await tries(used)).ok).toBe(true);
  expect(await tries(used)).toMatchObject({ ok: false, error: { kind: "code-unknown" } });
  const old = await server.codeFor(PEOPLE.zhao);
  clock.ms += 72 * HOUR_MS + 1000;
  expect(await tries(old)).toMatchObject({ ok: false, error: { kind: "code-unknown" } });
  const fresh = await server.codeFor(PEOPLE.zhao);
  clock.ms += 71 * HOUR_MS;
  const newer = await server.codeFor(PEOPLE.zhao);
  expect((await tries(fresh)).ok).toBe(false);
  expect((await tries(newer)).ok).toBe(true);
});

test("a phone whose clock is five days off is told the time and gets its records all the same", async () => {
  expect(Math.abs(clock.ms - Date.now())).toBeGreaterThan(5 * 24 * HOUR_MS);
  const zhao = await phoneOf(PEOPLE.zhao);
  await zhao.engine.runOnce();
  expect(await zhao.world.cache.pages.count()).toBeGreaterThan(0);
  putAway(zhao);
  clock.ms = Date.now();
});

test("the reply to an enrolment is lost on the way: the same code on the same phone still makes the one device", async () => {
  const code = await server.codeFor(PEOPLE.he);
  network.losesReplies(1, "/api/enrol");
  expect(await tries(code)).toMatchObject({ ok: false, error: { kind: "offline" } });
  expect((await tries(code)).ok).toBe(true);
  const devices = await server.db.query("SELECT 1 AS x FROM device WHERE person_id = $1", [PEOPLE.he]);
  expect(devices).toHaveLength(1);
});

test("Wang's leader loses the office at noon: the phone drops what it opened at the next contact, the unsent round stays", async () => {
  const chen = await wirePhoneOf(PEOPLE.chen);
  const li = await phoneOf(PEOPLE.li);
  await li.engine.runOnce();
  const inScope = async () => (await li.world.cache.pages.where("scope").startsWith("c:").count()) > 0;
  expect(await inScope()).toBe(true);
  network.goesDown();
  expect((await record(li.world, [startRound(newId())])).ok).toBe(true);
  const end = { cmd: "person.revokeRole", args: { personId: PEOPLE.li, grantId: "grant-groupLead" } };
  expect(await chen.does(end)).toEqual(["applied"]);
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  expect(await li.world.vault.outbox.count()).toBe(1);

  network.comesUp();
  network.losesReplies(1, "/api/sync/push");
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  expect(await li.world.vault.outbox.count()).toBe(1);
  await li.engine.runOnce();
  expect(await inScope()).toBe(false);
  expect(await li.world.cache.pages.where("scope").equals(`t:${TEAM}`).count()).toBe(0);
  expect((await li.world.vault.quarantine.toArray()).map((q) => q.reason)).toEqual(["not-a-member"]);
  putAway(li);
});

test("a role with an end is over by the server's clock, also for a push that was made before", async () => {
  const chen = await wirePhoneOf(PEOPLE.chen);
  const zhao = await wirePhoneOf(PEOPLE.zhao);
  const made = zhao.envelope(startRound("r-late", { memberIds: [PEOPLE.zhao, PEOPLE.wang] }));
  await chen.does({ cmd: "person.revokeRole", args: { personId: PEOPLE.zhao, grantId: "grant-volunteer" } });
  expect((await zhao.push([made])).results[0]).toMatchObject({ outcome: "quarantined", reason: "not-a-member" });
  const scopes = new Set((await zhao.pull()).rows.map((r) => r.scope.slice(0, 2)));
  expect([...scopes].sort()).toEqual(["re", "u:"]);
});

test("[F28] Qin uses Wang's phone: Wang's unsent round is counted, sent without Wang's PIN, and never Qin's", async () => {
  const wang = await phoneOf(PEOPLE.wang);
  await wang.engine.runOnce();
  network.goesDown();
  expect((await record(wang.world, [startRound(newId(), { memberIds: [PEOPLE.wang, PEOPLE.zhao] })])).ok).toBe(true);
  putAway(wang);
  network.comesUp();
  const qin = await phoneOf(PEOPLE.qin);
  await qin.engine.runOnce();
  expect(await qin.world.vault.outbox.count()).toBe(0);
  expect((await unsentOf(PEOPLE.wang)).records).toBe(1);
  await deliverFor(wang.world.person, options);
  expect((await unsentOf(PEOPLE.wang)).records).toBe(0);
  const sent = await server.db.query<{ person_id: string; outcome: string }>(
    "SELECT person_id, outcome FROM mutation WHERE device_id = $1",
    [wang.world.person.deviceId],
  );
  expect(sent).toEqual([{ person_id: PEOPLE.wang, outcome: "applied" }]);
  expect((await qin.world.cache.rows.toArray()).filter((r) => r.t === "round")).toEqual([]);
  putAway(qin);
});

test("only who administers somebody makes a code for him, and nobody for an office above his own", async () => {
  const [chen, lu] = [await wirePhoneOf(PEOPLE.chen), await wirePhoneOf(PEOPLE.lu)];
  const asks = async (phone: WirePhone, personId: string) => (await phone.call("/api/codes", { personId })).status;
  expect(await asks(chen, PEOPLE.wang)).toBe(200);
  expect(await asks(chen, PEOPLE.chen)).toBe(200);
  expect(await asks(lu, PEOPLE.wang)).toBe(403);
  expect(await asks(chen, PEOPLE.qin)).toBe(403);
  const qin = await wirePhoneOf(PEOPLE.qin);
  const above = { id: "g-street", role: "streetAdmin", orgCode: "450303001000" };
  expect(await qin.does({ cmd: "person.grantRole", args: { personId: PEOPLE.he, grant: above } })).toEqual(["applied"]);
  expect(await asks(chen, PEOPLE.he)).toBe(403);
  expect(
    (await server.db.query("SELECT 1 AS x FROM audit WHERE act = 'make-code' AND subject = $1", [PEOPLE.wang])).length,
  ).toBe(1);
  expect(COMMUNITY).toHaveLength(12);
});
