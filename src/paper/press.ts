/** From a case to files: lays out, numbers the pages, makes the contents, writes. Runs in the worker and in tests. */
import { composeSheets, formsOf } from "./compose.ts";
import type { FontShelf } from "./fonts.ts";
import { contentsForm } from "./forms/file.ts";
import { FORM_NAMES } from "./forms/parts.ts";
import { type Mark, type Measure, PAGE } from "./page.ts";
import { layOut } from "./page-layout.ts";
import type { PaperCase } from "./paper-case.ts";
import type { FormKind, PageSpan, Pictures, Sheet } from "./sheet.ts";
import { MISSING_NOTE, PAGE_OF } from "./words.ts";
import { writeDocx } from "./write-docx.ts";
import { type PdfFacts, type PrintedPage, writePdf } from "./write-pdf.ts";

/** Neither counts pages nor carries a number. */
const UNNUMBERED: ReadonlySet<FormKind> = new Set(["cover", "contents"]);

export interface LaidOut {
  readonly pages: readonly PrintedPage[];
  readonly spans: readonly PageSpan[];
  readonly sheets: readonly Sheet[];
}

/** Every page of the forms asked for, in the order of the file. */
export function layOutCase(paper: PaperCase, kinds: readonly FormKind[], measure: Measure): LaidOut {
  if (kinds.length === 1 && kinds[0] === "contents" && !paper.blank) return contentsAlone(paper, measure);
  const sheets = composeSheets(paper, kinds);
  const laid = sheets.map((sheet) => ({ sheet, pages: layOut(sheet, measure) }));
  const counted = laid.filter(({ sheet }) => !UNNUMBERED.has(sheet.kind));
  const all = counted.reduce((sum, { pages }) => sum + pages.length, 0);
  const spans = spansOf(counted);
  const numbered = counted.flatMap(({ sheet, pages }, i) =>
    pages.map(({ marks }, n) => ({
      marks: [...marks, ...footMarks(sheet, PAGE_OF((spans[i]?.from ?? 1) + n, all), measure)],
    })),
  );
  const cover = laid.filter(({ sheet }) => sheet.kind === "cover").flatMap(({ pages }) => pages);
  const contents = kinds.includes("contents") ? contentsForm(paper, spans) : undefined;
  const front = [...cover, ...(contents ? layOut(contents, measure) : [])];
  const [first, rest] = [sheets.filter((s) => s.kind === "cover"), sheets.filter((s) => s.kind !== "cover")];
  return { pages: [...front, ...numbered], spans, sheets: contents ? [...first, contents, ...rest] : sheets };
}

/** The contents name the pages of the whole dossier, which is not there to be pointed at. */
function contentsAlone(paper: PaperCase, measure: Measure): LaidOut {
  const contents = contentsForm(paper, layOutCase(paper, formsOf(paper), measure).spans);
  return { pages: layOut(contents, measure), spans: [], sheets: [contents] };
}

function spansOf(laid: readonly { readonly sheet: Sheet; readonly pages: readonly unknown[] }[]): PageSpan[] {
  let next = 1;
  return laid.map(({ sheet, pages }) => {
    const from = next;
    next += pages.length;
    return { name: sheet.name, from, to: next - 1 };
  });
}

const FOOT_SIZE = 9.5;
const FOOT_Y = PAGE.height - PAGE.bottom + 30;

function footMarks({ foot }: Sheet, pageOf: string, measure: Measure): Mark[] {
  const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + measure(char, "text") * FOOT_SIZE, 0);
  const line = { kind: "words", y: FOOT_Y, size: FOOT_SIZE, face: "text", grey: true } as const;
  return [
    { ...line, x: PAGE.left, text: foot },
    { ...line, x: PAGE.width - PAGE.right - widthOf(pageOf), text: pageOf },
  ];
}

export interface PdfMade {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** Characters no font has; each page that lacks one says so at its foot. */
  readonly missing: readonly string[];
}

/** The forms as one PDF. */
export async function pressPdf(
  paper: PaperCase,
  kinds: readonly FormKind[],
  { shelf, madeAt, pictures }: { readonly shelf: FontShelf; readonly madeAt: Date; readonly pictures?: Pictures },
): Promise<PdfMade> {
  const { pages } = layOutCase(paper, kinds, shelf.measure);
  const noted = shelf.missing.size === 0 ? pages : pages.map((page) => withNote(page, shelf));
  const facts: PdfFacts = { title: titleOf(paper, kinds), author: paper.committee, madeAt, pictures };
  return { bytes: await writePdf(noted, shelf, facts), pages: pages.length, missing: [...shelf.missing] };
}

/** 人民调解卷宗 with its title for several forms, the name of the form for one. */
export function titleOf({ title, number, blank }: PaperCase, kinds: readonly FormKind[]): string {
  const one = kinds.length === 1 ? kinds[0] : undefined;
  return [one ? FORM_NAMES[one] : FORM_NAMES.cover, blank ? "" : (number ?? title ?? "")].filter(Boolean).join(" ");
}

function withNote(page: PrintedPage, shelf: FontShelf): PrintedPage {
  const here = [...shelf.missing].filter((char) =>
    page.marks.some((mark) => mark.kind === "words" && mark.text.includes(char)),
  );
  if (here.length === 0) return page;
  const note: Mark = {
    kind: "words",
    x: PAGE.left,
    y: FOOT_Y - 15,
    size: FOOT_SIZE,
    face: "text",
    text: MISSING_NOTE(here),
  };
  return { marks: [...page.marks, note] };
}

/** The forms as one Word file. Without fonts the pages of the contents are an estimate until Word counts its own. */
export async function pressDocx(
  paper: PaperCase,
  kinds: readonly FormKind[],
  { shelf, pictures = {} }: { readonly shelf?: FontShelf; readonly pictures?: Pictures } = {},
): Promise<Uint8Array> {
  const { sheets, spans } = layOutCase(paper, kinds, shelf?.measure ?? roughMeasure);
  return writeDocx(sheets, spans, { title: titleOf(paper, kinds), author: paper.committee, pictures });
}

/** Chinese characters are square, others about half of it. */
const roughMeasure: Measure = (char) => (/[\u2e80-\uffef]/.test(char) || char.length > 1 ? 1 : 0.55);
