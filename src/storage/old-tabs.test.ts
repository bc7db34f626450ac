import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, expect, test, vi } from "vitest";
import { dropUnusedLayouts } from "./cache/cache.ts";
import { holdInUse } from "./cache/in-use.ts";
import { record } from "./record.ts";
import { openInTime } from "./steady.ts";
import { Vault } from "./vault/vault.ts";
import { aPhone, startArgs } from "./world.fixture.ts";
import { openWorld, type World } from "./world.ts";

const opened: Dexie[] = [];
const worlds: World[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) world.close();
  for (const db of opened.splice(0)) db.close();
  for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
});

/** As the app opens it. */
async function aWorld(): Promise<World> {
  const made = await aPhone();
  made.close();
  const world = await openWorld(made.person, made.clock);
  worlds.push(world);
  return world;
}

/** The vault as a later version of the app will open it, with one more store. */
class LaterVault extends Vault {
  constructor(personId: string) {
    super(personId);
    this.version(2).stores({ extra: "id" });
    opened.push(this);
  }
}

const roundsIn = async (vault: Vault) => (await vault.outbox.toArray()).map((row) => row.env.args["roundId"]);
const starts = (roundId: string) => [{ cmd: "round.start", args: startArgs(roundId) }];

test("[F19] a later version opens the vault: the old tab cannot write into it any more and says that an update is needed", async () => {
  const world = await aWorld();
  expect((await record(world, starts("r-1"))).ok).toBe(true);
  const later = new LaterVault(world.person.personId);
  await later.open();
  await expect(record(world, starts("r-2"))).rejects.toMatchObject({
    code: "storage-unavailable",
    retry: "after-update",
  });
  expect(world.vault.isOpen()).toBe(false);
  expect(await roundsIn(later)).toEqual(["r-1"]);
});

/** A tab of an app so old that it never lets go of its connection. */
function holdsOn(name: string): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

test("[F20] an old tab holds on to the vault: opening a later version ends after five seconds in a fault, and no row is touched", async () => {
  const world = await aWorld();
  expect((await record(world, starts("r-1"))).ok).toBe(true);
  const { person, vault } = world;
  world.close();
  const oldTab = await holdsOn(vault.name);
  await expect(openInTime(new LaterVault(person.personId))).rejects.toMatchObject({
    code: "storage-unavailable",
    retry: "later",
  });
  for (const db of opened.splice(0)) db.close();
  oldTab.close();

  const later = new LaterVault(person.personId);
  await openInTime(later);
  expect(await roundsIn(later)).toEqual(["r-1"]);
}, 30_000);

/** The browser takes the handle away, as it does under memory pressure: the next transaction fails. */
function losesHandle(vault: Vault, times: number): void {
  const real = vault.transaction.bind(vault);
  let left = times;
  const failing = (...args: unknown[]): unknown => {
    if (left-- > 0) return Promise.reject(new DOMException("the handle was lost", "InvalidStateError"));
    return (real as (...all: unknown[]) => unknown)(...args);
  };
  Object.defineProperty(vault, "transaction", { value: failing, configurable: true });
}

test("[F26] the connection is lost: a save is repeated until it stands, once; when it does not come back, that is said and nothing was saved", async () => {
  const world = await aWorld();
  losesHandle(world.vault, 2);
  expect((await record(world, starts("r-1"))).ok).toBe(true);
  expect(await world.vault.outbox.count()).toBe(1);
  losesHandle(world.vault, 99);
  await expect(record(world, starts("r-2"))).rejects.toMatchObject({ code: "storage-unavailable" });
  const fresh = await openWorld(world.person);
  worlds.push(fresh);
  expect(await roundsIn(fresh.vault)).toEqual(["r-1"]);
});

/** Locks between tabs as browsers give them; enough of them for one name, shared or alone. */
class TabLocks {
  private readonly held = new Map<string, number>();

  async request(name: string, options: LockOptions, work: (lock: Lock | null) => unknown): Promise<unknown> {
    const count = this.held.get(name) ?? 0;
    const { mode = "exclusive", ifAvailable } = options;
    if (mode === "exclusive" && count > 0) return ifAvailable ? work(null) : new Promise(() => undefined);
    this.held.set(name, count + 1);
    try {
      return await work({ name, mode });
    } finally {
      this.held.set(name, (this.held.get(name) ?? 1) - 1);
    }
  }
}

test("[F18] an old tab reads its own layout of the cache while a new app tidies up; once it is closed the old layout goes", async () => {
  vi.stubGlobal("navigator", { locks: new TabLocks() });
  try {
    const oldName = "cache-p-wang-g1";
    const oldTab = new Dexie(oldName);
    oldTab.version(1).stores({ rows: "id" });
    opened.push(oldTab);
    await oldTab.table("rows").put({ id: "r-1" });
    const release = holdInUse(oldName);
    const world = await aWorld();
    expect(world.cache.name).not.toBe(oldName);

    await dropUnusedLayouts(world.person.personId);
    expect(await oldTab.table("rows").count()).toBe(1);
    oldTab.close();
    release();
    await vi.waitFor(async () => {
      await dropUnusedLayouts(world.person.personId);
      expect(await Dexie.exists(oldName)).toBe(false);
    });
    expect(await Dexie.exists(world.cache.name)).toBe(true);
  } finally {
    vi.unstubAllGlobals();
  }
});
