/**
 * Layer T2 of docs/SYNC.md: several server processes' worth of pushes on one PostgreSQL, and a reader that polls all the
 * while. The popular way to number a feed is run beside it, and must fail: else the load would prove nothing.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PullRow, PullTail } from "#protocol/pull";
import { PROTO, SCHEMA } from "#protocol/version";
import { type RecordWrite, writeRecords } from "../../sync-server/store/records.ts";
import { planSlot } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, COMPOUND, OTHER_COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { type AskServer, appOn } from "../harness/app-on.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";

const WRITERS = 12;
const PROCESSES = 4;
const LOAD_MS = 4_000;
/** However slow the machine is. */
const LEAST_ROUNDS = 6;

let server: TestServer;
const apps: AskServer[] = [];
const phones: WirePhone[] = [];

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  apps.push(server.ask);
  while (apps.length < PROCESSES) apps.push((await appOn(server.db, [])).ask);
  for (let i = 0; i < WRITERS; i++) {
    const who = i % 2 === 0 ? PEOPLE.chen : PEOPLE.qin;
    phones.push(await WirePhone.enrol(apps[i % PROCESSES] ?? server.ask, await server.codeFor(who)));
  }
}, 180_000);

afterAll(() => server.close());

const deadlocks = async (): Promise<number> => {
  // The counters of a backend are handed in when it goes idle; a moment is enough.
  await new Promise((done) => setTimeout(done, 1_200));
  const [row] = await server.db.query<{ n: number }>(
    "SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()",
  );
  return row?.n ?? 0;
};

const save = (checkpointId: string, name: string): Act => ({
  cmd: "checkpoint.save",
  args: {
    checkpointId,
    tag: checkpointId,
    communityCode: COMMUNITY,
    compoundId: COMPOUND,
    kind: "gate",
    name,
    position: null,
  },
});

/** Chen's phones plan shifts, all phones save checkpoints: new ones, and two old ones in both orders. */
async function writes(phone: WirePhone, i: number, until: number): Promise<void> {
  for (let k = 0; k < LEAST_ROUNDS || Date.now() < until; k++) {
    const [one, other] = (i + k) % 2 === 0 ? ["cp-1", "cp-2"] : ["cp-2", "cp-1"];
    const acts = [save(one, `${i}.${k}`), save(`new.${i}.${k}`, "新"), save(other, `${i}.${k}`)];
    if (phone.personId === PEOPLE.chen) acts.splice(1, 0, planSlot(`shift.${i}.${k}`));
    const outcomes = await phone.does(...acts);
    expect(outcomes.filter((o) => o !== "applied" && o !== "merged")).toEqual([]);
  }
}

/** Polls page by page from where it stands; answers everything it ever saw of the community. */
async function reads(phone: WirePhone, isOver: () => boolean): Promise<Set<string>> {
  const seen = new Set<string>();
  let cursor: Record<string, number> = {};
  let floors: Record<string, number> = {};
  for (let last = false; ; last = isOver()) {
    const body = { proto: PROTO, sch: SCHEMA, epoch: phone.epoch, cid: phone.cid, cursor, floors };
    const text = await (await phone.call("/api/sync/pull", body)).text();
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as PullRow | PullTail);
    const tail = lines.pop() as PullTail;
    for (const line of lines) if (line.k === "row") seen.add(`${line.scope} ${line.t} ${line.id}`);
    ({ cursor, floors = {} } = tail);
    if (last && !tail.more) return seen;
  }
}

test(`[F12] ${WRITERS} phones push through ${PROCESSES} processes for ${LOAD_MS} ms: the reader never passes a row that it does not get`, async () => {
  const reader = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  const before = await deadlocks();
  const state = { over: false };
  const reading = reads(reader, () => state.over);
  const until = Date.now() + LOAD_MS;
  await Promise.all(phones.map((phone, i) => writes(phone, i, until)));
  state.over = true;
  const seen = await reading;
  const scopes = [`c:${COMMUNITY}`, `w:${COMMUNITY}`];
  const rows = await server.db.query<{ key: string }>(
    "SELECT s.scope || ' ' || e.t || ' ' || e.id AS key FROM entity e CROSS JOIN unnest(e.scopes) s(scope) WHERE s.scope = ANY($1)",
    [scopes],
  );
  expect(rows.length).toBeGreaterThan(WRITERS * LEAST_ROUNDS);
  expect(rows.filter((row) => !seen.has(row.key))).toEqual([]);
  const holes = await server.db.query<{ scope: string }>(
    "SELECT f.scope FROM feed f JOIN scope_head h USING (scope) GROUP BY f.scope, h.head HAVING max(f.seq) > h.head OR count(DISTINCT f.seq) <> count(*)",
  );
  expect(holes).toEqual([]);
  expect((await deadlocks()) - before).toBe(0);
}, 120_000);

test("[F12] the same load numbered by a sequence: a reader misses rows, so the load is one that shows it", async () => {
  if (server.db.kind !== "postgres") return;
  await server.db.script("CREATE TABLE control (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
  const until = Date.now() + 2_000;
  const write = async () => {
    while (Date.now() < until) {
      await server.db.tx(async (q) => {
        await q.query("INSERT INTO control DEFAULT VALUES");
        await q.query("SELECT pg_sleep(random() * 0.02)");
      });
    }
  };
  const seen = new Set<number>();
  const state = { last: 0, over: false };
  const read = async () => {
    for (let more = true; more; more = !state.over) {
      const rows = await server.db.query<{ seq: number }>("SELECT seq FROM control WHERE seq > $1 ORDER BY seq", [
        state.last,
      ]);
      for (const { seq } of rows) {
        seen.add(seq);
        state.last = seq;
      }
    }
  };
  const reading = read();
  await Promise.all(Array.from({ length: 5 }, write));
  state.over = true;
  await reading;
  const [all] = await server.db.query<{ n: number }>("SELECT count(*)::int AS n FROM control");
  expect(seen.size).toBeLessThan(all?.n ?? 0);
}, 60_000);

test("[F13] every push locks its records and scopes in one order: the same two in opposite orders never lock each other out", async () => {
  const before = await deadlocks();
  const until = Date.now() + LOAD_MS;
  await Promise.all(phones.map((phone, i) => writes(phone, i, until)));
  expect((await deadlocks()) - before).toBe(0);
}, 60_000);

const shiftIn = (communityCode: string, id: string): RecordWrite => {
  const doc = { ...planSlot(id).args, id, communityCode, teamId: `team-${communityCode}`, state: "planned" };
  return { t: "rosterSlot", id, rev: 1, doc, fv: {}, before: [] };
};

test("[F13] transactions that have no record in common raise the same scopes in one order", async () => {
  const before = await deadlocks();
  const write = (writes: readonly RecordWrite[]) => server.db.tx((q) => writeRecords(q, writes));
  await write([shiftIn(COMMUNITY, "first-here"), shiftIn(OTHER_COMMUNITY, "first-there")]);
  for (let round = 0; round < 4; round++) {
    // All wait for the first scope that they raise, and go on together.
    const held = server.db.tx(async (q) => {
      await q.query("SELECT 1 AS x FROM scope_head ORDER BY scope FOR UPDATE");
      await q.query("SELECT pg_sleep(0.4)");
    });
    const pairs = Array.from({ length: 8 }, (_, i) => {
      const pair = [shiftIn(COMMUNITY, `here.${round}.${i}`), shiftIn(OTHER_COMMUNITY, `there.${round}.${i}`)];
      return write(i % 2 === 0 ? pair : pair.reverse());
    });
    await Promise.all([held, ...pairs]);
  }
  expect((await deadlocks()) - before).toBe(0);
}, 60_000);

test("[F13] the counter of deadlocks counts: two transactions that lock the same rows crosswise are one", async () => {
  if (server.db.kind !== "postgres") return;
  const before = await deadlocks();
  const cross = (first: string, second: string) =>
    server.db.tx(async (q) => {
      await q.query("SELECT 1 AS x FROM entity WHERE t = 'checkpoint' AND id = $1 FOR UPDATE", [first]);
      await q.query("SELECT pg_sleep(0.2)");
      await q.query("SELECT 1 AS x FROM entity WHERE t = 'checkpoint' AND id = $1 FOR UPDATE", [second]);
    });
  await Promise.all([cross("cp-1", "cp-2"), cross("cp-2", "cp-1")]);
  expect((await deadlocks()) - before).toBeGreaterThan(0);
}, 60_000);
