/** The app's own first sync, timed inside the browser, and the same records as plain rows; called by bench/first-sync.ts. */
import { readOn } from "#storage/cache/packed";
import { recordsOf } from "#storage/cache/page-bytes";
import { readPaged } from "#storage/cache/read-record";
import { unpackOne } from "#storage/cache/unpack";
import { findIssues } from "#storage/issues";
import { readOverlay } from "#storage/overlay";
import { openWorld, type World } from "#storage/world";
import { startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";

export interface FirstSync {
  /** Until the person, his team's nights, the routes and the places' names are there, ms. */
  readonly listMs: number;
  /** Until everything is in, ms. */
  readonly doneMs: number;
  /** Until every list has answered, too. */
  readonly answeredMs: number;
  /** Work for idle moments afterwards: until no record waits for its row any more, ms, without its pauses. */
  readonly unpackMs: number;
  readonly records: number;
  /** Bytes of the answers, as they travelled. */
  readonly bytes: number;
  /** The same documents as gzip JSON. */
  readonly gzipBytes: number;
}

interface Kept {
  readonly t: string;
  readonly id: string;
  readonly doc: unknown;
}

const LOOK_EVERY_MS = 50;
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What the page 今天 shows first. */
async function hasFirstList({ cache }: World): Promise<boolean> {
  const today = new Date().toISOString().slice(0, 10);
  const [nights, routes, people, compounds] = await Promise.all([
    cache.rows.where("[t+on]").between(["rosterSlot", today], ["rosterSlot", "9"]).count(),
    cache.shelves.where("t").equals("route").count(),
    cache.shelves.where("t").equals("person").count(),
    cache.shelves.where("t").equals("compound").count(),
  ]);
  return nights > 0 && routes + people + compounds >= 3 && (await readPaged(cache, "route")).length > 0;
}

async function whenFirstList(world: World, over: { done: boolean }): Promise<number> {
  while (!over.done && !(await hasFirstList(world))) await later(LOOK_EVERY_MS);
  return performance.now();
}

async function everyListAnswers(world: World): Promise<void> {
  const { cache } = world;
  const overlay = await readOverlay(world);
  await findIssues(cache, overlay, { limit: 50 });
  await findIssues(cache, overlay, { states: ["closed"], limit: 50 });
  await findIssues(cache, overlay, { text: "堆物", limit: 50 }, { far: "first" });
  await readOn(cache, "round", "2000-01-01", "9");
  await readOn(cache, "rosterSlot", "2000-01-01", "9");
  for (const t of ["checkpoint", "person", "serviceRecord", "compound"]) await readPaged(cache, t);
}

async function everything({ cache }: World): Promise<Kept[]> {
  const rows = (await cache.rows.toArray()).map(({ t, id, doc }) => ({ t, id, doc }));
  const pages = (await cache.pages.toArray()).flatMap((page) =>
    recordsOf(page).map(({ t, id, doc }) => ({ t, id, doc })),
  );
  return [...new Map([...pages, ...rows].map((one) => [`${one.t}:${one.id}`, one])).values()];
}

async function gzipBytesOf(records: readonly Kept[]): Promise<number> {
  const zipped = new Blob([JSON.stringify(records)]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

const held: { records: Kept[] } = { records: [] };

const api = {
  async ours(code: string): Promise<FirstSync> {
    const person = await enrol(code, "bench");
    if (!person.ok) throw new Error(person.error.kind);
    performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(2_000);
    const from = performance.now();
    const world = await openWorld(person.value);
    const engine = startEngine(world, { auto: false });
    const over = { done: false };
    const first = whenFirstList(world, over);
    await engine.runOnce();
    over.done = true;
    const doneMs = performance.now() - from;
    await everyListAnswers(world);
    const answeredMs = performance.now() - from;
    const listMs = (await first) - from;
    const bytes = (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter((entry) => entry.name.includes("/api/sync/"))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
    held.records = await everything(world);
    const unpacking = performance.now();
    while (await unpackOne(world.cache));
    const unpackMs = performance.now() - unpacking;
    engine.stop();
    world.close();
    const gzipBytes = await gzipBytesOf(held.records);
    return { listMs, doneMs, answeredMs, unpackMs, records: held.records.length, bytes, gzipBytes };
  },
  /** The records of the last first sync as rows with one compound index, 2,000 a transaction. */
  async rows(name: string): Promise<number> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("rows", { keyPath: ["t", "id"] }).createIndex("of", ["t", "doc.communityCode"]);
    };
    const db = await asked(request);
    const from = performance.now();
    for (let at = 0; at < held.records.length; at += 2_000) {
      const tx = db.transaction("rows", "readwrite", { durability: "relaxed" });
      for (const record of held.records.slice(at, at + 2_000)) tx.objectStore("rows").put(record);
      await new Promise<void>((done, failed) => {
        tx.oncomplete = () => done();
        tx.onabort = () => failed(tx.error);
      });
    }
    const took = performance.now() - from;
    db.close();
    return took;
  },
};

export type FirstSyncBench = typeof api;
Object.assign(window, { bench: api });
