/** Two server processes on one database: when one finds it put back, both are the same new server from then on. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db, Param, Statement } from "../../sync-server/store/db.ts";
import { epochOf } from "../../sync-server/store/meta.ts";
import { type EpochKeeper, keepEpoch, witnessMove } from "../../sync-server/store/witness.ts";
import { startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-epoch-"));
let db: Db;
let [first, second]: EpochKeeper[] = [];
let server: TestServer;

beforeAll(async () => {
  db = await freshDatabase();
  first = await keepEpoch({ db, dataDir });
  second = await keepEpoch({ db, dataDir });
  server = await appOn(db, aNeighbourhood(), Date.now, { epoch: second });
}, 120_000);

afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Somebody pushed, the witness saw it, and a snapshot of the disk from before is put back. */
async function putBack(): Promise<void> {
  await db.query("INSERT INTO client (cid, device_id, person_id, last_n) VALUES ('later', 'd', 'p', 5)");
  await first!.note();
  await db.query("DELETE FROM client WHERE cid = 'later'");
}

test("the one that only notes takes over the epoch the other has named, and neither ends it again", async () => {
  const before = first!.now();
  await putBack();
  expect(await first!.recheck()).toBe(true);
  expect(first!.now()).not.toBe(before);
  await second!.note();
  await first!.note();
  expect(await first!.recheck()).toBe(false);
  expect([first!.now(), second!.now()]).toEqual([await epochOf(db), await epochOf(db)]);
});

test("only records of the office are gone, which came from no phone: it was put back all the same", async () => {
  const before = first!.now();
  await db.query("INSERT INTO scope_head (scope, head) VALUES ('t:office', 3)");
  await first!.note();
  await db.query("DELETE FROM scope_head WHERE scope = 't:office'");
  expect(await first!.recheck()).toBe(true);
  expect(first!.now()).not.toBe(before);
});

test("two find the database put back at the same moment: the first one names the epoch, the other takes it over", async () => {
  const slow = await keepEpoch({
    dataDir,
    db: {
      ...db,
      query: async <R>(statement: Statement, params?: readonly Param[]): Promise<R[]> => {
        if (String(statement).startsWith("UPDATE meta")) await first!.recheck();
        return db.query<R>(statement, params);
      },
    },
  });
  const before = first!.now();
  await putBack();
  expect(await slow.recheck()).toBe(true);
  expect(first!.now()).not.toBe(before);
  expect(slow.now()).toBe(first!.now());
});

test("the database lies in another cluster, or a standby took over: it is another one, though its numbers are the same", async () => {
  const path = join(dataDir, "witness.json");
  const witness = () => JSON.parse(readFileSync(path, "utf8")) as { system: string };
  await first!.note();
  const seen = witness();
  expect(seen.system).toMatch(/^\d{10,}\/\d+$/);
  const before = first!.now();
  const [cluster, timeline] = seen.system.split("/");
  for (const system of [`${cluster}1/${timeline}`, `${cluster}/${Number(timeline) + 1}`]) {
    const epoch = first!.now();
    writeFileSync(path, JSON.stringify({ ...witness(), system }));
    await first!.note();
    expect(first!.now()).not.toBe(epoch);
  }
  writeFileSync(path, JSON.stringify({ ...witness(), system: "1/1" }));
  const started = await keepEpoch({ db, dataDir });
  expect(started.now()).not.toBe(first!.now());
  expect(witness()).toMatchObject({ system: seen.system, past: expect.arrayContaining([before]) });
});

test("a witness of the release before, and a move that lost nothing, end no epoch", async () => {
  const path = join(dataDir, "witness.json");
  const now = await epochOf(db);
  const { system, ...old } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify(old));
  expect((await keepEpoch({ db, dataDir })).now()).toBe(now);
  writeFileSync(path, JSON.stringify({ ...old, system: "1/1" }));
  await witnessMove(db, dataDir);
  expect((await keepEpoch({ db, dataDir })).now()).toBe(now);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ system });
});

test("a phone that knows the new epoch is believed by a process that has not heard of it yet", async () => {
  const li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  await putBack();
  await first!.recheck();
  expect(second!.now()).toBe(li.epoch);
  expect((await li.pushRaw([li.envelope(startRound("r1"))], first!.now())).status).toBe(200);
  expect(second!.now()).toBe(first!.now());
  const stale = await li.pushRaw([], li.epoch);
  expect([stale.status, ((await stale.json()) as { epoch: string }).epoch]).toEqual([409, first!.now()]);
});
