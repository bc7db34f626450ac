/**
 * Breaks the product on purpose, one protection at a time, in a copy of this folder, and says which tests notice:
 * `npm run test:broken` (all), `-- --only audit-chain,fork` (some), `-- --whole` (first the same tests with nothing broken).
 * Exit code 0 only if each was noticed. Not part of npm test: it takes as many test runs as there are protections.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BROKEN } from "./all.ts";
import type { Broken, Edit } from "./broken.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = [
  "src",
  "sync-server",
  "tests",
  "public",
  "index.html",
  "package.json",
  "tsconfig.json",
  "vite.config.ts",
];
const HEAVY_MS = 15 * 60_000;

interface Report {
  readonly testResults?: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function makeCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "zmj-broken-"));
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Runs a tool of the copy; what it prints is of use only where it does not even start. */
function tool(copy: string, [name, ...args]: readonly string[]): Promise<{ code: number; printed: string }> {
  const child = spawn(join(copy, "node_modules", ".bin", name!), args, {
    cwd: copy,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: HEAVY_MS,
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(String(chunk)));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ code: code ?? 1, printed: printed.join("") }));
  });
}

async function apply(copy: string, { file, find, replace }: Edit): Promise<void> {
  const text = await readFile(join(copy, file), "utf8");
  if (text.split(find).length !== 2) throw new Error(`${file} does not hold exactly once: ${find}`);
  await writeFile(
    join(copy, file),
    text.replace(find, () => replace),
  );
}

/** The files as they were, whatever happens to this folder meanwhile. */
async function mend(copy: string, originals: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, text] of originals) await writeFile(join(copy, file), text);
}

interface Heard {
  readonly passed: number;
  readonly failed: readonly string[];
}

/** Runs the tests of one entry. Throws where they could not be run at all: that is no failure of a test. */
async function runTests(copy: string, { project, tests, titled, name }: Broken): Promise<Heard> {
  if (project === "e2e") {
    const built = await tool(copy, ["vite", "build", "--logLevel", "warn"]);
    if (built.code !== 0) throw new Error(`${name} cannot be built:\n${built.printed.slice(-2_000)}`);
  }
  const reportFile = join(copy, "report.json");
  await rm(reportFile, { force: true });
  const chosen = titled === undefined ? [] : ["-t", titled];
  const args = [
    "vitest",
    "run",
    "--project",
    project,
    ...tests,
    ...chosen,
    "--reporter=json",
    `--outputFile=${reportFile}`,
  ];
  const { printed } = await tool(copy, args);
  const report = JSON.parse(await readFile(reportFile, "utf8").catch(() => "{}")) as Report;
  const all = (report.testResults ?? []).flatMap((file) => file.assertionResults);
  const failed = all.filter((one) => one.status === "failed").map((one) => one.title);
  const passed = all.filter((one) => one.status === "passed").length;
  if (failed.length + passed === 0) throw new Error(`${name} ran no test:\n${printed.slice(-2_000)}`);
  return { passed, failed };
}

async function isNoticed(copy: string, broken: Broken): Promise<boolean> {
  const startedMs = performance.now();
  const originals = new Map<string, string>();
  for (const { file } of broken.edits) originals.set(file, await readFile(join(copy, file), "utf8"));
  try {
    for (const edit of broken.edits) await apply(copy, edit);
    const { passed, failed } = await runTests(copy, broken);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    const what = failed.length === 0 ? `NOT NOTICED by ${passed} tests` : [...new Set(failed)].join(" · ");
    say(`| \`${broken.name}\` | ${broken.without} | ${what} | ${seconds} s |`);
    return failed.length > 0;
  } finally {
    await mend(copy, originals);
  }
}

/** With nothing broken the same tests must pass, or their failing says nothing. */
async function isWhole(copy: string, chosen: readonly Broken[]): Promise<boolean> {
  for (const project of ["unit", "flows", "e2e"] as const) {
    const tests = [...new Set(chosen.filter((one) => one.project === project).flatMap((one) => one.tests))];
    if (tests.length === 0) continue;
    const { passed, failed } = await runTests(copy, { name: project, without: "nothing", edits: [], project, tests });
    say(`nothing broken, ${project}: ${passed} passed, ${failed.length} failed ${failed.join(" · ")}`);
    if (failed.length > 0) return false;
  }
  return true;
}

function chosenOf(all: readonly Broken[], only: string | undefined): readonly Broken[] {
  if (only === undefined) return all;
  const names = only.split(",");
  const unknown = names.filter((name) => !all.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`nothing to break is called ${unknown.join(", ")}`);
  return all.filter(({ name }) => names.includes(name));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: "string" }, whole: { type: "boolean", default: false } } });
  const chosen = chosenOf(BROKEN, values.only);
  const copy = await makeCopy();
  let unnoticed = 0;
  try {
    if (values.whole && !(await isWhole(copy, chosen))) throw new Error("tests fail with nothing broken");
    say("| name | without | noticed by | time |\n|---|---|---|---|");
    for (const broken of chosen) if (!(await isNoticed(copy, broken))) unnoticed += 1;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  say(`${chosen.length} broken, ${unnoticed} not noticed`);
  process.exitCode = unnoticed === 0 ? 0 : 1;
}

await main();
