/** Fixed words that the layout itself prints. A statutory form is Chinese whatever language the phone speaks. */
export const SIGN_DATE = "　　　年　　月　　日";
export const THUMB_HINT = "指印";
export const SEAL_HINT = "（盖章处）";
export const SEAL_WAITING = "待盖章";
export const PHOTO_MISSING = "照片不在这台手机上";
export const NUMBER_WAITING = "待编号";
/** Printers' sign for a character that the font does not have. */
export const MISSING = "〓";
export const MISSING_NOTE = (chars: readonly string[]): string =>
  `本页“${MISSING}”处是字库没有的字（${chars.map((c) => `U+${c.codePointAt(0)?.toString(16).toUpperCase()}`).join("、")}），请在纸上手写补全。`;
export const PAGE_OF = (page: number, all: number): string => `第 ${page} 页　共 ${all} 页`;
export const BLANK_DATE = "　　　　年　　月　　日";

const FIGURES = "〇一二三四五六七八九";

/** 一 … 九十九, for the points of a form. */
export function ordinal(n: number): string {
  const tens = Math.floor(n / 10);
  const ones = n % 10;
  const head = tens === 0 ? "" : tens === 1 ? "十" : `${FIGURES[tens] ?? ""}十`;
  return `${head}${ones === 0 && tens > 0 ? "" : (FIGURES[ones] ?? "")}`;
}

/** 2026年11月24日; room to write where there is none. */
export function dateInWords(on: string | undefined | null): string {
  const [year, month, day] = on?.slice(0, 10).split("-").map(Number) ?? [];
  return year && month && day ? `${year}年${month}月${day}日` : BLANK_DATE;
}

/** 2026年11月24日 19时30分, of a local time `YYYY-MM-DDTHH:MM`; room to write what is not known. */
export function timeInWords(at: string | undefined | null): string {
  return at ? `${dateInWords(at)} ${hourInWords(at.slice(11))}` : `　　　年　月　日　时　分`;
}

/** 19时30分, of `HH:MM`. */
export function hourInWords(hour: string | undefined): string {
  const [hours, minutes] = hour?.split(":") ?? [];
  return hours && minutes ? `${Number(hours)}时${minutes}分` : "　　时　　分";
}

/** ■ for what holds, □ for the rest: boxes that print and read everywhere, three to a line. */
export function choice(options: readonly string[], chosen: string | undefined): string {
  const boxes = options.map((option) => `${option === chosen ? "■" : "□"}${option}`);
  const lines = boxes.length > 4 ? [boxes.slice(0, 3), boxes.slice(3)] : [boxes];
  return lines.map((line) => line.join("　")).join("\n");
}
