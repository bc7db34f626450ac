/**
 * `npm run bench [name] [--json FILE] [--quick] [--records N]`: prints a table; what is measured and why: design budgets F1… W8.
 * Bytes are exact; times are medians and only their ratios count on a shared machine.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backlogBench, pullBench, pushBench } from "./daily.ts";
import type { BenchSize, Figure } from "./figures.ts";
import { firstLoad } from "./first-load.ts";
import { firstSync } from "./first-sync.ts";
import { firstVisit } from "./first-visit.ts";
import { idleHour, wholeDay } from "./idle.ts";
import { largePhone } from "./large-phone.ts";
import { mapBench } from "./map.ts";
import { pageList } from "./page-list.ts";
import { paperBench } from "./paper.ts";
import { growth, many, processes } from "./processes.ts";
import { saveToDurable } from "./save.ts";
import { searchBench } from "./search.ts";
import { serverRoundTrip } from "./server-round-trip.ts";
import { storage } from "./storage.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    records: { type: "string", default: "50000" },
  },
});

const dist = join(import.meta.dirname, "..", "dist");
if (!existsSync(join(dist, "assets", "files.json"))) {
  console.error("No build yet: npm run build");
  process.exit(2);
}

const size: BenchSize = { quick: values.quick, records: Number(values.records) };

/** Its figures when all are known, or each as soon as it is. */
type Bench = () => Promise<Figure[]> | AsyncIterable<Figure>;

const BENCHES: Readonly<Record<string, Bench>> = {
  "first-load": async () => firstLoad(dist, JSON.parse(readFileSync(join(dist, "assets", "files.json"), "utf8"))),
  "first-visit": () => firstVisit(dist, size),
  "first-sync": () => firstSync(size),
  "page-list": () => pageList(size),
  pull: () => pullBench(size),
  push: () => pushBench(size),
  backlog: () => backlogBench(size),
  idle: () => idleHour(size),
  day: () => wholeDay(size),
  save: () => saveToDurable(size),
  "large-phone": () => largePhone(size),
  search: () => searchBench(size),
  map: () => mapBench(size),
  paper: () => paperBench(size),
  server: () => serverRoundTrip(values.quick ? 5 : 25),
  storage: () => storage(size),
  processes: () => processes(size),
  growth: () => growth(size),
  many: () => many(size),
};

/**
 * In a quick run by name only: those that start servers of their own for half a minute, whose parts are those of
 * tests/faults/three-processes.test.ts, and those that `day` runs together.
 */
const NOT_IN_QUICK = ["processes", "growth", "many", "pull", "push", "backlog", "idle"];
const ONLY_IN_QUICK = ["day"];
const all = Object.keys(BENCHES).filter((name) => !(size.quick ? NOT_IN_QUICK : ONLY_IN_QUICK).includes(name));
const wanted = positionals.length > 0 ? positionals : all;
const figures: Figure[] = [];
for (const name of wanted) {
  const bench = BENCHES[name];
  if (!bench) {
    console.error(`No bench called ${name}. There are: ${Object.keys(BENCHES).join(", ")}`);
    process.exit(2);
  }
  const made = bench();
  for await (const figure of Symbol.asyncIterator in made ? made : await made) {
    figures.push(figure);
    printLine(figure);
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);

function printLine({ id, what, value, budget, held }: Figure): void {
  const mark = held === null ? " " : held ? "✓" : "✗";
  console.log(`${mark} ${id.padEnd(4)} ${what.padEnd(60)} ${value.padStart(14)}   ${budget}`);
}
