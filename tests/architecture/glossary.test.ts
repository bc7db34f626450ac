import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeOnly, isTest, ROOT, readSources } from "./sources.ts";

interface Term {
  readonly identifier: string;
  readonly cells: readonly string[];
}

const rows = readFileSync(join(ROOT, "docs/GLOSSARY.md"), "utf8").split("\n");
const terms: readonly Term[] = rows.flatMap((row) => {
  const identifier = /^\| `(\w+)` \|/.exec(row)?.[1];
  return identifier ? [{ identifier, cells: row.split("|").slice(1, -1) }] : [];
});

const code = [...readSources(["src", "sync-server"])]
  .filter(([path]) => !isTest(path))
  .map(([, text]) => codeOnly(text))
  .join("\n");

test("every term of the glossary is a name that the code uses", () => {
  expect(terms.length).toBeGreaterThan(0);
  expect(terms.map((term) => term.identifier).filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});

test("no term is explained twice, and each has its Chinese word and its meaning", () => {
  const names = terms.map((term) => term.identifier);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  expect(terms.filter(({ cells }) => cells.length !== 5 || cells.some((cell) => cell.trim() === ""))).toEqual([]);
});
