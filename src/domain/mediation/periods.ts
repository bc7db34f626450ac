/** The time a table of figures is about: a month, a quarter or a year of the calendar, or days of one's own. */
import { addDays } from "../kernel/clock.ts";
import type { LocalDate } from "../kernel/ids.ts";
import type { Levels } from "./few.ts";

/** `2026-11`, `2026-Q4`, `2026`, or `2026-03-01..2026-05-15`, both days included. */
export type Period = string;
/** `2026-11`. */
export type Month = string;

export interface Days {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const two = (n: number): string => String(n).padStart(2, "0");
const monthAt = (year: number, index: number): Month => `${year}-${two(index + 1)}`;
export const monthOf = (on: LocalDate): Month => on.slice(0, 7);
export const quarterOf = (on: LocalDate): Period => `${on.slice(0, 4)}-Q${Math.ceil(Number(on.slice(5, 7)) / 3)}`;

const isDate = (text: string): boolean => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;

/** The months of a period of the calendar; undefined for days of one's own, and for what is no period at all. */
export function monthsOf(period: Period): Month[] | undefined {
  const [, year, quarter, month] = /^(20\d\d)(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(period) ?? [];
  if (!year) return undefined;
  if (month) return [period];
  const first = quarter ? Number(quarter) * 3 - 3 : 0;
  return Array.from({ length: quarter ? 3 : 12 }, (_, i) => monthAt(Number(year), first + i));
}

/** First and last day; undefined for what is no period. */
export function daysOf(period: Period): Days | undefined {
  const months = monthsOf(period);
  if (months) {
    const last = months[months.length - 1] ?? "";
    const [year = 0, month = 0] = last.split("-").map(Number);
    return { from: `${months[0]}-01`, to: addDays(`${monthAt(year + (month === 12 ? 1 : 0), month % 12)}-01`, -1) };
  }
  const [, from = "", to = ""] = /^(20\d\d-\d\d-\d\d)\.\.(20\d\d-\d\d-\d\d)$/.exec(period) ?? [];
  return isDate(from) && isDate(to) && from <= to ? { from, to } : undefined;
}

/** Where a period lies in the one table that all answers about its year are cut from. */
export interface Cut {
  readonly months: readonly Month[];
  readonly levels: Levels;
  /** The group of months that the period is; undefined: not one whole month of it is over. */
  readonly at: { readonly level: number; readonly nth: number } | undefined;
  /** Places of its single months at the finest level. */
  readonly single: readonly number[];
}

/**
 * Figures only go by whole months: of the running month's quarter and year the months that are over count. The running
 * month is a table of its own. Undefined for days of one's own: two such answers would tell of the days between.
 * `first`: the month of the first case there is; a year that began before the register did would be all small numbers.
 */
export function cutOf(period: Period, today: LocalDate, first: Month = ""): Cut | undefined {
  const wanted = monthsOf(period);
  if (!wanted) return undefined;
  const running = monthOf(today);
  if (period === running) return { months: [running], levels: [[[0]]], at: { level: 0, nth: 0 }, single: [0] };
  const months = (monthsOf(period.slice(0, 4)) ?? []).filter((month) => month < running && month >= first);
  const quarters = [0, 1, 2, 3].map((q) =>
    months.flatMap((month, m) => (quarterOf(`${month}-01`).endsWith(`Q${q + 1}`) ? [m] : [])),
  );
  const levels = [months.map((_, m) => [m]), quarters.filter((q) => q.length > 0), [months.map((_, m) => m)]];
  const single = months.flatMap((month, m) => (wanted.includes(month) ? [m] : []));
  const level = wanted.length === 1 ? 0 : wanted.length === 3 ? 1 : 2;
  const nth = (levels[level] ?? []).findIndex((group) => single.length > 0 && group.includes(single[0] ?? -1));
  return { months, levels, at: nth < 0 ? undefined : { level, nth }, single };
}

/** The same kind of period, so many earlier or later; days of one's own stay as they are. */
export function shiftedPeriod(period: Period, by: number): Period {
  const months = monthsOf(period);
  const [first] = months ?? [];
  if (!months || !first) return period;
  const [year = 0, month = 0] = first.split("-").map(Number);
  const index = year * 12 + month - 1 + by * months.length;
  const moved = monthAt(Math.floor(index / 12), index % 12);
  if (months.length === 1) return moved;
  return months.length === 3 ? quarterOf(`${moved}-01`) : moved.slice(0, 4);
}
