import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { ROOT, readSources } from "./sources.ts";

const chinese = [...readSources(["src"], [".zh.ts"]).keys()];
const english = [...readSources(["src"], [".en.ts"]).keys()];

/** The words of a message file, however its constant is called. */
async function wordsOf(path: string): Promise<object> {
  const module = (await import(pathToFileURL(join(ROOT, path)).href)) as Record<string, unknown>;
  return Object.values(module).find((value): value is object => typeof value === "object" && value !== null) ?? {};
}

/** Every leaf as a path with its kind: a missing word, or one that turned from a sentence into a function, shows. */
function leavesOf(words: object, path = ""): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leavesOf(value, `${path}${key}.`)
      : [`${path}${key}: ${Array.isArray(value) ? "list" : typeof value}`],
  );
}

const textsOf = (words: object): string[] =>
  Object.values(words).flatMap((value: unknown) =>
    typeof value === "string" ? [value] : typeof value === "object" && value !== null ? textsOf(value) : [],
  );

test("there are words, and none are in one language only", () => {
  expect(chinese.length).toBeGreaterThan(0);
  expect(english.map((path) => path.replace(".en.ts", ".zh.ts"))).toEqual(chinese);
});

describe.each(chinese)("%s", (path) => {
  test("says everything in both languages, and nothing is empty", async () => {
    const zh = await wordsOf(path);
    const en = await wordsOf(path.replace(".zh.ts", ".en.ts"));
    expect(leavesOf(en).sort()).toEqual(leavesOf(zh).sort());
    expect([...textsOf(zh), ...textsOf(en)].filter((text) => text.trim() === "")).toEqual([]);
  });

  test("its Chinese keeps the words of the house", async () => {
    // 打卡 may be named where the app says that it does not do it.
    const banned = /打卡成功|去打卡|请打卡|签到|加载中|敬请期待|温馨提示/;
    expect(textsOf(await wordsOf(path)).filter((text) => banned.test(text))).toEqual([]);
  });
});
