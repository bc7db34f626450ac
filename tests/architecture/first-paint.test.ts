import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { BAR_COLOUR } from "#ui/theme";
import { ROOT } from "./sources.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** What the page looks like before any of the app's own code has run. */
function firstPaint(stored: Readonly<Record<string, string>>, night: boolean, storageBlocked = false) {
  const style: Record<string, string> = {};
  const metas = [{ content: "" }, { content: "" }];
  const root = {
    dataset: {} as Record<string, string>,
    lang: "zh-CN",
    style: { setProperty: (k: string, v: string) => (style[k] = v) },
  };
  const matchMedia = () => ({ matches: night });
  runInNewContext(read("public/first-paint.js"), {
    document: {
      documentElement: root,
      querySelectorAll: () => metas.map((meta) => ({ setAttribute: (_: string, v: string) => (meta.content = v) })),
    },
    localStorage: {
      getItem: (key: string) => {
        if (storageBlocked) throw new Error("blocked");
        return stored[key] ?? null;
      },
    },
    matchMedia,
    window: { matchMedia },
  });
  return { theme: root.dataset["theme"], lang: root.lang, scale: style["--scale"], bar: metas.map((m) => m.content) };
}

test("Wang chose dark and the largest type: the very first picture is dark and large", () => {
  const chosen = { "zimajia.scheme": "dark", "zimajia.size": "28", "zimajia.lang": "en" };
  const dark = BAR_COLOUR.dark;
  expect(firstPaint(chosen, false)).toEqual({ theme: "dark", lang: "en", scale: String(28 / 18), bar: [dark, dark] });
});

test("without a choice it goes by the phone, also where the browser blocks storage", () => {
  expect(firstPaint({}, true).theme).toBe("dark");
  expect(firstPaint({ "zimajia.scheme": "light" }, true).theme).toBe("light");
  const light = BAR_COLOUR.light;
  expect(firstPaint({}, false, true)).toEqual({ theme: "light", lang: "zh-CN", scale: undefined, bar: [light, light] });
});

test("page, manifest and theme agree on the colour of the phone's own bar", () => {
  const page = read("index.html");
  const metas = [...page.matchAll(/name="theme-color" media="\(prefers-color-scheme: (\w+)\)" content="(#\w+)"/g)];
  expect(Object.fromEntries(metas.map((m) => [m[1], m[2]]))).toEqual(BAR_COLOUR);
  expect(read("vite.config.ts")).toContain(`theme_color: "${BAR_COLOUR.light}"`);
  expect(
    read("src/ui/tokens.css")
      .match(/--ground: (#\w+)/)?.[1]
      ?.toUpperCase(),
  ).toBe(BAR_COLOUR.light);
  expect(page.indexOf("first-paint.js")).toBeLessThan(page.indexOf("<body"));
});
