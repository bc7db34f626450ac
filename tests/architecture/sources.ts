/** The project's own files as text, for tests that look at the code itself. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

/** Path from the root with forward slashes → text. */
export type Sources = ReadonlyMap<string, string>;

const NEVER = new Set(["node_modules", "dist", "data", "coverage"]);

/** All files with one of the endings under the folders, in path order. Files and folders that start with a dot are nobody's. */
export function readSources(folders: readonly string[], endings: readonly string[] = [".ts", ".tsx"]): Sources {
  const found = folders.flatMap((folder) => walk(join(ROOT, folder)));
  const wanted = found.filter((path) => endings.some((ending) => path.endsWith(ending))).sort();
  return new Map(wanted.map((path) => [relative(ROOT, path).split(sep).join("/"), readFileSync(path, "utf8")]));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || NEVER.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

const STRINGS_AND_COMMENTS =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g;

/** The code with its comments blanked; strings stay, line numbers too. */
export const withoutComments = (text: string): string =>
  text.replace(STRINGS_AND_COMMENTS, (whole, string: string | undefined) => string ?? whole.replace(/[^\n]/g, " "));

/** The code with comments and the insides of strings blanked: what is left was meant for the compiler. */
export const codeOnly = (text: string): string =>
  text.replace(STRINGS_AND_COMMENTS, (whole) => whole.replace(/[^\n]/g, " "));

/** Line of a place in a text, from 1. */
export const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** "file:line" of every match, for a list that a person can click through. */
export function placesOf(sources: Sources, pattern: RegExp, view: (text: string) => string = codeOnly): string[] {
  return [...sources].flatMap(([path, text]) => {
    const seen = view(text);
    return [...seen.matchAll(pattern)].map((match) => `${path}:${lineOf(seen, match.index)} ${match[0].trim()}`);
  });
}
