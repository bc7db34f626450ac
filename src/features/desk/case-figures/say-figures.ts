/** Numbers and figures in words: the same on the screen, on paper and in a saved table. Pure. */
import { type Cell, type Cells, type Figure, figuresOf, figureValue, type Hidden } from "#domain/mediation/statistics";
import type { Count, Sum } from "#domain/mediation/tally";
import type { Basis } from "#domain/mediation/words";
import type { CaseFiguresText } from "./case-figures-text.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");

export const sayHidden = (t: CaseFiguresText, hidden: Hidden): string => (hidden === "few" ? t.few : t.kept);

export const sayCell = (t: CaseFiguresText, cell: Cell): string =>
  typeof cell === "number" ? grouped(cell) : sayHidden(t, cell);

export interface SaidFigure {
  readonly id: string;
  readonly name: string;
  /** What it comes to; a word where it is hidden or there is nothing to count. */
  readonly value: string;
  readonly hidden: boolean;
  /** What stands above and below the line, with its words. */
  readonly from: string;
  /** The same for a narrow column: 24 / 26. */
  readonly fraction: string;
  readonly formula: string;
}

export function sayFigure(t: CaseFiguresText, figure: Figure, cells: Cells): SaidFigure {
  const { id, kind, above, below } = figure;
  const value = figureValue(figure, cells);
  const said = (): string => {
    if (value === null) return t.noBase;
    if (typeof value === "string") return sayHidden(t, value);
    if (kind === "share") return `${(value * 100).toFixed(1)}%`;
    return kind === "mean" ? t.days(value.toFixed(1)) : t.yuan(grouped(Math.round(value / 100)));
  };
  const named = (key: Count | Sum): string => {
    const cell = cells[key];
    if (typeof cell !== "number") return `${t.count[key]} ${sayHidden(t, cell)}`;
    return key === "days" ? `${t.count.days} ${t.days(grouped(cell))}` : t.overCases(t.count[key], grouped(cell));
  };
  const under = named(below);
  return {
    ...{ id, name: t.figure[id] ?? id, value: said(), hidden: typeof value === "string" },
    from: kind === "money" ? under : `${named(above)} ÷ ${under}`,
    fraction:
      typeof value === "number" && kind !== "money" ? `${sayCell(t, cells[above])} / ${sayCell(t, cells[below])}` : "",
    formula: t.formula[id] ?? "",
  };
}

/** Numbers that stand in a row of a table, and figures behind them. */
const COLUMNS: Readonly<Record<Basis, { readonly counts: readonly Count[]; readonly figures: readonly string[] }>> = {
  formal: {
    counts: ["listed", "accepted", "ended", "agreed", "referred"],
    figures: ["STAT-RATE", "STAT-AGREED", "STAT-KEPT", "STAT-VISIT", "STAT-DAYS"],
  },
  informal: { counts: ["listed", "settled", "madeFormal"], figures: ["STAT-SETTLED"] },
};

export const countsIn = (basis: Basis): readonly Count[] => COLUMNS[basis].counts;
export const figuresIn = (basis: Basis): readonly Figure[] =>
  figuresOf(basis).filter(({ id }) => COLUMNS[basis].figures.includes(id));

export const holdsHidden = (all: readonly Cells[], basis: Basis): boolean => {
  const used = figuresOf(basis).flatMap(({ above, below }) => [above, below]);
  return all.some((cells) => [...countsIn(basis), ...used].some((key) => typeof cells[key] === "string"));
};
