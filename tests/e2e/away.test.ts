/** A phone that has not reached the platform for fourteen days: others' words are put away, one's own work goes on. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, reportCorridor, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { openPhone } from "../support/browser.ts";

const stage = demoStage("away");
const DAY_MS = 86_400_000;

/** As if the last contact had been so long ago; gives how many phones' vaults were found. */
const wasLastHeard = (page: Page, daysAgo: number): Promise<number> =>
  page.evaluate(async (from) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((ok, failed) => {
        request.onsuccess = () => ok(request.result);
        request.onerror = () => failed(request.error);
      });
    const vaults = (await indexedDB.databases()).filter(({ name }) => name?.startsWith("vault-"));
    for (const { name } of vaults) {
      const db = await done(indexedDB.open(name ?? ""));
      const meta = db.transaction("meta", "readwrite").objectStore("meta");
      await done(meta.put({ name: "lease", value: { from, seen: from } }));
      db.close();
    }
    return vaults.length;
  }, new Date(Date.now() - daysAgo * DAY_MS).toISOString());

test("[SYN-37] after fifteen days without a contact the phone shows none of the others' words, takes a report all the same, and one contact opens all", async () => {
  const { page, context, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await waitForServiceWorker(page);
  await context.setOffline(true);
  expect(await wasLastHeard(page, 13)).toBe(1);
  await page.reload();
  await unlock(page);
  await page.getByText("下一班").first().waitFor();
  await wasLastHeard(page, 15);
  await page.reload();
  await unlock(page);

  await page.getByText("14 天没和平台联系上").waitFor();
  expect(await page.getByText("下一班").count()).toBe(0);
  const faults = await faultsOf(page, "away");
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await faultsOf(page, "away-dark")));
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "28px"));
  faults.push(...(await faultsOf(page, "away-large")));
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  for (const path of ["/issues", "/map", "/desk", "/mediation"]) {
    await page.goto(path);
    await unlock(page);
    await page.getByText("14 天没和平台联系上").waitFor();
  }

  await page.getByRole("main").getByRole("link", { name: "上报" }).click();
  await reportCorridor(page);
  await page.getByText("14 天没和平台联系上").waitFor();
  await page.getByRole("button", { name: "现在连一下" }).click();
  await page.getByText("14 天没和平台联系上").waitFor();
  await context.setOffline(false);
  await page.getByText("下一班").first().waitFor({ timeout: 60_000 });
  await goInside(page, "/issues");
  await page
    .getByRole("link", { name: /楼道堆物/ })
    .first()
    .waitFor();
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 180_000);
