/** The built app, read as the oldest phones read it: nothing in it may need more than Chromium 89 and Safari 15.4. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const DIST = resolve(import.meta.dirname, "../../dist");

/** Syntax and calls of later browsers. Array.at and Object.hasOwn are filled in by src/app/polyfills.ts. */
const TOO_NEW: readonly RegExp[] = [
  /\bstatic\s*\{/g,
  /#[A-Za-z_$][\w$]*\s+in\s/g,
  /\bstructuredClone\(/g,
  /\brandomUUID\(/g,
  /\.(findLast|findLastIndex|toSorted|toReversed|toSpliced|isWellFormed)\(/g,
  /\bObject\.groupBy\(|\bMap\.groupBy\(|\bArray\.fromAsync\(/g,
  /\bPromise\.(withResolvers|try)\(/g,
  /\bAbortSignal\.(any|timeout)\(/g,
  /\bURL\.canParse\(/g,
  /\.(checkVisibility|showPicker|showPopover)\(/g,
  /\bnew URLPattern\b|\bIterator\.from\(/g,
];

/** A use behind a question: the library asks first and has another way. */
const ASKED_FIRST = /typeof [\w.$]+|"\w+" ?in|\?\.|\|\||&&|\?(?!=)/;

function tooNewIn(text: string): string[] {
  return TOO_NEW.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .filter((match) => !ASKED_FIRST.test(text.slice(Math.max(0, match.index - 60), match.index)))
      .map((match) => text.slice(Math.max(0, match.index - 40), match.index + 40)),
  );
}

const scripts = (readdirSync(DIST, { recursive: true }) as string[]).filter((name) => name.endsWith(".js"));
const styles = (readdirSync(DIST, { recursive: true }) as string[]).filter((name) => name.endsWith(".css"));

test("no script of the build uses what the oldest phones lack, libraries included", () => {
  expect(scripts.length).toBeGreaterThan(10);
  const found = scripts.flatMap((name) =>
    tooNewIn(readFileSync(join(DIST, name), "utf8")).map((where) => `${name}: …${where}…`),
  );
  expect(found).toEqual([]);
});

test("no style sheet of the build uses what they would not draw", () => {
  const tooNew = /color-mix\(|light-dark\(|@layer\b|:has\(|@container\b|\binset-area\b/g;
  const found = styles.flatMap((name) => [...readFileSync(join(DIST, name), "utf8").matchAll(tooNew)].map(([m]) => m));
  expect(styles.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test("the look-out itself finds what it is looking for", () => {
  expect(tooNewIn("a=structuredClone(b);class C{static{x()}}y.toSorted(z)")).toHaveLength(3);
  expect(tooNewIn('typeof structuredClone=="function"?structuredClone(a):b')).toEqual([]);
});
