/** A database of before: its tracks and hours lay with the community's work, which mediators read now. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../sync-server/store/db.ts";
import { migrate, migrationsFolder } from "../../sync-server/store/migrate.ts";
import { COMMUNITY } from "../builders/neighbourhood.ts";
import { emptyDatabase } from "../harness/test-database.ts";

const WORK = `w:${COMMUNITY}`;
const STAFF = `s:${COMMUNITY}`;
let db: Db;

beforeAll(async () => {
  db = (await emptyDatabase()).db;
  await migrate(db, migrationsFolder(), 6);
}, 120_000);

afterAll(() => db.close());

test("tracks and hours move to the scope of the staff in their order, everything else stays, and both are counted anew", async () => {
  const rows = [
    ["round", "r1", 1],
    ["roundTrack", "t1", 2],
    ["serviceRecord", "h1", 3],
    ["issue", "i1", 4],
  ] as const;
  await db.query("INSERT INTO scope_head (scope, head, floor, sum) VALUES ($1, 4, 0, 17)", [WORK]);
  for (const [t, id, seq] of rows) {
    const scopes = t === "round" || t === "issue" ? [WORK] : ["u:li", WORK];
    await db.query("INSERT INTO entity (t, id, scopes, rev, doc) VALUES ($1, $2, $3, 1, '{}')", [t, id, scopes]);
    await db.query("INSERT INTO feed (scope, seq, t, id, op) VALUES ($1, $2, $3, $4, 'put')", [WORK, seq, t, id]);
  }
  await migrate(db);
  const feed = await db.query("SELECT scope, seq::int AS seq, id FROM feed ORDER BY seq");
  expect(feed).toEqual([
    { scope: WORK, seq: 1, id: "r1" },
    { scope: STAFF, seq: 2, id: "t1" },
    { scope: STAFF, seq: 3, id: "h1" },
    { scope: WORK, seq: 4, id: "i1" },
  ]);
  const moved = await db.query("SELECT id, scopes FROM entity WHERE $1 = ANY(scopes) ORDER BY id", [STAFF]);
  expect(moved).toEqual([
    { id: "h1", scopes: ["u:li", STAFF] },
    { id: "t1", scopes: ["u:li", STAFF] },
  ]);
  const heads = await db.query("SELECT scope, head::int AS head, sum FROM scope_head ORDER BY scope");
  expect(heads).toEqual([
    { scope: STAFF, head: 3, sum: null },
    { scope: WORK, head: 4, sum: null },
  ]);
});
