/** How many checks held and how many did not. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0 };

export const plus = (a: Tally, b: Tally): Tally => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

export const summaryLine = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * Counts a vitest JSON report. A file that could not even be read as tests counts as one failure, and so does a run
 * that ended badly although every test it counted held, or one that left no report.
 */
export function countReport(json: string | undefined, exitCode: number): Tally {
  if (json === undefined) return exitCode === 0 ? NOTHING : { passed: 0, failed: 1 };
  const report = JSON.parse(json) as Report;
  const brokenFiles = report.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length;
  const failed = report.numFailedTests + brokenFiles;
  return { passed: report.numPassedTests, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}
