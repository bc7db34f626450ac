/** The storage code of the app itself, timed inside the browser; called by bench/save.ts. */
import { recordsOf } from "#storage/cache/page-bytes";
import { newId, record } from "#storage/record";
import { openWorld, type World } from "#storage/world";
import { type Engine, startEngine } from "#sync/engine";
import { enrol } from "#sync/enrol";

export interface SaveTimes {
  readonly saves: number[];
  readonly puts: number[];
}

async function personWith(code: string): Promise<{ world: World; engine: Engine }> {
  const person = await enrol(code, "bench");
  if (!person.ok) throw new Error(person.error.kind);
  const world = await openWorld(person.value);
  return { world, engine: startEngine(world, { auto: false }) };
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

async function openRaw(): Promise<IDBDatabase> {
  const request = indexedDB.open("raw", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("rows", { keyPath: "id" });
  return asked(request);
}

/** One row of an envelope's size, counted from the call until the disk has it. */
async function rawPutMs(db: IDBDatabase, i: number): Promise<number> {
  const from = performance.now();
  const tx = db.transaction("rows", "readwrite", { durability: "strict" });
  tx.objectStore("rows").put({ id: i, text: "一".repeat(300) });
  await new Promise<void>((done, failed) => {
    tx.oncomplete = () => done();
    tx.onabort = () => failed(tx.error);
  });
  return performance.now() - from;
}

async function saveMs(world: World, roundId: string, checkpointId: string): Promise<number> {
  const args = { roundId, stopId: newId(), checkpointId, result: "normal", confirmedBy: "hand" };
  const from = performance.now();
  const saved = await record(world, [{ cmd: "round.confirmStop", args }]);
  if (!saved.ok) throw new Error(saved.error.kind);
  return performance.now() - from;
}

interface Route {
  readonly id: string;
  readonly communityCode: string;
  readonly teamId: string;
  readonly checkpointIds: readonly string[];
}

/** Starts a round of the person's own team, as the start page does it. */
async function startRound(world: World): Promise<{ roundId: string; checkpointIds: readonly string[] }> {
  const records = (await world.cache.pages.toArray()).flatMap(recordsOf);
  const route = records.find((r) => r.t === "route")?.doc as unknown as Route;
  const team = records.find((r) => r.t === "team" && r.id === route.teamId)?.doc as unknown as {
    groups: { id: string; leadId: string; memberIds: string[] }[];
  };
  const group = team.groups.find((g) => g.leadId === world.person.personId);
  const roundId = newId();
  const { id: routeId, communityCode, teamId, checkpointIds } = route;
  const what = { roundId, communityCode, teamId, groupId: group?.id, routeId, checkpointIds, ordered: false };
  const how = { checklistVersionId: "demo-checklist-1", trackMode: "off", safetySeen: true };
  const started = await record(world, [
    { cmd: "round.start", args: { ...what, ...how, memberIds: group?.memberIds.slice(0, 2) } },
  ]);
  if (!started.ok) throw new Error(started.error.kind);
  return { roundId, checkpointIds };
}

const api = {
  /** Interleaved: a save of the app, a raw put, again; nothing else goes on. */
  async idle(code: string, runs: number): Promise<SaveTimes> {
    const { world, engine } = await personWith(code);
    await engine.runOnce();
    Object.assign(window, { leader: world });
    const { roundId, checkpointIds } = await startRound(world);
    Object.assign(window, { round: { roundId, checkpointIds } });
    const raw = await openRaw();
    const times: SaveTimes = { saves: [], puts: [] };
    for (let i = 0; i < runs; i++) {
      times.saves.push(await saveMs(world, roundId, checkpointIds[i % checkpointIds.length] ?? ""));
      times.puts.push(await rawPutMs(raw, i));
    }
    return times;
  },
  /** Saves of the same person while somebody else's first sync fills this phone. */
  async busy(code: string): Promise<number[]> {
    const { leader, round } = window as unknown as {
      leader: World;
      round: { roundId: string; checkpointIds: readonly string[] };
    };
    const { engine } = await personWith(code);
    const state = { done: false };
    const sync = engine.runOnce().then(() => {
      state.done = true;
    });
    const saves: number[] = [];
    while (!state.done) {
      const next = round.checkpointIds[saves.length % round.checkpointIds.length] ?? "";
      saves.push(await saveMs(leader, round.roundId, next));
      await new Promise((later) => setTimeout(later, 20));
    }
    await sync;
    return saves;
  },
};

export type SaveBench = typeof api;
Object.assign(window, { bench: api });
