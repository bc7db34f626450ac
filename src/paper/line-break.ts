/**
 * Breaks Chinese text into lines: no 。 or ， at the beginning of a line, no （ or “ at its end, numbers and Latin words
 * in one piece unless they are longer than a line, —— and …… never parted.
 */

const NOT_FIRST = new Set("，。、；：？！）」』】》〉〕］｝”’…—·～％‰℃〃々‐-,.;:?!)]}%°′″");
const NOT_LAST = new Set("（「『【《〈〔［｛“‘([{￥＄$£№§");
/** What stands in the left half of its square: at the end of a line the empty half may lie in the margin. */
const HALF_EMPTY = new Set("，。、；：）」』】》〉〕］｝");
const WORD = /[\p{Script=Latin}\p{Nd}'’.,:/@_%+&#-]/u;
const WORD_START = /[\p{Script=Latin}\p{Nd}]/u;

export interface Line {
  readonly text: string;
  readonly width: number;
  /** Its paragraph goes on: the line is stretched to the right edge. */
  readonly full: boolean;
}

export interface LineRule {
  /** Width of one character (a code point). */
  readonly widthOf: (char: string) => number;
  readonly width: number;
  /** Width lost at the beginning of each paragraph. */
  readonly indent?: number;
}

const isWordPair = (before: string, after: string): boolean =>
  WORD.test(before) && WORD.test(after) && (WORD_START.test(before) || WORD_START.test(after));

/** May a line end between these two? */
export function mayBreak(before: string, after: string): boolean {
  if (after === " " || NOT_FIRST.has(after) || NOT_LAST.has(before)) return false;
  return !isWordPair(before, after);
}

/** Every line of the text; a newline begins a paragraph. At least one line, for an empty text an empty one. */
export function breakLines(text: string, rule: LineRule): Line[] {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, "  ")
    .split("\n")
    .flatMap((paragraph) => breakParagraph([...paragraph.trimEnd()], rule));
}

function breakParagraph(chars: readonly string[], { widthOf, width, indent = 0 }: LineRule): Line[] {
  const lines: Line[] = [];
  let start = 0;
  let room = width - indent;
  while (start < chars.length) {
    const fits = countThatFits(chars, start, { widthOf, width: room });
    const end = start + fits === chars.length ? chars.length : breakBefore(chars, start, start + fits);
    lines.push(lineOf(chars.slice(start, end), widthOf, end < chars.length));
    start = end;
    while (chars[start] === " ") start++;
    room = width;
  }
  return lines.length > 0 ? lines : [{ text: "", width: 0, full: false }];
}

/** At least one, however narrow the room. */
function countThatFits(chars: readonly string[], start: number, { widthOf, width }: LineRule): number {
  let used = 0;
  let n = 0;
  for (let i = start; i < chars.length; i++) {
    const char = chars[i] ?? "";
    const w = widthOf(char);
    if (used + (HALF_EMPTY.has(char) ? w / 2 : w) > width + 0.01) break;
    used += w;
    n++;
  }
  return Math.max(1, n);
}

/** The last place at or before `limit` where a line may end; `limit` itself where there is none. */
function breakBefore(chars: readonly string[], start: number, limit: number): number {
  for (let at = limit; at > start; at--) {
    if (mayBreak(chars[at - 1] ?? "", chars[at] ?? "")) return at;
  }
  return limit;
}

function lineOf(chars: readonly string[], widthOf: (char: string) => number, full: boolean): Line {
  const text = chars.join("").trimEnd();
  const last = text.slice(-1);
  const hang = full && HALF_EMPTY.has(last) ? widthOf(last) / 2 : 0;
  return { text, width: [...text].reduce((sum, char) => sum + widthOf(char), 0) - hang, full };
}
