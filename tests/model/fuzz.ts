/**
 * Long runs of the model, or with `--rig` of the real code: `npm run test:fuzz -- --runs N --seed S`. Exit code 0 only if
 * every run held. `--guards`: instead, how many of the runs fail without each protection.
 */
import { parseArgs } from "node:util";
import { ALL_GUARDS, GUARDS, type Guard, without } from "./guards.ts";
import { runModel } from "./model-run.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    rig: { type: "boolean", default: false },
    guards: { type: "boolean", default: false },
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
  for (const guard of Object.keys(GUARDS) as Guard[]) {
    let failing = 0;
    for (let seed = first; seed < first + runs; seed++) if (runModel(seed, without(guard))) failing += 1;
    say(`| \`${guard}\` | ${GUARDS[guard]} | ${failing} of ${runs} |`);
  }
}

async function failuresOf(rig: boolean): Promise<number> {
  if (!rig) return modelFailures();
  const { rigFailures } = await import("../rig/long-run.ts");
  return rigFailures({ runs, first, say });
}

if (values.guards) {
  say("| without | it says | failing runs |\n|---|---|---|");
  if (values.rig) await (await import("../rig/long-run.ts")).rigGuards({ runs, first, say });
  else modelGuards();
} else {
  const failures = await failuresOf(values.rig);
  say(`${runs} runs, ${failures} failures, seed ${first}`);
  process.exitCode = failures === 0 ? 0 : 1;
}
