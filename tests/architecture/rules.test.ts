import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isTest, ROOT, readSources } from "./sources.ts";

const ID = "[A-Z]{2,6}-[A-Z0-9]+";

const allMatches = (texts: Iterable<string>, pattern: RegExp): Set<string> =>
  new Set([...texts].flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!)));

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

const product = readSources(["src", "sync-server"]);
const proofs = readSources(["src", "sync-server", "tests"]);
const code = [...product].filter(([path]) => !isTest(path)).map(([, text]) => text);
const tests = [...proofs].filter(([path]) => isTest(path)).map(([, text]) => text);

const promised = allMatches([readFileSync(join(ROOT, "docs/RULES.md"), "utf8")], new RegExp(`^\\| (${ID}) \\|`, "gm"));
const tagged = allMatches(code, new RegExp(`@rule (${ID})`, "g"));
const titles = allMatches(tests, new RegExp(`\\b(?:test|it)[^"'\`]{0,80}?["'\`]\\[(${ID})\\]`, "g"));

test("every rule of docs/RULES.md is kept by a function, and every tagged function has its rule there", () => {
  expect(promised.size).toBeGreaterThan(0);
  expect(sorted(tagged)).toEqual(sorted(promised));
});

test("every rule of docs/RULES.md is proven by a test that names it", () => {
  expect(sorted(promised).filter((id) => !titles.has(id))).toEqual([]);
});

test("no test claims a rule that is written down nowhere", () => {
  const behaviours = allMatches(
    [readFileSync(join(ROOT, "docs/SYNC.md"), "utf8")],
    new RegExp(`^\\| (${ID}) \\|`, "gm"),
  );
  expect(sorted(titles).filter((id) => !promised.has(id) && !behaviours.has(id))).toEqual([]);
});
