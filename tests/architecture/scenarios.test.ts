/** docs/sync-scenarios.md and the tests name the same faults, in both directions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isTest, ROOT, readSources } from "./sources.ts";

const NUMBERS = Array.from({ length: 44 }, (_, i) => `F${String(i + 1).padStart(2, "0")}`);

const TITLE = /^\s*(?:test|it)\b[^"'`\n]{0,80}?["'`]((?:\[[^\]\n]+\] ?)+)/gm;

/** Scenario → files with a test whose title begins with it. */
function provenBy(): Map<string, string[]> {
  const proven = new Map<string, string[]>();
  for (const [path, text] of readSources(["src", "sync-server", "tests"])) {
    if (!isTest(path)) continue;
    const named = [...text.matchAll(TITLE)].flatMap(([, tags]) => tags!.match(/F\d\d(?=\])/g) ?? []);
    for (const number of new Set(named)) proven.set(number, [...(proven.get(number) ?? []), path]);
  }
  return proven;
}

/** Scenario → files its row names; a row that says open names none. */
function promised(): Map<string, string[]> {
  const text = readFileSync(join(ROOT, "docs/sync-scenarios.md"), "utf8");
  const rows = [...text.matchAll(/^\| (F\d\d) \|.*\|([^|]+)\|$/gm)];
  return new Map(rows.map(([, number, tests]) => [number!, [...tests!.matchAll(/`([^`]+)`/g)].map((m) => m[1]!)]));
}

test("every one of the 44 scenarios has one row", () => {
  expect([...promised().keys()]).toEqual(NUMBERS);
});

test("each row names exactly the files whose tests name it", () => {
  const proven = provenBy();
  const wrong = [...promised()].flatMap(([number, files]) => {
    const found = (proven.get(number) ?? []).sort();
    return String(files.sort()) === String(found) ? [] : [`${number}: the table says ${files}, the tests ${found}`];
  });
  expect(wrong).toEqual([]);
});

test("no test names a scenario that is not in the table", () => {
  expect([...provenBy().keys()].filter((number) => !NUMBERS.includes(number))).toEqual([]);
});
