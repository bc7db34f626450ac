/** F2: the first visit on weak 4G with a slow processor, against a bare React + Dexie page served the same way. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { build } from "vite";
import type { AppEnv } from "../sync-server/access/access.ts";
import { serveBuiltApp } from "../sync-server/static-files.ts";
import { type BenchSize, type Figure, median, ms, shown, within } from "./figures.ts";
import { openBrowser, phoneContext, seenAt, slowDown, watchFor } from "./slow-phone.ts";

const PAGES = join(import.meta.dirname, "pages");

/** Builds one of the bench's own pages for the same old phones as the app. */
export async function buildPage(
  name: "bare" | "save" | "first-sync" | "daily" | "paper",
  outDir: string,
): Promise<void> {
  await build({
    configFile: false,
    root: join(PAGES, name),
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: ["chrome89", "safari15.4"] },
  });
}

export async function serveFolder(dist: string): Promise<{ origin: string; close: () => void }> {
  const app = new Hono<AppEnv>();
  serveBuiltApp(app, dist);
  return new Promise((ready) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      ready({ origin: `http://localhost:${port}`, close: () => void server.close() }),
    );
  });
}

async function visitMs(browser: Awaited<ReturnType<typeof openBrowser>>, origin: string): Promise<number> {
  const context = await phoneContext(browser, origin);
  const page = await context.newPage();
  await slowDown(page, true);
  await watchFor(page, ["input"]);
  await page.goto("/");
  const at = await seenAt(page, "input");
  await context.close();
  return at;
}

/** Interleaved: the app, the bare page, again. */
export async function firstVisit(dist: string, size: BenchSize): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "zimajia-bench-bare-"));
  await buildPage("bare", folder);
  const [ours, bare] = [await serveFolder(dist), await serveFolder(folder)];
  const browser = await openBrowser();
  try {
    const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    for (let i = 0; i < (size.quick ? 1 : 7); i++) {
      times.ours.push(await visitMs(browser, ours.origin));
      times.bare.push(await visitMs(browser, bare.origin));
    }
    const ratio = median(times.ours) / median(times.bare);
    return [
      shown("F2", "first visit, weak 4G, 4× CPU: the field for the code", ms(median(times.ours))),
      shown("F2", "a bare React + Dexie page, served the same way", ms(median(times.bare))),
      within("F2", "ratio", { value: ratio, most: 1.3, unit: "×" }, size),
    ];
  } finally {
    await browser.close();
    ours.close();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
