/** W2, W3: a phone with 50,000 records pulls a hundred changes, saves a thousand off line, is killed and pushes; beside plain rows. */
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { Doc } from "#domain/kernel/command";
import { writeRecords } from "../sync-server/store/records.ts";
import { killBrowserOf } from "../tests/support/kill-browser.ts";
import { CHANGES, ROWS } from "./bare-server.ts";
import { aDayStage, call, type DayStage, type Engine, openPhone, stageSize } from "./day-stage.ts";
import { type BenchSize, type Figure, median, ms, percentile, shown, within } from "./figures.ts";
import { LEADER, TEAM } from "./large-district.ts";

const CHANGED = 100;

interface Row {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  readonly doc: Doc;
  readonly scopes: string[];
}

/** What is worked with lies as rows on the phone, what is done with in packed pages. */
type Which = "open" | "done";

/** A word more in a hundred reports that lie on the phone, as if somebody had pushed it. */
export async function changeSome({ server, bare }: DayStage, round: number, which: Which = "open"): Promise<void> {
  bare.changed = await server.db.tx(async (q) => {
    const rows = await q.query<Row>(
      `SELECT t, id, rev, doc, scopes FROM entity WHERE t = 'issue' AND doc->>'teamId' = $1 AND (doc->>'state' IN ('closed', 'declined')) = $4
        ORDER BY md5(id || $2) LIMIT $3`,
      [TEAM, String(round), CHANGED, which === "done"],
    );
    const writes = rows.map((row) => ({
      ...{ t: row.t, id: row.id, rev: row.rev + 1, fv: {}, before: row.scopes, beforeRev: row.rev },
      doc: { ...row.doc, words: `今晚又看了一遍，第 ${round} 次，仍堆着纸箱，已和住户约好时间` },
    }));
    await writeRecords(q, writes);
    return writes.map(({ t, id, rev, doc }) => ({ t, id, rev, doc }));
  });
}

const SMALL_ROUNDS = 1;
const ROUNDS = 7;
const EARLY_ROUNDS = 3;

interface PullTimes {
  readonly ours: number[];
  readonly raw: number[];
  readonly bytes: number[];
  readonly up: number[];
  readonly rawBytes: number[];
}

async function timedPulls(
  stage: DayStage,
  page: Page,
  { from, rounds }: { readonly from: number; readonly rounds: number },
): Promise<PullTimes> {
  const times: PullTimes = { ours: [], raw: [], bytes: [], up: [], rawBytes: [] };
  for (let round = -1; round < rounds; round++) {
    await changeSome(stage, from + round);
    stage.line.take();
    const [ours, bytes] = [await call(page, "pull"), stage.line.take()];
    const [raw, rawBytes] = [await call(page, "rawPull", CHANGES), stage.line.take()];
    // The first one takes a token and warms both ways; it is not counted.
    if (round < 0) continue;
    times.ours.push(ours);
    times.raw.push(raw);
    times.bytes.push(bytes.down);
    times.up.push(bytes.up);
    times.rawBytes.push(rawBytes.down);
  }
  return times;
}

export async function pulls(stage: DayStage, size: BenchSize): Promise<Figure[]> {
  const { context, page } = await openPhone(stage, "pulls");
  const { records } = await call(page, "begin", await stage.server.codeFor(LEADER));
  const early = await timedPulls(stage, page, { from: 0, rounds: size.quick ? SMALL_ROUNDS : EARLY_ROUNDS });
  await call(page, "unpack");
  const times = await timedPulls(stage, page, { from: 100, rounds: size.quick ? SMALL_ROUNDS : ROUNDS });
  await context.close();
  const what = `${stage.engine}, ${records} records on the phone`;
  const ratioOf = ({ ours, raw }: PullTimes): number => median(ours) / median(raw);
  return [
    shown("W2", `${what}: pull of ${stage.bare.changed.length} changes`, ms(median(times.ours))),
    shown("W2", "the same documents from a bare server into plain rows", ms(median(times.raw))),
    within("W2", "ratio", { value: ratioOf(times), most: 2, unit: "×" }, size),
    shown("W2", "ratio just after the first sync, while open issues wait in pages", `${ratioOf(early).toFixed(2)} ×`),
    within("W2", "bytes of the answer, headers too", { value: median(times.bytes) / 1000, most: 8, unit: "kB" }, size),
    shown("W2", "bytes of the question, headers too", `${(median(times.up) / 1000).toFixed(1)} kB`),
    shown("W2", "the bare server's bytes", `${(median(times.rawBytes) / 1000).toFixed(1)} kB`),
  ];
}

const PUSHING = "pushes";

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

interface Oracle {
  readonly kept: number;
  readonly records: number;
  readonly twice: number;
}

/** What the database holds of this phone's reports. */
async function oracleOf({ server }: DayStage, cid: string): Promise<Oracle> {
  const [row] = await server.db.query<Oracle>(
    `SELECT count(DISTINCT m.mid)::int AS kept, count(DISTINCT e.id)::int AS records,
            (count(*) - count(DISTINCT m.mid) + count(*) FILTER (WHERE e.rev <> 1))::int AS twice
       FROM mutation m LEFT JOIN entity e ON e.t = 'issue' AND e.id = m.payload->'e'->>'id' WHERE m.cid = $1`,
    [cid],
  );
  return row ?? { kept: 0, records: 0, twice: 0 };
}

/** Kills the browser as soon as the server has taken part of what waits; gives how much it had taken. */
async function killInTheMiddle(stage: DayStage, cid: string, count: number): Promise<number> {
  for (;;) {
    const { kept } = await oracleOf(stage, cid);
    if (kept > 0 && kept < count) {
      killBrowserOf(stage.profileOf(PUSHING));
      return kept;
    }
    if (kept >= count) throw new Error("everything was pushed before the browser could be killed");
    await pause(5);
  }
}

export async function pushes(stage: DayStage, size: BenchSize): Promise<Figure[]> {
  const count = size.quick ? 220 : 1_000;
  let { context, page } = await openPhone(stage, PUSHING);
  await call(page, "begin", await stage.server.codeFor(LEADER), false);
  const saved = await call(page, "save", count);
  const { cid } = await call(page, "counts");
  void call(page, "push").catch(() => undefined);
  const before = await killInTheMiddle(stage, cid, count);
  await context.close().catch(() => undefined);
  ({ context, page } = await openPhone(stage, PUSHING));
  await call(page, "again");
  const left = await call(page, "counts");
  await call(page, "push");
  const after = await call(page, "counts");
  const told = await oracleOf(stage, cid);
  const lost = count - told.records + (count - after.receipts) + after.waiting + after.aside;
  // Once more without a kill, for the times.
  const times = { ours: [] as number[], raw: [] as number[], bytes: [] as number[], rawBytes: [] as number[] };
  for (let round = 0; round < (size.quick ? 1 : 3); round++) {
    await call(page, "pull");
    await call(page, "save", count);
    stage.line.take();
    times.ours.push(await call(page, "push"));
    const bytes = stage.line.take();
    times.raw.push(await call(page, "rawPush", ROWS));
    const rawBytes = stage.line.take();
    times.bytes.push(bytes.up + bytes.down);
    times.rawBytes.push(rawBytes.up + rawBytes.down);
  }
  await context.close();
  const what = `${stage.engine}, ${count} reports`;
  const exact = (text: string, value: number): Figure => ({
    ...within("W3", text, { value, most: 0, unit: "records" }, size),
    held: value === 0,
  });
  const tenth = Math.floor(count / 10);
  return [
    shown("W3", `${what} saved off line one by one, p50`, ms(median(saved.saves))),
    shown(
      "W3",
      "the first tenth, the last tenth, p50",
      `${ms(median(saved.saves.slice(0, tenth)))}, ${ms(median(saved.saves.slice(-tenth)))}`,
    ),
    shown("W3", "a plain row beside each, p50", ms(median(saved.raws))),
    within("W3", "ratio of all saves", { value: sum(saved.saves) / sum(saved.raws), most: 2, unit: "×" }, size),
    shown("W3", "p95 of a save", ms(percentile(saved.saves, 0.95))),
    shown("W3", "taken when the browser was killed; left on the phone", `${before}; ${left.waiting}`),
    exact("lost", lost),
    exact("doubled", told.twice + Math.max(0, told.kept - count)),
    shown("W3", "push of all of them", ms(median(times.ours))),
    shown("W3", "the same rows to a bare server, and out of an outbox", ms(median(times.raw))),
    within("W3", "ratio", { value: median(times.ours) / median(times.raw), most: 2, unit: "×" }, size),
    shown(
      "W3",
      "bytes both ways; the bare server's",
      `${(median(times.bytes) / 1000).toFixed(0)} kB; ${(median(times.rawBytes) / 1000).toFixed(0)} kB`,
    ),
  ];
}

/** Weeks without signal: what waits then is handed in within a minute. */
export async function backlog(stage: DayStage, size: BenchSize): Promise<Figure[]> {
  const count = size.quick ? 400 : 5_000;
  const { context, page } = await openPhone(stage, "backlog");
  await call(page, "begin", await stage.server.codeFor(LEADER), false);
  await call(page, "save", count);
  const { cid } = await call(page, "counts");
  const took = await call(page, "push");
  const after = await call(page, "counts");
  const { kept, twice } = await oracleOf(stage, cid);
  await context.close();
  const amiss = count - kept + twice + after.waiting + after.aside;
  return [
    within("F44", `${stage.engine}: push of ${count} that waited`, { value: took / 1000, most: 60, unit: "s" }, size),
    { ...within("F44", "lost or doubled", { value: amiss, most: 0, unit: "records" }, size), held: amiss === 0 },
  ];
}

export type Part = (stage: DayStage, size: BenchSize) => Promise<Figure[]>;

async function on(engine: Engine, part: Part, size: BenchSize): Promise<Figure[]> {
  const stage = await aDayStage(engine, stageSize(size));
  try {
    return await part(stage, size);
  } finally {
    await stage.close();
  }
}

const bothEngines = (part: Part) =>
  async function* (size: BenchSize): AsyncGenerator<Figure> {
    for (const engine of ["embedded", "DATABASE_URL"] as const) yield* await on(engine, part, size);
  };

export const pullBench = bothEngines(pulls);
export const pushBench = bothEngines(pushes);
export const backlogBench = bothEngines(backlog);
