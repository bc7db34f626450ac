/** Tables of the Word file: those of the forms, and the places to sign. */
import {
  AlignmentType,
  BorderStyle,
  HeightRule,
  ImageRun,
  LineRuleType,
  Paragraph,
  type SimpleField,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from "docx";
import { INNER, LEADING } from "./page.ts";
import { penPicture } from "./pen-png.ts";
import type { Block, Cell, PaperPhoto, Picture, Pictures, Row, Signer } from "./sheet.ts";
import { PHOTO_MISSING, SIGN_DATE, THUMB_HINT } from "./words.ts";

export const TWIPS_PER_MM = 1440 / 25.4;

const WIDTH = Math.round(INNER * 20);
const LEAST_MM = 9;
const LINE = { style: BorderStyle.SINGLE, size: 5, color: "000000" };
const NONE = { style: BorderStyle.NONE, size: 0, color: "FFFFFF" };
const ALL = { top: LINE, bottom: LINE, left: LINE, right: LINE };
const NOWHERE = { top: NONE, bottom: NONE, left: NONE, right: NONE };

type FieldOf = (row: number, column: number) => SimpleField | undefined;

/** Word lets the rows grow with what is typed: room to write by hand is left on the blank lines of the PDF. */
const roomOf = ({ minMm = LEAST_MM }: Row): number => (minMm > TALL_MM ? TALL_MM + (minMm - TALL_MM) * 0.55 : minMm);
const TALL_MM = 20;

export function docxTable(
  { shares, head, rows }: Extract<Block, { readonly kind: "table" }>,
  fieldOf: FieldOf | undefined,
): Table {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.round((share / whole) * WIDTH));
  const body = rows.map((row, i) => rowOf(row, { widths, fieldOf: fieldOf && ((column) => fieldOf(i, column)) }));
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    rows: head ? [rowOf(head, { widths, isHead: true }), ...body] : body,
  });
}

interface RowStyle {
  readonly widths: readonly number[];
  readonly isHead?: boolean;
  readonly fieldOf?: ((column: number) => SimpleField | undefined) | undefined;
}

function rowOf(row: Row, { widths, isHead = false, fieldOf }: RowStyle): TableRow {
  let column = 0;
  const cells = row.cells.map((cell) => {
    const from = column;
    column += cell.span ?? 1;
    const width = widths.slice(from, column).reduce((sum, w) => sum + w, 0);
    return cellOf(cell, width, fieldOf?.(from));
  });
  const tall = (row.minMm ?? LEAST_MM) > TALL_MM;
  return new TableRow({
    tableHeader: isHead,
    cantSplit: !tall,
    height: { value: Math.round(roomOf(row) * TWIPS_PER_MM), rule: HeightRule.ATLEAST },
    children: cells,
  });
}

function cellOf({ text, span, label = false, align }: Cell, width: number, field: SimpleField | undefined): TableCell {
  const centred = align === undefined ? label : align === "centre";
  const paragraphs = text.split("\n").map(
    (part) =>
      new Paragraph({
        alignment: centred ? AlignmentType.CENTER : AlignmentType.LEFT,
        spacing: { line: Math.round(11 * LEADING * 20), lineRule: LineRuleType.EXACT },
        children: field ? [field] : [new TextRun({ text: part, size: 22, bold: label })],
      }),
  );
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    ...(span && { columnSpan: span }),
    borders: ALL,
    verticalAlign: VerticalAlign.CENTER,
    margins: { left: 80, right: 80, top: 20, bottom: 20 },
    children: paragraphs,
  });
}

/** Label, line with the signature, place for the thumb, date. */
export function signatureTable(signers: readonly Signer[]): Table {
  const widths = [31, 31, 9, 29].map((share) => Math.round((share / 100) * WIDTH));
  const cell = (at: number, children: Paragraph[], borders: object = NOWHERE): TableCell =>
    new TableCell({
      width: { size: widths[at] ?? 0, type: WidthType.DXA },
      borders: { ...NOWHERE, ...borders },
      verticalAlign: VerticalAlign.BOTTOM,
      children,
    });
  const words = (text: string, size = 24): Paragraph =>
    new Paragraph({
      keepNext: true,
      spacing: { line: Math.round(12 * LEADING * 20), lineRule: LineRuleType.EXACT },
      children: [new TextRun({ text, size })],
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    borders: { ...NOWHERE, insideHorizontal: NONE, insideVertical: NONE },
    rows: signers.map(
      (signer) =>
        new TableRow({
          cantSplit: true,
          height: { value: Math.round(14 * TWIPS_PER_MM), rule: HeightRule.ATLEAST },
          children: [
            cell(0, [words(`${signer.label}：`)]),
            cell(1, [signedOn(signer)], { bottom: LINE }),
            cell(2, signer.thumb ? [words(THUMB_HINT, 16)] : [words("")]),
            cell(3, [words(signer.on ?? SIGN_DATE)]),
          ],
        }),
    ),
  });
}

/** Widest and tallest that a photo may stand, beside another one or alone. Pixels at 96 an inch. */
const PHOTO_MOST = { 1: { width: 590, height: 700 }, 2: { width: 285, height: 345 } } as const;

/** One row of photos after the other, without lines. */
export function photoTable(
  { photos, columns }: Extract<Block, { readonly kind: "photos" }>,
  pictures: Pictures,
): Table {
  const width = Math.round(WIDTH / columns);
  const cellFor = (photo: PaperPhoto | undefined): TableCell =>
    new TableCell({
      width: { size: width, type: WidthType.DXA },
      borders: NOWHERE,
      children: photo ? photoParagraphs(photo, pictures[photo.sha256], PHOTO_MOST[columns]) : [new Paragraph({})],
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: Array.from({ length: columns }, () => width),
    borders: { ...NOWHERE, insideHorizontal: NONE, insideVertical: NONE },
    rows: Array.from(
      { length: Math.ceil(photos.length / columns) },
      (_, row) =>
        new TableRow({
          cantSplit: true,
          children: Array.from({ length: columns }, (__, column) => cellFor(photos[row * columns + column])),
        }),
    ),
  });
}

function photoParagraphs(
  { caption }: PaperPhoto,
  picture: Picture | undefined,
  most: { readonly width: number; readonly height: number },
): Paragraph[] {
  const scale = picture ? Math.min(most.width / picture.width, most.height / picture.height) : 1;
  const shown = picture
    ? new ImageRun({
        type: "jpg",
        data: picture.jpeg,
        transformation: {
          width: Math.round(picture.width * scale),
          height: Math.round(picture.height * scale),
        },
      })
    : new TextRun({ text: PHOTO_MISSING });
  const alone = { alignment: AlignmentType.CENTER, spacing: { line: 240, lineRule: LineRuleType.AUTO, after: 120 } };
  return [
    new Paragraph({ ...alone, keepNext: true, children: [shown] }),
    new Paragraph({ ...alone, children: [new TextRun({ text: caption, size: 21 })] }),
  ];
}

/** Pixels of Word's pictures, at 96 a inch. */
const MOST = { width: 190, height: 46 };

function signedOn({ drawn, typed }: Signer): Paragraph {
  if (!drawn || drawn.length === 0) return new Paragraph({ children: [new TextRun({ text: typed ?? "" })] });
  const { png, width, height } = penPicture(drawn);
  const scale = Math.min(MOST.width / width, MOST.height / height);
  const transformation = { width: Math.round(width * scale), height: Math.round(height * scale) };
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { line: 240, lineRule: LineRuleType.AUTO },
    children: [new ImageRun({ type: "png", data: png, transformation })],
  });
}
