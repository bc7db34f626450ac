/** The app's own storage on a bare page, as one tab of several: what it does when told, and what its storage holds. */
import Dexie from "dexie";
import { isFault } from "#domain/kernel/fault";
import { dropUnusedLayouts } from "#storage/cache/cache";
import { holdInUse } from "#storage/cache/in-use";
import { newId, record } from "#storage/record";
import { openInTime } from "#storage/steady";
import { Vault } from "#storage/vault/vault";
import { openWorld, type World } from "#storage/world";
import { aPhone, ME, startArgs } from "#storage/world.fixture";

/** "saved", or the fault with what to do about it. */
type Said = string;

const OLD_LAYOUT = `cache-${ME}-g1`;
const open: { world?: World; later?: Vault; held?: IDBDatabase; old?: Dexie } = {};

// Before any database is open: Dexie keeps the function it finds then.
const failing = { left: 0 };
const realTransaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof realTransaction>) {
  if (failing.left-- > 0) throw new DOMException("Internal error", "UnknownError");
  return realTransaction.apply(this, args);
};

const world = (): World => {
  if (!open.world) throw new Error("bug: this tab has opened nothing");
  return open.world;
};

async function said(work: () => Promise<unknown>): Promise<Said> {
  try {
    await work();
    return "saved";
  } catch (error) {
    if (!isFault(error)) throw error;
    return `${error.code}, ${error.retry}`;
  }
}

/** A later version of the app, whose vault has one more store. */
function laterVault(): Vault {
  const vault = new Vault(ME);
  vault.version(2).stores({ extra: "id" });
  return vault;
}

const numbersIn = async (vault: Vault): Promise<number[]> => (await vault.outbox.toArray()).map((row) => row.n);

const tabs = {
  /** The first tab of a fresh phone. */
  async begins(): Promise<void> {
    for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
    open.world = await aPhone(Date.now());
  },
  async opens(): Promise<void> {
    const made = await aPhone(Date.now());
    made.close();
    open.world = await openWorld(made.person, made.clock);
  },
  /** One after the other, as fast as it can. */
  async saves(count: number): Promise<Said> {
    return said(async () => {
      for (let i = 0; i < count; i++) await record(world(), [{ cmd: "round.start", args: startArgs(newId()) }]);
    });
  },
  numbers: (): Promise<number[]> => numbersIn(world().vault),
  closes(): void {
    world().close();
    open.later?.close();
    open.held?.close();
  },
  /** The browser takes the connection away. */
  losesConnection(): void {
    world().vault.backendDB().close();
  },
  /** The next `times` transactions end as they do when the storage of the browser has died behind the page. */
  failsTransactions(times: number): void {
    failing.left = times;
  },
  async opensLater(): Promise<{ said: Said; ms: number }> {
    open.later = laterVault();
    const begun = performance.now();
    const words = await said(() => openInTime(open.later as Vault));
    return { said: words, ms: performance.now() - begun };
  },
  laterNumbers: (): Promise<number[]> => numbersIn(open.later as Vault),
  /** A tab of an app so old that it never lets go of its connection. */
  async holdsOn(): Promise<void> {
    open.held = await new Promise((done, failed) => {
      const asked = indexedDB.open(world().vault.name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    world().close();
  },
  letsGo: (): void => open.held?.close(),
  /** A tab of the app before this one, with the cache as it was laid out then. */
  async opensOldLayout(): Promise<void> {
    open.old = new Dexie(OLD_LAYOUT);
    open.old.version(1).stores({ rows: "id" });
    holdInUse(OLD_LAYOUT);
    await open.old.table("rows").put({ id: "r-1" });
  },
  async worksInOldLayout(): Promise<number> {
    await open.old?.table("rows").put({ id: "r-2" });
    return open.old?.table("rows").count() ?? 0;
  },
  /** What the app does once it holds the server's answer; is the old layout there then? */
  async tidiesUp(): Promise<boolean> {
    await dropUnusedLayouts(ME);
    return Dexie.exists(OLD_LAYOUT);
  },
};

declare global {
  interface Window {
    tabs: typeof tabs;
  }
}

window.tabs = tabs;
