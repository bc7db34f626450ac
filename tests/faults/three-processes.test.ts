/**
 * Three server processes on one PostgreSQL behind a load balancer that knows nothing of phones. One is killed under load.
 * The oracle: what phones were told, what they pulled and what lies in the database are the same, once each.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope";
import type { PushReply } from "#protocol/push";
import { PROTO, SCHEMA } from "#protocol/version";
import { loadRecords } from "../../sync-server/load-records.ts";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { openPgDb } from "../../sync-server/store/pg-db.ts";
import { aNeighbourhood, COMMUNITY, GROUP, PEOPLE, ROUTE, TEAM } from "../builders/neighbourhood.ts";
import { type Puller, pullPage } from "../harness/puller.ts";
import { type RoundRobin, startRoundRobin } from "../harness/round-robin.ts";
import type { AskServer } from "../harness/server.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { databaseUrl } from "../harness/test-database.ts";
import { aDeviceKey, post, publicTextOf, WirePhone } from "../harness/wire-phone.ts";

const PHONES = 10;
const BATCHES = 10;
const BATCH = 3;
const PULLERS = 3;
const ALL = PHONES * BATCHES * BATCH;

const dataDir = mkdtempSync(join(tmpdir(), "zmj-three-"));
const up: { servers: ServerProcess[]; proxy?: RoundRobin; db?: Db; drop?: () => Promise<void>; url: string } = {
  servers: [],
  url: "",
};

const ask: AskServer = (path, init) => fetch(up.proxy!.origin + path, init);
const start = () => startServerProcess(dataDir, ["--empty"], { DATABASE_URL: up.url });
const serveAll = () => up.proxy!.serve(up.servers.map((s) => s.origin));
const phoneOf = async (personId: string) =>
  WirePhone.enrol(ask, (await makeCode(up.db!, personId, "test", Date.now())).code);

/** One after the other: a new code of a person ends the one before. */
async function phonesOf(personId: string, count: number): Promise<WirePhone[]> {
  const phones: WirePhone[] = [];
  while (phones.length < count) phones.push(await phoneOf(personId));
  return phones;
}

beforeAll(async () => {
  const { url, close } = await databaseUrl();
  up.url = url;
  up.drop = close;
  up.proxy = await startRoundRobin();
  // All at once, on a database without a table: one of them makes the tables, the others wait.
  up.servers = await Promise.all([start(), start(), start()]);
  serveAll();
  up.db = await openPgDb({ url }, { max: 3 });
  await loadRecords(up.db, aNeighbourhood());
}, 120_000);

afterAll(async () => {
  await up.proxy?.close();
  await Promise.all(up.servers.map((s) => s.kill("SIGKILL")));
  await up.db?.close();
  await up.drop?.();
  rmSync(dataDir, { recursive: true, force: true });
});

const slot = (slotId: string) => {
  const args = { slotId, communityCode: COMMUNITY, teamId: TEAM, groupId: GROUP, routeId: ROUTE };
  return { cmd: "roster.plan", args: { ...args, on: "2030-01-01", band: "night" } };
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What each mutation was told to have become, every time it was answered. */
type Told = Map<string, Set<string>>;

async function sendOnce(phone: WirePhone, muts: readonly Envelope[], told: Told): Promise<boolean> {
  const body = { proto: PROTO, sch: SCHEMA, epoch: phone.epoch, cid: phone.cid, muts };
  try {
    const reply = await phone.call("/api/sync/push", body);
    if (reply.status !== 200) return false;
    const { results } = (await reply.json()) as PushReply;
    for (const { mid, outcome, reason, rev } of results) {
      const all = told.get(mid) ?? new Set();
      told.set(mid, all.add(`${reason ?? outcome} ${rev}`));
    }
    return results.length === muts.length;
  } catch {
    // The line broke: whether it was taken nobody knows, so it is sent again.
    return false;
  }
}

/**
 * As phones on a bad line: a third of the batches goes twice at the same moment, of another third the first answer is lost
 * on the way, and everything is sent until it is answered whole.
 */
async function pushAll(phone: WirePhone, name: string, told: Told): Promise<void> {
  for (let b = 0; b < BATCHES; b++) {
    const muts = Array.from({ length: BATCH }, (_, k) => phone.envelope(slot(`${name}-${b}-${k}`)));
    if (b % 3 === 1) await sendOnce(phone, muts, told);
    for (let [done, tries] = [false, 0]; !done; tries++) {
      expect(tries, "a push is never answered whole").toBeLessThan(200);
      const twice = b % 3 === 0 ? [1, 2] : [1];
      const answers = await Promise.all(twice.map(() => sendOnce(phone, muts, told)));
      done = answers.some((answered) => answered);
      if (!done) await pause(30);
    }
  }
}

async function pullWhile(phone: WirePhone, puller: Puller, isOn: () => boolean): Promise<void> {
  while (isOn()) {
    await pullPage(phone, puller).catch(() => false);
    await pause(25);
  }
  for (let whole = false; !whole; ) whole = await pullPage(phone, puller).catch(() => false);
}

test("a poke reaches a screen whose stream hangs on another process than the push", async () => {
  const [chen, li] = [await phoneOf(PEOPLE.chen), await phoneOf(PEOPLE.chen)];
  for (const server of up.servers) {
    const headers = { authorization: `Bearer ${await chen.token()}` };
    const stream = await server.ask("/api/sync/live", { headers });
    const reader = stream.body!.getReader();
    const words = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await words()).toContain("event: poke");
    const other = up.servers.find((s) => s !== server)!;
    up.proxy!.serve([other.origin]);
    const heard = words();
    await li.push([li.envelope(slot(`poke-${up.servers.indexOf(server)}`))]);
    expect(await heard).toContain("event: poke");
    await reader.cancel();
  }
  serveAll();
});

test(`${ALL} records of ${PHONES} phones, one process killed and another started under load: each once, no gap`, async () => {
  const all = await phonesOf(PEOPLE.chen, PHONES + PULLERS);
  const [phones, watchers] = [all.slice(0, PHONES), all.slice(PHONES)];
  const told: Told = new Map();
  const state = { on: true };
  const pullers: Puller[] = watchers.map(() => ({ rows: new Map(), cursor: {} }));
  const pulling = watchers.map((phone, i) => pullWhile(phone, pullers[i]!, () => state.on));
  const pushing = Promise.all(phones.map((phone, i) => pushAll(phone, `load${i}`, told)));

  while (told.size < ALL / 4) await Promise.race([pushing, pause(10)]);
  const [victim] = up.servers.splice(0, 1);
  await victim!.kill("SIGKILL");
  // The balancer still sends it requests for a while, as balancers do.
  await pause(200);
  serveAll();
  const killedAt = told.size;
  expect(killedAt).toBeLessThan(ALL);
  up.servers.push(await start());
  serveAll();
  await pushing;
  state.on = false;
  await Promise.all(pulling);

  // Told: every record got one outcome, the same however often it asked.
  expect(told.size).toBe(ALL);
  expect([...told.values()].map((all) => [...all].join())).toEqual(Array(ALL).fill("applied 1"));
  // Kept: each envelope once, numbers of each phone without a hole, each record written once.
  const [db] = [up.db!];
  const byClient = await db.query<{ n: number; top: number }>(
    "SELECT count(*)::int AS n, max(m.n)::int AS top FROM mutation m WHERE cid = ANY($1) GROUP BY cid",
    [phones.map((p) => p.cid)],
  );
  expect(byClient).toEqual(Array(PHONES).fill({ n: BATCHES * BATCH, top: BATCHES * BATCH }));
  const slots = "FROM entity WHERE t = 'rosterSlot' AND id LIKE 'load%'";
  expect(await db.query(`SELECT count(*)::int AS n, max(rev)::int AS rev ${slots}`)).toEqual([{ n: ALL, rev: 1 }]);
  expect(await verifyDatabase(db, dataDir)).toEqual([]);
  // Numbered: within a scope no number twice, none above the head.
  const feed = await db.query<{ n: number; distinct: number; top: number; head: number }>(
    `SELECT count(*)::int AS n, count(DISTINCT seq)::int AS distinct, max(seq)::int AS top, h.head::int AS head
       FROM feed f JOIN scope_head h USING (scope) WHERE scope = $1 GROUP BY h.head`,
    [`w:${COMMUNITY}`],
  );
  expect(feed[0]?.distinct).toBe(feed[0]?.n);
  expect(feed[0]?.top).toBe(feed[0]?.head);
  // Pulled: whoever pulled all the while has exactly what somebody has who begins now.
  const fresh: Puller = { rows: new Map(), cursor: {} };
  await pullWhile(watchers[0]!, fresh, () => false);
  const sorted = ({ rows }: Puller) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const puller of pullers) expect(sorted(puller)).toEqual(sorted(fresh));
  expect([...fresh.rows.keys()].filter((key) => key.startsWith(`w:${COMMUNITY} rosterSlot load`))).toHaveLength(ALL);
  expect([...up.proxy!.answered.values()].filter((n) => n > 20).length).toBeGreaterThanOrEqual(3);
}, 180_000);

test("wrong codes are counted together, whichever process they reach; a signature is good at each", async () => {
  const publicKey = await publicTextOf(await aDeviceKey());
  const guess = async (code: string) => (await post(ask, "/api/enrol", { code, publicKey, deviceName: "x" })).status;
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) statuses.push(await guess(`9000000${i}`));
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429, 429]);
});

test("told to stop, each of them ends with 0", async () => {
  expect(await Promise.all(up.servers.map((s) => s.kill("SIGTERM")))).toEqual([0, 0, 0]);
});
