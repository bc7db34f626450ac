import { expect, test } from "vitest";
import { countReport, summaryLine } from "../support/tally.ts";

const report = (passed: number, failed: number, files: { status: string; assertionResults: unknown[] }[] = []) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: files });

test("the last line of npm test holds the two counts and nothing else", () => {
  expect(summaryLine({ passed: 12, failed: 0 })).toBe("12 passed, 0 failed");
});

test("a test file that cannot be read counts as a failure", () => {
  const broken = { status: "failed", assertionResults: [] };
  expect(countReport(report(3, 0, [broken]), 1)).toEqual({ passed: 3, failed: 1 });
});

test("a run that ends badly is never all green, with or without a report", () => {
  expect(countReport(report(3, 0), 1)).toEqual({ passed: 3, failed: 1 });
  expect(countReport(undefined, 1)).toEqual({ passed: 0, failed: 1 });
});

test("a folder without tests yet counts as nothing", () => {
  expect(countReport(undefined, 0)).toEqual({ passed: 0, failed: 0 });
});
