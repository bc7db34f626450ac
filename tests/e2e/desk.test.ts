/** The coordinator's desk as Chen and Qin use it: one click after the other, and what a phone hands in meanwhile. */
import type { Page } from "playwright-core";
import decodeQR from "qr/decode.js";
import { beforeAll, expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, shot, unlock } from "../harness/walk.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";
import { openDesk, type Screen } from "../support/browser.ts";

const stage = demoStage("desk");
const COMMUNITY = "450303001010";
const faults: string[] = [];
let desk: Screen;
let page: Page;

const aDesk = (inTest = true) => openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900, inTest });

beforeAll(async () => {
  desk = await aDesk(false);
  page = desk.page;
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".admin"));
  await page.getByRole("heading", { name: "今天的巡逻" }).waitFor({ timeout: 60_000 });
});

const go = async (link: string): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: link, exact: true }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
};

const look = async (name: string): Promise<void> => {
  faults.push(...(await faultsOf(page, name)));
};

const rowOf = (text: string) => page.getByRole("row").filter({ hasText: text });
const panel = () => page.getByRole("complementary");
const undo = () => page.getByRole("button", { name: "撤销" }).last().click();

test("Chen plans a shift, calls it off with a reason, and takes that back", async () => {
  await go("排班");
  await page.getByRole("button", { name: "后一周" }).click();
  await page.getByRole("button", { name: "后一周" }).click();
  await page.getByRole("button", { name: "后一周" }).click();
  await page
    .getByRole("button", { name: /^给.*排周三的班$/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("什么时候").selectOption({ label: "早 7–10点" });
  await dialog.getByRole("button", { name: "保存" }).click();
  const slot = page.getByRole("button", { name: /周三的班 · 早/ }).first();
  await slot.click();
  await dialog.getByRole("button", { name: "取消这一班" }).click();
  await dialog.getByRole("alert").filter({ hasText: "请写一句原因" }).waitFor();
  await dialog.getByLabel("为什么取消").fill("下大雨");
  await dialog.getByRole("button", { name: "取消这一班" }).click();
  await page.getByRole("button", { name: /周三的班 · 早.*取消了/ }).waitFor();
  await look("desk-roster");
  await undo();
  await page.getByRole("button", { name: /周三的班 · 早.*取消了/ }).waitFor({ state: "detached" });
});

test("Chen makes a route, takes it out of use, and brings it back; a checkpoint too", async () => {
  await go("路线和点位");
  await page.getByRole("button", { name: "新路线" }).click();
  await panel().getByLabel("叫什么").fill("后街小路");
  await go("问题");
  await go("路线和点位");
  await page.getByRole("button", { name: "新路线" }).click();
  expect(await panel().getByLabel("叫什么").inputValue()).toBe("后街小路");
  await panel().getByRole("button", { name: "保存" }).click();
  await panel().getByRole("alert").filter({ hasText: "没有点位" }).waitFor();
  await panel()
    .getByRole("button", { name: /处都加上/ })
    .click();
  await panel().getByRole("button", { name: "保存" }).click();
  await rowOf("后街小路").waitFor();
  await look("desk-routes");
  await panel().getByRole("button", { name: "停用这条路线" }).click();
  await rowOf("后街小路").getByText("已停用").waitFor();
  await undo();
  await rowOf("后街小路").getByText("已停用").waitFor({ state: "detached" });
  const first = page.getByRole("button", { name: /^停用 / }).first();
  const name = (await first.getAttribute("aria-label"))?.replace("停用 ", "") ?? "";
  await first.click();
  await page.getByRole("button", { name: `恢复使用 ${name}`, exact: true }).click();
  await page.getByRole("button", { name: `停用 ${name}`, exact: true }).waitFor();
});

test("the codes on paper can be read by a phone", async () => {
  await go("路线和点位");
  await page.getByRole("link", { name: "打印二维码" }).click();
  await page.emulateMedia({ media: "print" });
  const code = page.getByRole("img", { name: /的二维码$/ }).first();
  await code.locator("path").waitFor({ state: "attached" });
  await look("desk-print-codes");
  const text = decodeQR(await pixelsOf(await code.screenshot()));
  expect(text).toMatch(new RegExp(`^${stage.origin}/d/\\S+$`));
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type \/Page\b(?!s)/g) ?? [];
  expect(pages.length).toBe(await page.getByRole("article").count());
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("link", { name: "返回" }).click();
});

/** A picture as the reader of codes takes it. */
async function pixelsOf(png: Buffer) {
  const { width, height, data } = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    // A camera sees a code larger than a screen draws it.
    [canvas.width, canvas.height] = [image.width * 3, image.height * 3];
    const paint = canvas.getContext("2d");
    if (!paint) throw new Error("no canvas");
    paint.imageSmoothingEnabled = false;
    paint.drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = paint.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, data: [...pixels.data] };
  }, png.toString("base64"));
  return { width, height, data: Uint8Array.from(data) };
}

test("Chen adds Zhou with a role that ends by itself, and Zhou's phone enrols with the code on the screen", async () => {
  await go("人员和队伍");
  await page.getByRole("button", { name: "添加一个人" }).click();
  await page.getByRole("dialog").getByLabel("大家怎么叫").fill("周师傅");
  await page.getByRole("dialog").getByRole("button", { name: "添加" }).click();
  await panel().getByRole("heading", { name: "周师傅" }).waitFor();
  await panel().getByLabel("哪支队").selectOption({ index: 1 });
  await panel().getByLabel("到哪天为止").fill("2030-05-01");
  await panel().getByRole("button", { name: "给一个职务" }).click();
  await panel().getByText("到2030-05-01").waitFor();
  const digits = panel().locator(".desk-code");
  // The platform must know Zhou first; until then the page says so and keeps the button.
  const hasCode = async (): Promise<boolean> => {
    if (!(await digits.isVisible())) await panel().getByRole("button", { name: "做登记码" }).click();
    return digits.isVisible();
  };
  await expect.poll(hasCode, { timeout: 30_000, interval: 1000 }).toBe(true);
  await panel().getByRole("img", { name: "登记用的二维码" }).waitFor();
  await look("desk-people");
  const zhou = await WirePhone.enrol(stage.server.ask, ((await digits.textContent()) ?? "").replace(" ", ""));
  const { rows } = await zhou.pull();
  expect(rows.some((row) => row.t === "person" && row.id === zhou.personId)).toBe(true);
  await panel().getByRole("button", { name: /^收回/ }).click();
  await panel().getByText("还没有职务").waitFor();
  await panel().getByRole("button", { name: "不再参加" }).click();
  await page.getByRole("dialog").getByText("以前的记录和名字都还在").waitFor();
  await look("desk-retire");
  await page.getByRole("dialog").getByRole("button", { name: "不再参加" }).click();
  await panel()
    .getByText(/起不再参加$/)
    .waitFor();
  expect(await rowOf("周师傅").count()).toBe(0);
  await expect.poll(() => zhou.call("/api/devices").then((reply) => reply.status)).toBe(401);
  await page.getByRole("button", { name: "不再参加的" }).click();
  await rowOf("周师傅").waitFor();
  await look("desk-retired");
  await panel().getByRole("button", { name: "恢复参加" }).click();
  await panel().getByRole("button", { name: "给一个职务" }).waitFor();
});

test("a filter gets a name, and its link opens the same list", async () => {
  await go("问题");
  const urgency = page.getByRole("group", { name: "急不急" });
  await urgency.getByRole("button", { name: "橙" }).click();
  await page.getByRole("button", { name: "存下这组条件" }).click();
  await page.getByRole("dialog").getByLabel("这组条件叫什么").fill("橙的");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  const kept = page.getByRole("group", { name: "常用的条件" });
  await kept.getByRole("button", { name: "橙的" }).waitFor();
  const address = page.url();
  await kept.getByRole("button", { name: "没办完的" }).click();
  await page.goto(address);
  await unlock(page);
  await page.getByRole("row").nth(1).waitFor();
  expect(await kept.getByRole("button", { name: "橙的" }).getAttribute("aria-pressed")).toBe("true");
  const severities = await page.getByRole("row").locator(".ui-badge-red, .ui-badge-yellow, .ui-badge-blue").count();
  expect(severities).toBe(0);
  await page.getByRole("row").nth(1).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await panel().waitFor();
  await look("desk-issues");
  await page.keyboard.press("Escape");
  await panel().waitFor({ state: "detached" });
});

test("the phone pages open from the desk, stay chosen, and lead back", async () => {
  await go("今天");
  await page.getByRole("link", { name: "手机界面" }).click();
  await page.getByRole("link", { name: "上报" }).first().waitFor();
  await page.goto("/");
  await unlock(page);
  await page.getByRole("link", { name: "上报" }).first().waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "协调台" }).click();
  await page.getByRole("heading", { name: "今天的巡逻" }).waitFor();
  await page.goto("/");
  await unlock(page);
  await page.getByRole("heading", { name: "今天的巡逻" }).waitFor();
});

/** What the leader's phone says when it sets out on its first route and finds a pile in a stairwell. */
async function whatAPhoneSays(phone: WirePhone): Promise<Act[]> {
  const { rows } = await phone.pull();
  const docs = (t: string) => rows.filter((row) => row.t === t && row.op === "put").map((row) => row.doc ?? {});
  const team = docs("team").find((doc) => JSON.stringify(doc["groups"]).includes(phone.personId)) ?? {};
  const groups = team["groups"] as { id: string; leadId: string; memberIds: string[] }[];
  const group = groups.find((one) => one.memberIds.includes(phone.personId)) ?? groups[0];
  const route = docs("route").find((doc) => doc["teamId"] === team["id"]) ?? {};
  const stopIds = route["checkpointIds"] as string[];
  const checkpointId = stopIds[0] ?? "";
  const checklistVersionId = String(docs("checklistVersion")[0]?.["id"]);
  const where = { communityCode: COMMUNITY, teamId: team["id"], groupId: group?.id, routeId: route["id"] };
  const stops = { checkpointIds: route["checkpointIds"], ordered: false, checklistVersionId };
  const members = { memberIds: group?.memberIds.slice(0, 2), trackMode: "off", safetySeen: true };
  const found = { category: "clutterStair", categoryLabel: "楼道堆物", severity: "red", emergency: "119" };
  const report = {
    communityCode: COMMUNITY,
    source: "patrol",
    checklistVersionId,
    ...found,
    photos: [],
    ownerKind: "branch",
    roundId: "live-round",
    teamId: team["id"],
  };
  const place = (id: string | undefined) => ({ place: { checkpointId: id } });
  return [
    { cmd: "round.start", args: { roundId: "live-round", ...where, ...stops, ...members } },
    {
      cmd: "round.confirmStop",
      args: { roundId: "live-round", stopId: "live-stop", checkpointId, result: "issue", confirmedBy: "hand" },
    },
    {
      cmd: "issue.report",
      args: { issueId: "live-issue", ...report, ...place(checkpointId), words: "楼梯口堆着旧沙发" },
    },
    {
      cmd: "issue.report",
      args: { issueId: "live-issue-2", ...report, ...place(stopIds[stopIds.length - 1]), words: "拐角也堆着" },
    },
  ];
}

const pictureOfMap = async (): Promise<string> => (await page.locator(".zm-map").screenshot()).toString("base64");

/** The map once it is drawn and has stopped changing by itself. */
async function stillMap(): Promise<string> {
  await page.locator(".zm-map canvas.leaflet-tile").first().waitFor();
  const seen: string[] = [];
  const isStill = async (): Promise<boolean> => {
    seen.push(await pictureOfMap());
    return seen.length > 3 && new Set(seen.slice(-4)).size === 1;
  };
  await expect.poll(isStill, { timeout: 40_000, interval: 700 }).toBe(true);
  return seen[seen.length - 1] ?? "";
}

test("what a phone hands in appears on the open desk without a reload", async () => {
  const phone = await WirePhone.enrol(stage.server.ask, stage.codeOf(".v1"));
  phone.at = new Date().toISOString();
  const [start, stop, report, another] = await whatAPhoneSays(phone);
  await go("今天");
  const running = page.getByRole("group", { name: "只看哪些" }).getByRole("button", { name: /正在巡/ });
  const before = Number(((await running.textContent()) ?? "").replace(/\D/g, ""));
  expect(await phone.does(start!, stop!)).toEqual(["applied", "applied"]);
  await expect.poll(async () => Number(((await running.textContent()) ?? "").replace(/\D/g, ""))).toBe(before + 1);
  await go("问题");
  await page.getByRole("row").nth(1).waitFor();
  expect(await page.getByText("楼梯口堆着旧沙发").count()).toBe(0);
  expect(await phone.does(report!)).toEqual(["applied"]);
  await rowOf("楼梯口堆着旧沙发").waitFor();
  expect(await page.getByRole("row").nth(1).textContent()).toContain("楼梯口堆着旧沙发");
  await go("地图");
  const quiet = await stillMap();
  expect(await phone.does(another!)).toEqual(["applied"]);
  await expect.poll(pictureOfMap, { timeout: 30_000, interval: 1000 }).not.toBe(quiet);
  await go("今天");
  await page.getByRole("link").filter({ hasText: "楼梯口堆着旧沙发" }).waitFor();
  await look("desk-live-today");
});

/** A section is added, named, brought to the front and filled; another is taken out and comes back with 撤销. */
async function movesSections(qin: Page): Promise<void> {
  const preview = qin.getByRole("region", { name: "手机上是这样" });
  const names = () => preview.locator(".stack-tight > .dim").allTextContents();
  const before = await names();
  await qin.getByRole("button", { name: "加一部分" }).click();
  await qin.getByLabel("这一部分叫什么", { exact: true }).last().fill("防冻");
  await qin.getByRole("button", { name: "发布" }).click();
  await qin.getByText("有一部分里面一类也没有").waitFor();
  for (const _ of before) await qin.getByRole("button", { name: "防冻往前移" }).click();
  expect(await names()).toEqual(["防冻", ...before]);
  await qin.getByRole("button", { name: `拿掉${before[0]}` }).click();
  expect(await names()).toEqual(["防冻", ...before.slice(1)]);
  await qin.getByRole("button", { name: "撤销" }).last().click();
  expect(await names()).toEqual(["防冻", ...before]);
  await qin.locator("summary").first().click();
}

test("Qin sees figures instead of texts, and publishes a checklist that Chen can read", async () => {
  const { page: qin } = await aDesk();
  await qin.goto("/");
  await enrolIn(qin, stage.server.codes.get("区管理员") ?? "");
  await qin.getByRole("heading", { name: "各社区的数" }).waitFor({ timeout: 60_000 });
  await qin.getByRole("row").filter({ hasText: "燕湖社区" }).click();
  await qin.getByRole("heading", { name: "近 14 天的巡逻" }).waitFor();
  faults.push(...(await faultsOf(qin, "desk-figures")));
  await qin.getByRole("link", { name: "问题", exact: true }).click();
  await qin.getByText("区里和街道只看数，看不到内容；内容在社区。").waitFor();
  await qin.getByRole("link", { name: "检查表" }).click();
  await qin.getByRole("button", { name: "照现在用的写新一版" }).click();
  await qin.getByLabel("这一版叫什么").fill("冬天的检查表");
  await movesSections(qin);
  await qin.locator("summary").first().click();
  await qin.getByRole("button", { name: "加一类" }).first().click();
  await qin.getByRole("button", { name: "改 新的一类" }).click();
  await qin.getByLabel("叫什么", { exact: true }).fill("水管冻裂");
  await qin.getByRole("region", { name: "手机上是这样" }).getByText("水管冻裂").waitFor();
  faults.push(...(await faultsOf(qin, "desk-checklist")));
  await qin.getByRole("button", { name: "发布" }).click();
  await qin.getByRole("heading", { name: "冬天的检查表" }).waitFor();
  await go("检查表");
  await page.getByRole("button", { name: /第 2 版/ }).click();
  await page.getByText("水管冻裂").waitFor();
});

test("every page the desk showed is fit to be read, and none of them broke", async () => {
  await shot(page, "desk-end");
  expect(faults).toEqual([]);
  expect(desk.pageErrors).toEqual([]);
  await desk.close();
});
