/** Two server processes on one database: when one finds it put back, both are the same new server from then on. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../sync-server/store/db.ts";
import { epochOf } from "../../sync-server/store/meta.ts";
import { type EpochKeeper, keepEpoch } from "../../sync-server/store/witness.ts";
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
