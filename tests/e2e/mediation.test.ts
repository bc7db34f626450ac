/**
 * A mediator between two neighbours, without signal: from the first question to a signed agreement, with a reload in the
 * middle; then the signal comes back, and the file has its number.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { axeFaults } from "../harness/page-faults.ts";
import { enrolIn, goInside, shot, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { openPhone } from "../support/browser.ts";

const stage = demoStage("mediation");

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).first().click();
const choose = (page: Page, name: string) => page.getByText(name, { exact: true }).first().click();

/** The unfinished form is on the disk: sealing takes a moment, and no hand reloads within it. */
async function storedSince(page: Page, since: number): Promise<void> {
  await page.waitForFunction(async (from) => {
    const name = (await indexedDB.databases()).find((db) => db.name?.startsWith("vault-"))?.name ?? "";
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    const rows = await new Promise<{ savedAt: number }[]>((done, fail) => {
      const request = db.transaction("drafts").objectStore("drafts").getAll();
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    db.close();
    return rows.some((row) => row.savedAt >= from);
  }, since);
}

async function takeDownMatter(page: Page): Promise<void> {
  await press(page, "下一步");
  await page.getByLabel("在哪里").fill("3栋2单元");
  await page.getByLabel("纠纷简要情况").fill("三楼水管漏到二楼");
  await page.getByLabel("要求什么（一行一条）").fill("修好水管\n赔墙面");
  await shot(page, "mediation-matter");
  await press(page, "下一步");
}

async function takeDownParties(page: Page): Promise<void> {
  const names = page.getByLabel("姓名或名称");
  await names.nth(0).fill("张三丰");
  await names.nth(1).fill("李四娘");
  await shot(page, "mediation-parties");
  await press(page, "下一步");
  await press(page, "立案");
}

async function open(page: Page): Promise<void> {
  await choose(page, "接着调解");
  await press(page, "打开");
  await page.getByText("一步一步").waitFor();
}

async function signHere(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("heading", { name }).waitFor();
  const pad = page.getByRole("img", { name: "在框里签名" });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("no pad");
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  for (let i = 1; i <= 12; i++) await page.mouse.move(box.x + 40 + i * 14, box.y + 40 + (i % 3) * 14);
  await page.mouse.up();
  await shot(page, "mediation-sign");
  await press(page, "签好了");
}

test("a file is opened, agreed and signed with no signal; a reload in the middle costs nothing", {
  timeout: 120_000,
}, async () => {
  const { page, context } = await openPhone(stage.browser, { origin: stage.origin });
  await enrolIn(page, stage.codeOf(".mediator1"));
  await page.getByRole("link", { name: "调解和劝和" }).waitFor();
  await waitForServiceWorker(page);
  await context.setOffline(true);
  await follow(page, "调解和劝和");
  await follow(page, "立案（人民调解）");
  await takeDownMatter(page);
  const since = await page.evaluate(() => Date.now());
  await page.getByLabel("姓名或名称").nth(0).fill("张三丰");
  await storedSince(page, since);
  await page.reload();
  await unlock(page);
  await goInside(page, "/mediation/new");
  expect(await page.getByLabel("姓名或名称").nth(0).inputValue()).toBe("张三丰");
  await takeDownParties(page);
  await open(page);
  await shot(page, "mediation-case");

  await follow(page, "读权利义务，问愿不愿意");
  for (const party of ["甲方", "乙方"]) {
    await page
      .getByRole("group", { name: new RegExp(party) })
      .getByText("愿意", { exact: true })
      .click();
  }
  await shot(page, "mediation-consent");
  expect(await axeFaults(page)).toEqual([]);
  await page.goBack();
  await follow(page, "受理");
  await page.getByLabel("权利义务都读过了，双方听明白了").check({ force: true });
  await press(page, "受理");
  await follow(page, "写调解记录");
  await page.getByLabel("甲方怎么说").fill("水是楼上漏的");
  await press(page, "存下来");
  await follow(page, "写协议");
  await page.getByLabel("做什么", { exact: true }).fill("修好水管");
  await page.getByLabel("哪天前", { exact: true }).fill("2030-01-01");
  await shot(page, "mediation-agreement");
  await press(page, "写好了，去签字");
  await follow(page, "签字");
  for (const name of [/张三丰/, /李四娘/, /调解员$/]) await signHere(page, name);
  await page.getByText("待盖章").first().waitFor();
  await shot(page, "mediation-signed");
  await context.setOffline(false);
  await page
    .getByText(/^DS001010-\d{4}-0001$/)
    .first()
    .waitFor();
});

test("the pages of a mediator: talked round in four answers, by night and in large type", {
  timeout: 60_000,
}, async () => {
  const { page } = await openPhone(stage.browser, { origin: stage.origin, dark: true, fontSize: 28 });
  await enrolIn(page, stage.codeOf(".mediator2"));
  await page.getByRole("link", { name: "调解和劝和" }).waitFor();
  await goInside(page, "/mediation/settle");
  await choose(page, "噪音");
  await choose(page, "劝好了");
  await shot(page, "mediation-settle-dark");
  expect(await axeFaults(page)).toEqual([]);
  await press(page, "存下来");
  await page.getByText("邻里 噪音 · 劝好了").first().waitFor();
  await shot(page, "mediation-list-dark");
  await page.getByText("邻里 噪音 · 劝好了").first().click();
  await follow(page, "转为人民调解，立案");
  await choose(page, "家里有人动手打人");
  await page.getByText("先保人，再登记").waitFor();
  await page.waitForFunction(() => window.scrollY === 0);
  await shot(page, "mediation-danger-dark");
  expect(await page.getByRole("button", { name: "下一步" }).isDisabled()).toBe(true);
  const call = page.getByRole("link", { name: /110/ });
  expect(await call.getAttribute("href")).toBe("tel:110");
  expect((await call.boundingBox())?.height).toBeGreaterThanOrEqual(60);
});
