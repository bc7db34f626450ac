/** Layer T0 of docs/SYNC.md: the protocol as a model, thousands of bad weeks, and each protection taken away once. */
import { describe, expect, it } from "vitest";
import { ALL_GUARDS, GUARDS, type Guard, without } from "./guards.ts";
import { runModel } from "./model-run.ts";

const RUNS = 20_000;
/** Most guards are missed within the first dozen runs; none may be missed for so long. */
const SEARCHED = 3_000;

/** A run that shows the guard, where chance shows it once in thousands of runs. */
const KNOWN_SEEDS: Partial<Record<Guard, number>> = {
  safeOfThisClient: 1181,
  safeOfThisEpoch: 1083523,
  lateAnswer: 868,
};

function firstFailure(guard: Guard): { seed: number; broken: string } | null {
  const from = KNOWN_SEEDS[guard] ?? 1;
  for (let seed = from; seed < from + SEARCHED; seed++) {
    const broken = runModel(seed, without(guard));
    if (broken) return { seed, broken };
  }
  return null;
}

describe("the protocol under every fault of the model", () => {
  it(`keeps, never doubles and never leaks, in ${RUNS} runs from seed 1`, () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= RUNS; seed++) {
      const broken = runModel(seed, ALL_GUARDS);
      if (broken) failures.push(`seed ${seed}: ${broken}`);
    }
    expect(failures).toEqual([]);
  }, 300_000);

  it.each(Object.keys(GUARDS) as Guard[])(
    "is missed when taken away: %s",
    (guard) => {
      const failure = firstFailure(guard);
      expect(failure, `nothing broke without: ${GUARDS[guard]}`).not.toBeNull();
      if (failure) expect(runModel(failure.seed, ALL_GUARDS), `seed ${failure.seed} with it`).toBeNull();
    },
    120_000,
  );
});
