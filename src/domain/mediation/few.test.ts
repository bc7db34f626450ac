/** A reader in the district office with a spreadsheet: what can be worked out from everything he may ask? */
import fc from "fast-check";
import { expect, test } from "vitest";
import { guardFew, type Levels, type Months } from "./few.ts";
import { type Cell, FEWEST } from "./statistics.ts";
import { addUp, type Count, countsOf, PART_OF, type Tally } from "./tally.ts";
import { FORMS } from "./words.ts";

const HALF_YEAR: Levels = [
  [[0], [1], [2], [3], [4], [5]],
  [
    [0, 1, 2],
    [3, 4, 5],
  ],
  [[0, 1, 2, 3, 4, 5]],
];

const tally = (more: Partial<Tally>): Tally => ({ ...addUp([]), ...more });

interface Unknown {
  low: number;
  high: number;
}
/** A sum of cells that makes up another one. */
type Equation = readonly [whole: string, parts: readonly string[]];

/**
 * Narrows down every cell by every sum it is in and by what it is a part of, until nothing new follows: what is sure to
 * be found, since it is how anybody would do it by hand.
 */
function narrow(
  cells: Map<string, Unknown>,
  equations: readonly Equation[],
  parts: readonly (readonly [string, string])[],
) {
  const cell = (key: string): Unknown => cells.get(key) ?? { low: 0, high: Number.POSITIVE_INFINITY };
  const put = (key: string, low: number, high: number): boolean => {
    const known = cell(key);
    const next = { low: Math.max(known.low, low), high: Math.min(known.high, high) };
    cells.set(key, next);
    return next.low > known.low || next.high < known.high;
  };
  const sum = (keys: readonly string[], end: "low" | "high") => keys.reduce((n, key) => n + cell(key)[end], 0);
  const less = (n: number, m: number): number => (n === Number.POSITIVE_INFINITY ? n : n - m);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const [whole, list] of equations) {
      isNew = put(whole, sum(list, "low"), sum(list, "high")) || isNew;
      for (const key of list) {
        const others = list.filter((one) => one !== key);
        const least = sum(others, "high") === Number.POSITIVE_INFINITY ? 0 : cell(whole).low - sum(others, "high");
        isNew = put(key, least, less(cell(whole).high, sum(others, "low"))) || isNew;
      }
    }
    for (const [part, whole] of parts) {
      isNew = put(part, 0, cell(whole).high) || isNew;
      isNew = put(whole, cell(part).low, Number.POSITIVE_INFINITY) || isNew;
    }
  }
  return cells;
}

interface Secret {
  readonly key: string;
  readonly value: number;
}

const askable = (levels: Levels) =>
  levels.flatMap((groups, level) =>
    groups.flatMap((group, nth) => countsOf("formal").map((count) => ({ level, nth, group, count }))),
  );

/** What a cell says by itself. */
const known = (shown: Cell): Unknown =>
  typeof shown === "number"
    ? { low: shown, high: shown }
    : { low: 0, high: shown === "few" ? FEWEST - 1 : Number.POSITIVE_INFINITY };

/** Everything a reader can ask about the rows, all at once, and what of the small numbers he then knows for sure. */
function recovered(rows: ReadonlyMap<string, Months>, levels: Levels): Secret[] {
  const guarded = guardFew("formal", rows, levels);
  const names: (string | null)[] = [null, ...rows.keys()];
  const keyOf = (name: string | null, level: number, nth: number, count: Count) => `${name} ${level} ${nth} ${count}`;
  const cells = new Map<string, Unknown>();
  const secrets: Secret[] = [];
  const equations: Equation[] = [];
  const parts: (readonly [string, string])[] = [];
  const truth = (name: string | null, group: readonly number[], count: Count): number =>
    [...rows].reduce(
      (n, [key, months]) =>
        name === null || name === key ? n + group.reduce((k, m) => k + (months[m]?.[count] ?? 0), 0) : n,
      0,
    );
  for (const { level, nth, group, count } of askable(levels)) {
    const at = (name: string | null): string => keyOf(name, level, nth, count);
    for (const name of names) {
      const shown: Cell = guarded.cells(name, level, nth)[count];
      const value = truth(name, group, count);
      if (typeof shown === "number") expect([shown, shown >= FEWEST]).toEqual([value, true]);
      if (shown === "few") expect(value).toBeLessThan(FEWEST);
      if (typeof shown !== "number" && value < FEWEST) secrets.push({ key: at(name), value });
      cells.set(at(name), known(shown));
      const whole = PART_OF[count];
      if (whole) parts.push([at(name), keyOf(name, level, nth, whole)]);
      if (count === "agreed") equations.push([at(name), FORMS.map((form) => keyOf(name, level, nth, form))]);
      const finer = (levels[level - 1] ?? []).flatMap((inner, n) =>
        inner.every((m) => group.includes(m)) ? [keyOf(name, level - 1, n, count)] : [],
      );
      if (finer.length > 0) equations.push([at(name), finer]);
    }
    equations.push([at(null), [...rows.keys()].map(at)]);
  }
  narrow(cells, equations, parts);
  return secrets.filter(({ key }) => cells.get(key)?.low === cells.get(key)?.high);
}

/** A month of one row, each part of it no more than its whole. */
const aMonth = (most: number): fc.Arbitrary<Tally> =>
  fc.array(fc.nat({ max: 100 }), { minLength: 20, maxLength: 20 }).map((draws) => {
    const shares = [...draws];
    const n: Partial<Record<Count, number>> = {};
    for (const count of countsOf("formal")) {
      const whole = PART_OF[count];
      const of = whole ? (n[whole] ?? 0) : most;
      const draw = shares.pop() ?? 0;
      // Often all, often none: the ends of what is possible tell the most.
      n[count] = draw > 75 ? of : draw < 15 ? 0 : Math.floor((of * draw) / 90);
    }
    n.written = (n.agreed ?? 0) - Math.min(n.oral ?? 0, n.agreed ?? 0);
    return tally(n);
  });
const sizes = fc.constantFrom(2, 4, 6, 12, 30);
const aTable = (months: number): fc.Arbitrary<Map<string, Months>> =>
  fc
    .array(
      sizes.chain((most) => fc.array(aMonth(most), { minLength: months, maxLength: months })),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((rows) => new Map(rows.map((row, i) => [`r${i}`, row])));

test("[STAT-FEW] whatever is asked, by place or time, no number below five is shown and none can be worked out", () => {
  fc.assert(
    fc.property(aTable(6), (rows) => {
      expect(recovered(rows, HALF_YEAR)).toEqual([]);
    }),
    { numRuns: 120 },
  );
  fc.assert(
    fc.property(aTable(1), (rows) => {
      expect(recovered(rows, [[[0]]])).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 120_000);

const months = (...listed: number[]): Months => listed.map((n) => tally({ listed: n }));
const cellAt = (rows: ReadonlyMap<string, Months>, key: string | null, level: number, nth = 0): Cell =>
  guardFew("formal", rows, HALF_YEAR).cells(key, level, nth).listed;

test("[STAT-FEW] one community with three cases hides the next smallest with it, and the sum stays", () => {
  const rows = new Map([
    ["a", months(0, 1, 0, 1, 0, 1)],
    ["b", months(2, 2, 2, 1, 2, 2)],
    ["c", months(5, 6, 7, 8, 9, 9)],
  ]);
  expect(cellAt(rows, "a", 2)).toBe("few");
  expect(cellAt(rows, "b", 2)).toBe("kept");
  expect(cellAt(rows, "c", 2)).toBe(44);
  expect(cellAt(rows, null, 2)).toBe(58);
});

test("[STAT-FEW] two visible months and their quarter do not tell the third", () => {
  const rows = new Map([
    ["a", months(6, 7, 3, 8, 8, 8)],
    ["b", months(9, 9, 9, 9, 9, 9)],
    ["c", months(9, 9, 9, 9, 9, 9)],
  ]);
  expect([0, 1, 2].map((month) => cellAt(rows, "a", 0, month))).toEqual(["kept", "kept", "kept"]);
  expect(cellAt(rows, "a", 1)).toBe(16);
  expect(cellAt(rows, "c", 0, 2)).toBe(9);
});

test("[STAT-FEW] what is rare is kept back everywhere, and costs no large community its figures", () => {
  const rows = new Map([
    ["a", Array.from({ length: 6 }, () => tally({ listed: 20, accepted: 20, red: 3 }))],
    ["b", Array.from({ length: 6 }, () => tally({ listed: 20, accepted: 20 }))],
  ]);
  const guarded = guardFew("formal", rows, HALF_YEAR);
  expect(guarded.cells("a", 2, 0)).toMatchObject({ listed: 120, red: "kept" });
  expect(guarded.cells("b", 2, 0)).toMatchObject({ listed: 120, red: "kept" });
  expect(guarded.cells(null, 2, 0)).toMatchObject({ listed: 240, red: 18 });
});

/** Tables in which a count of one row could once be worked out, found by chance: `listed` and a part of it by month. */
const monthsWith = (part: Count, listed: readonly number[], parts: readonly number[]): Months =>
  listed.map((n, m) => tally({ listed: n, [part]: parts[m] ?? 0 }));

test("[STAT-FEW] all of a year handed on tells of its quarters, so the rest is not shown by row", () => {
  const rows = new Map([
    ["a", monthsWith("referred", [0, 5, 0, 0, 5, 0], [0, 5, 0, 0, 5, 0])],
    ["b", monthsWith("referred", [1, 3, 1, 0, 6, 6], [0, 0, 0, 0, 1, 4])],
  ]);
  expect(recovered(rows, HALF_YEAR)).toEqual([]);
});

test("[STAT-FEW] what is at most a shown whole is narrowed down by it, and taken away where that leaves one number", () => {
  const rows = new Map([
    ["a", monthsWith("accepted", [21, 24, 11, 30, 30, 5], [21, 5, 11, 0, 5, 0])],
    ["b", monthsWith("accepted", [5, 5, 30, 14, 5, 30], [0, 0, 5, 5, 0, 5])],
  ]);
  expect(recovered(rows, HALF_YEAR)).toEqual([]);
  expect(guardFew("formal", rows, HALF_YEAR).cells("a", 2, 0)).toMatchObject({ listed: 121, accepted: "kept" });
});
