/** F4: from the call that saves to the disk that has it, against a raw strict put, and while a first sync runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { createApp } from "../sync-server/app.ts";
import { HOME } from "../sync-server/demo/org-units.ts";
import { silentLog } from "../sync-server/log.ts";
import { serveBuiltApp } from "../sync-server/static-files.ts";
import { makeCode } from "../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../sync-server/store/hint-bus.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";
import { type BenchSize, type Figure, median, ms, percentile, shown, within } from "./figures.ts";
import { buildPage } from "./first-visit.ts";
import { fillLargeDistrict, LEADER } from "./large-district.ts";
import type { SaveBench } from "./pages/save/save.ts";
import { openBrowser, phoneContext } from "./slow-phone.ts";

const DISTRICT = `${HOME.slice(0, 6)}000000`;

async function serveDistrict(dataDir: string, dist: string) {
  const { db } = await openDatabase({ dataDir, databaseUrl: null });
  const app = await createApp({ db, dataDir, districtCode: DISTRICT, hints: createHintBus(), log: silentLog() });
  serveBuiltApp(app, dist);
  const codeFor = async (person: string): Promise<string> => (await makeCode(db, person, "bench", Date.now())).code;
  return new Promise<{ origin: string; codeFor: typeof codeFor; close: () => Promise<void> }>((ready) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
      const close = async (): Promise<void> => {
        server.close();
        await db.close();
      };
      ready({ origin: `http://localhost:${port}`, codeFor, close });
    });
  });
}

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
