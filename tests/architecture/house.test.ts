import { describe, expect, test } from "vitest";
import { codeOnly, isTest, placesOf, readSources, type Sources } from "./sources.ts";

const all = readSources(["src", "sync-server", "tests", "bench"]);
const only = (keep: (path: string) => boolean): Sources => new Map([...all].filter(([path]) => keep(path)));
const product = only((path) => /^(src|sync-server)\//.test(path) && !isTest(path));
const onPhones = only((path) => /^src\/(?!domain\/)/.test(path) && !isTest(path) && path !== "src/app/polyfills.ts");

const MOST_LINES = 400;
/** Tables that are read like a book, not like a program. */
const REFERENCE_TABLES = /^sync-server\/demo\/|\/fixtures\//;

describe("the size and the names of files", () => {
  test(`no file is longer than ${MOST_LINES} lines`, () => {
    const long = [...all].filter(
      ([path, text]) => !REFERENCE_TABLES.test(path) && text.split("\n").length > MOST_LINES + 1,
    );
    expect(long.map(([path]) => path)).toEqual([]);
  });

  test("no folder or file is a drawer for anything", () => {
    const drawer = /(^|\/)(utils?|helpers?|common|misc|shared|types|index)(\.tsx?$|\/)/;
    expect([...all.keys()].filter((path) => drawer.test(path))).toEqual([]);
  });

  test("files are named in kebab-case", () => {
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|fixture|zh|en|d))*\.tsx?$/;
    expect([...all.keys()].filter((path) => !name.test(path.split("/").at(-1)!))).toEqual([]);
  });
});

describe("what is refused in review", () => {
  test("no test is skipped, singled out or promised for later", () => {
    expect(placesOf(only(isTest), /\b(test|it|describe)\.(skip|only|todo)\b|\bx(it|describe)\(/g)).toEqual([]);
  });

  test("the compiler is never told to look away", () => {
    expect(placesOf(all, /(?<![\w.])any(?=\s*[;,)>\]=|[])(?<=[:<|]\s*any|\bas any)/g)).toEqual([]);
    const silenced = new RegExp(["@ts-" + "ignore", "@ts-" + "nocheck"].join("|"), "g");
    expect(placesOf(all, silenced, (text) => text)).toEqual([]);
  });

  test("nothing is left to be done in a comment", () => {
    const later = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`, "g");
    expect(placesOf(all, later, (text) => text)).toEqual([]);
  });

  test("no state hides in a module", () => {
    expect(placesOf(product, /^(export )?let /gm)).toEqual([]);
  });

  test("no effect answers what a browser answered: new ones give promises, which React takes for the clean-up", () => {
    const answered = /use(Layout)?Effect\(\s*\(\) =>\s*[\w.?]*\b(scroll\w*|play|focus|click|animate)\(/g;
    expect(placesOf(product, answered)).toEqual([]);
    expect(placesOf(new Map([["src/x.tsx", "useEffect(() => window.scrollTo(0, 0), [])"]]), answered)).toHaveLength(1);
  });

  test("no failure is swallowed without a word why", () => {
    expect(placesOf(product, /catch\s*(\([^)]*\))?\s*\{\s*\}/g, (text) => text)).toEqual([]);
  });
});

describe("the oldest phones we promise", () => {
  test("code for phones uses nothing that Chromium 89 and Safari 15.4 lack", () => {
    const tooNew =
      /\.(toSorted|toReversed|toSpliced|findLast|findLastIndex|groupBy)\(|\bstructuredClone\(|\brandomUUID\b|\bObject\.(hasOwn|groupBy)\(|\bPromise\.withResolvers\b|\bAbortSignal\.(any|timeout)\b/g;
    expect(placesOf(onPhones, tooNew)).toEqual([]);
  });

  test("styles use nothing that they lack", () => {
    const styles = readSources(["src"], [".css"]);
    const tooNew = /color-mix\(|light-dark\(|@layer\b|:has\(|@container\b|^\s+&/gm;
    const bare = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "");
    expect(placesOf(styles, tooNew, bare)).toEqual([]);
  });

  test("the look-out itself finds what it is looking for", () => {
    const planted = new Map([["src/x.ts", "const a: any = 1;\nlet b = a as any;\nx.toSorted();\n// a: any\n'as any'"]]);
    expect(placesOf(planted, /(?<![\w.])any(?=\s*[;,)>\]=|[])(?<=[:<|]\s*any|\bas any)/g)).toHaveLength(2);
    expect(codeOnly("a // any")).toBe("a       ");
  });
});
