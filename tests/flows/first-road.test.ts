/**
 * The whole road in one process: the real phone code over IndexedDB, a network that fails, the real app on PostgreSQL.
 */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { savePhoto } from "#storage/photos";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { type Engine, startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { aServer, type TestServer } from "../harness/server.ts";

let server: TestServer;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

interface Phone {
  world: World;
  engine: Engine;
}

const options = { fetch: network.fetch, origin: "http://zimajia.test", auto: false } as const;

async function phoneOf(personId: string): Promise<Phone> {
  const person = await enrol(await server.codeFor(personId), "test", options);
  if (!person.ok) throw new Error(person.error.kind);
  const world = await openWorld(person.value);
  return { world, engine: startEngine(world, options) };
}

/** The app is killed and opened again: a new connection to the same databases. */
async function restarted(phone: Phone): Promise<Phone> {
  phone.engine.stop();
  phone.world.close();
  const world = await openWorld(phone.world.person);
  return { world, engine: startEngine(world, options) };
}

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
}, 120_000);

afterAll(() => server.close());

test("[SYN-1] a round logged without signal, with the phone dying in the middle, reaches the coordinator, photo and all", async () => {
  let li = await phoneOf(PEOPLE.li);
  await li.engine.runOnce();
  network.goesDown();
  const roundId = newId();
  const issueId = newId();
  expect((await record(li.world, [startRound(roundId), confirmStop(roundId, "cp-1")])).ok).toBe(true);
  const original = new Blob([new Uint8Array(700_000).map((_, i) => i % 251)], { type: "image/jpeg" });
  const thumb = new Blob([new Uint8Array(9_000).map((_, i) => i % 13)], { type: "image/jpeg" });
  const photo = await savePhoto(li.world, { original, thumb, width: 1600, height: 1200 });
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "offline" });

  li = await restarted(li);
  expect((await record(li.world, [reportHazard(issueId, { roundId, photos: [photo] })])).ok).toBe(true);
  expect(await li.world.vault.outbox.count()).toBe(3);

  network.comesUp();
  network.losesReplies(2, "/api/sync/push");
  network.losesReplies(1, "/api/blobs/");
  for (let i = 0; i < 8; i++) await li.engine.runOnce().catch(() => undefined);
  expect(await li.world.vault.outbox.count()).toBe(0);
  expect(await li.world.vault.ledger.count()).toBe(3);

  const chen = await phoneOf(PEOPLE.chen);
  await chen.engine.runOnce();
  const rows = await chen.world.cache.rows.toArray();
  const round = rows.find((r) => r.t === "round" && r.id === roundId);
  expect(round?.doc).toMatchObject({ state: "running", stops: [{ checkpointId: "cp-1", confirmedBy: "qr" }] });
  expect(rows.find((r) => r.t === "issue" && r.id === issueId)?.doc).toMatchObject({ roundId, severity: "orange" });
  const got = await chen.world.remotePhotos.fetch?.(photo.sha256);
  expect(got?.size).toBe(700_000);
});

test("[F05] [SYN-2] replies lost again and again make nothing double", async () => {
  const rounds = await server.db.query<{ n: number }>("SELECT count(*)::int AS n FROM entity WHERE t = 'round'");
  const mids = await server.db.query<{ n: number; d: number }>(
    "SELECT count(*)::int AS n, count(DISTINCT mid)::int AS d FROM mutation",
  );
  expect(rounds[0]?.n).toBe(1);
  expect(mids[0]?.n).toBe(3);
  expect(mids[0]?.d).toBe(3);
});

test("Wang's unsent round stays his when Li uses the same phone, and is sent when he is back", async () => {
  network.comesUp();
  const wang = await phoneOf(PEOPLE.wang);
  await wang.engine.runOnce();
  network.goesDown();
  const roundId = newId();
  expect((await record(wang.world, [startRound(roundId)])).ok).toBe(true);
  wang.engine.stop();
  wang.world.close();
  network.comesUp();
  const zhao = await phoneOf(PEOPLE.zhao);
  await zhao.engine.runOnce();
  expect(await zhao.world.vault.outbox.count()).toBe(0);
  const back = await restarted(wang);
  expect(await back.world.vault.outbox.count()).toBe(1);
  await back.engine.runOnce();
  expect(await back.world.vault.outbox.count()).toBe(0);
});
