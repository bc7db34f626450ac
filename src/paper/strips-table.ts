/** Tables: every row is laid once and may be cut between two lines where a page ends. */
import { breakLines, type Line } from "./line-break.ts";
import {
  baseLine,
  type Face,
  FOOT_LIMIT,
  INNER,
  type LaidCell,
  LEADING,
  type Mark,
  type Measure,
  MM,
  PAD,
  PAGE,
  type Piece,
  SIZE,
  type Strip,
  type TallRow,
  widthAt,
  wordsOf,
} from "./page.ts";
import type { Block, Cell, Row } from "./sheet.ts";

export const LINE_OF_CELL = SIZE.cell * LEADING;
export const linesIn = (row: TallRow): number => Math.max(...row.cells.map((cell) => cell.lines.length));
export const heightOf = (row: TallRow): number => Math.max(row.minHeight, linesIn(row) * LINE_OF_CELL + 2 * PAD);

/** A row of ordinary height stays whole; a tall one needs room for three lines to begin. */
export const leastOfRow = (row: TallRow): number =>
  heightOf(row) <= (FOOT_LIMIT - PAGE.top) / 3 ? heightOf(row) : 3 * LINE_OF_CELL + 2 * PAD;

export const cutRow = (row: TallRow, from: number, to?: number): TallRow => ({
  ...row,
  minHeight: 0,
  cells: row.cells.map((cell) => ({ ...cell, lines: cell.lines.slice(from, to) })),
});

export function tablePieces(
  { shares, head, rows }: Extract<Block, { readonly kind: "table" }>,
  measure: Measure,
): Piece[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => (share / whole) * INNER);
  const headRow = head && layRow(head, { widths, measure, head: undefined });
  const headStrip = headRow && { ...stripOfRow(headRow), keep: true };
  const body = rows.map((row) => layRow(row, { widths, measure, head: headStrip }));
  return headStrip ? [headStrip, ...body] : body;
}

export function layRow(
  row: Row,
  {
    widths,
    measure,
    head,
  }: { readonly widths: readonly number[]; readonly measure: Measure; readonly head: Strip | undefined },
): TallRow {
  let column = 0;
  let x = PAGE.left;
  const cells = row.cells.map((cell) => {
    const width = widths.slice(column, column + (cell.span ?? 1)).reduce((sum, w) => sum + w, 0);
    const laid = layCell(cell, { x, width, measure });
    column += cell.span ?? 1;
    x += width;
    return laid;
  });
  return { kind: "row", cells, minHeight: (row.minMm ?? 9) * MM, head, keep: false };
}

export function layCell(
  { text, label = false, align }: Cell,
  { x, width, measure }: { readonly x: number; readonly width: number; readonly measure: Measure },
): LaidCell {
  const face: Face = label ? "bold" : "text";
  const rule = { widthOf: widthAt({ size: SIZE.cell, face, measure }), width: width - 2 * PAD };
  const first = breakLines(text, rule);
  const lines =
    label && first.length > 1 && !text.includes("\n") ? breakLines(text, { ...rule, width: evenWidth(first) }) : first;
  return { x, width, lines, face, centre: align === undefined ? label : align === "centre" };
}

/** A printed word in two lines has them of one length: 纠纷简 / 要情况. */
const evenWidth = (lines: readonly Line[]): number =>
  Math.ceil(lines.reduce((all, line) => all + line.width, 0) / lines.length / SIZE.cell) * SIZE.cell;

/** Short cells stand in the middle of their height, long ones begin at the top. */
export function stripOfRow(row: TallRow, height = heightOf(row)): Strip {
  const marks = (y: number): Mark[] => [
    ...row.cells.flatMap(({ x, width }) => box(x, y, width, height)),
    ...row.cells.flatMap((cell) => cellWords(cell, y + Math.max(PAD, (height - cell.lines.length * LINE_OF_CELL) / 2))),
  ];
  return { kind: "strip", height, marks, keep: row.keep };
}

export function cellWords({ x, width, lines, face, centre }: LaidCell, top: number): Mark[] {
  return lines.flatMap((line, i): Mark[] => {
    if (line.text === "") return [];
    const y = top + i * LINE_OF_CELL;
    const size = SIZE.cell;
    if (!centre) return [wordsOf(line, { size, face, measure: () => 0, x: x + PAD, y, room: width - 2 * PAD })];
    const inset = (width - line.width) / 2;
    return [{ kind: "words", x: x + inset, y: y + baseLine(size), text: line.text, size, face }];
  });
}

export const box = (x: number, y: number, width: number, height: number): Mark[] => [
  { kind: "rule", x, y, toX: x + width, toY: y },
  { kind: "rule", x, y: y + height, toX: x + width, toY: y + height },
  { kind: "rule", x, y, toX: x, toY: y + height },
  { kind: "rule", x: x + width, y, toX: x + width, toY: y + height },
];
