/** The disk under a phone: saves are written through, and a crash while a cache is filled touches nothing of the outbox. */
import "fake-indexeddb/auto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { recordsOf } from "#storage/cache/page-bytes";
import type { EnrolledPerson } from "#storage/device-book";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { startEngine } from "#sync/engine";
import { confirmStop, planSlot, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { lineOf, phoneOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { FaultyDisk, nextDisk } from "../rig/faulty-disk.ts";

let server: TestServer;
let person: EnrolledPerson;
/** False: the server has no time for pushes, and answers everything else. */
let takesPushes = true;
const network = new FlakyNetwork(async (path, init) =>
  takesPushes || path !== "/api/sync/push"
    ? server.ask(path, init)
    : Response.json({ error: "unavailable" }, { status: 503 }),
);
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

/** Every record this phone holds, with its revision. */
async function heldBy({ cache }: World): Promise<Set<string>> {
  const held = await cache.rows.toArray();
  for (const page of await cache.pages.toArray()) held.push(...recordsOf(page));
  return new Set(held.map(({ t, id, rev }) => `${t} ${id} ${rev}`));
}

async function forget({ cache }: World): Promise<void> {
  await cache.transaction("rw", cache.tables, async () => {
    for (const table of cache.tables) await table.clear();
  });
}

/** A tab whose storage can stop, with an empty cache. */
async function emptyTab(disk: FaultyDisk): Promise<World> {
  nextDisk.disk = disk;
  const tab = await aTab();
  delete nextDisk.disk;
  await forget(tab);
  disk.switchOn();
  return tab;
}

test("[F21] the app dies at each of many places while a new cache is filled: the next start fills it whole, the outbox has the same bytes", async () => {
  const chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  // More than one slice of rows.
  expect(new Set(await chen.does(...Array.from({ length: 150 }, (_, i) => planSlot(`f21-${i}`))))).toEqual(
    new Set(["applied"]),
  );
  const roundId = newId();
  const first = await aTab();
  expect(await record(first, [startRound(roundId), confirmStop(roundId, "cp-1")])).toMatchObject({ ok: true });
  const bytes = await outbox(first);
  takesPushes = false;
  const disk = new FaultyDisk();
  await sync(await emptyTab(disk)).catch(() => undefined);
  const steps = disk.steps;
  const whole = new Set(
    (await (await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li))).pull()).rows
      .filter((row) => row.op === "put")
      .map(({ t, id, rev }) => `${t} ${id} ${rev}`),
  );
  for (let after = 1; after < steps; after += Math.ceil(steps / 24)) {
    const dying = await emptyTab(disk);
    disk.failsAfter(after, "crash");
    await sync(dying).catch(() => undefined);
    expect(disk.crashed).toBe(true);
    disk.switchOn();
    dying.close();
    const next = await aTab();
    expect(await outbox(next)).toBe(bytes);
    await sync(next).catch(() => undefined);
    expect(await heldBy(next)).toEqual(whole);
    expect((await next.vault.getMeta("healed")) ?? 0, `rows were missing after step ${after}`).toBe(0);
    next.close();
  }
  takesPushes = true;
  const last = await aTab();
  await sync(last);
  expect(await last.vault.outbox.count()).toBe(0);
  expect(await last.cache.rows.get(["round", roundId])).toBeDefined();
}, 120_000);
