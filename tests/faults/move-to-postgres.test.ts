/** `npm run admin -- move-to-postgres`, as the operator types it: from PGlite to a PostgreSQL of the district's own. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import { createBlobStore } from "../../sync-server/store/blob-store.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { epochOf } from "../../sync-server/store/meta.ts";
import { migrate } from "../../sync-server/store/migrate.ts";
import { openPgDb } from "../../sync-server/store/pg-db.ts";
import { openPgliteDb } from "../../sync-server/store/pglite-db.ts";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn } from "../harness/app-on.ts";
import { runToEnd } from "../harness/server-process.ts";
import { databaseUrl } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-move-"));
const target: { url: string; close?: () => Promise<void> } = { url: "" };
const state: { li?: WirePhone; before?: unknown; epoch?: string } = {};

const admin = (...words: readonly string[]) =>
  runToEnd("sync-server/admin/main.ts", words, { DATA_DIR: dataDir, DATABASE_URL: "" });

/** Every row of every table but the audit, which grows by what the operator does. */
async function rowsOf(db: Db): Promise<Record<string, unknown>> {
  const tables = [
    "entity",
    "feed",
    "scope_head",
    "client",
    "mutation",
    "device",
    "blob",
    "blob_ref",
    "meta",
    "conflict",
  ];
  const rows: Record<string, unknown> = {};
  for (const name of tables) {
    const [found] = await db.query(`SELECT jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text) AS rows FROM ${name} t`);
    rows[name] = found;
  }
  return rows;
}

beforeAll(async () => {
  const found = await databaseUrl();
  target.url = found.url;
  target.close = found.close;
  const db = await openPgliteDb({ folder: join(dataDir, "pglite") });
  await migrate(db);
  const server = await appOn(db, aNeighbourhood());
  const li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  await li.does(startRound("r1"), confirmStop("r1", "cp-1"), reportHazard("i1"));
  await li.push([{ ...li.envelope(reportHazard("i2")), args: {} }]);
  const photo = new TextEncoder().encode("演示 a picture");
  const sha256 = createHash("sha256").update(photo).digest("hex");
  await createBlobStore(db, dataDir).append(sha256, { at: 0, total: photo.length, bytes: photo });
  Object.assign(state, { li, before: await rowsOf(db), epoch: await epochOf(db) });
  await server.close();
}, 120_000);

afterAll(async () => {
  await target.close?.();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a target that does not answer is said in a sentence, and nothing is touched", async () => {
  const tried = await admin("move-to-postgres", "--to", "postgres://nobody@127.0.0.1:1/none");
  expect(tried.code).toBe(1);
  expect(tried.said).not.toMatch(/\n\s+at /);
}, 60_000);

test("everything arrives, to the last digit; phones go on as if nothing had been", async () => {
  const moved = await admin("move-to-postgres", "--to", target.url);
  expect(moved, moved.said).toMatchObject({ code: 0, said: expect.stringMatching(/\d+ rows moved\./) });
  expect(existsSync(join(dataDir, "moving"))).toBe(false);
  const db = await openPgDb({ url: target.url }, { max: 4 });
  expect(await rowsOf(db)).toEqual(state.before);
  expect(await verifyDatabase(db, dataDir)).toEqual([]);
  expect(await db.query("SELECT act FROM audit WHERE act = 'admin-move-to-postgres'")).toHaveLength(2);
  const server = await appOn(db, []);
  const li = state.li!.goesTo(server.ask);
  expect(await epochOf(db)).toBe(li.epoch);
  expect(await li.does(confirmStop("r1", "cp-2"))).toEqual(["applied"]);
  await server.close();
}, 60_000);

test("a second move onto what is there now is refused, and the source still has all of it", async () => {
  const again = await admin("move-to-postgres", "--to", target.url);
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining("already holds records") });
  const source = await openPgliteDb({ folder: join(dataDir, "pglite") });
  expect(await rowsOf(source)).toEqual(state.before);
  await source.close();
}, 60_000);
