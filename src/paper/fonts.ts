/**
 * Fonts of the paper. Each face asks its fonts in their order; a character that none of them has is printed as 〓 and
 * told to whoever prints, for an empty box would go unseen.
 */

import { gunzipSync } from "fflate";
import * as fontkit from "fontkit";
import { assert } from "#domain/kernel/assert";
import type { Face } from "./page.ts";
import { MISSING } from "./words.ts";

export interface FontFiles {
  /** GB 2312 and all of 通用规范汉字表. */
  readonly text: Uint8Array;
  /** The printed words of the forms, heavy. */
  readonly bold: Uint8Array;
  /** All other characters of the typeface; undefined where they were not fetched. */
  readonly rare: Uint8Array | undefined;
}

export type FontName = keyof FontFiles;

interface Glyph {
  readonly id: number;
  readonly codePoints: number[];
  readonly advanceWidth: number;
}

/** What the PDF library asks of a font, and nothing else of the many things fontkit can do. */
export interface PaperFont {
  readonly engine: EngineFont;
  has(char: string): boolean;
  /** In ems. */
  widthOf(char: string): number;
}

interface EngineFont {
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): Glyph;
  layout(text: string): { glyphs: Glyph[] };
}

const ORDER: Readonly<Record<Face, readonly FontName[]>> = {
  text: ["text", "rare"],
  bold: ["bold", "text", "rare"],
};

/** Some servers unpack a .gz on the way; both are taken. */
const unpacked = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;

export class FontShelf {
  private readonly fonts = new Map<FontName, PaperFont>();
  private readonly found = new Map<string, { font: FontName; char: string }>();
  /** Characters no font has, of everything that was measured so far. */
  readonly missing = new Set<string>();

  constructor(files: FontFiles) {
    for (const name of ["text", "bold", "rare"] as const) {
      const bytes = files[name];
      if (bytes) this.fonts.set(name, openFont(unpacked(bytes)));
    }
  }

  readonly measure = (char: string, face: Face): number => {
    const { font, char: drawn } = this.lookUp(char, face);
    return this.font(font).widthOf(drawn);
  };

  /** Runs of one font each. */
  runsOf(text: string, face: Face): { font: FontName; text: string }[] {
    const runs: { font: FontName; text: string }[] = [];
    for (const one of text) {
      const { font, char } = this.lookUp(one, face);
      const last = runs.at(-1);
      if (last?.font === font) last.text += char;
      else runs.push({ font, text: char });
    }
    return runs;
  }

  font(name: FontName): PaperFont {
    const font = this.fonts.get(name);
    assert(font, `font ${name} is open`);
    return font;
  }

  private lookUp(char: string, face: Face): { font: FontName; char: string } {
    const key = face + char;
    const known = this.found.get(key);
    if (known) return known;
    const font = ORDER[face].find((name) => this.fonts.get(name)?.has(char));
    // Marks that choose among shapes of the character before them, and other things without a shape.
    if (!font && !/[\p{Cc}\p{Cf}\p{M}]/u.test(char)) this.missing.add(char);
    const answer = font ? { font, char } : { font: "text" as const, char: MISSING };
    this.found.set(key, answer);
    return answer;
  }
}

function openFont(bytes: Uint8Array): PaperFont {
  const engine = fontkit.create(bytes as Parameters<typeof fontkit.create>[0]) as unknown as EngineFont;
  const glyphs = new Map<string, Glyph>();
  const glyphOf = (char: string): Glyph => {
    const known = glyphs.get(char);
    if (known) return known;
    const glyph = engine.glyphForCodePoint(char.codePointAt(0) ?? 0);
    glyphs.set(char, glyph);
    return glyph;
  };
  // Chinese needs no shaping; one look-up a character instead of the whole of OpenType is twenty times as fast.
  engine.layout = (text) => ({ glyphs: [...text].map(glyphOf) });
  return {
    engine,
    has: (char) => engine.hasGlyphForCodePoint(char.codePointAt(0) ?? 0),
    widthOf: (char) => glyphOf(char).advanceWidth / engine.unitsPerEm,
  };
}
