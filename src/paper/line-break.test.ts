import { describe, expect, test } from "vitest";
import { breakLines } from "./line-break.ts";

/** Ten squares wide; Latin half a square. */
const rule = { widthOf: (char: string) => (/[\u2000-\uffef]/.test(char) || char.length > 1 ? 1 : 0.5), width: 10 };
const lines = (text: string, indent = 0): string[] => breakLines(text, { ...rule, indent }).map((line) => line.text);

describe("Chinese lines", () => {
  test("no line begins with a mark that ends something", () => {
    for (let n = 5; n < 15; n++) {
      const text = `${"漏".repeat(n)}，${"水".repeat(n)}。${"修".repeat(n)}”）；${"好".repeat(n)}！`;
      expect(lines(text).filter((line) => /^[，。”）；！]/.test(line))).toEqual([]);
      expect(lines(text).join("")).toBe(text);
    }
  });

  test("no line ends with a mark that begins something", () => {
    for (let n = 5; n < 15; n++) {
      const text = `${"漏".repeat(n)}（见“照片${"一".repeat(n)}”）《${"书".repeat(n)}》`;
      expect(lines(text).filter((line) => /[（“《]$/.test(line))).toEqual([]);
      expect(lines(text).join("")).toBe(text);
    }
  });

  test("a number keeps its figures and its unit of Latin letters together", () => {
    expect(lines("赔偿人民币共计1500.00元整")).toEqual(["赔偿人民币共计", "1500.00元整"]);
  });

  test("a word longer than a line is cut rather than lost", () => {
    const long = "A".repeat(45);
    expect(lines(long).join("")).toBe(long);
    expect(lines(long).every((line) => line.length <= 20)).toBe(true);
  });

  test("dashes and dots in pairs stay pairs", () => {
    expect(lines("一二三四五六七八九——十").some((line) => line.startsWith("—"))).toBe(false);
  });

  test("a paragraph begins two squares in, and a newline begins a paragraph", () => {
    expect(lines("一二三四五六七八九十", 2)).toEqual(["一二三四五六七八", "九十"]);
    expect(lines("甲\n\n乙")).toEqual(["甲", "", "乙"]);
  });

  test("a full stop at the right edge lies half in the margin, so that the line is not pulled apart", () => {
    expect(lines("一二三四五六七八九。又")).toEqual(["一二三四五六七八九。", "又"]);
  });

  test("a rare character of two code units is one character", () => {
    expect(lines("𠮷".repeat(12))).toEqual(["𠮷".repeat(10), "𠮷𠮷"]);
  });
});
