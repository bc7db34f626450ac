/** Phones that were apart: wrong clocks, records that moved, roles given late, a backlog of thousands. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SetAside } from "#domain/aside/set-aside";
import { type Envelope, envelopeChecksum } from "#protocol/envelope";
import { MAX_MUTATIONS, MAX_PUSH_BYTES } from "#protocol/push";
import { newId, record } from "#storage/record";
import { putInOutbox } from "#storage/vault/vault";
import { confirmStop, planSlot, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, OTHER_COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";

const DAY_MS = 86_400_000;
let server: TestServer;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
const phones: Phone[] = [];

/** A phone whose clock is off by as much as `skew` says at the moment. */
async function phone(personId: string, skew = { ms: 0 }): Promise<Phone> {
  const one = await phoneOf(server, network, personId, { now: () => Date.now() + skew.ms });
  phones.push(one);
  await one.engine.runOnce();
  return one;
}

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
}, 120_000);

afterAll(async () => {
  for (const one of phones) putAway(one);
  await server.close();
});

const does = async ({ world }: Phone, ...acts: Act[]): Promise<void> => {
  expect(await record(world, acts)).toMatchObject({ ok: true });
};

const docOf = async (t: string, id: string): Promise<Record<string, unknown>> => {
  const sql = "SELECT doc FROM entity WHERE t = $1 AND id = $2";
  return (await server.db.query<{ doc: Record<string, unknown> }>(sql, [t, id]))[0]?.doc ?? {};
};

const awayFromNowMs = (at: unknown): number => Math.abs(Date.parse(String(at)) - Date.now());

test("[F14] one clock is three years ahead, one a day behind: times are the true ones, the order is that of arrival", async () => {
  const li = await phone(PEOPLE.li, { ms: 3 * 365 * DAY_MS });
  const wang = await phone(PEOPLE.wang, { ms: -DAY_MS });
  const [first, second] = [newId(), newId()];
  await does(li, reportHazard(first));
  await does(wang, reportHazard(second));
  await wang.engine.runOnce();
  await li.engine.runOnce();
  for (const id of [first, second])
    expect(awayFromNowMs((await docOf("issue", id))["reportedAt"])).toBeLessThan(60_000);
  const seq = "SELECT id FROM feed WHERE scope = $1 AND t = 'issue' ORDER BY seq";
  const order = await server.db.query<{ id: string }>(seq, [`w:${COMMUNITY}`]);
  expect(order.map((r) => r.id)).toEqual([second, first]);
});

test("[F14] the clock jumps three years ahead in the middle of a round: no stop lies in the future, and the round ends", async () => {
  const skew = { ms: 0 };
  const zhao = await phone(PEOPLE.zhao, skew);
  const roundId = newId();
  await does(zhao, startRound(roundId, { memberIds: [PEOPLE.zhao, PEOPLE.li] }), confirmStop(roundId, "cp-1"));
  skew.ms = 3 * 365 * DAY_MS;
  await does(zhao, confirmStop(roundId, "cp-2"));
  await zhao.engine.runOnce();
  const { stops } = (await docOf("round", roundId)) as { stops: { at: string; checkpointId: string }[] };
  expect(stops.map((s) => s.checkpointId)).toEqual(["cp-1", "cp-2"]);
  for (const stop of stops) expect(awayFromNowMs(stop.at)).toBeLessThan(60_000);
  expect(await zhao.world.vault.outbox.count()).toBe(0);
});

test("[F30] a record moved to the desk next door while Chen was out: what she does with it is decided by her rights of now, and it leaves her tablet", async () => {
  const he = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.he));
  expect(await he.does(startRound("moved", { safetySeen: false }))).toHaveLength(1);
  const chen = await phone(PEOPLE.chen);
  const row = (await chen.world.cache.rows.toArray()).find(
    (r) => r.t === "setAside" && r.doc["personId"] === PEOPLE.he,
  );
  const asideId = row?.id ?? "";
  const elsewhere = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  const over = { asideId, eventId: newId(), orgCode: OTHER_COMMUNITY, text: "" };
  await does(chen, { cmd: "aside.file", args: { asideId, eventId: newId(), text: "重复" } });
  expect(await elsewhere.does({ cmd: "aside.handOver", args: over })).toEqual(["applied"]);
  await chen.engine.runOnce();
  expect(await chen.world.vault.quarantine.toArray()).toMatchObject([{ reason: "not-allowed" }]);
  await chen.engine.runOnce();
  expect(await chen.world.cache.rows.get(["setAside", asideId])).toBeUndefined();
  const lu = await phone(PEOPLE.lu);
  const there = (await lu.world.cache.rows.get(["setAside", asideId]))?.doc as unknown as SetAside | undefined;
  expect(there).toMatchObject({ state: "open", orgCode: OTHER_COMMUNITY });
});

test("[F31] He becomes a grid worker: what was reported long before comes to his phone too, and goes with the role", async () => {
  const he = await phone(PEOPLE.he);
  const qin = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.qin));
  const old = newId();
  const li = phones.find((p) => p.world.person.personId === PEOPLE.li);
  if (!li) throw new Error("Li has no phone");
  await does(li, reportHazard(old, { place: { spot: "河边" } }));
  await li.engine.runOnce();
  await he.engine.runOnce();
  expect(await he.world.cache.rows.get(["issue", old])).toBeUndefined();
  const grant = { id: newId(), role: "gridWorker", orgCode: COMMUNITY };
  qin.at = new Date().toISOString();
  expect(await qin.does({ cmd: "person.grantRole", args: { personId: PEOPLE.he, grant } })).toEqual(["applied"]);
  await he.engine.runOnce();
  expect(await he.world.cache.rows.get(["issue", old])).toBeDefined();
  qin.at = new Date().toISOString();
  await qin.does({ cmd: "person.revokeRole", args: { personId: PEOPLE.he, grantId: grant.id } });
  await he.engine.runOnce();
  expect(await he.world.cache.rows.get(["issue", old])).toBeUndefined();
  expect(await he.world.cache.cursors.get(`w:${COMMUNITY}`)).toBeUndefined();
});

/** As `record` would have saved it, without folding thousands of others first. */
function sealed(user: string, i: number): { mid: string; ek: string[]; env: Envelope } {
  const slotId = `backlog-${String(i).padStart(4, "0")}`;
  const { cmd, args } = planSlot(slotId);
  const draft = {
    ...{ v: 1 as const, mid: String(i).padStart(32, "0"), cid: "", n: 0, sch: 1, user, cmd, args },
    ...{ e: { t: "rosterSlot", id: slotId }, base: 0, was: {}, at: new Date().toISOString(), off: 0, need: [] },
  };
  const env = { ...draft, h: envelopeChecksum(draft) };
  return { mid: env.mid, ek: [`rosterSlot:${slotId}`], env };
}

test("[F44] 5,000 records of weeks without signal: small requests and few, nothing sent twice after a cut", async () => {
  const asked: { muts: number; bytes: number }[] = [];
  const cut = { after: 8 };
  const counted = new FlakyNetwork(async (path, init) => {
    if (!path.includes("/api/sync/push")) return server.ask(path, init);
    const request = new Request("http://x/", init);
    const zipped = request.headers.get("content-encoding") === "gzip";
    const body = zipped ? request.body?.pipeThrough(new DecompressionStream("gzip")) : request.body;
    const text = await new Response(body).text();
    asked.push({ muts: (JSON.parse(text) as { muts: unknown[] }).muts.length, bytes: text.length });
    if (asked.length === cut.after) throw new TypeError("the line is gone");
    return server.ask(path, init);
  });
  const qin = await phoneOf(server, counted, PEOPLE.lu);
  phones.push(qin);
  const admin = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.qin));
  admin.at = new Date(Date.now() - 3_600_000).toISOString();
  const grant = { id: newId(), role: "communityAdmin", orgCode: COMMUNITY };
  expect(await admin.does({ cmd: "person.grantRole", args: { personId: PEOPLE.lu, grant } })).toEqual(["applied"]);
  await putInOutbox(
    qin.world.vault,
    Array.from({ length: 5_000 }, (_, i) => sealed(PEOPLE.lu, i)),
  );
  await expect(qin.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  // What was answered before the cut is settled; the cut request and the rest wait.
  const settled = asked.slice(0, -1).reduce((sum, a) => sum + a.muts, 0);
  expect(await qin.world.vault.outbox.count()).toBe(5_000 - settled);
  expect(await qin.world.vault.ledger.count()).toBe(settled);
  expect(settled).toBeGreaterThan(0);
  cut.after = -1;
  await qin.engine.runOnce();
  expect(await qin.world.vault.outbox.count()).toBe(0);
  expect(await qin.world.vault.ledger.count()).toBe(5_000);
  expect(Math.max(...asked.map((a) => a.muts))).toBeLessThanOrEqual(MAX_MUTATIONS);
  expect(Math.max(...asked.map((a) => a.bytes))).toBeLessThanOrEqual(MAX_PUSH_BYTES);
  expect(asked.reduce((sum, a) => sum + a.muts, 0)).toBeLessThanOrEqual(5_000 + MAX_MUTATIONS);
  // As many as full ones would be, and the one that was cut. The time they take is measured by `npm run bench backlog`.
  expect(asked).toHaveLength(5_000 / MAX_MUTATIONS + 1);
  const kept = await server.db.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM entity WHERE t = 'rosterSlot' AND id LIKE 'backlog-%'",
  );
  expect(kept[0]?.n).toBe(5_000);
}, 180_000);
