/** W1: the first sync of a large phone, in pages, against the same records as plain rows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type BenchSize, type Figure, median, ms, shown, within } from "./figures.ts";
import { buildPage } from "./first-visit.ts";
import { fillLargeDistrict, LEADER } from "./large-district.ts";
import type { FirstSync, FirstSyncBench } from "./pages/first-sync/first-sync.ts";
import { serveDistrict } from "./serve-district.ts";
import { openBrowser, phoneContext } from "./slow-phone.ts";

interface Run extends FirstSync {
  readonly rowsMs: number;
}

/** In a browser profile of its own: a phone that holds nothing. */
async function runOnce(browser: Browser, origin: string, code: string): Promise<Run> {
  const context = await phoneContext(browser, origin);
  const page = await context.newPage();
  await page.goto("/");
  await page.waitForFunction(() => "bench" in window);
  const ours = await page.evaluate(
    ([name, c]) => (window as unknown as Record<string, FirstSyncBench>)[name]!.ours(c),
    ["bench", code] as const,
  );
  const rowsMs = await page.evaluate(
    (name) => (window as unknown as Record<string, FirstSyncBench>)[name]!.rows("raw"),
    "bench",
  );
  await context.close();
  return { ...ours, rowsMs };
}

export async function firstSync(size: BenchSize): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const dist = join(dataDir, "page");
  await buildPage("first-sync", dist);
  await fillLargeDistrict(dataDir, size.quick ? 0.02 : 1);
  const server = await serveDistrict(dataDir, dist, size.quick ? 0 : undefined);
  const browser = await openBrowser();
  try {
    const runs: Run[] = [];
    for (let i = 0; i < (size.quick ? 1 : 5); i++)
      runs.push(await runOnce(browser, server.origin, await server.codeFor(LEADER)));
    const of = (pick: (run: Run) => number): number => median(runs.map(pick));
    return [
      shown("W1", `first sync, records`, String(runs[0]?.records)),
      within("W1", "until the first list", { value: of((r) => r.listMs), most: 2000, unit: "ms" }, size),
      shown("W1", "until everything is in", ms(of((r) => r.doneMs))),
      shown("W1", "until every list has answered", ms(of((r) => r.answeredMs))),
      shown("W1", "in idle moments after it: rows for what waits in pages", ms(of((r) => r.unpackMs))),
      shown("W1", "the same records as plain rows, one index", ms(of((r) => r.rowsMs))),
      within("W1", "ratio", { value: of((r) => r.answeredMs / r.rowsMs), most: 0.25, unit: "×" }, size),
      within("W1", "bytes to gzip JSON", { value: of((r) => r.bytes / r.gzipBytes), most: 0.67, unit: "×" }, size),
    ];
  } finally {
    await browser.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
