/**
 * Long runs of the model, or with `--rig` of the real code: `npm run test:fuzz -- --runs N --seed S`. Exit code 0 only if
 * every run held. `--two-tabs`: weeks of nothing but restores and two tabs. `--guards`: instead, how many of the runs fail without each protection; `--only ledger,mid`: without these.
 */
import { parseArgs } from "node:util";
import { ALL_GUARDS, GUARDS, without } from "./guards.ts";
import { runModel } from "./model-run.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    rig: { type: "boolean", default: false },
    "two-tabs": { type: "boolean", default: false },
    guards: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const runs = Number(values.runs);
const first = Number(values.seed);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(first)) {
  process.stderr.write("--runs and --seed are whole numbers, --runs at least 1\n");
  process.exit(2);
}
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Names of the protections to take away, one by one. */
function chosen<G extends string>(guards: Readonly<Record<G, string>>): G[] {
  const all = Object.keys(guards) as G[];
  const only = values.only?.split(",");
  return only ? all.filter((guard) => only.includes(guard)) : all;
}

const sayRow = (guard: string, words: string, { failing, startedMs }: { failing: number; startedMs: number }): void => {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  say(`| \`${guard}\` | ${words} | ${failing} of ${runs} | ${seconds} s |`);
};

function modelFailures(): number {
  let failures = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const broken = runModel(seed, ALL_GUARDS);
    if (!broken) continue;
    failures += 1;
    say(`seed ${seed}: ${broken}`);
  }
  return failures;
}

function modelGuards(): void {
  for (const guard of chosen(GUARDS)) {
    const startedMs = performance.now();
    let failing = 0;
    for (let seed = first; seed < first + runs; seed++) if (runModel(seed, without(guard))) failing += 1;
    sayRow(guard, GUARDS[guard], { failing, startedMs });
  }
}

async function rigGuards(): Promise<void> {
  const { rigGuardFailures } = await import("../rig/long-run.ts");
  const { GUARDS: guards } = await import("../rig/guards.ts");
  for (const guard of chosen(guards)) {
    const startedMs = performance.now();
    sayRow(guard, guards[guard], { failing: await rigGuardFailures(guard, { runs, first, say }), startedMs });
  }
}

async function failuresOf(rig: boolean): Promise<number> {
  if (!rig) return modelFailures();
  const { rigFailures } = await import("../rig/long-run.ts");
  return rigFailures({ runs, first, say, twoTabs: values["two-tabs"] });
}

if (values.guards) {
  say("| without | it says | failing runs | time |\n|---|---|---|---|");
  if (values.rig) await rigGuards();
  else modelGuards();
} else {
  const failures = await failuresOf(values.rig);
  say(`${runs} runs, ${failures} failures, seed ${first}`);
  process.exitCode = failures === 0 ? 0 : 1;
}
