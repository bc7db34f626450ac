/** The figures as a table for a spreadsheet: exactly what the page shows, hidden numbers stay hidden. Pure. */
import { figuresOf } from "#domain/mediation/statistics";
import type { Basis } from "#domain/mediation/words";
import type { CaseFiguresReply } from "#sync/case-figures";
import type { CaseFiguresText } from "./case-figures-text.ts";
import { countsIn, figuresIn, sayCell, sayFigure } from "./say-figures.ts";

/** Excel takes a file without it for one in the old encoding of the system. */
const BOM = "\uFEFF";

interface Given {
  readonly heading: readonly string[];
  readonly basis: Basis;
  readonly byName: string;
  readonly nameOf: (key: string) => string;
  readonly answer: CaseFiguresReply;
}

export function composeCsv(t: CaseFiguresText, { heading, basis, byName, nameOf, answer }: Given): string {
  const { rows, total } = answer;
  const lineOf = (name: string, cells: CaseFiguresReply["total"]): string[] => [
    name,
    ...countsIn(basis).map((count) => plain(sayCell(t, cells[count]))),
    ...figuresIn(basis).map((figure) => plain(sayFigure(t, figure, cells).value)),
  ];
  const lines = [
    ...heading.map((line) => [line]),
    [],
    [
      byName,
      ...countsIn(basis).map((count) => t.count[count]),
      ...figuresIn(basis).map(({ id }) => t.figure[id] ?? id),
    ],
    ...rows.map(({ key, cells }) => lineOf(nameOf(key), cells)),
    lineOf(t.whole, total),
    [],
    ...figuresOf(basis).map((figure) => {
      const { name, value, from, formula } = sayFigure(t, figure, total);
      return [name, plain(value), from, formula];
    }),
    [],
    ...[t.whenCounted, t.fewWhy, t.keptWhy].map((line) => [line]),
  ];
  return BOM + lines.map((line) => line.map(quoted).join(",")).join("\r\n");
}

/** A number without the commas of thousands, which a spreadsheet would take for text. */
const plain = (said: string): string => (/^[\d,]+$/.test(said) ? said.replaceAll(",", "") : said);

/**
 * A cell that begins like a formula is run by some spreadsheets: names are data and never are. Some pass over what
 * cannot be seen at its beginning, and some take the wide signs of a Chinese keyboard for the narrow ones.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;
const quoted = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
