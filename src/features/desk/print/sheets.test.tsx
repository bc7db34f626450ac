import { expect, test } from "vitest";
import { sheetsOf } from "./sheets.tsx";

test("twenty-five codes fill two sheets of twelve and begin a third", () => {
  const codes = Array.from({ length: 25 }, (_, n) => n);
  expect(sheetsOf(codes, 12).map((sheet) => sheet.length)).toEqual([12, 12, 1]);
});

test("a long report takes the room of several short ones, and one longer than a sheet stands alone", () => {
  const lines = [10, 20, 30, 99, 5, 5];
  expect(sheetsOf(lines, 36, (one) => one)).toEqual([[10, 20], [30], [99], [5, 5]]);
});

test("nothing to print is no sheet", () => {
  expect(sheetsOf([], 12)).toEqual([]);
});
