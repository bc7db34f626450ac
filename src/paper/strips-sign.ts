/** Where people sign and where the seal goes. */
import type { Stroke } from "#domain/mediation/dossier";
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
import type { Block, Signer } from "./sheet.ts";
import { SEAL_HINT, SIGN_DATE, THUMB_HINT } from "./words.ts";

export const SIGN_HEIGHT = 14.5 * MM;
export const THUMB = 12.5 * MM;

const MOST_LABEL = 58 * MM;

/** 甲方（签名）：____________ [指印]   年 月 日 */
export function signerStrip(
  { label, drawn, typed, on, thumb }: Signer,
  { measure, keep }: { readonly measure: Measure; readonly keep: boolean },
): Strip {
  const setting: Setting = { size: SIZE.text, face: "text", measure };
  const words = breakLines(`${label}：`, { widthOf: widthAt(setting), width: MOST_LABEL });
  const lineX = PAGE.left + Math.max(...words.map((line) => line.width), 40 * MM) + 2;
  const step = SIZE.text * LEADING;
  const above = Math.max(0, (words.length - 1) * step - 6);
  const dateText = on ?? SIGN_DATE;
  const dateX = PAGE.left + INNER - widthOfText(dateText, setting);
  const thumbX = dateX - THUMB - 8;
  const lineTo = (thumb ? thumbX : dateX) - 6;
  const marks = (y: number): Mark[] => {
    const base = y + above + SIGN_HEIGHT - 10;
    const line: Mark[] = [
      ...words.map(({ text }, i): Mark => {
        const lineY = base - (words.length - 1 - i) * step;
        return { kind: "words", x: PAGE.left, y: lineY, text, size: SIZE.text, face: "text" };
      }),
      { kind: "rule", x: lineX, y: base + 3, toX: lineTo, toY: base + 3 },
      { kind: "words", x: dateX, y: base, text: dateText, size: SIZE.text, face: "text" },
    ];
    if (drawn && drawn.length > 0) line.push(penOn(drawn, { x: lineX, base, width: lineTo - lineX }));
    else if (typed) line.push({ kind: "words", x: lineX + 8, y: base, text: typed, size: SIZE.text, face: "text" });
    if (thumb)
      line.push(
        { kind: "box", x: thumbX, y: base + 4 - THUMB, size: THUMB },
        {
          kind: "words",
          x: thumbX + THUMB / 2 - 9,
          y: base - THUMB / 2 + 8,
          text: THUMB_HINT,
          size: 9,
          face: "text",
          grey: true,
        },
      );
    return line;
  };
  return { kind: "strip", height: SIGN_HEIGHT + above, marks, keep };
}

/** As large as the line allows, its foot a little under the line, as a pen would; cut to what was written. */
export function penOn(
  strokes: readonly Stroke[],
  { x, base, width }: { readonly x: number; readonly base: number; readonly width: number },
): Mark {
  const frame = frameOf(strokes);
  const scale = Math.min(width / frame.width, (SIGN_HEIGHT - 4) / frame.height, 0.16);
  const left = x + (width - frame.width * scale) / 2;
  const top = base + 6 - frame.height * scale;
  return { kind: "pen", x: left - frame.left * scale, y: top - frame.top * scale, scale, strokes };
}

/** The part of the pad that was written on. */
export function frameOf(strokes: readonly Stroke[]): {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
} {
  const points = strokes.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs, 1000), Math.min(...ys, 400)];
  return { left, top, width: Math.max(1, Math.max(...xs, 0) - left), height: Math.max(1, Math.max(...ys, 0) - top) };
}

export const SEAL = 38 * MM;

/** The committee's name and the date over the place of the round seal. */
export function sealStrip(
  { committee, waiting, date }: Extract<Block, { readonly kind: "seal" }>,
  measure: Measure,
): Strip {
  const setting: Setting = { size: SIZE.text, face: "text", measure };
  const lines = breakLines(committee, { widthOf: widthAt(setting), width: INNER * 0.62 });
  const width = Math.max(SEAL, ...lines.map((line) => line.width), widthOfText(date, setting));
  const middle = PAGE.left + INNER - width / 2 - 6;
  const step = SIZE.text * LEADING;
  const inMiddle = (text: string, y: number): Mark => {
    return { kind: "words", x: middle - widthOfText(text, setting) / 2, y, text, size: SIZE.text, face: "text" };
  };
  const hint = waiting ?? SEAL_HINT;
  const hintSize = waiting ? 13 : 9;
  const marks = (y: number): Mark[] => {
    const top = y + (SEAL - (lines.length + 1) * step) / 2;
    return [
      { kind: "circle", x: middle - SEAL / 2, y, size: SEAL },
      ...lines.map((line, i) => inMiddle(line.text, top + i * step + baseLine(SIZE.text))),
      inMiddle(date, top + lines.length * step + baseLine(SIZE.text)),
      {
        kind: "words",
        x: middle - widthOfText(hint, { ...setting, size: hintSize }) / 2,
        y: y + SEAL - 14,
        text: hint,
        size: hintSize,
        face: waiting ? "bold" : "text",
        grey: !waiting,
      },
    ];
  };
  return { kind: "strip", height: SEAL + 6, marks, keep: false };
}
