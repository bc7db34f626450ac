/** W4: many devices, each pushing 20 records and pulling, on every engine; how cost grows; what three processes do that one does not. */
import type { Db } from "../sync-server/store/db.ts";
import type { ServerProcess } from "../tests/harness/server-process.ts";
import {
  cpuOf,
  type Device,
  enrolDevices,
  loadDevices,
  memoryOf,
  missedRows,
  nextBatch,
  pushAndPull,
} from "./devices.ts";
import { type BenchSize, type Figure, median, ms, percentile, shown, within } from "./figures.ts";
import { aPlace, type EngineName, type Place } from "./places.ts";

const P95_MS = 500;
const EVERY_MS = 10_000;
const QUICK = { quick: true };

const wait = (forMs: number): Promise<void> => new Promise((done) => setTimeout(done, Math.max(0, forMs)));

/** Each request to the next process, as a balancer does that knows nothing of phones. */
function balanced(servers: readonly ServerProcess[]) {
  const state = { next: 0, only: servers.length };
  const ask: ServerProcess["ask"] = (path, init) => servers[state.next++ % state.only]!.ask(path, init);
  const use = (count: number): void => {
    state.only = count;
  };
  return { ask, use };
}

interface Load {
  readonly devices: number;
  readonly everyMs: number;
  readonly rounds: number;
}

/** Every device in its own moment of each round, whether the one before was answered or not. */
async function dailyWork(devices: readonly Device[], { everyMs, rounds }: Load) {
  const times = { push: [] as number[], pull: [] as number[], late: [] as number[] };
  const batches = devices.map((device) => Array.from({ length: rounds }, () => nextBatch(device)));
  const from = performance.now();
  await Promise.all(
    devices.map(async (device, i) => {
      for (let round = 0; round < rounds; round++) {
        const due = from + everyMs * (round + i / devices.length);
        await wait(due - performance.now());
        times.late.push(performance.now() - due);
        const { pushMs, pullMs } = await pushAndPull(device, batches[i]![round]!);
        times.push.push(pushMs);
        times.pull.push(pullMs);
      }
    }),
  );
  return { ...times, seconds: (performance.now() - from) / 1000 };
}

interface Run extends Load {
  readonly engine: EngineName;
  readonly processes: number;
}

const sumOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0);

function refusalsOf(devices: readonly Device[]): string {
  const all = new Map<string, number>();
  for (const { refused } of devices) for (const [why, n] of refused) all.set(why, (all.get(why) ?? 0) + n);
  return all.size === 0 ? "none" : [...all].map(([why, n]) => `${n} × ${why}`).join(", ");
}

const BARE = "INSERT INTO bare_rows SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id text, doc jsonb)";

/** Twenty rows in one bare transaction twice a second, beside the load: what the disk gives at that time; ms. */
async function beside<T>(db: Db, work: Promise<T>): Promise<{ result: T; floors: number[] }> {
  const floors: number[] = [];
  const state = { over: false };
  const probe = async (): Promise<void> => {
    while (!state.over) {
      const rows = Array.from({ length: 20 }, (_, i) => ({
        id: `${floors.length}-${i}`,
        doc: { text: "一".repeat(150) },
      }));
      const from = performance.now();
      await db.tx((q) => q.query(BARE, [JSON.stringify(rows)]));
      floors.push(performance.now() - from);
      await wait(500);
    }
  };
  await db.script("CREATE TABLE IF NOT EXISTS bare_rows (id text, doc jsonb)");
  const probing = probe();
  try {
    return { result: await work, floors };
  } finally {
    state.over = true;
    await probing;
  }
}

/** On PostgreSQL only: elsewhere nobody else may look in while the server runs. */
async function measured(place: Place, work: () => ReturnType<typeof dailyWork>) {
  if (place.engine !== "PostgreSQL") return { times: await work(), floors: null };
  const { result, floors } = await place.look((db) => beside(db, work()));
  return { times: result, floors };
}

const sizeOf = async (place: Place): Promise<number | null> => {
  if (place.engine !== "PostgreSQL") return null;
  const rows = await place.look((db) =>
    db.query<{ bytes: number }>("SELECT pg_database_size(current_database()) AS bytes"),
  );
  return rows[0]?.bytes ?? null;
};

async function underLoad(run: Run, size: BenchSize): Promise<Figure[]> {
  const made = { codes: [] as string[] };
  const place = await aPlace(run.engine, async (db) => {
    made.codes = await loadDevices(db, run.devices);
  });
  const servers = await startAll(place, run.processes);
  try {
    const devices = await enrolDevices(balanced(servers).ask, made.codes);
    const before = sumOf(servers.map(({ pid }) => cpuOf(pid)));
    const size0 = await sizeOf(place);
    const { times, floors } = await measured(place, () => dailyWork(devices, run));
    const size1 = await sizeOf(place);
    const cpu = sumOf(servers.map(({ pid }) => cpuOf(pid))) - before;
    const memory = sumOf(servers.map(({ pid }) => memoryOf(pid)));
    const missed = await missedRows(devices);
    const what = `${run.engine}, ${run.processes} process${run.processes > 1 ? "es" : ""}, ${run.devices} devices`;
    const judged = run.devices <= 200 ? size : QUICK;
    const p95 = (name: string, values: readonly number[]): Figure =>
      within("W4", `${what}: ${name}, p95`, { value: percentile(values, 0.95), most: P95_MS, unit: "ms" }, judged);
    return [
      p95("push of 20", times.push),
      p95("pull", times.pull),
      shown("W4", `${what}: p50 of both`, `${ms(median(times.push))}, ${ms(median(times.pull))}`),
      shown("W4", `${what}: begun late by, p95 (the bench itself)`, ms(percentile(times.late, 0.95))),
      ...(floors === null
        ? []
        : [
            shown(
              "W4",
              `${what}: 20 rows in a bare transaction beside it, p50, p95`,
              `${ms(median(floors))}, ${ms(percentile(floors, 0.95))}`,
            ),
          ]),
      shown("W4", `${what}: CPU of the server, of one core`, `${((100 * cpu) / times.seconds).toFixed(0)} %`),
      shown("W4", `${what}: CPU of the server for a push of 20 and a pull`, ms((1000 * cpu) / times.push.length)),
      ...(size0 === null || size1 === null
        ? []
        : [
            shown(
              "W4",
              `${what}: on disk for a record`,
              `${((size1 - size0) / (20 * times.push.length) / 1000).toFixed(2)} kB`,
            ),
          ]),
      shown("W4", `${what}: memory of the server`, `${memory.toFixed(0)} MB`),
      shown("W4", `${what}: not answered at once`, refusalsOf(devices)),
      { ...within("W4", `${what}: rows missed`, { value: missed, most: 0, unit: "rows" }, size), held: missed === 0 },
    ];
  } finally {
    await Promise.all(servers.map((server) => server.kill("SIGTERM")));
    await place.close();
  }
}

const startAll = (place: Place, count: number): Promise<ServerProcess[]> =>
  Promise.all(Array.from({ length: count }, () => place.start()));

/** Records a second that `devices` get through who never wait. */
async function throughput(devices: readonly Device[], forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  const from = performance.now();
  const state = { records: 0 };
  await Promise.all(
    devices.map(async (device) => {
      while (performance.now() < until) {
        const batch = nextBatch(device);
        await pushAndPull(device, batch);
        state.records += batch.length;
      }
    }),
  );
  return (1000 * state.records) / (performance.now() - from);
}

/** One and three processes on one PostgreSQL, in turn; then one of the three is killed while they work. */
async function oneOrThree(size: BenchSize): Promise<Figure[]> {
  const made = { codes: [] as string[] };
  const place = await aPlace("PostgreSQL", async (db) => {
    made.codes = await loadDevices(db, size.quick ? 10 : 64);
  });
  const servers = await startAll(place, size.quick ? 2 : 3);
  try {
    const balancer = balanced(servers);
    const devices = await enrolDevices(balancer.ask, made.codes);
    const rates: { one: number[]; all: number[] } = { one: [], all: [] };
    for (let i = 0; i < (size.quick ? 1 : 5); i++) {
      balancer.use(1);
      rates.one.push(await throughput(devices, size.quick ? 300 : 4_000));
      balancer.use(servers.length);
      rates.all.push(await throughput(devices, size.quick ? 300 : 4_000));
    }
    const killed = throughput(devices, size.quick ? 500 : 6_000);
    await wait(size.quick ? 200 : 2_000);
    await servers.pop()!.kill("SIGKILL");
    await wait(200);
    balancer.use(servers.length);
    const afterKill = await killed;
    const missed = await missedRows(devices);
    const rate = (value: number) => `${value.toFixed(0)}/s`;
    return [
      shown("W4", "records pushed and pulled by devices that never wait: 1 process", rate(median(rates.one))),
      shown("W4", `the same: ${servers.length + 1} processes`, rate(median(rates.all))),
      shown("W4", "ratio", `${(median(rates.all) / median(rates.one)).toFixed(2)} ×`),
      shown("W4", "while one of them is killed", rate(afterKill)),
      shown("W4", "sent again because of it", refusalsOf(devices)),
      { ...within("W4", "rows missed", { value: missed, most: 0, unit: "rows" }, size), held: missed === 0 },
    ];
  } finally {
    await Promise.all(servers.map((server) => server.kill("SIGTERM")));
    await place.close();
  }
}

/** Each as soon as it is known: all of them take ten minutes. */
export async function* processes(size: BenchSize): AsyncGenerator<Figure> {
  if (!size.quick) {
    for (const engine of ["embedded", "PostgreSQL", "PGlite"] as const)
      yield* await underLoad({ engine, devices: 200, processes: 1, everyMs: EVERY_MS, rounds: 3 }, size);
    yield* await underLoad({ engine: "PostgreSQL", devices: 1000, processes: 3, everyMs: EVERY_MS, rounds: 3 }, size);
  }
  yield* await oneOrThree(size);
}

/** Only the goal of W4, for a machine that has nothing else to do: 200 devices on either engine, then 1,000. */
export async function* many(size: BenchSize): AsyncGenerator<Figure> {
  const load = { processes: 1, everyMs: EVERY_MS, rounds: size.quick ? 1 : 4 };
  for (const engine of ["embedded", "PostgreSQL"] as const)
    yield* await underLoad({ engine, devices: size.quick ? 10 : 200, ...load }, size);
  if (!size.quick) yield* await underLoad({ engine: "PostgreSQL", devices: 1000, ...load }, size);
}

/** How the cost grows with the devices: the line of docs/SCALE.md. */
export async function* growth(size: BenchSize): AsyncGenerator<Figure> {
  for (const devices of size.quick ? [10] : [50, 100, 200, 400, 700, 1000])
    yield* await underLoad({ engine: "PostgreSQL", devices, processes: 1, everyMs: EVERY_MS, rounds: 3 }, size);
}
