/** Long runs of the model: `npm run test:fuzz -- --runs N --seed S`. Exit code 0 only if every run held. */
import { parseArgs } from "node:util";
import { ALL_GUARDS } from "./guards.ts";
import { runModel } from "./model-run.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
});
const runs = Number(values.runs);
const first = Number(values.seed);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(first)) {
  process.stderr.write("--runs and --seed are whole numbers, --runs at least 1\n");
  process.exit(2);
}

let failures = 0;
for (let seed = first; seed < first + runs; seed++) {
  const broken = runModel(seed, ALL_GUARDS);
  if (!broken) continue;
  failures += 1;
  process.stdout.write(`seed ${seed}: ${broken}\n`);
}
process.stdout.write(`${runs} runs, ${failures} failures, seed ${first}\n`);
process.exitCode = failures === 0 ? 0 : 1;
