/**
 * `npm run bench:peers [--records N] [--rounds N] [--json FILE] [--quick]`: the same documents in the same browser, in
 * turn: plain rows with a bare server, ours, PouchDB, RxDB. Installs the rivals on first use, from a lock of their own.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { build } from "vite";
import { type CountedLine, countedLine } from "../counted-line.ts";
import { changeSome } from "../daily.ts";
import { aDayStage, call, type DayStage } from "../day-stage.ts";
import { cpuOf } from "../devices.ts";
import { type Figure, median, ms, shown } from "../figures.ts";
import { LEADER } from "../large-district.ts";
import { openBrowser, phoneContext } from "../slow-phone.ts";
import type { PeersPage } from "./page/peers.ts";
import type { PeerRecord } from "./wanted.ts";

const { values: given } = parseArgs({
  options: {
    records: { type: "string", default: "50000" },
    rounds: { type: "string", default: "3" },
    saves: { type: "string", default: "1000" },
    json: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
const RECORDS = given.quick ? 1_000 : Number(given.records);
const ROUNDS = given.quick ? 1 : Number(given.rounds);
const SAVES = given.quick ? 60 : Number(given.saves);
const REPEATS = given.quick ? 2 : 5;
const LIMIT = 200;

interface Rival {
  readonly line: CountedLine;
  readonly pid: number;
  stop(): void;
}

/** A rival's server as a process of its own. */
async function startRival(script: string, ...args: readonly string[]): Promise<Rival> {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, script), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((ready, failed) => {
    child.stdout.on("data", (words: Buffer) => {
      const [, found] = /ready (\d+)/.exec(words.toString()) ?? [];
      if (found) ready(Number(found));
    });
    child.once("exit", (code) => failed(new Error(`${script} ended with ${code}`)));
  });
  child.once("exit", (code) => {
    if (code !== null) throw new Error(`${script} ended with ${code}`);
  });
  return { line: await countedLine(port), pid: child.pid ?? 0, stop: () => void child.kill("SIGKILL") };
}

const WHO = ["raw", "ours", "pouch", "rx"] as const;
type Who = (typeof WHO)[number];
const NAMES: Readonly<Record<Who, string>> = { raw: "plain rows", ours: "ours", pouch: "PouchDB", rx: "RxDB" };

interface Taken {
  readonly ms: number;
  readonly bytes: number;
  /** CPU of the server, seconds; of ours that runs beside the bench it is not known. */
  readonly cpuS: number | null;
}

type Table = Record<Who, Taken[]>;
const empty = (): Table => ({ raw: [], ours: [], pouch: [], rx: [] });

const tables = { W1: empty(), W2: empty(), save: empty(), W3: empty(), W6: empty() };

interface Field {
  readonly stage: DayStage;
  readonly pouch: Rival;
  readonly rx: Rival;
  readonly peers: Page;
  readonly ours: Page;
  readonly code: string;
}

type Part = keyof PeersPage["raw"];

/** A function of the rivals' page. */
const inPage = (page: Page, who: Exclude<Who, "ours">, part: Part, ...args: readonly unknown[]): Promise<unknown> =>
  page.evaluate(
    ([one, name, all]) =>
      (window as unknown as { bench: Record<string, Record<string, (...a: unknown[]) => unknown>> }).bench[
        one as string
      ]![name as string]!(...(all as unknown[])),
    [who, part, args] as const,
  );

async function take(field: Field, table: Table, who: Who, work: () => Promise<unknown>): Promise<void> {
  const rival = who === "pouch" ? field.pouch : field.rx;
  const line = who === "ours" ? field.stage.line : rival.line;
  line.take();
  const cpu = who === "ours" ? null : cpuOf(rival.pid);
  const result = await work();
  const { up, down } = line.take();
  const now = who === "ours" ? null : cpuOf(rival.pid);
  const took = Array.isArray(result) ? (result as number[]).reduce((a, b) => a + b, 0) / result.length : Number(result);
  table[who].push({ ms: took, bytes: up + down, cpuS: cpu === null || now === null ? null : now - cpu });
}

async function firstSyncs(field: Field): Promise<void> {
  const { stage, pouch, peers, ours, code } = field;
  await take(field, tables.W1, "raw", () => inPage(peers, "raw", "first"));
  await take(field, tables.W1, "ours", async () => (await call(ours, "begin", code, false)).readMs);
  await take(field, tables.W1, "rx", () => inPage(peers, "rx", "first"));
  await take(field, tables.W1, "pouch", () => inPage(peers, "pouch", "first", `${pouch.line.origin}/docs`));
  await stage.server.db.query("SELECT 1");
}

const post = async (origin: string, path: string, body: unknown): Promise<void> => {
  const reply = await fetch(`${origin}${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
};

async function pulls(field: Field, round: number): Promise<void> {
  const { stage, pouch, rx, peers, ours } = field;
  for (let i = -1; i < REPEATS; i++) {
    await changeSome(stage, 100 * round + i);
    await post(rx.line.origin, "/bench/change", stage.bare.changed);
    await post(pouch.line.origin, "/bench/change", stage.bare.changed);
    const table = i < 0 ? empty() : tables.W2;
    await take(field, table, "raw", () => inPage(peers, "raw", "pull"));
    await take(field, table, "ours", () => call(ours, "pull"));
    await take(field, table, "rx", () => inPage(peers, "rx", "pull"));
    await take(field, table, "pouch", () => inPage(peers, "pouch", "pull"));
  }
}

async function pushes(field: Field, records: readonly PeerRecord[], round: number): Promise<void> {
  const { peers, ours } = field;
  const models = records.filter(({ t }) => t === "issue");
  const made = Array.from({ length: SAVES }, (_, i) => {
    const { doc, ...rest } = models[i % models.length]!;
    const id = `made-${round}-${i}`;
    return { ...rest, id, doc: { ...doc, id } };
  });
  await take(field, tables.save, "raw", () => inPage(peers, "raw", "save", made));
  await take(field, tables.save, "ours", async () => (await call(ours, "save", SAVES)).saves);
  await take(field, tables.save, "rx", () => inPage(peers, "rx", "save", made));
  await take(field, tables.save, "pouch", () => inPage(peers, "pouch", "save", made));
  await take(field, tables.W3, "raw", () => inPage(peers, "raw", "push"));
  await take(field, tables.W3, "ours", () => call(ours, "push"));
  await take(field, tables.W3, "rx", () => inPage(peers, "rx", "push"));
  await take(field, tables.W3, "pouch", () => inPage(peers, "pouch", "push"));
}

async function queries(field: Field, communityCode: string): Promise<void> {
  await call(field.ours, "pull");
  for (let i = -1; i < REPEATS; i++) {
    const table = i < 0 ? empty() : tables.W6;
    for (const who of ["raw", "rx", "pouch"] as const)
      await take(field, table, who, () => inPage(field.peers, who, "query", communityCode, LIMIT - i));
    await take(field, table, "ours", () => call(field.ours, "query", communityCode, LIMIT - i));
  }
}

/** Every record of the phone, so that all hold the same. */
async function recordsOf(stage: DayStage): Promise<PeerRecord[]> {
  const browser = await openBrowser();
  const page = await (await phoneContext(browser, stage.line.origin)).newPage();
  await page.goto("/");
  await page.waitForFunction(() => "bench" in window);
  await call(page, "begin", await stage.server.codeFor(LEADER), false);
  const records = (await call(page, "records")) as PeerRecord[];
  await browser.close();
  return records;
}

async function oneRound(stage: DayStage, records: readonly PeerRecord[], folder: string, round: number): Promise<void> {
  const file = join(folder, "records.json");
  const [rx, pouch] = [
    await startRival("rx-server.ts", join(folder, `rx-${round}`), file, join(folder, "page")),
    await startRival("pouch-server.ts", join(folder, `pouch-${round}`), file),
  ];
  const browser = await openBrowser();
  try {
    const open = async (origin: string): Promise<Page> => {
      const page = await (await phoneContext(browser, origin)).newPage();
      page.setDefaultTimeout(3_600_000);
      await page.goto("/");
      await page.waitForFunction(() => "bench" in window);
      return page;
    };
    const [peers, ours] = [await open(rx.line.origin), await open(stage.line.origin)];
    const field: Field = { stage, pouch, rx, peers, ours, code: await stage.server.codeFor(LEADER) };
    await firstSyncs(field);
    await pulls(field, round);
    await pushes(field, records, round);
    const issue = records.find(({ t }) => t === "issue");
    await queries(field, String(issue?.doc["communityCode"]));
  } finally {
    await browser.close();
    for (const rival of [rx, pouch]) {
      rival.line.close();
      rival.stop();
    }
  }
}

function lines(id: string, what: string, table: Table): Figure[] {
  const floor = median(table.raw.map((one) => one.ms));
  return WHO.map((who) => {
    const time = median(table[who].map((one) => one.ms));
    const bytes = median(table[who].map((one) => one.bytes));
    const cpu = table[who].map((one) => one.cpuS).filter((one) => one !== null);
    const parts = [
      `${(time / floor).toFixed(2)} ×`,
      ms(time),
      ...(bytes > 0 ? [`${(bytes / 1000).toFixed(1)} kB`] : []),
      ...(cpu.length > 0 && bytes > 0 ? [`server CPU ${median(cpu).toFixed(2)} s`] : []),
    ];
    return shown(id, `${what}: ${NAMES[who]}`, parts.join("  "));
  });
}

/** The misfortunes of W8, in a process of its own: it prints what came of them. */
async function toTheEnd(script: string): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, script)], { stdio: "inherit" });
  const code = await new Promise((done) => child.once("exit", done));
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}

async function install(): Promise<void> {
  if (existsSync(join(import.meta.dirname, "node_modules", "rxdb"))) return;
  console.log("The rivals are not here yet: npm ci --prefix bench/peers");
  const npm = process.env["npm_execpath"];
  const [program, first] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  // Without their scripts: the store of PouchDB's server brings its program for the usual machines along.
  const args = [...first, "ci", "--prefix", import.meta.dirname, "--ignore-scripts"];
  const child = spawn(program, args, { stdio: "inherit" });
  const code = await new Promise((done) => child.once("exit", done));
  if (code !== 0) throw new Error(`npm ended with ${code}`);
}

async function main(): Promise<void> {
  await install();
  const folder = mkdtempSync(join(tmpdir(), "zimajia-peers-"));
  await build({
    configFile: false,
    root: join(import.meta.dirname, "page"),
    logLevel: "error",
    define: { global: "globalThis" },
    build: { outDir: join(folder, "page"), emptyOutDir: true, target: "es2022" },
  });
  const stage = await aDayStage("embedded", { share: RECORDS / 50_000, ...(given.quick ? { streamUpTo: 0 } : {}) });
  try {
    const records = await recordsOf(stage);
    writeFileSync(join(folder, "records.json"), JSON.stringify(records));
    console.log(`${records.length} records, ${ROUNDS} rounds, ${SAVES} saves`);
    for (let round = 0; round < ROUNDS; round++) {
      await oneRound(stage, records, folder, round);
      console.log(
        `round ${round + 1} of ${ROUNDS}: ${WHO.map((w) => `${NAMES[w]} ${ms(tables.W1[w].at(-1)?.ms ?? 0)}`).join(", ")}`,
      );
    }
    const figures = [
      ...lines("W1", `${records.length} records into an empty browser`, tables.W1),
      ...lines("W2", "a hundred changes", tables.W2),
      ...lines("W3", "one save, off line", tables.save),
      ...lines("W3", `${SAVES} records pushed`, tables.W3),
      ...lines("W6", `${LIMIT} reports of a community by index`, tables.W6),
    ];
    for (const { id, what, value } of figures) console.log(`${id.padEnd(4)} ${what.padEnd(56)} ${value}`);
    for (const script of ["../race-ours.ts", "race.ts"]) await toTheEnd(script);
    if (given.json) writeFileSync(given.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
