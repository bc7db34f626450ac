import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { readOverlay } from "./overlay.ts";
import { newId, record } from "./record.ts";
import { aPhone, ME, startArgs } from "./world.fixture.ts";
import { openWorld, type World } from "./world.ts";

const start = { cmd: "round.start", args: startArgs("r-1") };
const missed = ["cp-1", "cp-2"].map((checkpointId) => ({ checkpointId, reason: "雨大" }));
const minutes = [ME, "p-li"].map((personId) => ({ personId, minutes: 30 }));
const finish = { cmd: "round.finish", args: { roundId: "r-1", missed, minutes } };
const stop = (stopId: string) => ({
  cmd: "round.confirmStop",
  args: { roundId: "r-1", stopId, checkpointId: "cp-1", result: "normal", confirmedBy: "hand" },
});

let world: World;
beforeEach(async () => {
  world = await aPhone();
  expect((await record(world, [start])).ok).toBe(true);
});
afterEach(async () => {
  world.close();
  for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
});

const stops = async (): Promise<unknown> => (await readOverlay(world)).docs.get("round:r-1")?.["stops"];

test("a tap in a round reads nothing but the number it gets, in the transaction that saves it", async () => {
  await record(world, [stop("s-1")]);
  const onStores = (["get", "getAll", "openCursor", "count"] as const).map((name) =>
    vi.spyOn(IDBObjectStore.prototype, name),
  );
  const onIndexes = (["get", "getAll", "openCursor", "openKeyCursor", "count"] as const).map((name) =>
    vi.spyOn(IDBIndex.prototype, name),
  );
  expect((await record(world, [stop("s-2")])).ok).toBe(true);
  const reads = [...onStores, ...onIndexes].flatMap((spy) => spy.mock.calls.map(([key]) => key));
  vi.restoreAllMocks();
  expect(reads).toEqual(["nextN"]);
  expect(await stops()).toHaveLength(2);
});

/** Ids that the cache is asked for while `work` goes on. */
async function askedOfCache(work: () => Promise<unknown>): Promise<string[]> {
  const { cache } = world;
  const onRows = vi.spyOn(cache.rows, "bulkGet");
  const onPages = vi.spyOn(cache.pages, "bulkGet");
  await work();
  const keys = [...onRows.mock.calls, ...onPages.mock.calls].flatMap(([asked]): unknown[] => [...asked]);
  vi.restoreAllMocks();
  return keys.map((key) => JSON.stringify(key));
}

const another = (roundId: string) => ({ cmd: "round.start", args: startArgs(roundId) });

test("nothing is looked for under an id that was drawn a moment ago; under one that was not, and under one that is taken, it is", async () => {
  await record(world, [finish]);
  const fresh = newId();
  expect(await askedOfCache(() => record(world, [another(fresh)]))).not.toContain(JSON.stringify(["round", fresh]));
  const ended = { ...finish, args: { ...finish.args, roundId: fresh } };
  expect((await record(world, [ended])).ok).toBe(true);
  world.standing.forget();
  expect(await askedOfCache(() => record(world, [another(fresh)]))).toContain(JSON.stringify(["round", fresh]));
  world.standing.forget();
  expect(await askedOfCache(() => record(world, [another("r-9")]))).toContain(JSON.stringify(["round", "r-9"]));
});

test("[F15] a draft of this tab was handed in by another: its id is looked for from then on", async () => {
  await record(world, [finish]);
  const { personId, deviceId } = world.person;
  const other = await openWorld({ ...world.person, personId, deviceId }, world.clock);
  const drawn = newId();
  const { vault } = other;
  await vault.transaction("rw", vault.outbox, async () => {
    const [row] = await vault.outbox.toArray();
    if (row) await vault.outbox.put({ ...row, n: 99, mid: "another tab's" });
  });
  world.standing.forget();
  expect(await askedOfCache(() => record(world, [another(drawn)]))).toContain(JSON.stringify(["round", drawn]));
  other.close();
});

test("what is held is what reading it anew would give", async () => {
  await record(world, [stop("s-1")]);
  await record(world, [stop("s-2"), stop("s-3")]);
  const { docs, stages, off, held } = await world.standing.read(world, [{ t: "round", id: "r-1" }]);
  const anew = await readOverlay(world);
  expect({ docs, stages, off, held }).toEqual({ docs: anew.docs, stages: anew.stages, off: anew.off, held: anew.held });
});

test("[F15] another tab ended the round and this one has not heard of it: the tap is decided on what is stored", async () => {
  const { personId, deviceId } = world.person;
  const other = await openWorld({ ...world.person, personId, deviceId }, world.clock);
  await record(world, [stop("s-1")]);
  // Word from one tab to the other comes a moment late.
  Dexie.on.storagemutated.unsubscribe(world.standing["onChange"]);
  expect((await record(other, [finish])).ok).toBe(true);
  expect(await record(world, [stop("s-2")])).toMatchObject({ ok: false });
  expect((await world.vault.outbox.toArray()).map(({ n, env }) => [n, env.cmd])).toEqual([
    [1, "round.start"],
    [2, "round.confirmStop"],
    [3, "round.finish"],
  ]);
  other.close();
});

const inR2 = (stopId: string) => [{ ...stop(stopId), args: { ...stop(stopId).args, roundId: "r-2" } }];

/** The server's row of another round of mine. */
async function pulled(rev: number, state: string): Promise<void> {
  const doc = { ...(await readOverlay(world)).docs.get("round:r-1"), id: "r-2", leadId: ME, state } as Doc;
  await world.cache.rows.put({ t: "round", id: "r-2", rev, doc });
}

test("a pull that brought the end of the round is seen by the next tap", async () => {
  await pulled(1, "running");
  expect((await record(world, inR2("s-1"))).ok).toBe(true);
  await pulled(2, "finished");
  expect(await record(world, inR2("s-2"))).toMatchObject({ ok: false });
});

test("nobody is refused on what is held alone: before that it is read anew", async () => {
  expect(await record(world, inR2("s-1"))).toMatchObject({ ok: false, error: { kind: "not-found" } });
  Dexie.on.storagemutated.unsubscribe(world.standing["onChange"]);
  await pulled(1, "running");
  expect((await record(world, inR2("s-1"))).ok).toBe(true);
});
