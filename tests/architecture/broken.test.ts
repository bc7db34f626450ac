/** `npm run test:broken` can break what it names, and docs/PROOF.md says which tests noticed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BROKEN } from "../broken/all.ts";
import { ROOT } from "./sources.ts";

const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");

test("what is to be replaced stands exactly once in its file, and the tests are there", () => {
  const wrong = BROKEN.flatMap(({ name, edits, tests }) => [
    ...edits.filter(({ file, find }) => textOf(file).split(find).length !== 2).map(({ find }) => `${name}: ${find}`),
    ...tests.filter((path) => !textOf(path).includes("test")).map((path) => `${name}: ${path}`),
  ]);
  expect(wrong).toEqual([]);
});

test("each has a name of its own and a row in docs/PROOF.md, and each row is one of them", () => {
  const names = BROKEN.map(({ name }) => name);
  const [, table = ""] = textOf("docs/PROOF.md").split("## Broken by hand, and who noticed");
  const rows = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]);
  expect(new Set(names).size).toBe(names.length);
  expect(rows).toEqual(names);
});
