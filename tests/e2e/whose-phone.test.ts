/** Whose phone it is: the code, the PIN, two people on one phone, and a phone that is switched off; in a real browser. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, shot, typePin, unlock } from "../harness/walk.ts";
import { openDesk, openPhone, type Screen } from "../support/browser.ts";
import { readQrPath } from "../support/qr-svg.ts";

const stage = demoStage("whose-phone");
let desk: Page;

beforeAll(async () => {
  const opened = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900, inTest: false });
  desk = opened.page;
  await enrolIn(desk, stage.codeOf(".admin"));
  await desk.getByRole("link", { name: "人员和队伍" }).waitFor();
});

const aPhone = (more: Partial<Parameters<typeof openPhone>[1]> = {}) =>
  openPhone(stage.browser, { origin: stage.origin, ...more });

const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();

/** From the code step, filled in, to the first screen of the app. */
async function agreeAndChoosePin(page: Page): Promise<void> {
  await press(page, "下一步");
  await press(page, "我看懂了，同意");
  await says(page, "给自己定一个密码");
  await typePin(page);
  await says(page, "再输一遍");
  await typePin(page);
}

async function tryCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("8 位登记码").fill(code);
  await press(page, "下一步");
  await press(page, "我看懂了，同意");
  await says(page, /登记码不对|试的次数太多/);
}

/** A person who was just put on the list gets his first code. */
async function codeForSomebodyNew(name: string): Promise<{ code: string; link: string }> {
  await desk.getByRole("link", { name: "人员和队伍" }).click();
  await press(desk, "添加一个人");
  await desk.getByRole("dialog").getByLabel("大家怎么叫").fill(name);
  await desk.getByRole("dialog").getByRole("button", { name: "添加", exact: true }).click();
  // The platform must know the person before it makes a code for him; until then the desk says so and one presses again.
  const made = async (): Promise<number> => {
    await press(desk, "做登记码");
    await desk.waitForTimeout(1500);
    return desk.locator(".desk-code").count();
  };
  await expect.poll(made, { timeout: 30_000 }).toBe(1);
  const code = ((await desk.locator(".desk-code").textContent()) ?? "").replace(/\s/g, "");
  const drawn = desk.locator(".desk-qr svg");
  await drawn.locator("path").waitFor();
  const path = (await drawn.locator("path").getAttribute("d")) ?? "";
  const side = Number((await drawn.getAttribute("viewBox"))?.split(" ")[2]);
  return { code, link: readQrPath(path, side) };
}

test("Chen makes a code at the desk; its QR opens the enrolment filled in, and a second phone cannot use it", async () => {
  const { code, link } = await codeForSomebodyNew("演示·新来的");
  expect(link).toBe(`${stage.origin}/#code=${code}`);
  const first = await aPhone();
  await first.page.goto(link);
  const field = first.page.getByLabel("8 位登记码");
  await expect.poll(() => field.inputValue()).toBe(code);
  await expect.poll(() => first.page.url()).not.toContain(code);
  expect(await faultsOf(first.page, "enrol-code-filled")).toEqual([]);
  await agreeAndChoosePin(first.page);
  await says(first.page, /早上好|中午好|下午好|晚上好/);

  const second = await aPhone({ dark: true, fontSize: 28 });
  await second.page.goto(link);
  await shot(second.page, "enrol-code-dark-28");
  await press(second.page, "下一步");
  await shot(second.page, "enrol-consent-dark-28");
  await press(second.page, "我看懂了，同意");
  await says(second.page, "登记码不对，或者已经用过、过期了");
  expect(await faultsOf(second.page, "enrol-used-dark-28")).toEqual([]);
}, 180_000);

/** Moves the clock of the page's next load, as somebody would in the phone's settings. */
async function setClock(page: Page, shiftMs: number): Promise<void> {
  await page.evaluate((shift) => localStorage.setItem("test.clock", String(shift)), shiftMs);
  await page.reload();
}

const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map((d) => (d.name ?? "").split("-")[0]));

test("ten wrong PINs: waits that survive a reload and a clock set back, told beforehand; then only a new code, and nothing is lost", async () => {
  const { page, context } = await aPhone();
  await context.addInitScript(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + Number(localStorage.getItem("test.clock") ?? 0);
  });
  await enrolIn(page, stage.codeOf(".secretary1"));
  await says(page, "平台已收");
  await page.reload();
  await says(page, /请输入密码/);
  for (let wrong = 1; wrong <= 5; wrong++) {
    await typePin(page, "000000");
    await says(page, wrong < 5 ? /密码不对/ : /请等 \d+ 秒/);
    // The keys come back when the PIN has been looked at.
    if (wrong < 5) await expect.poll(() => page.getByRole("button", { name: "1", exact: true }).isEnabled()).toBe(true);
  }
  await says(page, "再错 5 次，密码就锁住了");
  expect(await faultsOf(page, "pin-wait")).toEqual([]);
  await page.reload();
  await says(page, /请等 \d+ 秒/);
  expect(await page.getByRole("button", { name: "1", exact: true }).isDisabled()).toBe(true);

  const day = -86_400_000;
  await setClock(page, day);
  await says(page, /请等 (2\d|30) 秒/);
  let shift = day;
  for (const waitS of [30, 60, 120, 240, 480]) {
    shift += (waitS + 5) * 1000;
    await setClock(page, shift);
    await says(page, /请输入密码/);
    await typePin(page, "000000");
    await says(page, waitS < 480 ? /请等 \d+ 分钟/ : /的密码锁住了/);
  }
  await says(page, "一条不会丢");
  expect(await faultsOf(page, "pin-closed")).toEqual([]);
  await expect.poll(() => databases(page), { timeout: 20_000 }).not.toContain("cache");
  expect(await databases(page)).toContain("vault");
  await press(page, "输入新的登记码");
  await says(page, "把这部手机登记好");
  await press(page, "返回");
  await says(page, /的密码锁住了/);
}, 240_000);

async function switchTo(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation").last().getByRole("link", { name: "我的" }).click();
  await press(page, "换一位");
  await page.getByRole("button", { name: new RegExp(name) }).click();
  await unlock(page);
}

const nameHere = async (page: Page): Promise<string> => {
  await page.getByRole("navigation").last().getByRole("link", { name: "我的" }).click();
  await page.getByRole("heading", { level: 1, name: "我的" }).waitFor();
  return (await page.locator("main p.title").first().textContent()) ?? "";
};

async function startsARound(page: Page): Promise<void> {
  await page.getByRole("navigation").last().getByRole("link", { name: "今天" }).click();
  await page.getByRole("link", { name: "开始巡逻" }).click();
  await press(page, "看过了，注意安全");
  const members = page.getByRole("checkbox");
  await members.first().waitFor();
  for (const box of (await members.all()).slice(0, 3)) await box.setChecked(true, { force: true });
  await press(page, "出发");
  await page.getByRole("button", { name: "一切正常" }).waitFor();
}

test("two volunteers share a phone without signal: each sees his own, what one left is counted, and sent while the other is signed in", async () => {
  const { page, context, pageErrors } = await aPhone();
  await enrolIn(page, stage.codeOf(".v1"));
  await says(page, "下一班");
  const li = await nameHere(page);
  await press(page, "登记另一位");
  await page.getByLabel("8 位登记码").fill(stage.codeOf(".v2"));
  await agreeAndChoosePin(page);
  await says(page, "平台已收");
  // Before the line goes everything must have come: his roster is among the last.
  await goInside(page, "/");
  await says(page, "下一班");
  await goInside(page, "/me");
  const wang = await nameHere(page);
  expect(wang).not.toBe(li);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

  await context.setOffline(true);
  await switchTo(page, li);
  await startsARound(page);
  await page.goto("/");
  await says(page, "您是哪一位？");
  await says(page, /还有 \d+ 条没上报/);
  expect(await faultsOf(page, "who-unsent")).toEqual([]);
  await page.getByRole("button", { name: new RegExp(wang) }).click();
  await says(page, /请输入密码/);
  await shot(page, "unlock");
  await typePin(page);
  await says(page, "下一班");
  expect(await page.getByText("继续上次未完成的巡逻").count()).toBe(0);

  await context.setOffline(false);
  await page.getByRole("navigation").last().getByRole("link", { name: "我的" }).click();
  await press(page, "换一位");
  await page.getByText("您是哪一位？").first().waitFor();
  await expect.poll(() => page.getByText(/没上报/).count(), { timeout: 90_000 }).toBe(0);
  await page.getByRole("button", { name: new RegExp(li) }).click();
  await unlock(page);
  await page.getByRole("navigation").last().getByRole("link", { name: "今天" }).click();
  await says(page, "继续巡逻");
  expect(pageErrors).toEqual([]);
}, 300_000);

async function reportsOffline({ page, context }: Screen): Promise<void> {
  // On line first: without the checklist of the first contact nothing can be reported.
  await page.goto("/report");
  await unlock(page);
  await says(page, "在哪里？");
  await context.setOffline(true);
  await page.getByLabel("用自己的话说").fill("3 栋后面的小路");
  await press(page, "下一步");
  await says(page, "看见了什么？");
  await page.getByText("消防", { exact: true }).first().click();
  await page.getByText("楼道堆物").first().click();
  await says(page, "急不急？");
  await press(page, "下一步");
  await says(page, "拍张照片？");
  await press(page, /不拍|没有照片|下一步/);
  await says(page, "这样交上去对吗？");
  await press(page, "交上去");
  await says(page, /没网 · 已存 \d/);
}

test("a grid worker's phone is switched off while it holds an unsent report: the platform keeps it, the phone is wiped and says so", async () => {
  const phone = await aPhone();
  const { page, context } = phone;
  await enrolIn(page, stage.codeOf(".grid1"));
  await says(page, "平台已收");
  const name = await nameHere(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await reportsOffline(phone);
  await desk.getByRole("link", { name: "手机", exact: true }).click();
  await desk.getByRole("row").filter({ hasText: name }).first().getByRole("button", { name: /停用/ }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "停用这部手机" }).click();
  await desk
    .getByText(/手机停用了/)
    .first()
    .waitFor();
  await desk.getByRole("tab", { name: /^停用的/ }).click();
  const offRow = desk.getByRole("row").filter({ hasText: name }).first();
  await offRow.filter({ hasText: "还没交" }).waitFor();
  expect(await faultsOf(desk, "desk-off-awaited")).toEqual([]);

  await context.setOffline(false);
  await says(page, /在这部手机上的登记已停用/);
  await page.getByText(/没交的 \d 条记录，社区已经收好保管，一条没丢/).waitFor({ timeout: 60_000 });
  // The desk asks anew when somebody comes back to the page.
  await desk.getByRole("link", { name: "今天", exact: true }).first().click();
  await desk.getByRole("link", { name: "手机", exact: true }).first().click();
  await desk.getByRole("tab", { name: /^停用的/ }).click();
  await offRow.filter({ hasText: "交来了，等人看" }).click();
  await desk.getByRole("complementary").getByText("跟本人一起看一遍").waitFor();
  expect(await faultsOf(desk, "desk-off-arrived")).toEqual([]);
  await desk.getByRole("button", { name: "办好了" }).click();
  await offRow.filter({ hasText: "办好了" }).waitFor();
  expect(await faultsOf(page, "revoked")).toEqual([]);
  await expect.poll(() => databases(page), { timeout: 20_000 }).not.toContain("vault");
  expect(await databases(page)).not.toContain("cache");
  await page.reload();
  await says(page, /在这部手机上的登记已停用/);
  await press(page, "从这部手机上去掉这个名字");
  await says(page, "把这部手机登记好");
}, 240_000);

test("five wrong codes: the wait is counted down in words, and no other code is taken meanwhile", async () => {
  const { page } = await aPhone({ dark: true });
  await page.goto("/");
  for (let i = 1; i <= 5; i++) await tryCode(page, `9999000${i}`);
  await says(page, /还要等 \d+ 秒/);
  expect(await page.getByRole("button", { name: /还要等/ }).isDisabled()).toBe(true);
  expect(await faultsOf(page, "enrol-wait-dark")).toEqual([]);
  await page.reload();
  await tryCode(page, "99990006");
  await says(page, /试的次数太多了/);
  await says(page, /还要等 \d+ 秒/);
}, 120_000);
