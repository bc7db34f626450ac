/**
 * Figures for those who may see no single case (街道, 区): no number below five, and none that can be worked out.
 *
 * All that is ever answered about one run of whole months is cut from one table: rows (communities, or kinds) by months,
 * with quarters and the whole above them. In it every row has, for each count, a finest level from which on it is shown,
 * the same for its whole time: so nothing of a row follows from its quarter less its other months. Where rows are hidden,
 * the total less those shown tells of at least two of them, and of five cases or more, together. At last the whole table
 * is read as a curious reader would, and what he could still work out is taken away.
 *
 * Not covered: what somebody noted from an earlier answer before late entries changed it; readers of two offices who
 * compare; what one knows of a community's own cases; the difference of two columns of one row; one case that is most of
 * a sum of money.
 */
import { type Cell, type Cells, FEWEST, type Hidden } from "./statistics.ts";
import { addUp, COUNTS, type Count, countsOf, PART_OF, SUMS, type Sum, TAKEN_OVER, type Tally } from "./tally.ts";
import type { Basis } from "./words.ts";
import { type Place, workedOut } from "./worked-out.ts";

/** One row month by month; all rows have the same months. */
export type Months = readonly Tally[];

/** Groups of months (by place in the run), the finest level first; the last level is one group of all. */
export type Levels = readonly (readonly (readonly number[])[])[];

interface Row {
  readonly months: Months;
  /** By count: the finest level shown; as many as there are levels: never. */
  readonly level: Map<Count, number>;
  readonly hidden: Map<Count, Hidden>;
}

/** A table in which nothing small can be read or worked out. */
export interface Guarded {
  /** Row `key` (null: the total) over the `nth` group of a level. */
  cells(key: string | null, level: number, nth: number): Cells;
}

const over = (months: Months, group: readonly number[], count: Count | Sum): number =>
  group.reduce((sum, m) => sum + (months[m]?.[count] ?? 0), 0);

/** Of two parts that make up their whole the one tells the other, so they are shown together or not at all. */
const TWINS: Partial<Record<Count, Count>> = { oral: "written", written: "oral" };

/** A count and its twin: what is decided for the one is decided for both. */
const withTwin = (count: Count): Count[] => [count, ...(TWINS[count] ? [TWINS[count]] : [])];

interface Table {
  readonly counts: readonly Count[];
  readonly levels: Levels;
  readonly rows: ReadonlyMap<string, Row>;
  readonly total: Row;
  /** Shown in the total only. */
  readonly withdrawn: Set<Count>;
}

/**
 * No number of fewer than five cases, and none from which one follows.
 * @rule STAT-FEW fewer than five are not shown to those who see figures only, nor what they could be worked out from.
 */
export function guardFew(basis: Basis, rows: ReadonlyMap<string, Months>, levels: Levels): Guarded {
  const row = (months: Months): Row => ({ months, level: new Map(), hidden: new Map() });
  const all = [...rows.values()];
  const length = levels[0]?.flat().length ?? 0;
  const table: Table = {
    ...{ counts: countsOf(basis), levels, withdrawn: new Set() },
    rows: new Map([...rows].map(([key, months]) => [key, row(months)])),
    total: row(Array.from({ length }, (_, m) => addUp(all.flatMap((months) => months[m] ?? [])))),
  };
  for (const count of table.counts) decide(table, count);
  for (let told = toldBy(table); told.length > 0; told = toldBy(table)) hideMore(table, told);
  return { cells: (key, level, nth) => cellsOf(table, key, levels[level]?.[nth] ?? [], level) };
}

function cellsOf(table: Table, key: string | null, group: readonly number[], level: number): Cells {
  const row = key === null ? table.total : table.rows.get(key);
  const cellOf = (of: Count | Sum): Cell => {
    const count = of === "days" || of === "amountFen" ? TAKEN_OVER[of] : of;
    const from = row?.level.get(count);
    // A count of the other basis: there is none of it.
    if (!row || from === undefined) return 0;
    return level >= from ? over(row.months, group, of) : (row.hidden.get(count) ?? "kept");
  };
  return Object.fromEntries([...COUNTS, ...SUMS].map((of) => [of, cellOf(of)])) as Cells;
}

const levelOf = (row: Row, count: Count): number => row.level.get(count) ?? 0;
const wholeOf = ({ levels }: Table): readonly number[] => levels[levels.length - 1]?.[0] ?? [];

/** From which level on each row shows the count, and what stands there before. Its whole must have been decided. */
function decide(table: Table, count: Count): void {
  const { total, rows, levels } = table;
  for (const row of [total, ...rows.values()]) row.level.set(count, ownLevel(row, count, levels));
  const seen = levels.map((_, level) => level).filter((level) => level >= levelOf(total, count));
  if (count === "listed") for (const level of seen) hideUntilSafe(table, level);
  if (!seen.every((level) => isSafe(table, count, level))) withdraw(table, count);
  nameHidden(table, count);
}

function withdraw({ rows, levels, withdrawn }: Table, count: Count): void {
  withdrawn.add(count);
  for (const row of rows.values()) row.level.set(count, levels.length);
}

/** Counts of which somebody could work out a small number that is hidden. */
function toldBy({ counts, levels, rows, total }: Table): Count[] {
  const list = [total, ...rows.values()];
  const groups = levels.flatMap((level, l) => level.map((months) => ({ months, l })));
  const finer = groups.map(({ months, l }) =>
    groups.flatMap((one, g) => (one.l === l - 1 && one.months.every((m) => months.includes(m)) ? [g] : [])),
  );
  const value = ({ row, group, count }: Place): number => {
    const { months = [] } = groups[group] ?? {};
    return over(list[row]?.months ?? [], months, count);
  };
  const isShown = ({ row, group, count }: Place): boolean => {
    const of = list[row];
    return of !== undefined && (groups[group]?.l ?? 0) >= levelOf(of, count);
  };
  const known = (place: Place): readonly [number, number] => {
    if (isShown(place)) return [value(place), value(place)];
    return [0, list[place.row]?.hidden.get(place.count) === "few" ? FEWEST - 1 : Number.POSITIVE_INFINITY];
  };
  const found = workedOut({ rows: list.length, counts, finer, known });
  return [...new Set(found.filter((one) => !isShown(one) && value(one) < FEWEST).map((one) => one.count))];
}

/** Takes the counts away from all rows; where they are away already, from the total; at last everything. */
function hideMore(table: Table, told: readonly Count[]): void {
  const { counts, levels, total, withdrawn } = table;
  for (const count of told.flatMap(withTwin)) {
    const parts = count === "listed" ? counts.filter((one) => one !== "listed") : [count];
    if (!parts.every((one) => withdrawn.has(one))) for (const one of parts) withdraw(table, one);
    else if (!withdrawn.has(count)) withdraw(table, count);
    else if (levelOf(total, count) < levels.length) total.level.set(count, levels.length);
    else for (const one of counts) total.level.set(one, levels.length);
  }
  for (const count of counts) {
    const whole = PART_OF[count];
    if (whole && withdrawn.has(whole)) withdraw(table, count);
    if (whole) total.level.set(count, Math.max(levelOf(total, count), levelOf(total, whole)));
    nameHidden(table, count);
  }
}

/** The finest level at which no number of the row is small, and its whole is shown. */
function ownLevel(row: Row, count: Count, levels: Levels): number {
  const fits = (level: readonly (readonly number[])[]): boolean =>
    level.every((group) => withTwin(count).every((one) => over(row.months, group, one) >= FEWEST));
  const first = levels.findIndex(fits);
  const whole = PART_OF[count];
  return Math.max(first < 0 ? levels.length : first, whole ? levelOf(row, whole) : 0);
}

const hiddenAt = ({ rows }: Table, count: Count, level: number): Row[] =>
  [...rows.values()].filter((row) => levelOf(row, count) > level);

/** The total less what is shown tells of no row alone, and of no small number. */
function isSafe(table: Table, count: Count, level: number): boolean {
  const hidden = hiddenAt(table, count, level);
  if (hidden.length === 0 || hidden.length === table.rows.size) return true;
  const together = (group: readonly number[], of: Count): number =>
    hidden.reduce((sum, row) => sum + over(row.months, group, of), 0);
  const groups = table.levels[level] ?? [];
  return hidden.length > 1 && withTwin(count).every((of) => groups.every((group) => together(group, of) >= FEWEST));
}

/**
 * The smallest row that is shown is hidden, too, until what is hidden is safe. Only of the whole register: a part of it
 * (司法确认, say) is withdrawn from all rows instead, so that no large row pays for what is rare. And at every level: a
 * year in which all that was accepted ended would tell of each of its months.
 */
function hideUntilSafe(table: Table, level: number): void {
  const size = (row: Row): number => over(row.months, wholeOf(table), "listed");
  while (!isSafe(table, "listed", level)) {
    const shown = [...table.rows.values()].filter((row) => levelOf(row, "listed") <= level);
    const [least] = shown.sort((a, b) => size(a) - size(b));
    least?.level.set("listed", level + 1);
  }
}

/** What stands in place of a hidden number: 少于 5 only where that tells no more than it says. */
function nameHidden(table: Table, count: Count): void {
  const last = table.levels.length - 1;
  const all = wholeOf(table);
  const isFew = (row: Row): boolean => over(row.months, all, count) < FEWEST;
  const hidden = hiddenAt(table, count, last);
  const few = hidden.filter(isFew).length;
  const sum = hidden.reduce((n, row) => n + over(row.months, all, count), 0);
  const atMost = FEWEST - 1;
  const most = Math.min(atMost, sum - (hidden.length - few) * FEWEST);
  const least = few < hidden.length ? 0 : Math.max(0, sum - atMost * (few - 1));
  const isTotalShown = levelOf(table.total, count) <= last;
  const tells = TWINS[count] !== undefined || (isTotalShown && (table.withdrawn.has(count) || most - least < 2));
  for (const row of table.rows.values()) row.hidden.set(count, isFew(row) && !tells ? "few" : "kept");
  table.total.hidden.set(count, isFew(table.total) && !TWINS[count] ? "few" : "kept");
}
