/**
 * Writes sheets as a Word file that can be edited: fonts that Word and WPS bring (宋体), each form a section of its own
 * so that its foot names it, the contents with fields that follow the bookmarks of the forms.
 */
import {
  AlignmentType,
  Bookmark,
  Document,
  Footer,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  SectionType,
  SimpleField,
  type Table,
  TabStopType,
  TextRun,
} from "docx";
import { docxTable, photoTable, signatureTable, TWIPS_PER_MM } from "./docx-tables.ts";
import { INNER, LEADING, MM, PAGE } from "./page.ts";
import type { Block, PageSpan, Pictures, Sheet } from "./sheet.ts";

export interface DocxFacts {
  readonly title: string;
  readonly author: string;
  readonly pictures: Pictures;
}

const WIDTH = Math.round(INNER * 20);

const EAST_ASIAN = { ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia: "宋体", cs: "Times New Roman" };

/** Height of a line in twips; given as such, for the fonts of each office differ in what they call one line. */
const pitch = (points: number): number => Math.round(points * LEADING * 20);

const MARGINS = {
  top: 25 * TWIPS_PER_MM,
  bottom: 24 * TWIPS_PER_MM,
  left: 28 * TWIPS_PER_MM,
  right: 22 * TWIPS_PER_MM,
  footer: Math.round(12 * TWIPS_PER_MM),
};

/** One Word file of all sheets. The pages of the contents are those of the PDF until Word counts its own. */
export async function writeDocx(
  sheets: readonly Sheet[],
  spans: readonly PageSpan[],
  { title, author, pictures }: DocxFacts,
): Promise<Uint8Array> {
  const counted = sheets.filter(({ kind }) => kind !== "cover" && kind !== "contents");
  const sections = sheets.map((sheet) => sectionOf(sheet, { at: counted.indexOf(sheet), spans, pictures }));
  const file = new Document({
    title,
    creator: author,
    lastModifiedBy: author,
    styles: {
      default: {
        document: {
          run: { font: EAST_ASIAN, size: 24 },
          paragraph: { spacing: { line: pitch(12), lineRule: LineRuleType.EXACT } },
        },
      },
    },
    sections,
  });
  return new Uint8Array(await Packer.toArrayBuffer(file));
}

function sectionOf(
  sheet: Sheet,
  { at, spans, pictures }: { readonly at: number; readonly spans: readonly PageSpan[]; readonly pictures: Pictures },
): ISectionOptions {
  const first = at === 0;
  const children = sheet.blocks.flatMap((block, i) =>
    childrenOf(block, {
      sheet,
      spans,
      pictures,
      mark: sheet.blocks.findIndex(({ kind }) => kind === "title") === i ? at : -1,
      signedBelow: sheet.blocks.slice(i + 1).find(({ kind }) => kind !== "gap")?.kind === "signatures",
    }),
  );
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      page: {
        size: { width: Math.round(PAGE.width * 20), height: Math.round(PAGE.height * 20) },
        margin: MARGINS,
        ...(first && { pageNumbers: { start: 1 } }),
      },
    },
    footers: { default: new Footer({ children: [at < 0 ? new Paragraph({}) : footLine(sheet.foot)] }) },
    children,
  };
}

const small = (text: string): TextRun => new TextRun({ text, size: 19, color: "666666" });

const footLine = (foot: string): Paragraph =>
  new Paragraph({
    tabStops: [{ type: TabStopType.RIGHT, position: WIDTH }],
    children: [
      small(`${foot}\t`),
      new TextRun({ size: 19, color: "666666", children: ["第 ", PageNumber.CURRENT, " 页"] }),
    ],
  });

const bookmarkOf = (at: number): string => `form${at + 1}`;

interface Place {
  readonly sheet: Sheet;
  readonly spans: readonly PageSpan[];
  readonly pictures: Pictures;
  /** Number of the form whose title this is; −1 for all other blocks. */
  readonly mark: number;
  readonly signedBelow: boolean;
}

function childrenOf(block: Block, place: Place): (Paragraph | Table)[] {
  switch (block.kind) {
    case "over":
      return [line(block.text, { size: 28, centred: true, mark: place.mark })];
    case "title":
      return [line(block.text, { size: block.big ? 68 : 40, centred: true, bold: true, mark: place.mark })];
    case "serial":
      return [
        new Paragraph({ alignment: AlignmentType.RIGHT, children: [new TextRun({ text: block.text, size: 22 })] }),
      ];
    case "heading":
      return [line(block.text, { size: 24, bold: true, keepNext: true, mark: place.mark })];
    case "text":
      return textParagraphs(block, place.signedBelow);
    case "table":
      return [
        docxTable(block, place.sheet.kind === "contents" ? pageField(place.spans) : undefined),
        // Two tables without a paragraph between them would become one.
        new Paragraph({ spacing: { line: 40, lineRule: LineRuleType.EXACT }, children: [] }),
      ];
    case "signatures":
      return [
        signatureTable(block.signers),
        // The seal below stands on the page of the names.
        new Paragraph({ keepNext: true, spacing: { line: 40, lineRule: LineRuleType.EXACT }, children: [] }),
      ];
    case "seal":
      return sealLines(block);
    case "photos":
      return [photoTable(block, place.pictures)];
    case "gap":
      return [
        new Paragraph({
          spacing: { before: Math.round(block.mm * TWIPS_PER_MM), line: 20, lineRule: LineRuleType.EXACT },
        }),
      ];
  }
}

/** The third cell of a line of the contents follows the form it names. */
const pageField =
  (spans: readonly PageSpan[]) =>
  (row: number, column: number): SimpleField | undefined => {
    const span = spans[row];
    return column === 2 && span ? new SimpleField(`PAGEREF ${bookmarkOf(row)} \\h`, String(span.from)) : undefined;
  };

interface LineStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly centred?: boolean;
  readonly keepNext?: boolean;
  readonly mark: number;
}

function line(text: string, { size, bold = false, centred = false, keepNext = true, mark }: LineStyle): Paragraph {
  const run = new TextRun({ text, size, bold });
  return new Paragraph({
    alignment: centred ? AlignmentType.CENTER : AlignmentType.LEFT,
    keepNext,
    spacing: {
      line: pitch(size / 2),
      lineRule: LineRuleType.EXACT,
      after: centred ? 120 : 0,
      before: centred ? 0 : 80,
    },
    children: [mark < 0 ? run : new Bookmark({ id: bookmarkOf(mark), children: [run] })],
  });
}

const textParagraphs = (
  { text, flush, small: isSmall }: Extract<Block, { readonly kind: "text" }>,
  keepNext: boolean,
): Paragraph[] =>
  text.split("\n").map(
    (part) =>
      new Paragraph({
        alignment: AlignmentType.BOTH,
        widowControl: true,
        keepNext,
        ...(!flush && { indent: { firstLine: 480 } }),
        children: [new TextRun({ text: part, size: isSmall ? 21 : 24 })],
      }),
  );

function sealLines({ committee, waiting, date }: Extract<Block, { readonly kind: "seal" }>): Paragraph[] {
  const lines = [committee, date, waiting ? `（${waiting}）` : "（盖章处）"];
  return lines.map(
    (text, i) =>
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        keepNext: i < lines.length - 1,
        spacing: { before: i === 0 ? Math.round(6 * MM * 20) : 0 },
        children: [new TextRun({ text, bold: i === 2 && waiting !== undefined })],
      }),
  );
}
