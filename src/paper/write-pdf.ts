/** Writes laid-out pages as a PDF with the glyphs they use embedded. */
import {
  appendBezierCurve,
  beginText,
  endText,
  lineTo,
  moveTo,
  PDFDocument,
  type PDFFont,
  type PDFImage,
  type PDFOperator,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  setCharacterSpacing,
  setDashPattern,
  setFillingGrayscaleColor,
  setFontAndSize,
  setLineCap,
  setLineJoin,
  setLineWidth,
  setStrokingGrayscaleColor,
  setTextMatrix,
  showText,
  stroke,
} from "@cantoo/pdf-lib";
import type { Stroke } from "#domain/mediation/dossier";
import type { FontName, FontShelf } from "./fonts.ts";
import { type Mark, PAGE } from "./page.ts";
import type { Pictures } from "./sheet.ts";

export interface PrintedPage {
  readonly marks: readonly Mark[];
}

export interface PdfFacts {
  readonly title: string;
  readonly author: string;
  /** When the file was made; it stands in the properties of the PDF. */
  readonly madeAt: Date;
  readonly pictures?: Pictures | undefined;
}

/** Line of a table, in points. */
const RULE = 0.6;
const GREY = 0.45;

export async function writePdf(pages: readonly PrintedPage[], shelf: FontShelf, facts: PdfFacts): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(facts.title, { showInWindowTitleBar: true });
  pdf.setAuthor(facts.author);
  pdf.setLanguage("zh-CN");
  pdf.setProducer("zimajia");
  pdf.setCreator("zimajia");
  pdf.setCreationDate(facts.madeAt);
  pdf.setModificationDate(facts.madeAt);
  const fonts = await embedFonts(pdf, shelf, fontsIn(pages, shelf));
  const images = await embedPictures(pdf, pages, facts.pictures ?? {});
  for (const { marks } of pages) drawPage(pdf.addPage([PAGE.width, PAGE.height]), marks, { fonts, shelf, images });
  return pdf.save();
}

function fontsIn(pages: readonly PrintedPage[], shelf: FontShelf): Set<FontName> {
  const used = new Set<FontName>();
  for (const { marks } of pages)
    for (const mark of marks)
      if (mark.kind === "words") for (const run of shelf.runsOf(mark.text, mark.face)) used.add(run.font);
  return used;
}

async function embedFonts(pdf: PDFDocument, shelf: FontShelf, used: Set<FontName>): Promise<Map<FontName, PDFFont>> {
  const fonts = new Map<FontName, PDFFont>();
  for (const name of used) {
    const { engine } = shelf.font(name);
    // The fonts are open already: the library gets them as they are instead of reading the file again.
    pdf.registerFontkit({ create: () => engine as unknown as never });
    fonts.set(name, await pdf.embedFont(new Uint8Array(0), { subset: true }));
  }
  return fonts;
}

/** Each once, also where two places show it. */
async function embedPictures(
  pdf: PDFDocument,
  pages: readonly PrintedPage[],
  pictures: Pictures,
): Promise<Map<string, PDFImage>> {
  const images = new Map<string, PDFImage>();
  for (const mark of pages.flatMap(({ marks }) => marks)) {
    if (mark.kind !== "picture" || images.has(mark.sha256)) continue;
    const picture = pictures[mark.sha256];
    if (picture) images.set(mark.sha256, await pdf.embedJpg(picture.jpeg));
  }
  return images;
}

interface Ink {
  readonly fonts: ReadonlyMap<FontName, PDFFont>;
  readonly shelf: FontShelf;
  readonly images: ReadonlyMap<string, PDFImage>;
}

function drawPage(page: PDFPage, marks: readonly Mark[], ink: Ink): void {
  const keys = new Map<FontName, ReturnType<PDFPage["node"]["newFontDictionary"]>>();
  const keyOf = (name: FontName): ReturnType<PDFPage["node"]["newFontDictionary"]> => {
    const known = keys.get(name);
    const font = ink.fonts.get(name);
    if (known || !font) return known as ReturnType<PDFPage["node"]["newFontDictionary"]>;
    const key = page.node.newFontDictionary(font.name, font.ref);
    keys.set(name, key);
    return key;
  };
  page.pushOperators(setLineWidth(RULE));
  for (const mark of marks) {
    const image = mark.kind === "picture" ? ink.images.get(mark.sha256) : undefined;
    if (mark.kind === "picture" && image) {
      const { x, y, width, height } = mark;
      page.drawImage(image, { x, y: up(y + height), width, height });
    } else page.pushOperators(...operatorsOf(mark, { ...ink, keyOf }));
  }
}

const up = (y: number): number => PAGE.height - y;

function operatorsOf(
  mark: Mark,
  ink: Ink & { readonly keyOf: (name: FontName) => ReturnType<PDFPage["node"]["newFontDictionary"]> },
): PDFOperator[] {
  switch (mark.kind) {
    case "words":
      return wordOperators(mark, ink);
    case "rule":
      return [moveTo(mark.x, up(mark.y)), lineTo(mark.toX, up(mark.toY)), stroke()];
    case "circle":
      return dashed(circlePath(mark.x + mark.size / 2, up(mark.y + mark.size / 2), mark.size / 2));
    case "box": {
      const { x, y, size } = mark;
      const corners = [
        [x + size, y],
        [x + size, y + size],
        [x, y + size],
        [x, y],
      ] as const;
      return dashed([moveTo(x, up(y)), ...corners.map(([cx, cy]) => lineTo(cx, up(cy)))]);
    }
    // Drawn by the page itself, which has to know its pictures.
    case "picture":
      return [];
    case "pen":
      return penOperators(mark.strokes, (x, y) => [mark.x + x * mark.scale, up(mark.y + y * mark.scale)]);
  }
}

function wordOperators(
  { x, y, text, size, face, spread = 0, grey = false }: Extract<Mark, { readonly kind: "words" }>,
  { fonts, shelf, keyOf }: Parameters<typeof operatorsOf>[1],
): PDFOperator[] {
  const shows = shelf.runsOf(text, face).flatMap((run) => {
    const font = fonts.get(run.font);
    return font ? [setFontAndSize(keyOf(run.font), size), showText(font.encodeText(run.text))] : [];
  });
  return [
    beginText(),
    setFillingGrayscaleColor(grey ? GREY : 0),
    setCharacterSpacing(spread),
    setTextMatrix(1, 0, 0, 1, x, up(y)),
    ...shows,
    endText(),
  ];
}

const dashed = (path: PDFOperator[]): PDFOperator[] => [
  pushGraphicsState(),
  setStrokingGrayscaleColor(GREY),
  setDashPattern([2, 2], 0),
  ...path,
  stroke(),
  popGraphicsState(),
];

/** Handle of a quarter circle. */
const KAPPA = 0.5523;

function circlePath(x: number, y: number, r: number): PDFOperator[] {
  const k = r * KAPPA;
  return [
    moveTo(x + r, y),
    appendBezierCurve(x + r, y + k, x + k, y + r, x, y + r),
    appendBezierCurve(x - k, y + r, x - r, y + k, x - r, y),
    appendBezierCurve(x - r, y - k, x - k, y - r, x, y - r),
    appendBezierCurve(x + k, y - r, x + r, y - k, x + r, y),
  ];
}

/** Thicker where it was pressed. */
const penWidth = (pressure: number): number => 0.8 + 1.4 * Math.min(1, Math.max(0, pressure));

function penOperators(
  strokes: readonly Stroke[],
  at: (x: number, y: number) => readonly [number, number],
): PDFOperator[] {
  const lines = strokes.flatMap((points) =>
    points.flatMap(([x, y, pressure], i) => {
      const [fromX, fromY] = points[Math.max(0, i - 1)] ?? [x, y];
      // A single touch is a dot: a line of no length with round ends.
      if (i === 0 && points.length > 1) return [];
      return [setLineWidth(penWidth(pressure)), moveTo(...at(fromX, fromY)), lineTo(...at(x, y)), stroke()];
    }),
  );
  return [pushGraphicsState(), setLineCap(1), setLineJoin(1), ...lines, popGraphicsState()];
}
