/** 我的手机: a volunteer with two phones sees both, and switches the lost one off from the other; the lost one hears of it. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, waitForServiceWorker } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { openPhone } from "../support/browser.ts";
import { bringRulers, stumbles } from "../support/look-out.ts";

const stage = demoStage("own-phones");
const TOUCH = { touchPx: 48, contrast: 4.5 };

/** One more code for a person who has a phone already, from the desk of the community. */
async function anotherCode(personId: string): Promise<string> {
  const ask = (path: string, init?: RequestInit) => stage.server.ask(path, init);
  const desk = await WirePhone.enrol(ask, stage.codeOf(".admin"));
  const made = await desk.call("/api/codes", { personId });
  return ((await made.json()) as { code: string }).code;
}

async function enrolled(page: Page, code: string): Promise<void> {
  await enrolIn(page, code);
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
}

async function comesAgain(page: Page): Promise<void> {
  await goInside(page, "/me");
  await page.getByRole("heading", { level: 1, name: "我的", exact: true }).waitFor();
  await goInside(page, "/me/phones");
}

const meOf = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const open = indexedDB.open("device-book");
    await new Promise((done) => open.addEventListener("success", done));
    const people = open.result.transaction("people").objectStore("people").getAll();
    await new Promise((done) => people.addEventListener("success", done));
    open.result.close();
    return (people.result[0] as { personId: string }).personId;
  });

test("two phones of one volunteer: without a line it says so, with one the lost phone is switched off and shows nothing more", async () => {
  const inHand = await openPhone(stage.browser, { origin: stage.origin });
  const lost = await openPhone(stage.browser, { origin: stage.origin });
  await bringRulers(inHand.page);
  await enrolled(inHand.page, stage.codeOf(".v1"));
  await enrolled(lost.page, await anotherCode(await meOf(inHand.page)));
  const { page } = inHand;

  await page.getByRole("navigation").last().getByRole("link", { name: "我的" }).click();
  await page.getByRole("link", { name: "我的手机" }).click();
  const off = page.getByRole("button", { name: "停用这部手机" });
  await off.waitFor();
  expect(await off.count()).toBe(1);
  await page.getByText("这一部", { exact: true }).waitFor();
  const faults = [...(await stumbles(page, TOUCH)), ...(await faultsOf(page, "own-phones"))];

  await inHand.context.setOffline(true);
  await off.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("停用了不能反悔", { exact: false }).waitFor();
  faults.push(...(await stumbles(page, TOUCH)), ...(await faultsOf(page, "own-phones-ask")));
  await dialog.getByRole("button", { name: "停用", exact: true }).click();
  await dialog.getByText("没有网，还没停用", { exact: false }).waitFor();
  faults.push(...(await faultsOf(page, "own-phones-no-line")));
  await dialog.getByRole("button", { name: "先不停用" }).click();
  await comesAgain(page);
  await page.getByText("别的手机要连上网才看得到", { exact: false }).waitFor();
  await page.getByText("没有，都交上来了").waitFor();
  faults.push(...(await stumbles(page, TOUCH)), ...(await faultsOf(page, "own-phones-offline")));

  await inHand.context.setOffline(false);
  await off.click();
  await dialog.getByRole("button", { name: "停用", exact: true }).click();
  await page.getByRole("heading", { name: "停用了的" }).waitFor();
  expect(await off.count()).toBe(0);
  // It lay open in somebody's hand: no tap and no minute passes before it hears.
  await lost.page.getByText("在这部手机上的登记已停用", { exact: false }).first().waitFor();
  await comesAgain(page);
  await page.getByText("联网来过，没有没交的记录").waitFor();
  faults.push(...(await stumbles(page, TOUCH)), ...(await faultsOf(page, "own-phones-off")));
  expect(faults).toEqual([]);
  expect([...inHand.pageErrors, ...lost.pageErrors]).toEqual([]);
}, 300_000);
