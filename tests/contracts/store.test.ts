/** What the store promises, the same on both engines: once, in order, nothing lost, and what it says of itself. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scopeSum } from "#protocol/scope-sum";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import { createBlobStore } from "../../sync-server/store/blob-store.ts";
import { compactFeed } from "../../sync-server/store/compact-feed.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode, redeemCode } from "../../sync-server/store/enrolment-store.ts";
import { readFigures } from "../../sync-server/store/figures-store.ts";
import { judgeTry, tryKeys } from "../../sync-server/store/try-store.ts";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, COMPOUND, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { ENGINES } from "../harness/engines.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const WORK = `w:${COMMUNITY}`;

const named = (name: string) => ({
  cmd: "checkpoint.save",
  args: {
    ...{ checkpointId: "cp-1", tag: "TAG0", communityCode: COMMUNITY, compoundId: COMPOUND, kind: "stairwell" },
    ...{ name, position: [110.3005, 25.3005] },
  },
});

describe.each(ENGINES)("on $engine", ({ migrated }) => {
  let db: Db;
  let server: TestServer;
  let li: WirePhone;
  let chen: WirePhone;
  const dir = mkdtempSync(join(tmpdir(), "zmj-store-"));

  beforeAll(async () => {
    db = await migrated();
    server = await appOn(db, aNeighbourhood());
    li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
    chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  }, 120_000);
  afterAll(async () => {
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const one = async <R>(sql: string, params: readonly string[] = []): Promise<R> =>
    (await db.query<R>(sql, params))[0]!;

  test("a push that comes again, later or at the same moment, gets the same answer and counts once", async () => {
    const muts = [li.envelope(startRound("r1")), li.envelope(confirmStop("r1", "cp-1"))];
    const [first, twin] = await Promise.all([li.push(muts), li.push(muts)]);
    const third = await li.push(muts);
    expect(twin.results).toEqual(first.results);
    expect(third.results).toEqual(first.results);
    expect(first.results.map((r) => r.outcome)).toEqual(["applied", "applied"]);
    expect(await one("SELECT rev FROM entity WHERE t = 'round' AND id = 'r1'")).toEqual({ rev: 2 });
    expect(await one("SELECT count(*) AS n FROM mutation WHERE cid = $1", [li.cid])).toEqual({ n: 2 });
  });

  test("a hole in the numbers is asked for, and a clone of the phone is told to take another id", async () => {
    const [lost, next] = [li.envelope(confirmStop("r1", "cp-2")), li.envelope(confirmStop("r1", "cp-3"))];
    expect(await li.push([next])).toMatchObject({ results: [], expect: 3 });
    expect((await li.push([lost, next])).results).toHaveLength(2);
    li.n = 2;
    expect((await li.push([li.envelope(confirmStop("r1", "cp-4"))])).fork).toBe(true);
    li.n = 4;
  });

  test("a bad record is kept whole and lies on a desk; its neighbours are applied", async () => {
    const good = li.envelope(reportHazard("i1"));
    const bad = { ...li.envelope(reportHazard("i2")), args: { words: "看\u0000 \ud83d" } };
    const last = li.envelope(reportHazard("i3"));
    const { results } = await li.push([good, bad, last]);
    expect(results.map((r) => r.outcome)).toEqual(["applied", "quarantined", "applied"]);
    const kept = await one<{ payload: string; outcome: string }>(
      "SELECT payload, outcome FROM mutation WHERE mid = $1",
      [bad.mid],
    );
    expect(JSON.parse(String(kept.payload))).toMatchObject({ mid: bad.mid, args: bad.args });
    expect(await one("SELECT doc->>'state' AS state FROM entity WHERE t = 'setAside' AND id = $1", [bad.mid])).toEqual({
      state: "open",
    });
  });

  test("two write the same field unseen: the later one stands, the other is kept", async () => {
    const other = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
    const { rev } = await one<{ rev: number }>("SELECT rev FROM entity WHERE t = 'checkpoint' AND id = 'cp-1'");
    expect((await chen.push([chen.envelope(named("甲"), rev)])).results[0]?.outcome).toBe("applied");
    const late = await other.push([other.envelope(named("乙"), rev)]);
    expect(late.results[0]).toMatchObject({ outcome: "merged", conflicts: ["name"] });
    expect(await one("SELECT lost, lost_by FROM conflict WHERE id = 'cp-1' AND field = 'name'")).toEqual({
      lost: "甲",
      lost_by: PEOPLE.chen,
    });
  });

  test("six phones at once: numbers of a scope are dense and in order, and its sum is the sum of what lies in it", async () => {
    const phones = [];
    while (phones.length < 6) phones.push(await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li)));
    const answers = await Promise.all(phones.map((p, i) => p.does(startRound(`s${i}`), reportHazard(`h${i}`))));
    expect(answers).toEqual(Array(6).fill(["applied", "applied"]));
    const feed = await db.query<{ seq: number; op: string; t: string; id: string; rev: number }>(
      "SELECT f.seq, f.op, f.t, f.id, e.rev FROM feed f JOIN entity e USING (t, id) WHERE scope = $1 ORDER BY seq",
      [WORK],
    );
    const head = await one<{ head: number; sum: string }>(
      "SELECT head, sum::text AS sum FROM scope_head WHERE scope = $1",
      [WORK],
    );
    expect(new Set(feed.map((row) => row.seq)).size).toBe(feed.length);
    expect(feed.at(-1)?.seq).toBe(head.head);
    expect(head.sum).toBe(scopeSum(feed.filter((row) => row.op === "put")));
  });

  test("a pull from the beginning and one that went on from page to page end with the same rows and sums", async () => {
    const { rows, tail } = await chen.pull();
    expect(tail.more).toBe(false);
    expect(rows.some((row) => row.t === "round" && row.id === "r1" && row.scope === WORK)).toBe(true);
    await li.does(reportHazard("late"));
    const body = { proto: 1, sch: 1, epoch: chen.epoch, cid: chen.cid, cursor: tail.cursor };
    const more = (await (await chen.call("/api/sync/pull", body)).text()).trim().split("\n").slice(1, -1);
    expect(more.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(["late"]);
  });

  test("a code is good once, even for two who use it at the same moment; tries are counted before they are made", async () => {
    const { code } = await makeCode(db, PEOPLE.zhao, "test", Date.now());
    const used = await Promise.all([1, 2, 3].map(() => db.tx((q) => redeemCode(q, code, Date.now()))));
    expect(used.filter((personId) => personId === PEOPLE.zhao)).toHaveLength(1);
    const keys = tryKeys("secret", { publicKey: "key", address: "203.0.113.5" });
    const wrong = { keys, nowMs: Date.now(), attempt: async () => null };
    const tries = await Promise.all(Array.from({ length: 12 }, () => judgeTry(db, wrong)));
    expect(tries.filter((t) => t.kind === "wrong")).toHaveLength(5);
    expect(tries.filter((t) => t.kind === "wait")).toHaveLength(7);
  });

  test("a photo goes on where it stopped, is stored by its hash, and one with other bytes is not", async () => {
    const bytes = new TextEncoder().encode("演示 a picture in two pieces");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const blobs = createBlobStore(db, dir);
    const piece = (at: number, to: number) => ({ at, total: bytes.length, bytes: bytes.slice(at, to) });
    expect(await blobs.append(sha256, piece(0, 10))).toEqual({ offset: 10, stored: false });
    await expect(blobs.append(sha256, piece(12, 20))).rejects.toMatchObject({ code: "offset-mismatch" });
    expect(await blobs.append(sha256, piece(10, bytes.length))).toMatchObject({ offset: bytes.length, stored: true });
    expect(await one("SELECT bytes, stored_at IS NOT NULL AS stored FROM blob WHERE sha256 = $1", [sha256])).toEqual({
      bytes: bytes.length,
      stored: true,
    });
    const wrong = { at: 0, total: 3, bytes: new Uint8Array([1, 2, 3]) };
    await expect(blobs.append("a".repeat(64), wrong)).rejects.toMatchObject({ code: "hash-mismatch" });
  });

  test("a phone that was switched off is heard to the end: set aside, in custody, and nothing applied", async () => {
    const wang = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.wang));
    await chen.call(`/api/devices/${wang.deviceId}/revoke`, {});
    expect(await wang.does(reportHazard("i9"))).toEqual(["revoked"]);
    const custody = { cid: wang.cid, drafts: ['{"id":"report:1"}'], blobs: [{ sha256: "b".repeat(64), bytes: 9 }] };
    const taken = await wang.call("/api/sync/custody", custody);
    expect(await taken.json()).toEqual({ taken: true, needBlobs: ["b".repeat(64)] });
    expect(await db.query("SELECT 1 AS x FROM entity WHERE t = 'issue' AND id = 'i9'")).toEqual([]);
    await db.query("DELETE FROM blob WHERE sha256 = $1", ["b".repeat(64)]);
  });

  test("what left a scope 180 days ago goes from its feed, and the floor says so; what lies in it stays, however old", async () => {
    const floor = () => one("SELECT floor FROM scope_head WHERE scope = 't:gone'");
    await db.query("INSERT INTO scope_head (scope, head) VALUES ('t:gone', 8)");
    await db.query(
      `INSERT INTO feed (scope, seq, t, id, op, at) VALUES
        ('t:gone', 5, 'issue', 'i4', 'put', now() - interval '200 days'),
        ('t:gone', 6, 'issue', 'i3', 'leave', now() - interval '181 days'),
        ('t:gone', 7, 'issue', 'i1', 'leave', now() - interval '179 days')`,
    );
    expect(await compactFeed(db, Date.now())).toBe(1);
    expect(await db.query("SELECT seq FROM feed WHERE scope = 't:gone' ORDER BY seq")).toEqual([
      { seq: 5 },
      { seq: 7 },
    ]);
    expect(await floor()).toEqual({ floor: 6 });
    await db.query("UPDATE feed SET op = 'leave' WHERE scope = 't:gone' AND seq = 5");
    expect(await compactFeed(db, Date.now())).toBe(1);
    expect(await floor()).toEqual({ floor: 6 });
    await db.query("DELETE FROM feed WHERE scope = 't:gone'");
  });

  test("its figures can be read, and it finds nothing wrong with itself", async () => {
    const figures = new Map((await readFigures(db, Date.now())).map((s) => [s.name, s.value]));
    expect(figures.get("zimajia_database_up")).toBe(1);
    expect(figures.get("zimajia_set_aside_open")).toBe(2);
    expect(figures.get("zimajia_audit_entries")).toBeGreaterThan(10);
    await db.query("UPDATE blob SET stored_at = NULL");
    expect(await verifyDatabase(db, dir)).toEqual([]);
  });
});
