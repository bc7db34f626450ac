/** The press on the page itself, where the browser can be made slow: workers are not throttled. */
import { formsOf } from "../../../src/paper/compose.ts";
import { FontShelf } from "../../../src/paper/fonts.ts";
import { paperCaseOf } from "../../../src/paper/from-dossier.ts";
import { FONT_URLS } from "../../../src/paper/kit-files.ts";
import { pressPdf } from "../../../src/paper/press.ts";
import { aDossier } from "../../../tests/builders/a-dossier.ts";

export interface PaperFigures {
  readonly ms: number;
  readonly pages: number;
  readonly bytes: number;
}

/** A file of about thirty pages: four inquiries, eight sessions, fifty pieces of evidence. */
function longCase() {
  const file = aDossier();
  const many = <T extends { readonly id: string }>(one: T | undefined, n: number): T[] =>
    one ? Array.from({ length: n }, (_, i) => ({ ...one, id: `${one.id}-${i}` })) : [];
  const account = (file.investigations[0]?.account ?? "").concat("\n").repeat(8);
  return {
    ...file,
    investigations: many(file.investigations[0], 4).map((one) => ({ ...one, account })),
    evidence: many(file.evidence[0], 50),
    sessions: many(file.sessions[0], 8).map((one) => ({ ...one, checked: one.checked.repeat(4) })),
  };
}

/** From the fonts' bytes to the bytes of the PDF, as the worker does it. */
async function press(): Promise<PaperFigures> {
  const bytesOf = async (url: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const [text, bold] = await Promise.all([bytesOf(FONT_URLS.text), bytesOf(FONT_URLS.bold)]);
  const from = performance.now();
  const paper = paperCaseOf(longCase());
  const shelf = new FontShelf({ text, bold, rare: undefined });
  const { bytes, pages } = await pressPdf(paper, formsOf(paper), { shelf, madeAt: new Date() });
  return { ms: performance.now() - from, pages, bytes: bytes.length };
}

export interface PaperBench {
  press(): Promise<PaperFigures>;
}

Object.assign(window, { bench: { press } satisfies PaperBench });
