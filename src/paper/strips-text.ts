/** Titles, lines and paragraphs as strips. */
import { breakLines } from "./line-break.ts";
import {
  baseLine,
  INNER,
  LEADING,
  type Measure,
  PAGE,
  type Setting,
  SIZE,
  type Strip,
  widthAt,
  widthOfText,
  wordsOf,
} from "./page.ts";

export function centred(text: string, setting: Setting & { readonly after: number }): Strip {
  const { size, face } = setting;
  const x = PAGE.left + (INNER - widthOfText(text, setting)) / 2;
  return {
    kind: "strip",
    height: size * LEADING + setting.after,
    keep: true,
    marks: (y) => [{ kind: "words", x, y: y + baseLine(size), text, size, face }],
  };
}

/** A long title takes as many lines as it needs. */
export function titlePieces(text: string, size: number, measure: Measure): Strip[] {
  const setting: Setting = { size, face: "bold", measure };
  const lines = breakLines(text, { widthOf: widthAt(setting), width: INNER });
  return lines.map((line, i) => centred(line.text, { ...setting, after: i === lines.length - 1 ? 10 : 0 }));
}

export function rightLine(text: string, measure: Measure): Strip {
  const setting: Setting = { size: SIZE.serial, face: "text", measure };
  const x = PAGE.left + INNER - widthOfText(text, setting);
  return {
    kind: "strip",
    height: SIZE.serial * LEADING + 4,
    keep: true,
    marks: (y) => [{ kind: "words", x, y: y + baseLine(SIZE.serial), text, size: SIZE.serial, face: "text" }],
  };
}

export function paragraph(
  text: string,
  setting: Setting & { readonly indent: number; readonly before?: number; readonly keep?: boolean },
): Strip[] {
  const { size, indent, before = 0, keep = false } = setting;
  return text.split("\n").flatMap((part) => {
    const lines = breakLines(part, { widthOf: widthAt(setting), width: INNER, indent });
    return lines.map((line, i): Strip => {
      const lead = i === 0 ? before : 0;
      // Two lines at the foot and two at the head of a page, or the whole.
      const bound = lines.length > 1 && (i === 0 || i === lines.length - 2);
      const inset = i === 0 ? indent : 0;
      return {
        kind: "strip",
        height: size * LEADING + lead,
        keep: keep || bound,
        marks: (y) => [wordsOf(line, { ...setting, x: PAGE.left + inset, y: y + lead, room: INNER - inset })],
      };
    });
  });
}
