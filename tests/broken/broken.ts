/**
 * One protection of the product, taken away by hand: what is replaced by what in which file, and the tests that must fail
 * then. Nothing of it is in the product; `npm run test:broken` does it in a copy.
 */

export interface Edit {
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export interface Broken {
  /** Name on the command line and in the table of docs/PROOF.md. */
  readonly name: string;
  /** What is missing then, in words. */
  readonly without: string;
  readonly edits: readonly Edit[];
  readonly project: "unit" | "flows" | "e2e";
  readonly tests: readonly string[];
  /** Only tests whose title matches. */
  readonly titled?: string;
}

/** A piece of a file of the server's store. */
export const inStore = (file: string, find: string, replace: string): Edit => ({
  file: `sync-server/store/${file}`,
  find,
  replace,
});

/** Noticed by tests without a browser. */
export const flows = (
  name: string,
  without: string,
  { edits, tests }: { readonly edits: readonly Edit[]; readonly tests: readonly string[] },
): Broken => ({ name, without, edits, project: "flows", tests: tests.map((test) => `tests/${test}.test.ts`) });
