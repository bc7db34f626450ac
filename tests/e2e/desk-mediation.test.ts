/** The register of mediation at the desk: what the community sees of it, what it does not, and what a mediator opens there. */
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, shot, unlock } from "../harness/walk.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";
import { openDesk } from "../support/browser.ts";

const stage = demoStage("desk-mediation");
const COMMUNITY = "450303001010";
const DAY_MS = 86_400_000;
const faults: string[] = [];
let page: Page;
/** What the platform called each of the colleague's quarrels; the demo district has many more. */
const numbers = new Map<string, string>();
const numberOf = (id: string): string => numbers.get(id) ?? "";

/** Words as they travel: nobody looks inside. */
const BOX = { sealed: "p256-hkdf-a256gcm", kid: "k", epk: "AAAA", iv: "AAAA", ct: "AAAA" };
const SEAL = { kid: "k", alg: "p256-hkdf-a256gcm", publicKey: "AAAA", wraps: [{ id: "w", personId: "x", ...BOX }] };

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

const opened = (caseId: string, category: string): Act => ({
  cmd: "mediation.register",
  args: {
    ...{ caseId, communityCode: COMMUNITY, category, tags: ["leak"], source: "application", involves: [], risk: null },
    ...{ amountFen: null, partyKeys: ["A", "B"], personalStatus: false, exclusions: [] },
    ...{ parties: BOX, matter: BOX, seal: SEAL },
  },
});

const accepted = (caseId: string): Act[] => [
  ...["A", "B"].map((partyKey) => ({
    cmd: "mediation.consent",
    args: { caseId, consentId: `${caseId}.${partyKey}`, stepId: `${caseId}.no.${partyKey}`, partyKey, given: true },
  })),
  { cmd: "mediation.accept", args: { caseId, stepId: `${caseId}.a`, rightsTold: true } },
];

const settled: Act = {
  cmd: "mediation.recordSettling",
  args: {
    caseId: "s1",
    communityCode: COMMUNITY,
    category: "housing",
    tags: ["noise"],
    partyCount: 2,
    outcome: "settled",
  },
};

/** A colleague's files: one that should long have come to an end, one of today, and neighbours who were talked round. */
async function aColleagueWorks(): Promise<void> {
  const phone = await WirePhone.enrol(stage.server.ask, stage.codeOf(".mediator2"));
  phone.at = daysAgo(40);
  const old = await phone.does(opened("f-old", "neighbours"), ...accepted("f-old"));
  phone.at = daysAgo(0);
  const fresh = await phone.does(opened("f-new", "property"), settled);
  expect([...old, ...fresh].filter((outcome) => outcome !== "applied")).toEqual([]);
  for (const { t, id, doc } of (await phone.pull()).rows) {
    if (t === "mediation") numbers.set(id, String(doc?.["number"]));
  }
}

beforeAll(async () => {
  await aColleagueWorks();
  ({ page } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900, inTest: false }));
  await enrolIn(page, stage.codeOf(".admin"));
  await page.getByRole("heading", { name: "今天的巡逻" }).waitFor({ timeout: 60_000 });
});

const rows = (on = page) => on.getByRole("row");
const rowOf = (text: string, on = page) => rows(on).filter({ hasText: text });
const panel = (on = page) => on.getByRole("complementary");
const look = async (name: string, on = page): Promise<void> => {
  faults.push(...(await faultsOf(on, name)));
};

test("Chen sees number, kind, state and days of every file, and not a word of it; her filter stands in the address", async () => {
  await page.getByRole("navigation").getByRole("link", { name: "调解", exact: true }).click();
  await page.getByRole("heading", { name: "调解登记簿" }).waitFor();
  await rows().nth(3).waitFor();
  await look("desk-register");
  await page.getByLabel("找编号").fill(numberOf("f-old"));
  await page.getByText(/件里的 1 件/).waitFor();
  const said = (await rowOf(numberOf("f-old")).textContent()) ?? "";
  expect(said).toMatch(/^DS001010-\d{4}-\d{4}邻里人民调解已受理.*过期/);
  expect(said).not.toContain("漏水");
  await page.getByRole("button", { name: "过期的" }).click();
  await rowOf(numberOf("f-old")).click();
  await panel().getByText("要做的事").waitFor();
  await look("desk-register-panel");
  const address = page.url();
  expect(address).toContain("overdue=1");
  await page.goto(address);
  await unlock(page);
  await panel().getByText("要做的事").waitFor();
  expect(await rows().count()).toBe(2);
});

test("今天 counts what the register asks for, and each count leads to its lines", async () => {
  await page.getByRole("navigation").getByRole("link", { name: "今天", exact: true }).click();
  const overdue = page.getByRole("region", { name: "调解" }).getByRole("link", { name: /^过期的/ });
  await overdue.waitFor();
  const count = Number(((await overdue.textContent()) ?? "").replace(/\D/g, ""));
  await look("desk-today-mediation");
  await overdue.click();
  await page.getByText(new RegExp(`件里的 ${count} 件`)).waitFor();
  await page.getByLabel("找编号").fill(numberOf("f-old"));
  await rowOf(numberOf("f-old")).waitFor();
});

test("what is shown is printed, and a link of the figures opens its part of the register", async () => {
  const asked = `basis=informal&state=settled&q=${numberOf("s1")}`;
  await goInside(page, `/desk/mediations?community=${COMMUNITY}&${asked}`);
  await page.getByText(/件里的 1 件/).waitFor();
  await page.getByRole("link", { name: "打印登记簿" }).click();
  await page.getByRole("heading", { name: "调解登记簿（1 件）" }).waitFor();
  expect(await rows().count()).toBe(2);
  await look("desk-register-print");
});

test("the district sees no row, is told why, and is led to the figures", async () => {
  const { page: qin } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(qin, stage.server.codes.get("区管理员") ?? "");
  await qin.getByRole("heading", { name: "各社区的数" }).waitFor({ timeout: 60_000 });
  await goInside(qin, "/desk/mediations");
  await qin.getByText("区里和街道看数，不看一件一件的").waitFor();
  expect(await rows(qin).count()).toBe(0);
  await look("desk-register-district", qin);
});

type Where = Page | Locator;

const press = (on: Where, name: string) => on.getByRole("button", { name, exact: true }).click();
const follow = (on: Where, name: string) => on.getByRole("link", { name, exact: true }).first().click();
const choose = (on: Where, name: string) => on.getByText(name, { exact: true }).first().click();

/** A file with two parties, by the questions of the phone. */
async function opensAFile(on: Page): Promise<void> {
  await goInside(on, "/mediation/new");
  await press(on, "下一步");
  await on.getByLabel("在哪里").fill("3栋2单元");
  await on.getByLabel("纠纷简要情况").fill("三楼水管漏到二楼");
  await on.getByLabel("要求什么（一行一条）").fill("修好水管");
  await press(on, "下一步");
  await on.getByLabel("姓名或名称").nth(0).fill("演示·张三");
  await on.getByLabel("姓名或名称").nth(1).fill("演示·李四");
  await press(on, "下一步");
  await press(on, "立案");
  await on.getByText("为什么打开这份卷宗？").waitFor();
}

test("a mediator opens her file at the desk with a reason and takes its next step there; of a colleague's she is told whom to ask", async () => {
  const { page: liang } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(liang, stage.codeOf(".mediator1"));
  await liang.getByRole("heading", { name: "今天的巡逻" }).waitFor({ timeout: 60_000 });
  await opensAFile(liang);
  const caseId = new URL(liang.url()).pathname.split("/").pop();
  await goInside(liang, `/desk/mediations?mine=1&id=${caseId}`);
  await panel(liang).getByRole("link", { name: "打开卷宗" }).waitFor();
  await look("desk-register-mine", liang);
  await follow(panel(liang), "打开卷宗");
  expect(await liang.getByText("演示·张三").count()).toBe(0);
  await look("desk-case-gate", liang);
  await choose(liang, "接着调解");
  await press(liang, "打开");
  await liang.getByText("演示·张三").waitFor();
  await look("desk-case", liang);
  await follow(liang, "读权利义务，问愿不愿意");
  for (const party of ["甲方", "乙方"]) {
    const asked = liang.getByRole("group", { name: new RegExp(party) });
    await asked.getByText("愿意", { exact: true }).click();
  }
  await panel(liang).getByText("三楼水管漏到二楼").waitFor();
  await look("desk-case-step", liang);
  await follow(liang, "返回");
  await follow(liang, "受理");
  await liang.getByLabel("权利义务都读过了，双方听明白了").check({ force: true });
  await press(liang, "受理");
  await liang.getByRole("heading", { name: "已受理" }).waitFor();
  await follow(liang, "移交给别的调解员");
  await liang.getByText("您不再看得到这份卷宗").waitFor();
  await look("desk-case-hand-over", liang);
  await follow(liang, "返回");
  await liang.emulateMedia({ colorScheme: "dark" });
  await look("desk-case-dark", liang);
  await liang.setViewportSize({ width: 360, height: 740 });
  await look("desk-case-narrow", liang);
  await liang.setViewportSize({ width: 1440, height: 900 });
  await goInside(liang, `/desk/mediations?q=${numberOf("f-new")}`);
  await rowOf(numberOf("f-new"), liang).click();
  await panel(liang).getByText("这是调解的内容，只有承办的调解员能看").waitFor();
  await panel(liang)
    .getByText(/要问这一件，请找演示·/)
    .waitFor();
  await look("desk-register-not-hers", liang);
});

test("a mediator leaves with files at hand: Chen is told before, sees the alarm after, and hands them to another", async () => {
  await goInside(page, "/desk/people");
  await rowOf("梁调解员").click();
  await panel()
    .getByText(/手上还有 \d+ 件调解没归档/)
    .waitFor();
  await look("desk-still-mediates");
  await panel().getByRole("button", { name: "收回调解员", exact: true }).click();
  await page.getByRole("navigation").getByRole("link", { name: "今天", exact: true }).click();
  await page.getByRole("link", { name: /^没有调解员在办，要移交/ }).click();
  await page.getByLabel("找编号").fill(numberOf("f-old"));
  await page.getByText(/件里的 1 件/).waitFor();
  await look("desk-unattended");
  await rowOf(numberOf("f-old")).click();
  await panel().getByText("已经不在任，这一件要移交给别的调解员").waitFor();
  await panel().getByLabel("移交给谁").selectOption({ label: "演示·胡调解员" });
  await look("desk-hand-over");
  await page.emulateMedia({ colorScheme: "dark" });
  await look("desk-hand-over-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await press(panel(), "移交");
  await page.getByText("没有符合的").waitFor();
  await goInside(page, `/desk/mediations?q=${numberOf("f-old")}`);
  await rowOf("胡调解员").waitFor();
});

test("every page of it is fit to be read, by day and by night, wide and narrow, in both languages", async () => {
  await goInside(page, "/desk/mediations");
  await rows().nth(3).waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await look("desk-register-dark");
  await page.setViewportSize({ width: 360, height: 740 });
  await look("desk-register-narrow");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => localStorage.setItem("zimajia.lang", "en"));
  await page.reload();
  await unlock(page);
  await page.getByRole("heading", { name: "Register of mediation" }).waitFor();
  await rows().nth(1).waitFor();
  await look("desk-register-en");
  await shot(page, "desk-register-end");
  expect(faults).toEqual([]);
});
