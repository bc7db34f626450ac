/** The disk under a phone: saves are written through, and a crash while a cache is filled touches nothing of the outbox. */
import "fake-indexeddb/auto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { EnrolledPerson } from "#storage/device-book";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { startEngine } from "#sync/engine";
import { confirmStop, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { lineOf, phoneOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { FaultyDisk, nextDisk } from "../rig/faulty-disk.ts";

let server: TestServer;
let person: EnrolledPerson;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  const li = await phoneOf(server, network, PEOPLE.li);
  await li.engine.runOnce();
  person = li.world.person;
  putAway(li);
}, 120_000);

afterEach(() => {
  network.comesUp();
  delete nextDisk.disk;
  for (const one of open) one.close();
  open.length = 0;
});

afterAll(() => server.close());

const opened = <T extends { close(): void }>(one: T): T => {
  open.push(one);
  return one;
};
const aTab = async (): Promise<World> => opened(await openWorld(person));
const aRound = () => startRound(newId());
const sync = (world: World) => startEngine(world, lineOf(network)).runOnce();
/** Everything of the outbox but how far each record is on its way. */
const outbox = async ({ vault }: World): Promise<string> => bytesOf(await vault.outbox.toArray());
const bytesOf = (rows: readonly unknown[]): string =>
  JSON.stringify((rows as { n: number; mid: string; env: unknown }[]).map(({ n, mid, env }) => ({ n, mid, env })));

test("[F03] a save asks the disk to write it through before it counts; what was only fetched does not", async () => {
  const asked: string[] = [];
  const real = IDBDatabase.prototype.transaction;
  const spy = vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (
    this: IDBDatabase,
    ...[stores, mode, options]: Parameters<IDBDatabase["transaction"]>
  ) {
    const [kind = ""] = this.name.split("-");
    if (mode === "readwrite") asked.push(`${kind} ${options?.durability ?? "default"}`);
    return real.call(this, stores, mode, options);
  });
  const tab = await aTab();
  expect(await record(tab, [aRound()])).toMatchObject({ ok: true });
  await sync(tab);
  spy.mockRestore();
  expect(new Set(asked)).toEqual(new Set(["vault strict", "cache default"]));
});

test("[F21] the app dies while a new cache is filled: it is filled from the server, the outbox has the same bytes", async () => {
  network.goesDown();
  const disk = new FaultyDisk();
  nextDisk.disk = disk;
  const first = await openWorld(person);
  delete nextDisk.disk;
  await first.cache.transaction("rw", first.cache.tables, async () => {
    for (const table of first.cache.tables) await table.clear();
  });
  network.comesUp();
  await sync(first);
  network.goesDown();
  const roundId = newId();
  expect(await record(first, [startRound(roundId), confirmStop(roundId, "cp-1")])).toMatchObject({ ok: true });
  const bytes = await outbox(first);
  network.comesUp();
  for (const after of [6, 14, 22, 30]) {
    await first.cache.delete({ disableAutoOpen: false });
    await first.cache.open();
    disk.failsAfter(after, "crash");
    network.asksToSignIn("/api/sync/push");
    await sync(first).catch(() => undefined);
    network.asksToSignIn(undefined);
    disk.switchOn();
    expect(await outbox(first)).toBe(bytes);
  }
  first.close();
  const next = await aTab();
  await sync(next);
  expect(await next.vault.outbox.count()).toBe(0);
  expect(await next.cache.rows.get(["round", roundId])).toBeDefined();
});
