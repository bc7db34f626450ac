import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, readSources } from "./sources.ts";

const documents = new Map([...readSources(["docs"], [".md"]), ...readSources(["."], ["README.md"])]);
const decisions = readdirSync(join(ROOT, "docs/adr"));

/** Paths in backticks that begin with one of our folders; a star stands for any name and is not checked. */
const NAMED = /`((?:src|sync-server|tests|docs|bench|public|\.ci)\/[\w./@-]*)`/g;

test("every file that a document names exists", () => {
  const missing = [...documents].flatMap(([path, text]) =>
    [...text.matchAll(NAMED)]
      .filter(([, named]) => !existsSync(join(ROOT, named!)))
      .map(([, named]) => `${path}: ${named}`),
  );
  expect(missing).toEqual([]);
});

test("every link from one document to another leads somewhere", () => {
  const broken = [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .filter(([, to]) => !existsSync(join(ROOT, path, "..", to!)))
      .map(([, to]) => `${path}: ${to}`),
  );
  expect(broken).toEqual([]);
});

test("decisions are numbered from 0001 without gaps or twins, and each is one page", () => {
  const numbers = decisions.map((name) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1])).sort((a, b) => a - b);
  expect(numbers).toEqual(decisions.map((_, i) => i + 1));
  const long = [...documents].filter(([path, text]) => path.startsWith("docs/adr/") && text.split("\n").length > 70);
  expect(long.map(([path]) => path)).toEqual([]);
});
