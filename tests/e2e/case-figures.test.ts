/** 调解统计 in the browser: the community counts and opens the register behind a number, the district sees no small one. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn } from "../harness/walk.ts";
import { openDesk } from "../support/browser.ts";

const stage = demoStage("case-figures");

async function deskOf(who: string): Promise<Page> {
  const { page } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await page.goto("/");
  await enrolIn(page, stage.codeOf(who));
  await page.getByRole("navigation").getByRole("link", { name: "地图" }).waitFor({ timeout: 60_000 });
  return page;
}

const card = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
const numbersIn = (text: string | null): number[] =>
  (text?.match(/[\d,]+/g) ?? []).map((n) => Number(n.replace(",", "")));

test("Chen sees how each figure is worked out, and a number opens the cases behind it", async () => {
  const page = await deskOf(".admin");
  await page.getByRole("navigation").getByRole("link", { name: "调解", exact: true }).click();
  await page.getByRole("link", { name: "调解统计" }).click();
  const rate = card(page, "调解率");
  await rate.getByText("终结 ÷ 受理。").waitFor();
  const [ended = 0, accepted = 0] = numbersIn(await rate.getByText(/^终结 \d+ 件 ÷ 受理/).textContent());
  const share = `${((ended / accepted) * 100).toFixed(1)}%`;
  expect(accepted).toBeGreaterThan(30);
  await rate.getByText(share, { exact: true }).waitFor();
  expect(await faultsOf(page, "case-figures-community")).toEqual([]);
  const links = page.getByRole("table").getByRole("link");
  const listed = await links.first().textContent();
  await links.first().click();
  await page.getByRole("heading", { name: "调解登记簿" }).waitFor();
  expect(page.url()).toMatch(/\/desk\/mediations\?.*month=20\d\d-\d\d/);
  // Those never accepted count on the day they were opened; the register finds them by hand only.
  // "97 件里的 7 件".
  const said = await page.getByRole("status").filter({ hasText: "件里的" }).textContent();
  const lines = numbersIn(said).pop() ?? 0;
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThanOrEqual(Number(listed));
});

test("Qin sees the district without its small numbers, with what it had published beside, and saves just that", async () => {
  const page = await deskOf("450303000000.admin");
  await page.getByRole("navigation").getByRole("link", { name: "调解统计" }).click();
  await page.getByText("有的数没有显示").waitFor();
  const table = page.getByRole("table");
  expect(await table.getByRole("cell", { name: "少于 5 件" }).count()).toBeGreaterThan(10);
  expect(await table.getByRole("link").count()).toBe(0);
  expect(await page.getByRole("button", { name: "自选日期" }).count()).toBe(0);
  for (const row of await table.getByRole("row").all()) {
    const cells = await row.getByRole("cell").allTextContents();
    expect(cells.slice(0, 5).filter((cell) => /^[0-4]$/.test(cell))).toEqual([]);
  }
  const opening = page.getByRole("region", { name: "以前公布的数" });
  await opening.getByText("调解率 97.2%").waitFor();
  await opening.getByText("口径由区定").waitFor();
  expect(await faultsOf(page, "case-figures-district")).toEqual([]);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出表格（CSV）" }).click();
  const csv = await readFile(await (await saved).path(), "utf8");
  expect(csv.charCodeAt(0)).toBe(0xfeff);
  expect(csv).toContain('"少于 5 件"');
  await page.getByRole("link", { name: "打印" }).click();
  await page.getByRole("article").first().waitFor();
  expect(await page.getByRole("article").count()).toBeGreaterThan(1);
  expect(await faultsOf(page, "case-figures-paper")).toEqual([]);
});

test("the street goes back a month at a time and changes what is counted", async () => {
  const page = await deskOf("450303001000.admin");
  await page.getByRole("navigation").getByRole("link", { name: "调解统计" }).click();
  await page.getByRole("button", { name: "按月看" }).click();
  await page.getByRole("button", { name: "往前" }).click();
  expect(page.url()).toMatch(/period=20\d\d-\d\d/);
  await page.getByRole("button", { name: "劝和" }).click();
  await page.getByRole("heading", { name: "劝好率" }).waitFor();
  await page.getByRole("button", { name: "按类别" }).click();
  await page.getByRole("columnheader", { name: "按类别" }).waitFor();
  await page.getByRole("button", { name: "往后" }).click();
  expect(await page.getByRole("button", { name: "往后" }).isDisabled()).toBe(true);
});
