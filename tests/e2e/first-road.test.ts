/**
 * The whole road as people walk it: a volunteer logs a round without signal, the app is reloaded in the middle,
 * signal comes back, and the coordinator sees round, hazard and photo.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_SIGN_INS } from "../../sync-server/demo/demo-district.ts";
import { nextStep, pictureFile } from "../harness/patrol.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { enrolIn, shot, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { launchBrowser, openDesk, openPhone } from "../support/browser.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-e2e-"));
const COMMUNITY = "450303001010";
let server: ServerProcess;
let browser: Browser;

const codeOf = (ending: string): string => {
  const who = DEMO_SIGN_INS.find((s) => s.personId.startsWith(COMMUNITY) && s.personId.endsWith(ending));
  return server.codes.get(who?.roleLabel ?? "") ?? "";
};

beforeAll(async () => {
  server = await startServerProcess(dataDir);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.kill("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

/** Serious and critical findings of axe on the page as it stands. */
async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.nodes[0]?.html ?? ""}`);
}

async function startRound(page: Page): Promise<void> {
  await page.getByRole("link", { name: "开始巡逻" }).click();
  await page.getByRole("button", { name: "看过了，注意安全" }).click();
  const members = page.getByRole("checkbox");
  await members.first().waitFor();
  for (const box of (await members.all()).slice(0, 3)) await box.setChecked(true, { force: true });
  await shot(page, "phone-start");
  await page.getByRole("button", { name: "出发" }).click();
  await page.getByRole("button", { name: "一切正常" }).waitFor();
}

/** From 有情况 to the photo step, and one photo taken. */
async function photographHazard(page: Page): Promise<void> {
  const file = await pictureFile(page);
  await page
    .getByRole("button", { name: "有情况" })
    .or(page.getByRole("link", { name: "有情况" }))
    .click();
  await page.getByText("看见了什么？").first().waitFor();
  await page.getByText("消防", { exact: true }).first().click();
  await shot(page, "phone-what");
  await page.getByText("楼道堆物").first().click();
  await page.getByText("急不急？").first().waitFor();
  await shot(page, "phone-urgent");
  await nextStep(page);
  await page.getByText("拍张照片？").first().waitFor();
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.getByRole("button", { name: /看第 1 张照片，已存手机/ }).waitFor();
}

async function handIn(page: Page): Promise<void> {
  await nextStep(page);
  await page.getByText("这样交上去对吗？").first().waitFor();
  await page.getByRole("button", { name: "还想说什么？" }).click();
  await page.getByRole("textbox").first().fill("三楼拐角堆了纸箱");
  await page.getByRole("button", { name: "改好了" }).click();
  await page.getByText("这样交上去对吗？").first().waitFor();
  await shot(page, "phone-read");
  await page.getByRole("button", { name: "交上去" }).click();
  await page.getByText("2 / 24").first().waitFor();
}

async function finishRound(page: Page): Promise<void> {
  await page
    .getByRole("link", { name: "结束巡逻" })
    .or(page.getByRole("button", { name: "结束巡逻" }))
    .click();
  await page
    .getByText(/有 22 处没看/)
    .first()
    .waitFor();
  await page.getByText("时间不够").first().click();
  await shot(page, "phone-finish");
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.getByText("辛苦了，已存手机").first().waitFor();
}

test("a round without signal, a reload in the middle, and the coordinator sees round, hazard and photo", async () => {
  const origin = server.origin.replace("127.0.0.1", "localhost");
  const phone = await openPhone(browser, { origin });
  const { page } = phone;
  await page.goto("/");
  await enrolIn(page, codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await page.getByText("平台已收").first().waitFor();
  await shot(page, "phone-today");
  expect(await axeFindings(page)).toEqual([]);

  await phone.context.setOffline(true);
  await startRound(page);
  await shot(page, "phone-stop");
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "一切正常" }).click();
  await page.getByText("1 / 24").first().waitFor();
  await photographHazard(page);

  await page.reload();
  await unlock(page);
  await page.getByText("拍张照片？").first().waitFor();
  await page.getByRole("button", { name: /看第 1 张照片，已存手机/ }).waitFor();
  await shot(page, "phone-photo-after-reload");
  await handIn(page);
  await finishRound(page);
  await shot(page, "phone-after-round");

  const desk = await openDesk(browser, { origin, width: 1440, height: 900 });
  await desk.page.goto("/");
  await enrolIn(desk.page, codeOf(".admin"));
  await desk.page
    .getByRole("link", { name: /隐患|问题/ })
    .first()
    .waitFor();
  await shot(desk.page, "desk-today-before");

  await phone.context.setOffline(false);
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await desk.page.goto("/desk/issues");
  await unlock(desk.page);
  await desk.page.getByText("楼道堆物").first().waitFor();
  await desk.page.getByRole("searchbox").fill("三楼拐角");
  await desk.page.getByRole("row").nth(2).waitFor({ state: "detached" });
  await desk.page.getByRole("row").nth(1).click();
  await desk.page.getByText("三楼拐角堆了纸箱").first().waitFor();
  await desk.page.locator("img[src^='blob:']").first().waitFor();
  await shot(desk.page, "desk-issue");
  expect(await axeFindings(desk.page)).toEqual([]);
  await desk.page.getByRole("link", { name: "地图" }).click();
  await desk.page.locator(".leaflet-container").first().waitFor();
  await desk.page.waitForTimeout(2500);
  await shot(desk.page, "desk-map");
  await desk.page.getByRole("link", { name: /今天/ }).first().click();
  await shot(desk.page, "desk-today");
  expect([...phone.pageErrors, ...desk.pageErrors]).toEqual([]);
}, 300_000);
