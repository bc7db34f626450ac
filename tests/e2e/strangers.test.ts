import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, isStranger, launchBrowser, openDesk, openPhone } from "../support/browser.ts";
import { serveFolder } from "../support/serve-folder.ts";

describe.runIf(hasBrowser)("the look-out for requests to others", () => {
  let folder: string;
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "zimajia-strangers-"));
    await writeFile(
      join(folder, "index.html"),
      '<!doctype html><meta name="viewport" content="width=device-width"><p>hi',
    );
    served = await serveFolder(folder);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("a page that asks another machine for something cannot be closed in silence", async () => {
    // A context without our policy, so that the request really starts.
    const context = { bypassCSP: true };
    const { page, close, strangers } = await openPhone(browser, { origin: served.origin, context, inTest: false });
    await page.goto("/");
    await page.evaluate(() => fetch("https://tiles.example.org/1.png", { mode: "no-cors" }).catch(() => undefined));
    expect(strangers).toEqual(["https://tiles.example.org/1.png"]);
    await expect(close()).rejects.toThrow(/own origin/);
  });

  test("the phone is a small touch screen at night, the desk a wide one by day", async () => {
    const phone = await openPhone(browser, { origin: served.origin, dark: true, fontSize: 28 });
    const desk = await openDesk(browser, { origin: served.origin });
    const look = () => ({
      width: window.innerWidth,
      dark: matchMedia("(prefers-color-scheme: dark)").matches,
      touch: navigator.maxTouchPoints > 0,
      size: localStorage.getItem("zimajia.size"),
    });
    await phone.page.goto("/");
    await desk.page.goto("/");
    expect(await phone.page.evaluate(look)).toEqual({ width: 360, dark: true, touch: true, size: "28" });
    expect(await desk.page.evaluate(look)).toEqual({ width: 1366, dark: false, touch: false, size: null });
  });

  test("what a page holds itself is no stranger", () => {
    const origin = "http://127.0.0.1:4000";
    expect(["data:,x", `blob:${origin}/1`, `${origin}/api/pull`].filter((url) => isStranger(url, origin))).toEqual([]);
    expect(isStranger("http://127.0.0.1:4001/", origin)).toBe(true);
  });
});
