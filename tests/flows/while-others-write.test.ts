/** Somebody pushes between two statements of a backup, of a pull, and of another push. Only PostgreSQL lets him. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeSum } from "#protocol/scope-sum";
import { PROTO, SCHEMA } from "#protocol/version";
import type { Caller } from "../../sync-server/access/access.ts";
import { restoreBackup } from "../../sync-server/store/backup/restore-backup.ts";
import { takeBackup } from "../../sync-server/store/backup/take-backup.ts";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import type { Db, Param, Queryable, Statement } from "../../sync-server/store/db.ts";
import { pull } from "../../sync-server/store/pull-store.ts";
import { lockRecords, writeRecords } from "../../sync-server/store/records.ts";
import { planSlot, reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE, TEAM } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { emptyDatabase } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const WORK = `w:${COMMUNITY}`;
const dir = mkdtempSync(join(tmpdir(), "zmj-while-"));
let server: TestServer;
let li: WirePhone;

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  // PGlite has one connection: whoever comes between would wait for ever.
  if (server.db.kind !== "postgres") throw new Error("no PostgreSQL on this machine");
  li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  await li.does(reportHazard("before"));
}, 120_000);
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The same database, in whose transactions something happens before the first statement that holds these words. */
function meanwhile(words: string, happens: () => Promise<unknown>): Db {
  const { db } = server;
  let done = false;
  const late = (q: Queryable): Queryable => ({
    script: (sql) => q.script(sql),
    query: async <R>(statement: Statement, params?: readonly Param[]): Promise<R[]> => {
      const text = typeof statement === "string" ? statement : statement.text;
      if (!done && text.includes(words)) {
        done = true;
        await happens();
      }
      return q.query<R>(statement, params);
    },
  });
  return { ...db, tx: (fn) => db.tx((q) => fn(late(q))) };
}

test("a push between two tables of a backup is in all of it or in nothing of it", async () => {
  const db = meanwhile("FROM mutation kept", () => li.does(reportHazard("while-backed-up")));
  const place = { db, dataDir: server.dataDir, into: join(dir, "backups"), now: Date.now, keep: 1 };
  const { folder } = await takeBackup(place);
  const { db: other } = await emptyDatabase();
  try {
    await restoreBackup({ db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "new" });
    expect(await other.query("SELECT 1 AS x FROM entity WHERE id = 'before'")).toHaveLength(1);
    expect(await verifyDatabase(other, join(dir, "other"))).toEqual([]);
  } finally {
    await other.close();
  }
});

test("a push between two statements of a pull is not half in its page: the rows are those the sum is of", async () => {
  const db = meanwhile("CROSS JOIN LATERAL", () => li.does(reportHazard("while-pulled")));
  const caller: Caller = {
    actor: { personId: PEOPLE.li, grants: [] },
    deviceId: li.deviceId,
    orgCode: COMMUNITY,
    revoked: false,
    lapsed: false,
    scopes: [WORK],
  };
  const request = { proto: PROTO, sch: SCHEMA, epoch: li.epoch, cid: li.cid, cursor: {} };
  const page = await pull(db, caller, request as Parameters<typeof pull>[2]);
  if (page === "behind") throw new Error("a phone that begins is not behind");
  expect(page.more).toBe(false);
  const live = page.rows.filter((row) => row.op === "put");
  expect(scopeSum(live.map(({ t, id, rev }) => ({ t, id, rev: rev ?? 0 })))).toBe(page.sums?.[WORK]);
  expect(Math.max(...page.rows.map((row) => row.seq))).toBeLessThanOrEqual(page.cursor[WORK] ?? 0);
});

test("a record is made by somebody else between the look and the write: the transaction runs again and sees it", async () => {
  const night = { t: "rosterSlot", id: "made-twice" };
  const doc = { ...planSlot(night.id).args, id: night.id, state: "planned", teamId: TEAM } as Record<string, unknown>;
  const make = (q: Queryable, rev: number) =>
    writeRecords(q, [{ ...night, rev, doc, fv: {}, before: [], ...(rev > 1 ? { beforeRev: rev - 1 } : {}) }]);
  const seen: number[] = [];
  await server.db.tx(async (q) => {
    const rev = (await lockRecords(q, [night])).get(`${night.t}:${night.id}`)?.rev ?? 0;
    seen.push(rev);
    if (seen.length === 1) await server.db.tx((other) => make(other, 1));
    await make(q, rev + 1);
  });
  expect(seen).toEqual([0, 1]);
  expect(await server.db.query("SELECT rev FROM entity WHERE id = $1", [night.id])).toEqual([{ rev: 2 }]);
});
