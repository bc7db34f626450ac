/** F9: a mediation file of thirty pages as PDF with its Chinese font, on a phone four times slower. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchSize, type Figure, median, shown, within } from "./figures.ts";
import { buildPage, serveFolder } from "./first-visit.ts";
import type { PaperBench, PaperFigures } from "./pages/paper/paper.ts";
import { openBrowser, phoneContext, slowDown } from "./slow-phone.ts";

const BUDGET_MS = 5_000;
const BUDGET_KB = 1_000;

export async function paperBench(size: BenchSize): Promise<Figure[]> {
  const dist = mkdtempSync(join(tmpdir(), "zimajia-bench-paper-"));
  await buildPage("paper", dist);
  const server = await serveFolder(dist);
  const browser = await openBrowser();
  try {
    const runs: PaperFigures[] = [];
    for (let n = 0; n < (size.quick ? 1 : 5); n++) {
      // A new page each time: a phone makes one file and closes.
      const context = await phoneContext(browser, server.origin);
      const page = await context.newPage();
      await page.goto("/");
      await page.waitForFunction(() => "bench" in window);
      await slowDown(page);
      runs.push(await page.evaluate(() => (window as unknown as { bench: PaperBench }).bench.press()));
      await context.close();
    }
    const ms = median(runs.map((run) => run.ms));
    const kilobytes = (runs[0]?.bytes ?? 0) / 1000;
    return [
      shown("F9", "pages of the file", String(runs[0]?.pages ?? 0)),
      within("F9", "PDF of the file, 4× CPU", { value: ms, most: BUDGET_MS, unit: "ms" }, size),
      within("F9", "its size", { value: kilobytes, most: BUDGET_KB, unit: "kB" }, size),
    ];
  } finally {
    await browser.close();
    server.close();
    rmSync(dist, { recursive: true, force: true });
  }
}
