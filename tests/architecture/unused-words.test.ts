import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { ROOT, readSources } from "./sources.ts";
import { speakersOf, unusedIn } from "./unused-words.ts";

const sources = readSources(["src"]);
const chinese = [...sources.keys()].filter((path) => path.endsWith(".zh.ts"));

test.each(chinese)("every word of %s is said on some screen", async (path) => {
  const module = (await import(pathToFileURL(join(ROOT, path)).href)) as Record<string, unknown>;
  const words = Object.values(module).find((value): value is object => typeof value === "object" && value !== null);
  expect(unusedIn(words ?? {}, speakersOf(path, sources))).toEqual([]);
});

test("the look-out finds a word that nobody says, and spares those that are reached another way", () => {
  const words = {
    title: "",
    gone: "",
    state: { open: "", shut: "" },
    head: { name: "", lost: "" },
    foot: { left: "", right: "" },
  };
  const code = "t.title; t.state[x]; const h = t.head; h.name; const { left } = t.foot;";
  expect(unusedIn(words, code)).toEqual(["gone", "head.lost", "foot.right"]);
});
