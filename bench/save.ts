/** F4: from the call that saves to the disk that has it, against a raw strict put, and while a first sync runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOME } from "../sync-server/demo/org-units.ts";
import { type BenchSize, type Figure, median, ms, percentile, shown, within } from "./figures.ts";
import { buildPage } from "./first-visit.ts";
import { fillLargeDistrict, LEADER } from "./large-district.ts";
import type { SaveBench } from "./pages/save/save.ts";
import { serveDistrict } from "./serve-district.ts";
import { openBrowser, phoneContext } from "./slow-phone.ts";

export async function saveToDurable(size: BenchSize): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const dist = join(dataDir, "page");
  await buildPage("save", dist);
  await fillLargeDistrict(dataDir, size.quick ? 0.02 : 1);
  const server = await serveDistrict(dataDir, dist);
  const browser = await openBrowser();
  try {
    const page = await (await phoneContext(browser, server.origin)).newPage();
    await page.goto("/");
    await page.waitForFunction(() => "bench" in window);
    const bench = "bench" as const;
    const idle = await page.evaluate(
      ([name, code, runs]) => (window as unknown as { [bench]: SaveBench })[name].idle(code, runs),
      [bench, await server.codeFor(LEADER), size.quick ? 5 : 60] as const,
    );
    const busy = await page.evaluate(([name, code]) => (window as unknown as { [bench]: SaveBench })[name].busy(code), [
      bench,
      await server.codeFor(`${HOME}.admin`),
    ] as const);
    return [
      shown("F4", "save until durable, p50", ms(median(idle.saves))),
      shown("F4", "raw strict put in the same run, p50", ms(median(idle.puts))),
      within("F4", "ratio", { value: median(idle.saves) / median(idle.puts), most: 2, unit: "×" }, size),
      within(
        "F4",
        `save while a first sync runs, p95 of ${busy.length}`,
        { value: percentile(busy, 0.95), most: 300, unit: "ms" },
        size,
      ),
    ];
  } finally {
    await browser.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
