/**
 * A mediator between two neighbours, without signal: from the first question to a signed agreement and its paper, and the
 * phone starts anew at each step that hurts; then the signal comes back, and the file has its number and its end.
 */
import { strFromU8, unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import {
  aPicture,
  choose,
  consents,
  downloads,
  follow,
  looks,
  opensFile,
  photoStored,
  press,
  restarts,
  signsHere,
  takesDownMatter,
  takesDownParties,
  wordsOfPdf,
  writes,
} from "../harness/mediation-walk.ts";
import { axeFaults } from "../harness/page-faults.ts";
import { enrolIn, goInside, shot, waitForServiceWorker } from "../harness/walk.ts";
import { openPhone } from "../support/browser.ts";
import { bringRulers } from "../support/look-out.ts";

const stage = demoStage("mediation");
const NOTE = "乙方家里有病人";
/** What was found on the pages on the way. */
const faults: string[] = [];
const look = async (page: Page, name: string): Promise<void> => void faults.push(...(await looks(page, name)));
const here = (page: Page): string => new URL(page.url()).pathname;
const isOffered = (page: Page, name: string): Promise<number> => page.getByRole("link", { name, exact: true }).count();

/** Off line before the first word is written; what printing needs came by itself. */
async function goesOut(page: Page): Promise<void> {
  await enrolIn(page, stage.codeOf(".mediator1"));
  await page.getByRole("link", { name: "调解和劝和" }).waitFor();
  await waitForServiceWorker(page);
  await page.waitForFunction(async () => (await (await caches.open("paper-kit")).keys()).length >= 3);
  await page.context().setOffline(true);
}

async function opensNewFile(page: Page): Promise<void> {
  await follow(page, "调解和劝和");
  await follow(page, "立案（人民调解）");
  await press(page, "下一步");
  await takesDownMatter(page);
  await look(page, "matter");
  await writes(page, () => press(page, "下一步"));
  await writes(page, () => page.getByLabel("姓名或名称").nth(0).fill("张三丰"));
  await restarts(page, "/mediation/new");
  expect(await page.getByLabel("姓名或名称").nth(0).inputValue()).toBe("张三丰");
  await takesDownParties(page, ["张三丰", "李四娘"]);
  await look(page, "parties");
  await press(page, "下一步");
  await press(page, "立案");
  await opensFile(page);
}

async function acceptsIt(page: Page): Promise<void> {
  expect(await isOffered(page, "受理")).toBe(0);
  await follow(page, "读权利义务，问愿不愿意");
  await consents(page, ["甲方", "乙方"]);
  await look(page, "consent");
  await page.goBack();
  await follow(page, "受理");
  await page.getByLabel("权利义务都读过了，双方听明白了").check({ force: true });
  await press(page, "受理");
}

/** Each step that is offered beside the road, looked at and left again. */
async function sidePaths(page: Page, address: string): Promise<void> {
  // Accepted: now these are offered.
  await page.getByRole("link", { name: "写调解记录", exact: true }).waitFor();
  for (const step of ["inquiry", "edit", "share", "extend", "fail", "refer", "pause"]) {
    await goInside(page, `${address}/${step}`);
    await page.getByText("一步一步").waitFor({ state: "detached" });
    await page.locator(".ui-button-main").waitFor();
    await look(page, step);
    await goInside(page, address);
    await page.getByText("一步一步").waitFor();
  }
}

/** Whoever cannot draw reaches the photo of the signed paper with the keyboard. */
async function signsByKeyboard(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "甲方" }).focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  for (let i = 0; i < 6 && (await focused()) !== "签在纸上了，拍照存底"; i++) await page.keyboard.press("Tab");
  expect(await focused()).toBe("签在纸上了，拍照存底");
  const camera = page.locator("input[type=file]").first();
  // In place before the key is pressed: waiting for the browser's own dialog begins too late on a busy machine.
  await camera.evaluate((input) =>
    input.addEventListener("click", (event) => {
      event.preventDefault();
      input.setAttribute("data-asked", "");
    }),
  );
  await page.keyboard.press("Enter");
  await page.locator("input[data-asked]").waitFor({ state: "attached" });
  await camera.setInputFiles(await aPicture(page));
}

async function takesEvidence(page: Page): Promise<void> {
  await follow(page, "收证据");
  await writes(page, () => page.getByLabel("是什么").fill("漏水的天花板"));
  const evidence = here(page);
  const camera = page.locator("input[type=file]").first();
  await camera.setInputFiles(await aPicture(page));
  await photoStored(page);
  await page.getByText("1 张照片").waitFor();
  await restarts(page, evidence.replace("/evidence", ""));
  await opensFile(page);
  await follow(page, "收证据");
  await page.getByText("1 张照片").waitFor();
  await look(page, "evidence");
  expect(await page.getByLabel("是什么").inputValue()).toBe("漏水的天花板");
  await press(page, "存下来");
}

async function sitsDownWithThem(page: Page): Promise<void> {
  await follow(page, "我的私人笔记");
  await page.getByText("不进卷宗").waitFor();
  await writes(page, () => page.getByLabel("我的私人笔记").fill(NOTE));
  await look(page, "note");
  await page.goBack();
  await follow(page, "写调解记录");
  await page.getByLabel("甲方怎么说").fill("水是楼上漏的");
  await look(page, "session");
  await press(page, "存下来");
  await follow(page, "写协议");
  await page.getByLabel("用一个样本").selectOption("漏水");
  await page.getByLabel("做什么", { exact: true }).fill("修好水管");
  await page.getByLabel("哪天前", { exact: true }).fill("2030-01-01");
  await look(page, "agreement");
  await press(page, "写好了，去签字");
}

test("with no signal a file is opened, agreed, signed and printed; with signal it is numbered, sealed and brought to its end", {
  timeout: 300_000,
}, async () => {
  const { page, context, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  await bringRulers(page);
  await goesOut(page);
  await opensNewFile(page);
  const address = here(page);
  await look(page, "case");
  await acceptsIt(page);
  await sidePaths(page, address);
  await takesEvidence(page);
  await sitsDownWithThem(page);

  await follow(page, "签字");
  await look(page, "sign");
  await signsByKeyboard(page);
  await page.getByRole("heading", { name: /李四娘/ }).waitFor();
  // Half of it is signed when the phone starts anew.
  await restarts(page, address);
  await opensFile(page, "打印文书");
  await follow(page, "签字");
  expect(await page.getByRole("radio", { name: "甲方" }).count()).toBe(0);
  for (const name of [/李四娘/, /调解员$/]) await signsHere(page, name);
  await page.getByText("待盖章").first().waitFor();
  expect(await isOffered(page, "写调解记录")).toBe(0);
  await goInside(page, `${address}/file`);
  await expect.poll(() => here(page)).toBe(address);
  await look(page, "signed");

  const pages = await wordsOfPdf(await downloads(page, "做成 PDF"));
  const whole = pages.join("");
  for (const form of ["卷内目录", "受理登记表", "权利义务告知书", "调解记录", "人民调解协议书", "证据"]) {
    expect(whole).toContain(form);
  }
  for (const word of ["张三丰", "李四娘", "3栋2单元", "三楼水管漏到二楼", "水是楼上漏的", "不再渗漏", "待编号"]) {
    expect(whole).toContain(word);
  }
  expect(whole).not.toContain(NOTE);
  const word = unzipSync(new Uint8Array(await downloads(page, "做成 Word")));
  const text = strFromU8(word["word/document.xml"] ?? new Uint8Array());
  expect(text).toContain("张三丰");
  expect(text).not.toContain(NOTE);

  await context.setOffline(false);
  await page
    .getByText(/^DS001010-\d{4}-\d{4}$/)
    .first()
    .waitFor();
  await endsIt(page);
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
});

/** The head of the committee sees that a file waits, and nothing of its words. */
async function headSeals(): Promise<void> {
  const { page } = await openPhone(stage.browser, { origin: stage.origin });
  await enrolIn(page, stage.codeOf(".admin"));
  await page.getByRole("link", { name: "调解和劝和" }).waitFor();
  await goInside(page, "/mediation");
  await page.getByRole("link", { name: /盖章/ }).first().click();
  await page.getByText(/当事人和协议内容是保密的/).waitFor();
  await shot(page, "mediation-head-seals");
  expect(await page.getByText("张三丰").count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  await press(page, "登记盖章");
  await page.getByText("当事人和协议内容是保密的").waitFor({ state: "detached" });
}

/** From the seal to the shelf. */
async function endsIt(page: Page): Promise<void> {
  await follow(page, "登记盖章日期");
  await page.getByText(/盖章日期由调委会主任登记/).waitFor();
  await look(page, "who-seals");
  await page.goBack();
  await headSeals();
  await page.getByText("司法确认截止").waitFor();
  await look(page, "performing");
  await follow(page, "司法确认");
  await look(page, "court");
  await press(page, "存下来");
  await follow(page, "回访");
  await look(page, "follow");
  await page.getByRole("radio", { name: "做到了" }).check({ force: true });
  await page.getByLabel("履行情况").fill("修好了，不漏了");
  await press(page, "存下来");
  await follow(page, "结案");
  await page.getByLabel("这件事怎么了结的").fill("照协议办完了");
  await look(page, "closing");
  await press(page, "结案");
  await follow(page, "归档");
  await choose(page, "长期");
  await look(page, "filing");
  await press(page, "归档");
  await page.getByText("已归档").first().waitFor();
  expect(await isOffered(page, "回访")).toBe(0);
  await look(page, "filed");
}

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
