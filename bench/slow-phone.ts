/** A real browser made as slow as a 3 GB phone of 2019, on a line as weak as the budgets say. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findBrowser } from "../tests/support/browser-binary.ts";

const CPU_TIMES_SLOWER = 4;
const WEAK_4G = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 }; // 1.6 Mbit/s in bytes

export async function openBrowser(): Promise<Browser> {
  const found = await findBrowser();
  if (!found) throw new Error("no browser found: install chromium or set CHROMIUM_PATH");
  return chromium.launch({
    executablePath: found.path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", ...found.args],
    env: { ...(process.env as Record<string, string>), ...found.env },
  });
}

export const phoneShape = (origin: string) => ({
  baseURL: origin,
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
});

export async function phoneContext(browser: Browser, origin: string): Promise<BrowserContext> {
  const context = await browser.newContext(phoneShape(origin));
  // tsx wraps named functions in a call of __name; what is sent into a page must find one there.
  await context.addInitScript({ content: "globalThis.__name = (named) => named;" });
  return context;
}

/** From now on the page computes and, with `weakLine`, loads slowly. */
export async function slowDown(page: Page, weakLine = false): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: CPU_TIMES_SLOWER });
  if (!weakLine) return;
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", { offline: false, ...WEAK_4G });
}

/** Must be called before the page loads: notes when each of `selectors` first matched, ms after the page began. */
export const watchFor = (page: Page, selectors: readonly string[]): Promise<unknown> =>
  page.addInitScript((wanted) => {
    const seen: Record<string, number> = {};
    Object.assign(window, { seenAt: seen });
    const look = (): void => {
      for (const one of wanted) if (!(one in seen) && document.querySelector(one)) seen[one] = performance.now();
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  }, selectors);

/** When the selector of `watchFor` first matched, ms after the page began; waits for it. */
export async function seenAt(page: Page, selector: string): Promise<number> {
  await page.waitForFunction((one) => one in (window as unknown as { seenAt: object }).seenAt, selector);
  return page.evaluate((one) => (window as unknown as { seenAt: Record<string, number> }).seenAt[one] ?? 0, selector);
}
