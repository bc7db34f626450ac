/** Words that no screen says. It errs on the side of "used": what it names is truly unused. */
import { posix } from "node:path";
import { isTest, type Sources, withoutComments } from "./sources.ts";

const isWords = (path: string): boolean => /\.(zh|en)\.ts$/.test(path);

/** Folder whose files may speak the words of a message file: its feature, or its layer. */
function homeOf(path: string): string {
  const feature = /^src\/features\/[^/]+\//.exec(path);
  return feature ? feature[0] : `${posix.dirname(path)}/`;
}

/** The code of the files that may speak the words of `path`, as one text. */
export function speakersOf(path: string, sources: Sources): string {
  const home = homeOf(path);
  return [...sources]
    .filter(([file]) => file.startsWith(home) && !isWords(file) && !isTest(file))
    .map(([, text]) => withoutComments(text))
    .join("\n");
}

/** Paths of the words that `code` never reaches: not by name, not through their group taken whole or by a computed key. */
export function unusedIn(words: object, code: string): string[] {
  return leavesOf(words)
    .filter((path) => !isReached(path, code))
    .map((path) => path.join("."));
}

function leavesOf(words: object, above: readonly string[] = []): string[][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leavesOf(value, [...above, key])
      : [[...above, key]],
  );
}

const named = (name: string): string => name.replace(/[^\w]/g, "\\$&");
const has = (code: string, pattern: string): boolean => new RegExp(pattern).test(code);

function isReached(path: readonly string[], code: string): boolean {
  const leaf = named(path[path.length - 1] ?? "");
  const groups = path.slice(0, -1).map(named);
  if (groups.length === 0) return has(code, `\\b${leaf}\\b`);
  const group = groups[groups.length - 1] ?? "";
  if (groups.some((one) => isTakenWhole(one, code))) return true;
  if (has(code, `\\.${group}\\??\\.${leaf}\\b`)) return true;
  if (has(code, `\\{[^{}]*\\b${leaf}\\b[^{}]*\\}\\s*=\\s*[\\w.]*\\.${group}\\b`)) return true;
  return aliasesOf(group, code).some((alias) => has(code, `\\b${alias}\\.${leaf}\\b`));
}

const aliasesOf = (group: string, code: string): string[] =>
  [...code.matchAll(new RegExp(`const (\\w+) = [\\w.]*\\.${group};`, "g"))].map((match) => match[1] ?? "");

/** The group goes somewhere as a whole, or a key is computed: then any of its words may be said. */
function isTakenWhole(group: string, code: string): boolean {
  if (has(code, `\\{[^{}]*\\.\\.\\.[^{}]*\\}\\s*=\\s*[\\w.]*\\.${group}\\b`)) return true;
  const rest = code
    .replace(new RegExp(`const \\w+ = [\\w.]*\\.${group};`, "g"), "")
    .replace(new RegExp(`\\}\\s*=\\s*[\\w.]*\\.${group};`, "g"), "");
  return has(rest, `\\.${group}\\b(?!\\??\\.\\w|\\()`) || has(rest, `\\{[^{}]*\\b${group}\\b[^{}]*\\}\\s*=\\s*t\\b`);
}
