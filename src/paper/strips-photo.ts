/** Photos on the page: whole, in their own shape, each with its words under it. */
import { breakLines } from "./line-break.ts";
import {
  baseLine,
  INNER,
  LEADING,
  type Mark,
  type Measure,
  MM,
  PAGE,
  type Setting,
  SIZE,
  type Strip,
  widthAt,
  widthOfText,
} from "./page.ts";
import type { Block, PaperPhoto } from "./sheet.ts";
import { PHOTO_MISSING } from "./words.ts";

const GUTTER = 6 * MM;
/** A photo of a page is as tall as leaves room for the head of the form; beside another one it is half of that. */
const TALLEST = { 1: 190 * MM, 2: 92 * MM } as const;
/** Frame of a photo that is not to be had. */
const EMPTY = { width: 4, height: 3 };

export function photoStrips(
  { photos, columns }: Extract<Block, { readonly kind: "photos" }>,
  measure: Measure,
): Strip[] {
  const width = (INNER - (columns - 1) * GUTTER) / columns;
  const rows = Array.from({ length: Math.ceil(photos.length / columns) }, (_, i) =>
    photos.slice(i * columns, (i + 1) * columns),
  );
  return rows.map((row): Strip => {
    const laid = row.map((photo, i) =>
      layPhoto(photo, { left: PAGE.left + i * (width + GUTTER), width, tallest: TALLEST[columns], measure }),
    );
    const height = Math.max(...laid.map((one) => one.height));
    return { kind: "strip", height: height + GUTTER, keep: false, marks: (y) => laid.flatMap((one) => one.marks(y)) };
  });
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly tallest: number;
  readonly measure: Measure;
}

function layPhoto({ sha256, caption, size }: PaperPhoto, { left, width, tallest, measure }: Place) {
  const shape = size ?? EMPTY;
  const scale = Math.min(width / shape.width, tallest / shape.height);
  const [wide, tall] = [shape.width * scale, shape.height * scale];
  const setting: Setting = { size: SIZE.small, face: "text", measure };
  const middle = left + width / 2;
  const words = (text: string, y: number): Mark => ({
    kind: "words",
    x: middle - widthOfText(text, setting) / 2,
    y: y + baseLine(SIZE.small),
    text,
    size: SIZE.small,
    face: "text",
  });
  const lines = breakLines(caption, { widthOf: widthAt(setting), width });
  const step = SIZE.small * LEADING;
  const x = middle - wide / 2;
  const marks = (y: number): Mark[] => [
    ...(size ? [{ kind: "picture", x, y, width: wide, height: tall, sha256 } as const] : frame({ x, y, wide, tall })),
    ...(size ? [] : [words(PHOTO_MISSING, y + tall / 2 - step / 2)]),
    ...lines.map((line, i) => words(line.text, y + tall + 2 + i * step)),
  ];
  return { height: tall + 2 + lines.length * step, marks };
}

const frame = ({ x, y, wide, tall }: { x: number; y: number; wide: number; tall: number }): Mark[] => [
  { kind: "rule", x, y, toX: x + wide, toY: y },
  { kind: "rule", x: x + wide, y, toX: x + wide, toY: y + tall },
  { kind: "rule", x: x + wide, y: y + tall, toX: x, toY: y + tall },
  { kind: "rule", x, y: y + tall, toX: x, toY: y },
];
