/**
 * What a reader with a spreadsheet works out from a table: every hidden number is narrowed down by every sum it is in,
 * and by what it is a part of, until nothing new follows.
 */
import { type Count, PART_OF } from "./tally.ts";

/** One number of a table: which row (the first is the total), which group of months, which count. */
export interface Place {
  readonly row: number;
  readonly group: number;
  readonly count: Count;
}

export interface Puzzle {
  readonly rows: number;
  readonly counts: readonly Count[];
  /** By group: the groups it is the sum of; none for a single month. */
  readonly finer: readonly (readonly number[])[];
  /** What is known of a number before any sum: the least and the most it may be. */
  readonly known: (place: Place) => readonly [least: number, most: number];
}

/** More cases than there ever are; and more rounds than anybody has patience for. */
const MANY = 1_000_000;
const MOST_ROUNDS = 60;

interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}
type Sum = readonly [whole: number, parts: readonly number[]];

/** Places of which exactly one value is left. */
export function workedOut({ rows, counts, finer, known }: Puzzle): Place[] {
  const groups = finer.length;
  const at = (row: number, group: number, count: number): number => (row * groups + group) * counts.length + count;
  const places = range(rows).flatMap((row) =>
    range(groups).flatMap((group) => counts.map((count): Place => ({ row, group, count }))),
  );
  const bounds: Bounds = { low: new Float64Array(places.length), high: new Float64Array(places.length) };
  places.forEach((place, i) => {
    const [least, most] = known(place);
    bounds.low[i] = least;
    bounds.high[i] = Math.min(most, MANY);
  });
  const sums: Sum[] = [];
  const parts: (readonly [part: number, whole: number])[] = [];
  for (const group of range(groups)) {
    for (const [c, count] of counts.entries()) {
      sums.push([at(0, group, c), range(rows - 1).map((row) => at(row + 1, group, c))]);
      for (const row of range(rows)) {
        const inner = finer[group] ?? [];
        if (inner.length > 0) sums.push([at(row, group, c), inner.map((one) => at(row, one, c))]);
        const whole = counts.indexOf(PART_OF[count] ?? count);
        if (whole !== c) parts.push([at(row, group, c), at(row, group, whole)]);
        const [oral, written] = [counts.indexOf("oral"), counts.indexOf("written")];
        if (count === "agreed") sums.push([at(row, group, c), [at(row, group, oral), at(row, group, written)]]);
      }
    }
  }
  narrow(bounds, sums, parts);
  return places.filter((_, i) => bounds.low[i] === bounds.high[i]);
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function narrow({ low, high }: Bounds, sums: readonly Sum[], parts: readonly (readonly [number, number])[]): void {
  let isNew = true;
  const atLeast = (i: number, n: number): void => {
    if (n <= (low[i] ?? 0)) return;
    low[i] = n;
    isNew = true;
  };
  const atMost = (i: number, n: number): void => {
    if (n >= (high[i] ?? 0)) return;
    high[i] = n;
    isNew = true;
  };
  for (let round = 0; isNew && round < MOST_ROUNDS; round++) {
    isNew = false;
    for (const [whole, list] of sums) {
      const least = list.reduce((n, i) => n + (low[i] ?? 0), 0);
      const most = list.reduce((n, i) => n + (high[i] ?? 0), 0);
      atLeast(whole, least);
      atMost(whole, most);
      for (const i of list) {
        const [lowest, highest] = [low[i] ?? 0, high[i] ?? 0];
        atLeast(i, (low[whole] ?? 0) - (most - highest));
        atMost(i, (high[whole] ?? 0) - (least - lowest));
      }
    }
    for (const [part, whole] of parts) {
      atMost(part, high[whole] ?? 0);
      atLeast(whole, low[part] ?? 0);
    }
  }
}
