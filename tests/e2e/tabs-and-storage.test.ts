/** Several tabs of one phone over the storage of a real browser: the app's own code on a bare page, without a server. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { buildPage } from "../support/build-page.ts";
import { serveFolder } from "../support/serve-folder.ts";

const scratch = mkdtempSync(join(tmpdir(), "zmj-tabs-"));
const up: { served?: Awaited<ReturnType<typeof serveFolder>>; browser?: Browser; phone?: BrowserContext } = {};

describe.runIf(hasBrowser)("tabs over one storage", () => {
  beforeAll(async () => {
    await buildPage("tests/support/tabs-page.ts", scratch);
    up.served = await serveFolder(scratch);
    up.browser = await launchBrowser();
  });
  afterEach(() => up.phone?.close());
  afterAll(async () => {
    await up.browser?.close();
    await up.served?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Tabs of a fresh phone. */
  async function tabsOf(count: number): Promise<Page[]> {
    up.phone = await up.browser!.newContext();
    const pages: Page[] = [];
    while (pages.length < count) {
      const page = await up.phone.newPage();
      await page.goto(`${up.served!.origin}/`);
      await page.waitForFunction(() => "tabs" in window);
      pages.push(page);
    }
    await pages[0]?.evaluate(() => window.tabs.begins());
    return pages;
  }

  test("[F15] two tabs save at the same moment: every number is given once, and none is left out", async () => {
    const [first, second] = (await tabsOf(2)) as [Page, Page];
    await second.evaluate(() => window.tabs.opens());
    const saying = [first, second].map((page) => page.evaluate(() => window.tabs.saves(20)));
    expect(await Promise.all(saying)).toEqual(["saved", "saved"]);
    expect(await first.evaluate(() => window.tabs.numbers())).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test("[F18] an old tab keeps its own layout of the cache while a new app tidies up; closed, the old layout goes", async () => {
    const [app, old] = (await tabsOf(2)) as [Page, Page];
    await old.evaluate(() => window.tabs.opensOldLayout());
    expect(await app.evaluate(() => window.tabs.tidiesUp())).toBe(true);
    expect(await old.evaluate(() => window.tabs.worksInOldLayout())).toBe(2);
    await old.close();
    await expect.poll(() => app.evaluate(() => window.tabs.tidiesUp()), { timeout: 10_000 }).toBe(false);
  });

  test("[F19] a later version opens the vault: the old tab can write no more and says that an update is needed", async () => {
    const [old, later] = (await tabsOf(2)) as [Page, Page];
    expect(await old.evaluate(() => window.tabs.saves(1))).toBe("saved");
    expect((await later.evaluate(() => window.tabs.opensLater())).said).toBe("saved");
    expect(await old.evaluate(() => window.tabs.saves(1))).toBe("storage-unavailable, after-update");
    expect(await later.evaluate(() => window.tabs.laterNumbers())).toEqual([1]);
  });

  test("[F20] an old tab holds on to the vault: the opening ends after five seconds in words, nothing is touched", async () => {
    const [old, later] = (await tabsOf(2)) as [Page, Page];
    expect(await old.evaluate(() => window.tabs.saves(1))).toBe("saved");
    await old.evaluate(() => window.tabs.holdsOn());
    const { said, ms } = await later.evaluate(() => window.tabs.opensLater());
    expect(said).toBe("storage-unavailable, later");
    expect(ms).toBeGreaterThan(4_500);
    expect(ms).toBeLessThan(8_000);
    await old.evaluate(() => window.tabs.letsGo());
    await expect.poll(() => later.evaluate(() => window.tabs.laterNumbers()), { timeout: 10_000 }).toEqual([1]);
  });

  test("[F26] the connection is lost: the save stands, once; when it does not come back that is said, and nothing was saved", async () => {
    const [tab] = (await tabsOf(1)) as [Page];
    await tab.evaluate(() => window.tabs.losesConnection());
    expect(await tab.evaluate(() => window.tabs.saves(1))).toBe("saved");
    await tab.evaluate(() => window.tabs.failsTransactions(2));
    expect(await tab.evaluate(() => window.tabs.saves(1))).toBe("saved");
    expect(await tab.evaluate(() => window.tabs.numbers())).toEqual([1, 2]);
    await tab.evaluate(() => window.tabs.failsTransactions(99));
    expect(await tab.evaluate(() => window.tabs.saves(1))).toBe("storage-unavailable, later");
    await tab.reload();
    await tab.waitForFunction(() => "tabs" in window);
    await tab.evaluate(() => window.tabs.opens());
    expect(await tab.evaluate(() => window.tabs.numbers())).toEqual([1, 2]);
  });
});
