import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  installScripts,
  isFree,
  type Lock,
  readAudit,
  unknownLicences,
  unpinned,
} from "../support/dependency-rules.ts";

/** As package-lock.json is: the check itself must not have gone blind for our own. */
const ours = JSON.parse(readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8")) as Lock;

const whole = { version: "1.0.0", integrity: "sha512-x", license: "MIT" };
const aLock = (packages: Lock["packages"]): Lock => ({ packages: { "": {}, ...packages } });

test("a range, a missing hash and a written address are found; what is pinned is not", () => {
  expect(unpinned({ dependencies: { a: "1.0.0" } }, aLock({ "node_modules/a": whole }))).toEqual([]);
  const { integrity: _, ...bare } = whole;
  const lock = aLock({ "node_modules/a": bare, "node_modules/b": { ...whole, resolved: "x" } });
  expect(unpinned({ devDependencies: { a: "^1.0.0" } }, lock)).toEqual([
    "package.json: a is ^1.0.0, not one version",
    "node_modules/a has no sha512 of its bytes",
    "node_modules/b names where it came from, which is not the same everywhere",
  ]);
});

test("a licence is known by its name, its choice, or a person who looked at that very package", () => {
  expect(["MIT", "(MIT OR GPL-3.0)", "MIT AND ISC"].map(isFree)).toEqual([true, true, true]);
  expect(["GPL-3.0", "MIT AND GPL-3.0", "UNLICENSED", ""].map(isFree)).toEqual([false, false, false, false]);
  const lock = aLock({
    "node_modules/lightningcss": { ...whole, license: "MPL-2.0" },
    "node_modules/x/node_modules/other": { ...whole, license: "MPL-2.0" },
    "node_modules/none": { version: "1.0.0", integrity: "sha512-x" },
  });
  expect(unknownLicences(lock)).toEqual(["other: MPL-2.0", "none: no licence"]);
});

test("an install script that nobody read stands out", () => {
  const scripted = { ...whole, hasInstallScript: true };
  const found = installScripts(aLock({ "node_modules/esbuild": scripted, "node_modules/new": scripted }));
  expect(found.map(({ name, does }) => [name, does === null])).toEqual([
    ["esbuild", false],
    ["new", true],
  ]);
});

test("a registry that does not answer is told apart from one that finds nothing, and from one that finds something", () => {
  expect(readAudit('{"message":"405","statusCode":405,"error":{}}')).toEqual({
    kind: "not-checked",
    why: "the registry does not answer (HTTP 405)",
  });
  expect(readAudit('{"error":{"code":"ENOTFOUND"}}').kind).toBe("not-checked");
  expect(readAudit("").kind).toBe("not-checked");
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({ kind: "checked", grave: [], lesser: [] });
  const found = { a: { severity: "high", range: "<2" }, b: { severity: "moderate" }, c: { severity: "critical" } };
  expect(readAudit(JSON.stringify({ vulnerabilities: found }))).toEqual({
    kind: "checked",
    grave: ["a <2: high", "c *: critical"],
    lesser: ["b *: moderate"],
  });
});

test("our own lock is read: hundreds of packages, each pinned, and the scripts that npm counts too", () => {
  expect(Object.keys(ours.packages).length).toBeGreaterThan(300);
  expect(unpinned({}, ours)).toEqual([]);
  expect(installScripts(ours).length).toBeGreaterThan(0);
});
