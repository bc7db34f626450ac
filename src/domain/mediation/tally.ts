/** Counts of cases that can be added up, and what is a part of what. */
import { unreachable } from "../kernel/assert.ts";
import type { LocalDate } from "../kernel/ids.ts";
import { type CountedCase, MARKS } from "./counted.ts";
import type { Basis } from "./words.ts";

export const COUNTS = ["listed", ...MARKS, "due"] as const;
/** A number of cases. `listed`: all that lie in the register. `due`: the last day of an agreement has passed. */
export type Count = (typeof COUNTS)[number];

export const SUMS = ["days", "amountFen"] as const;
/** Not cases but what they come to: days of mediation, and money. */
export type Sum = (typeof SUMS)[number];

export type Tally = Readonly<Record<Count | Sum, number>>;

/** What each sum is taken over: without that number of cases it says nothing. */
export const TAKEN_OVER: Readonly<Record<Sum, Count>> = { days: "ended", amountFen: "priced" };

/** Every count is a part of one other; `listed` is the whole. A part comes after the whole it belongs to. */
export const PART_OF: Readonly<Record<Count, Count | null>> = {
  listed: null,
  accepted: "listed",
  ended: "accepted",
  agreed: "ended",
  oral: "agreed",
  written: "agreed",
  due: "agreed",
  performed: "due",
  visited: "agreed",
  asked: "agreed",
  confirmed: "asked",
  referred: "listed",
  red: "accepted",
  calmed: "red",
  priced: "accepted",
  settled: "listed",
  madeFormal: "listed",
};

const INFORMAL: readonly Count[] = ["listed", "settled", "madeFormal"];

/** What is counted of the one and of the other. */
export const countsOf = (basis: Basis): readonly Count[] => {
  switch (basis) {
    case "informal":
      return INFORMAL;
    case "formal":
      return (Object.keys(PART_OF) as Count[]).filter((count) => count === "listed" || !INFORMAL.includes(count));
    default:
      return unreachable(basis);
  }
};

const empty = Object.fromEntries([...COUNTS, ...SUMS].map((key) => [key, 0])) as Tally;

/**
 * Does the count hold of the case on the day of counting?
 * @rule STAT-DUE due: the last day of all that was agreed lies before the day of counting. What was performed earlier
 * counts when it is due, so that nobody is asked for what he does not owe yet.
 */
function holdsOf(one: CountedCase, count: Count, today: LocalDate): boolean {
  if (count === "listed") return true;
  const isDue = one.dueOn !== null && one.dueOn < today;
  if (count === "due") return isDue;
  return one.marks.includes(count) && (count !== "performed" || isDue);
}

/** One case as numbers. */
const tallyOf = (one: CountedCase, today: LocalDate): Tally => ({
  ...(Object.fromEntries(COUNTS.map((count) => [count, holdsOf(one, count, today) ? 1 : 0])) as Tally),
  days: one.days ?? 0,
  amountFen: one.amountFen ?? 0,
});

const add = (a: Tally, b: Tally): Tally =>
  Object.fromEntries([...COUNTS, ...SUMS].map((key) => [key, a[key] + b[key]])) as Tally;

export const addUp = (tallies: readonly Tally[]): Tally => tallies.reduce(add, empty);

export const tallyCases = (cases: readonly CountedCase[], today: LocalDate): Tally =>
  addUp(cases.map((one) => tallyOf(one, today)));
