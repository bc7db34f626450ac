/** SIGTERM: the push under way is finished and answered, streams are ended, nothing is cut off, and the exit code is 0. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PushReply } from "#protocol/push";
import { loadRecords } from "../../sync-server/load-records.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { openPgDb } from "../../sync-server/store/pg-db.ts";
import { startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { databaseUrl } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-stop-"));
const up: { server?: ServerProcess; db?: Db; drop?: () => Promise<void> } = {};

beforeAll(async () => {
  const { url, close } = await databaseUrl();
  up.drop = close;
  up.server = await startServerProcess(dataDir, ["--empty"], { DATABASE_URL: url, LOG_LEVEL: "trace" });
  up.db = await openPgDb({ url }, { max: 3 });
  await loadRecords(up.db, aNeighbourhood());
}, 120_000);

afterAll(async () => {
  await up.db?.close();
  await up.server?.kill("SIGKILL");
  await up.drop?.();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a push that waits for the database is finished, the stream ends, the log names nobody, the code is 0", async () => {
  const [server, db] = [up.server!, up.db!];
  const code = (await makeCode(db, PEOPLE.li, "test", Date.now())).code;
  const li = await WirePhone.enrol(server.ask, code);
  const token = await li.token();
  expect((await server.ask("/readyz")).status).toBe(200);
  expect((await server.ask("/metrics")).status).toBe(200);
  expect((await server.ask("/metrics", { headers: { "x-forwarded-for": "203.0.113.7" } })).status).toBe(404);
  const stream = await li.call("/api/sync/live");
  const streamEnds = stream.text();

  const answer: { reply?: Promise<PushReply>; exit?: Promise<number | null> } = {};
  await db.tx(async (q) => {
    await q.query("LOCK TABLE mutation IN ACCESS EXCLUSIVE MODE");
    answer.reply = li.push([li.envelope(startRound("r1", { note: "三楼张阿姨" }))]);
    const waits = "SELECT count(*)::int AS n FROM pg_locks WHERE relation = 'mutation'::regclass AND NOT granted";
    await expect.poll(async () => (await db.query<{ n: number }>(waits))[0]?.n).toBeGreaterThan(0);
    answer.exit = server.kill("SIGTERM");
    expect(await streamEnds).toContain("event: poke");
    // The port is shut for new connections while the push is still under way.
    await expect
      .poll(() =>
        server.ask("/healthz").then(
          () => true,
          () => false,
        ),
      )
      .toBe(false);
  });
  expect((await answer.reply!).results.map((r) => r.outcome)).toEqual(["applied"]);
  expect(await answer.exit).toBe(0);
  expect(await db.query("SELECT outcome FROM mutation")).toEqual([{ outcome: "applied" }]);

  const log = server.log();
  expect(log).toContain("told to stop");
  expect(log).toContain('"route":"/api/sync/push"');
  for (const secret of ["张阿姨", "演示", code, token, PEOPLE.li, li.deviceId, 'r1"'])
    expect(log, secret).not.toContain(secret);
});
