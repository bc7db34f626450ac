/** Lists of what waits and of what was not accepted, with none, a few and far too many: they scroll, and draw what is in sight. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Grant } from "#domain/kernel/actor";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, reportCorridor, waitForServiceWorker } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { openDesk, openPhone } from "../support/browser.ts";
import { bringRulers, stumbles } from "../support/look-out.ts";

const stage = demoStage("long");
const COMMUNITY = "450303001010";
const MANY = 10_000;
const ON_DESK = 2_000;

/** What waits in the vault, so many times over: as a phone that met no line for years. */
const multiply = (page: Page, times: number): Promise<void> =>
  page.evaluate(async (count) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((good, bad) => {
        request.onsuccess = () => good(request.result);
        request.onerror = () => bad(request.error);
      });
    const name = (await indexedDB.databases()).map((one) => one.name ?? "").find((one) => one.startsWith("vault-"));
    const db = await done(indexedDB.open(name ?? ""));
    const store = db.transaction("outbox", "readwrite").objectStore("outbox");
    const rows = await done(store.getAll());
    const model = rows.find((row) => row.env.cmd === "issue.report");
    for (let i = rows.length; i < count; i++) {
      const mid = `${model.mid.slice(0, -8)}${String(i).padStart(8, "0")}`;
      store.put({ ...model, n: 1_000 + i, mid, env: { ...model.env, mid, n: 1_000 + i } });
    }
    await new Promise((good) => store.transaction.addEventListener("complete", good));
    db.close();
  }, times);

/** Scrolls as a thumb does, one screen after the other, until the last line is in sight. */
async function scrollToEnd(page: Page, last: string): Promise<void> {
  await page.waitForFunction((selector) => {
    window.scrollTo(0, document.documentElement.scrollHeight);
    return document.querySelector(selector) !== null;
  }, last);
}

test("ten thousand records wait on a phone: 同步 opens, draws what is in sight, and scrolls to the last one", async () => {
  const { page, context, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  await bringRulers(page);
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await waitForServiceWorker(page);
  await context.setOffline(true);
  await goInside(page, "/report");
  await reportCorridor(page);
  await page.getByText("下一班").first().waitFor();
  await multiply(page, MANY);
  await goInside(page, "/sync");
  await page.getByRole("heading", { name: `还没交的 ${MANY} 条` }).waitFor({ timeout: 60_000 });
  const drawn = page.locator(".sync-list > li");
  await drawn.first().waitFor();
  expect(await drawn.count()).toBeLessThan(100);
  const faults = [...(await stumbles(page, { touchPx: 48, contrast: 4.5 })), ...(await faultsOf(page, "sync-10000"))];
  await scrollToEnd(page, `.sync-list > li[aria-posinset="${MANY}"]`);
  expect(await drawn.count()).toBeLessThan(100);
  await page.getByRole("button", { name: "封成文件" }).scrollIntoViewIfNeeded();
  faults.push(...(await faultsOf(page, "sync-10000-end")));
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);

test("the desk of what was not accepted with nothing, with three and with two thousand: one of them is opened in each", async () => {
  const ask = (path: string, init?: RequestInit) => stage.server.ask(path, init);
  const author = await WirePhone.enrol(ask, stage.codeOf(".v3"));
  const street = await WirePhone.enrol(ask, stage.server.codes.get("街道管理员（叠彩街道）") ?? "");
  const person = (await street.pull()).rows.find((r) => r.t === "person" && r.id === author.personId);
  const grants = (person?.doc?.["grants"] ?? []) as readonly Grant[];
  street.at = new Date().toISOString();
  await street.does(
    ...grants.map((g) => ({ cmd: "person.revokeRole", args: { personId: author.personId, grantId: g.id } })),
  );
  const hazard = (n: number) => ({
    cmd: "issue.report",
    args: {
      ...{ issueId: `long-${n}`, communityCode: COMMUNITY, source: "direct", place: { spot: `${n}栋后面的小路` } },
      ...{ checklistVersionId: "none", category: "blockedFireLane", categoryLabel: "消防通道占堵", severity: "orange" },
      ...{ words: `两辆面包车堵着，第 ${n} 次`, photos: [], ownerKind: "community" },
    },
  });
  const refuses = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += 200) {
      const acts = Array.from({ length: Math.min(200, to - at) }, (_, i) => hazard(at + i));
      expect(new Set(await author.does(...acts))).toEqual(new Set(["not-allowed"]));
    }
  };

  const { page, pageErrors } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(page, stage.codeOf(".admin"));
  await page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await goInside(page, "/desk/aside");
  await page.locator("main .ui-empty").first().waitFor();
  const faults = await faultsOf(page, "desk-aside-0");

  await refuses(0, 3);
  const rows = page.locator("main tbody tr[data-index]");
  await rows.nth(2).waitFor({ timeout: 60_000 });
  expect(await rows.count()).toBe(3);
  faults.push(...(await faultsOf(page, "desk-aside-3")));
  await rows.first().click();
  await page.getByRole("button", { name: "改一改再补记" }).waitFor();
  faults.push(...(await faultsOf(page, "desk-aside-3-open")));

  await refuses(3, ON_DESK);
  await page.locator(`table[aria-rowcount="${ON_DESK + 1}"]`).waitFor({ timeout: 120_000 });
  expect(await rows.count()).toBeLessThan(100);
  faults.push(...(await faultsOf(page, "desk-aside-2000")));
  await rows.first().focus();
  await page.keyboard.press("End");
  await page.locator(`main tbody tr[data-index="${ON_DESK - 1}"]`).waitFor();
  faults.push(...(await faultsOf(page, "desk-aside-2000-end")));
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);
