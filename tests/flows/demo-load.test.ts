/** The demo district in a real database: once as everybody gets it, and ten times as large. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createApp } from "../../sync-server/app.ts";
import { loadDemo } from "../../sync-server/demo/load-demo.ts";
import { HOME } from "../../sync-server/demo/org-units.ts";
import { silentLog } from "../../sync-server/log.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { DISTRICT } from "../builders/neighbourhood.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const NOW = "2026-11-24T08:00:00.000Z";
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function demoDatabase(scale: 1 | 10): Promise<{ db: Db; dataDir: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), "zmj-demo-"));
  folders.push(dataDir);
  const db = await freshDatabase();
  await loadDemo(db, { dataDir, scale, now: NOW });
  return { db, dataDir };
}

async function countsOf(db: Db): Promise<Record<string, number>> {
  const rows = await db.query<{ t: string; n: number }>("SELECT t, count(*)::int AS n FROM entity GROUP BY t");
  return Object.fromEntries(rows.map(({ t, n }) => [t, n]));
}

async function phoneOn({ db, dataDir }: { db: Db; dataDir: string }, personId: string): Promise<WirePhone> {
  const app = await createApp({ db, dataDir, districtCode: DISTRICT, hints: createHintBus(), log: silentLog() });
  const { code } = await makeCode(db, personId, "test", Date.now());
  return WirePhone.enrol(async (path, init) => app.request(path, init), code);
}

test("the coordinator of 燕湖社区 pulls the demo district, looks at a photo, and a second start adds nothing", async () => {
  const demo = await demoDatabase(1);
  const before = await countsOf(demo.db);
  await loadDemo(demo.db, { dataDir: demo.dataDir, scale: 1, now: NOW });
  expect(await countsOf(demo.db)).toEqual(before);
  const chen = await phoneOn(demo, `${HOME}.admin`);
  const { rows } = await chen.pull();
  expect(rows.filter((r) => r.t === "issue")).toHaveLength(25);
  const states = rows.filter((r) => r.t === "round").map((r) => r.doc?.["state"]);
  expect(new Set(states)).toEqual(new Set(["finished", "running", "paused"]));
  const shown = rows.flatMap((r) => (r.doc?.["photos"] ?? []) as { thumbSha256: string; thumbBytes: number }[]);
  const photo = await chen.call(`/api/blobs/${shown[0]?.thumbSha256}`);
  expect((await photo.arrayBuffer()).byteLength).toBe(shown[0]?.thumbBytes);
  await demo.db.close();
});

test("ten times the district goes into the database: ten times of each, and each community pulls its own part", async () => {
  const one = await demoDatabase(1);
  const ten = await demoDatabase(10);
  const [small, large] = [await countsOf(one.db), await countsOf(ten.db)];
  expect(large).toMatchObject({
    orgUnit: small["orgUnit"],
    compound: 2580,
    checkpoint: 25_800,
    issue: 1200,
    team: 230,
  });
  for (const t of ["grid", "round", "rosterSlot", "serviceRecord", "roundTrack"]) {
    // 燕湖 has one team that hands in many tracks, at either scale.
    expect((large[t] ?? 0) / (small[t] ?? 1), t).toBeGreaterThan(t === "roundTrack" ? 5 : 8);
    expect((large[t] ?? 0) / (small[t] ?? 1), t).toBeLessThan(12);
  }
  const heads = await ten.db.query<{ n: number; heads: number }>(
    "SELECT (SELECT count(*) FROM feed) AS n, (SELECT sum(head)::bigint FROM scope_head) AS heads",
  );
  expect(heads[0]?.n).toBe(heads[0]?.heads);
  const seen = await ten.db.query<{ n: number }>("SELECT count(*)::int AS n FROM checkpoint_seen");
  expect(seen[0]?.n).toBeGreaterThan(2500);
  const { rows } = await (await phoneOn(ten, `${HOME}.admin`)).pull();
  expect(rows.filter((r) => r.t === "issue")).toHaveLength(250);
  expect(rows.filter((r) => r.t === "compound")).toHaveLength(120);
  await one.db.close();
  await ten.db.close();
}, 240_000);
