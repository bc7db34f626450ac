/** F3 and F5: a group leader's phone with 50,000 records, 10,000 of them hazards: cold start offline, and a round. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { DEMO_SIGN_INS } from "../sync-server/demo/demo-district.ts";
import { startServerProcess } from "../tests/harness/server-process.ts";
import { enrolIn, PIN, typePin, waitForServiceWorker } from "../tests/harness/walk.ts";
import { type BenchSize, type Figure, median, ms, percentile, shown, within } from "./figures.ts";
import { fillLargeDistrict, LEADER } from "./large-district.ts";
import { openBrowser, phoneContext, seenAt, slowDown, watchFor } from "./slow-phone.ts";

const SYNC_PATIENCE_MS = 300_000;
const PIN_PAD = ".ui-pin-dot";

interface ColdStart {
  readonly lockMs: number;
  readonly openMs: number;
}

/** From nothing to the lock, and from the last digit to a home page with its figures; the thumb's time is not counted. */
async function coldStart(context: BrowserContext): Promise<ColdStart> {
  const page = await context.newPage();
  await slowDown(page);
  await watchFor(page, [PIN_PAD]);
  await page.goto("/");
  const lockMs = await seenAt(page, PIN_PAD);
  await typePin(page, PIN.slice(0, -1));
  const openMs = await page.evaluate(async (digit) => {
    const key = [...document.querySelectorAll("button")].find((b) => b.textContent?.trim() === digit);
    const from = performance.now();
    key?.click();
    for (;;) {
      const words = document.querySelector("main")?.textContent ?? "";
      if (words.includes("下一班") || words.includes("继续")) break;
      await new Promise((next) => setTimeout(next, 5));
    }
    return performance.now() - from;
  }, PIN.at(-1) ?? "");
  await page.close();
  return { lockMs, openMs };
}

/** Everything in the largest database of this origin, by plain getAll. */
async function rawRead(context: BrowserContext): Promise<{ readMs: number; rows: number }> {
  const page = await context.newPage();
  await slowDown(page);
  await page.goto("/favicon.svg");
  const read = await page.evaluate(async () => {
    const ask = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    let best = { readMs: 0, rows: 0 };
    for (const { name } of await indexedDB.databases()) {
      const from = performance.now();
      const db = await ask(indexedDB.open(name ?? ""));
      let rows = 0;
      const stores = [...db.objectStoreNames];
      for (const store of stores) rows += (await ask(db.transaction(store).objectStore(store).getAll())).length;
      const readMs = performance.now() - from;
      db.close();
      if (rows > best.rows) best = { readMs, rows };
    }
    return best;
  });
  await page.close();
  return read;
}

async function startRound(page: Page): Promise<void> {
  await page.getByRole("link", { name: "开始巡逻" }).click();
  await page.getByRole("button", { name: "看过了，注意安全" }).click();
  const members = page.getByRole("checkbox");
  await members.first().waitFor();
  for (const box of (await members.all()).slice(0, 3)) await box.setChecked(true, { force: true });
  await page.getByRole("button", { name: "出发" }).click();
  await page.getByRole("button", { name: "一切正常" }).waitFor();
}

/** Taps through the stops of a round; the browser's own measure of each tap until its picture was painted, ms. */
async function tapsOfRound(page: Page, stops: number): Promise<number[]> {
  await startRound(page);
  await slowDown(page);
  await page.evaluate(() => {
    const taps: { id: number; ms: number }[] = [];
    Object.assign(window, { taps });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
        if (entry.interactionId) taps.push({ id: entry.interactionId, ms: entry.duration });
    }).observe({ type: "event", durationThreshold: 16, buffered: false } as PerformanceObserverInit);
  });
  for (let k = 1; k <= stops; k++) {
    await page.getByRole("button", { name: "一切正常" }).tap();
    await page.getByText(`${k} / 24`).first().waitFor();
  }
  await page.waitForTimeout(500);
  const taps = await page.evaluate(() => (window as unknown as { taps: { id: number; ms: number }[] }).taps);
  const longest = new Map<number, number>();
  for (const tap of taps) longest.set(tap.id, Math.max(longest.get(tap.id) ?? 0, tap.ms));
  return [...longest.values()];
}

export async function largePhone(size: BenchSize): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const more = await fillLargeDistrict(dataDir, size.quick ? 0.02 : 1);
  const server = await startServerProcess(dataDir);
  const browser = await openBrowser();
  try {
    const leader = DEMO_SIGN_INS.find((s) => s.personId === LEADER);
    const context = await phoneContext(browser, server.origin.replace("127.0.0.1", "localhost"));
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const from = performance.now();
    await enrolIn(page, server.codes.get(leader?.roleLabel ?? "") ?? "");
    await page.getByText("下一班").first().waitFor();
    const firstListMs = performance.now() - from;
    await waitForServiceWorker(page);
    await page.getByText("平台已收").first().waitFor({ timeout: SYNC_PATIENCE_MS });
    await context.setOffline(true);
    const taps = await tapsOfRound(page, size.quick ? 3 : 22);
    await page.close();
    const colds: ColdStart[] = [];
    const raws: { readMs: number; rows: number }[] = [];
    for (let i = 0; i < (size.quick ? 1 : 5); i++) {
      colds.push(await coldStart(context));
      raws.push(await rawRead(context));
    }
    return figures({ more, firstListMs, taps, colds, raws }, size);
  } finally {
    await browser.close();
    await server.kill("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Measured {
  readonly more: number;
  readonly firstListMs: number;
  readonly taps: readonly number[];
  readonly colds: readonly ColdStart[];
  readonly raws: readonly { readonly readMs: number; readonly rows: number }[];
}

function figures({ more, firstListMs, taps, colds, raws }: Measured, size: BenchSize): Figure[] {
  const cold = median(colds.map((c) => c.lockMs + c.openMs));
  const raw = median(raws.map((r) => r.readMs));
  return [
    shown("F3", `records beside the demo's; rows of the cache`, `${more}; ${raws[0]?.rows ?? 0}`),
    shown("F3", "enrolment to the first list, unthrottled, by machine", ms(firstListMs)),
    shown("F3", "cold start offline, 4× CPU: until the lock", ms(median(colds.map((c) => c.lockMs)))),
    shown("F3", "last digit until live figures (the lock's own work too)", ms(median(colds.map((c) => c.openMs)))),
    within("F3", "cold start, both together", { value: cold, most: 1000, unit: "ms" }, size),
    shown("F3", "raw read of the same rows, 4× CPU", ms(raw)),
    within("F3", "ratio", { value: cold / raw, most: 1.5, unit: "×" }, size),
    shown("F5", `taps in a round, 4× CPU, ${taps.length} measured, median`, ms(median(taps))),
    within("F5", "tap to next screen (INP), p95", { value: percentile(taps, 0.95), most: 200, unit: "ms" }, size),
  ];
}
