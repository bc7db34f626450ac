/** W4: many devices, each pushing 20 records and pulling, on both engines; and what three processes do that one does not. */
import type { ServerProcess } from "../tests/harness/server-process.ts";
import { cpuOf, type Device, enrolDevices, loadDevices, missedRows, nextBatch, pushAndPull } from "./devices.ts";
import { type BenchSize, type Figure, median, ms, percentile, shown, within } from "./figures.ts";
import { aPlace, type EngineName, type Place } from "./places.ts";

const P95_MS = 500;
const EVERY_MS = 10_000;

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

async function underLoad(run: Run, size: BenchSize): Promise<Figure[]> {
  const made = { codes: [] as string[] };
  const place = await aPlace(run.engine, async (db) => {
    made.codes = await loadDevices(db, run.devices);
  });
  const servers = await startAll(place, run.processes);
  try {
    const devices = await enrolDevices(balanced(servers).ask, made.codes);
    const before = servers.map(({ pid }) => cpuOf(pid));
    const times = await dailyWork(devices, run);
    const after = servers.map(({ pid }) => cpuOf(pid));
    const cpu = after.reduce<number>((sum, now, i) => sum + ((now ?? Number.NaN) - (before[i] ?? Number.NaN)), 0);
    const missed = await missedRows(devices);
    const what = `${run.engine}, ${run.processes} process${run.processes > 1 ? "es" : ""}, ${run.devices} devices`;
    const judged = run.devices <= 200 ? size : { quick: true };
    return [
      within(
        "W4",
        `${what}: push of 20, p95`,
        { value: percentile(times.push, 0.95), most: P95_MS, unit: "ms" },
        judged,
      ),
      within("W4", `${what}: pull, p95`, { value: percentile(times.pull, 0.95), most: P95_MS, unit: "ms" }, judged),
      shown("W4", `${what}: p50 of both`, `${ms(median(times.push))}, ${ms(median(times.pull))}`),
      shown("W4", `${what}: begun late by, p95 (the bench itself)`, ms(percentile(times.late, 0.95))),
      shown("W4", `${what}: CPU of the server, of one core`, `${((100 * cpu) / times.seconds).toFixed(0)} %`),
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

/** One and three processes on one PostgreSQL, in turn. */
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
    const missed = await missedRows(devices);
    const rate = (values: readonly number[]) => `${median(values).toFixed(0)}/s`;
    return [
      shown("W4", "records pushed and pulled by devices that never wait: 1 process", rate(rates.one)),
      shown("W4", `the same: ${servers.length} processes`, rate(rates.all)),
      shown("W4", "ratio", `${(median(rates.all) / median(rates.one)).toFixed(2)} ×`),
      { ...within("W4", "rows missed", { value: missed, most: 0, unit: "rows" }, size), held: missed === 0 },
    ];
  } finally {
    await Promise.all(servers.map((server) => server.kill("SIGTERM")));
    await place.close();
  }
}

export async function processes(size: BenchSize): Promise<Figure[]> {
  if (size.quick) return oneOrThree(size);
  const load = (engine: EngineName, devices: number, count: number): Promise<Figure[]> =>
    underLoad({ engine, devices, processes: count, everyMs: EVERY_MS, rounds: 3 }, size);
  return [
    ...(await load("PostgreSQL", 200, 1)),
    ...(await load("PGlite", 200, 1)),
    ...(await load("PostgreSQL", 1000, 1)),
    ...(await load("PostgreSQL", 1000, 3)),
    ...(await oneOrThree(size)),
  ];
}
