/** The figures that are published, each defined once: what stands above the line, what below, and how it is called. */
import { COUNTS, type Count, SUMS, type Sum, TAKEN_OVER, type Tally } from "./tally.ts";
import type { Basis } from "./words.ts";

/** A number that is not shown: fewer than five, or kept back so that such a one cannot be worked out. */
export type Hidden = "few" | "kept";
export type Cell = number | Hidden;
export type Cells = Readonly<Record<Count | Sum, Cell>>;

/** A share of cases, a mean over cases, or the money of cases. */
export interface Figure {
  readonly id: string;
  readonly kind: "share" | "mean" | "money";
  readonly above: Count | Sum;
  readonly below: Count;
}

const figure = (id: string, kind: Figure["kind"], above: Count | Sum, below: Count): Figure => ({
  ...{ id, kind, above, below },
});

/**
 * Figures of 人民调解, A accepted (受理), B ended (终结), C agreed (达成协议), D performed, E due.
 * @rule STAT-RATE 调解率 is B ÷ A.
 * @rule STAT-AGREED 成功率 is C ÷ A, as 黄石市司法局 publishes it.
 * @rule STAT-OFEND C ÷ B, as other bureaux publish it, is a figure of its own name.
 * @rule STAT-KEPT 履行率 is D ÷ E: wholly performed, of the agreements whose last day has passed.
 * @rule STAT-VISIT 回访率: agreements with a visit, of all in force.
 * @rule STAT-COURT 司法确认: confirmed by the court, of those that were asked for.
 * @rule STAT-DAYS 平均用时: local days from acceptance to the end, over the ended.
 * @rule STAT-REFER 移送: handed on to the organ whose matter it is; of all in the register.
 * @rule STAT-FORM oral and written are parts of the agreements.
 * @rule STAT-MONEY 涉及金额: what parties quarrelled about when it was accepted or corrected, where somebody put down an amount.
 * @rule STAT-CALM 防激化: opened with the risk red and ended by an agreement; of all accepted with that risk.
 */
const FORMAL: readonly Figure[] = [
  figure("STAT-RATE", "share", "ended", "accepted"),
  figure("STAT-AGREED", "share", "agreed", "accepted"),
  figure("STAT-OFEND", "share", "agreed", "ended"),
  figure("STAT-KEPT", "share", "performed", "due"),
  figure("STAT-VISIT", "share", "visited", "agreed"),
  figure("STAT-COURT", "share", "confirmed", "asked"),
  figure("STAT-DAYS", "mean", "days", "ended"),
  figure("STAT-REFER", "share", "referred", "listed"),
  figure("STAT-FORM", "share", "written", "agreed"),
  figure("STAT-MONEY", "money", "amountFen", "priced"),
  figure("STAT-CALM", "share", "calmed", "red"),
];

/**
 * Figures of 劝和.
 * @rule STAT-SETTLED talked round, of all that were taken down.
 * @rule STAT-FORMAL of how many a file of 人民调解 was made.
 */
const INFORMAL: readonly Figure[] = [
  figure("STAT-SETTLED", "share", "settled", "listed"),
  figure("STAT-FORMAL", "share", "madeFormal", "listed"),
];

export const figuresOf = (basis: Basis): readonly Figure[] => (basis === "formal" ? FORMAL : INFORMAL);

/** What a figure comes to; null: nothing is below the line, which is not the same as none above it. */
export type Value = number | null | Hidden;

/** A share as a part of 1, a mean in days, money in fen. A figure is hidden when either of its two numbers is. */
export function figureValue({ kind, above, below }: Figure, cells: Cells): Value {
  const [over, under] = [cells[above], cells[below]];
  if (typeof under === "string") return under;
  if (typeof over === "string") return over;
  if (under === 0) return null;
  return kind === "money" ? over : over / under;
}

export const FEWEST = 5;

/** What the register does not show anybody but the mediators of a case: risk, form, visits, court, money, days. */
const BESIDE_REGISTER: readonly (Count | Sum)[] = [
  ...(["oral", "written", "visited", "asked", "confirmed", "red", "calmed", "priced"] as const),
  ...(["days", "amountFen"] as const),
];

/**
 * The figures for whoever reads the register of the place: all that follows from number, kind and state; the rest only
 * over five cases or more. It keeps single cases from being read off, not from being worked out of two answers.
 */
export function besideRegister(tally: Tally): Cells {
  const casesUnder = (key: Count | Sum): number =>
    tally[key === "days" || key === "amountFen" ? TAKEN_OVER[key] : "listed"];
  const isFew = (n: number): boolean => n > 0 && n < FEWEST;
  const cellOf = (key: Count | Sum): Cell =>
    BESIDE_REGISTER.includes(key) && isFew(casesUnder(key)) ? "few" : tally[key];
  return Object.fromEntries([...COUNTS, ...SUMS].map((key) => [key, cellOf(key)])) as Cells;
}

/** The same where the register does not even show which cases are in the row (a tag): nothing of fewer than five. */
export const outsideRegister = (tally: Tally): Cells =>
  tally.listed > 0 && tally.listed < FEWEST
    ? (Object.fromEntries([...COUNTS, ...SUMS].map((key) => [key, "few"])) as Cells)
    : besideRegister(tally);
