/**
 * `npm run bench [name] [--json FILE] [--quick]`: prints a table; what is measured and why: design budgets F1… W8.
 * Bytes are exact; times are medians and only their ratios count on a shared machine.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { firstLoad } from "./first-load.ts";
import { serverRoundTrip } from "./server-round-trip.ts";

export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly value: string;
  readonly budget: string;
  readonly held: boolean | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, quick: { type: "boolean", default: false } },
});

const dist = join(import.meta.dirname, "..", "dist");
if (!existsSync(join(dist, "assets", "files.json"))) {
  console.error("No build yet: npm run build");
  process.exit(2);
}

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  "first-load": async () => firstLoad(dist, JSON.parse(readFileSync(join(dist, "assets", "files.json"), "utf8"))),
  server: () => serverRoundTrip(values.quick ? 5 : 25),
};

const wanted = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const figures: Figure[] = [];
for (const name of wanted) {
  const bench = BENCHES[name];
  if (!bench) {
    console.error(`No bench called ${name}. There are: ${Object.keys(BENCHES).join(", ")}`);
    process.exit(2);
  }
  figures.push(...(await bench()));
}
for (const { id, what, value, budget, held } of figures) {
  const mark = held === null ? " " : held ? "✓" : "✗";
  console.log(`${mark} ${id.padEnd(4)} ${what.padEnd(52)} ${value.padStart(14)}   ${budget}`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
