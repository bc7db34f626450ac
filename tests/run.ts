/**
 * `npm test`: every check of the project in the order in which a fault is cheapest to find, and one number at the end.
 * `--only unit,flows` runs the named steps. The last line is always `N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { countReport, NOTHING, plus, summaryLine, type Tally } from "./support/tally.ts";

const ROOT = resolve(import.meta.dirname, "..");

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Of a vitest step: its projects; its tests are counted one by one. */
  readonly projects?: readonly string[];
  /** Runs while the next step does, which leaves a core idle; what it says follows when both are through. */
  readonly beside?: true;
}

const STEPS: readonly Step[] = [
  { name: "types", command: ["tsc", "-b"] },
  { name: "lint", command: ["biome", "check", "."] },
  { name: "dependencies", command: ["tsx", "tests/dependencies.ts"] },
  { name: "build", command: ["vite", "build", "--logLevel", "warn"] },
  // Short, so that no bench can rot; a quick run says nothing about times, so others may run beside it.
  { name: "bench", command: ["tsx", "bench/main.ts", "--quick"], beside: true },
  { name: "unit", command: ["vitest", "run"], projects: ["unit", "unit-dom"] },
  { name: "flows", command: ["vitest", "run"], projects: ["flows"] },
  { name: "e2e", command: ["vitest", "run"], projects: ["e2e"] },
];

// A log file is read by people and machines that see no colours.
const environment = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };

/** Runs a tool of node_modules/.bin with its output in front of the person, or in the open file; answers its exit code. */
function tool([name, ...args]: readonly string[], output: "inherit" | number = "inherit"): Promise<number> {
  const child = spawn(join(ROOT, "node_modules", ".bin", name!), args, {
    cwd: ROOT,
    env: environment,
    stdio: ["ignore", output, output],
  });
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done(code ?? 1));
  });
}

/** A step beside another: answers how to say what came of it. */
function startBeside(step: Step, scratch: string): () => Promise<Tally> {
  const startedMs = Date.now();
  const path = join(scratch, `${step.name}.log`);
  const file = openSync(path, "w");
  const ended = tool(step.command, file).then((code) => ({ code, ms: Date.now() - startedMs }));
  return async () => {
    const { code, ms } = await ended;
    closeSync(file);
    console.log(`\n== ${step.name}\n${await readFile(path, "utf8")}`);
    const tally = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    console.log(`-- ${step.name}: ${summaryLine(tally)} (${(ms / 1000).toFixed(1)} s)`);
    return tally;
  };
}

async function runStep(step: Step, scratch: string): Promise<Tally> {
  console.log(`\n== ${step.name}`);
  if (!step.projects) return (await tool(step.command)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const report = join(scratch, `${step.name}.json`);
  const code = await tool([
    ...step.command,
    ...step.projects.flatMap((project) => ["--project", project]),
    "--passWithNoTests",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  return countReport(await readFile(report, "utf8").catch(() => undefined), code);
}

function chosenSteps(): readonly Step[] {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  if (values.only === undefined) return STEPS;
  const names = values.only.split(",");
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`no step called ${unknown.join(", ")}; there are ${STEPS.map((step) => step.name).join(", ")}`);
  }
  return STEPS.filter((step) => names.includes(step.name));
}

async function main(): Promise<void> {
  const steps = chosenSteps();
  const scratch = await mkdtemp(join(tmpdir(), "zimajia-tests-"));
  let total = NOTHING;
  let beside: (() => Promise<Tally>) | undefined;
  const sayBeside = async (): Promise<void> => {
    if (beside) total = plus(total, await beside());
    beside = undefined;
  };
  for (const step of steps) {
    if (step.beside) {
      beside = startBeside(step, scratch);
      continue;
    }
    const startedMs = Date.now();
    const tally = await runStep(step, scratch);
    console.log(`-- ${step.name}: ${summaryLine(tally)} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
    total = plus(total, tally);
    await sayBeside();
  }
  await sayBeside();
  await rm(scratch, { recursive: true, force: true });
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
  console.log(`\n${summaryLine(total)}`);
}

await main();
