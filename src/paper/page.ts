/** The page, what may stand on it, and the strips that a sheet is cut into. Points (1/72 inch), y from the top. */
import type { Stroke } from "#domain/mediation/dossier";
import type { Line } from "./line-break.ts";

export const MM = 72 / 25.4;
/** A4 with the binding edge on the left. */
export const PAGE = { width: 595.28, height: 841.89, left: 28 * MM, right: 22 * MM, top: 25 * MM, bottom: 24 * MM };
export const INNER = PAGE.width - PAGE.left - PAGE.right;
export const FOOT_LIMIT = PAGE.height - PAGE.bottom;

export type Face = "text" | "bold";
export type Measure = (char: string, face: Face) => number;

export type Mark =
  | {
      readonly kind: "words";
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly face: Face;
      /** Added between characters, to fill a line. */
      readonly spread?: number;
      readonly grey?: boolean;
    }
  | { readonly kind: "rule"; readonly x: number; readonly y: number; readonly toX: number; readonly toY: number }
  | { readonly kind: "circle" | "box"; readonly x: number; readonly y: number; readonly size: number }
  | {
      readonly kind: "picture";
      readonly x: number;
      /** Of the upper edge. */
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly sha256: string;
    }
  /** Lines of a pen: `scale` points for a unit of the pad, from the corner at x, y. */
  | {
      readonly kind: "pen";
      readonly x: number;
      readonly y: number;
      readonly scale: number;
      readonly strokes: readonly Stroke[];
    };

export interface Page {
  readonly marks: readonly Mark[];
}

export const SIZE = { text: 12, small: 10.5, label: 11, cell: 11, over: 14, title: 20, big: 34, serial: 11 } as const;
export const LEADING = 1.62;
export const PAD = 4;

/** A piece of a page that is never parted. `keep`: what follows must begin on the same page. */
export interface Strip {
  readonly kind: "strip";
  readonly height: number;
  readonly marks: (y: number) => Mark[];
  readonly keep: boolean;
}
export interface TallRow {
  readonly kind: "row";
  readonly cells: readonly LaidCell[];
  readonly minHeight: number;
  readonly head: Strip | undefined;
  readonly keep: boolean;
}
export type Piece = Strip | TallRow;

export interface LaidCell {
  readonly x: number;
  readonly width: number;
  readonly lines: readonly Line[];
  readonly face: Face;
  readonly centre: boolean;
}

export interface Setting {
  readonly size: number;
  readonly face: Face;
  readonly measure: Measure;
}

export const widthAt =
  ({ size, face, measure }: Setting) =>
  (char: string): number =>
    measure(char, face) * size;

export const widthOfText = (text: string, setting: Setting): number =>
  [...text].reduce((sum, char) => sum + widthAt(setting)(char), 0);

export const baseLine = (size: number): number => (size * LEADING) / 2 + size * 0.37;

/** A line that would be pulled further apart stays ragged. */
const MOST_SPREAD = 0.16;

export function wordsOf(
  line: Line,
  { size, face, x, y, room }: Setting & { readonly x: number; readonly y: number; readonly room: number },
): Mark {
  const gaps = [...line.text].length - 1;
  const spread = line.full && gaps > 0 ? (room - line.width) / gaps : 0;
  return {
    kind: "words",
    x,
    y: y + baseLine(size),
    text: line.text,
    size,
    face,
    spread: spread > size * MOST_SPREAD ? 0 : spread,
  };
}
