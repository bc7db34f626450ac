/** Every main screen in the dark with the largest type, and the desk by day and night: nothing serious for axe, no sideways scroll. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_SIGN_INS } from "../../sync-server/demo/demo-district.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { enrolIn, shot } from "../harness/walk.ts";
import { launchBrowser, openDesk, openPhone } from "../support/browser.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-look-"));
const COMMUNITY = "450303001010";
let server: ServerProcess;
let browser: Browser;
let origin: string;

const codeOf = (ending: string): string => {
  const who = DEMO_SIGN_INS.find((s) => s.personId.startsWith(COMMUNITY) && s.personId.endsWith(ending));
  return server.codes.get(who?.roleLabel ?? "") ?? "";
};

beforeAll(async () => {
  server = await startServerProcess(dataDir);
  origin = server.origin.replace("127.0.0.1", "localhost");
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.kill("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

/** What is wrong with the page as it stands, in words. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  await shot(page, name);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...serious.map((v) => `${name}: ${v.id} ${v.nodes[0]?.html ?? ""} ${v.nodes[0]?.failureSummary ?? ""}`),
    ...(sideways > 1 ? [`${name}: ${sideways} px too wide`] : []),
  ];
}

test("the phone in the dark with the largest type", async () => {
  const { page, pageErrors } = await openPhone(browser, { origin, dark: true, fontSize: 28 });
  await page.goto("/");
  await enrolIn(page, codeOf(".v2"));
  await page.getByText("下一班").first().waitFor();
  const faults = await faultsOf(page, "dark-today");
  const nav = page.getByRole("navigation").last();
  for (const [name, link] of [
    ["dark-patrol", "巡逻"],
    ["dark-me", "我的"],
    // Last: a report fills the screen and has no bar.
    ["dark-report", "上报"],
  ] as const) {
    await nav.getByRole("link", { name: link }).click();
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForTimeout(400);
    faults.push(...(await faultsOf(page, name)));
  }
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);

test("the desk, by day and by night", async () => {
  const { page, pageErrors } = await openDesk(browser, { origin, width: 1440, height: 900 });
  await page.goto("/");
  await enrolIn(page, codeOf(".admin"));
  await page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  const faults: string[] = [];
  for (const dark of [false, true]) {
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    for (const link of ["今天", "问题", "地图", "没看过的点位", "排班", "路线和点位", "检查表", "人员和队伍", "手机"]) {
      await page.getByRole("link", { name: link, exact: true }).first().click();
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.waitForTimeout(600);
      faults.push(...(await faultsOf(page, `desk-${dark ? "dark" : "light"}-${link}`)));
    }
  }
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);
