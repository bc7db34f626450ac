/** The round on the phone, as people walk it: with a track and its gaps, joined by code, killed in the middle, entered late. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PatrolRound, RoundTrack, ServiceRecord } from "#domain/patrol/round";
import type { Checkpoint, Compound } from "#domain/place/place";
import { demoStage } from "../harness/demo-stage.ts";
import {
  confirmNormal,
  countWakeLocks,
  nextStep,
  pictureFile,
  placeInView,
  setOut,
  turnScreen,
  wakeAsks,
  walkNorth,
} from "../harness/patrol.ts";
import { enrolIn, shot, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { launchBrowser, launchKeptBrowser, openDesk, openPhone, type Screen } from "../support/browser.ts";
import { killBrowserOf } from "../support/kill-browser.ts";
import { filmOfCode, filmOfWall } from "../support/video.ts";

const stage = demoStage("round");
const scratch = mkdtempSync(join(tmpdir(), "zmj-round-"));
const film = join(scratch, "code.y4m");
let browser: Browser;
let gridWorker: WirePhone;
let administrator: WirePhone;
let wang: Screen;

beforeAll(async () => {
  writeFileSync(film, filmOfWall());
  browser = await launchBrowser({
    args: [
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
  administrator = await WirePhone.enrol(stage.server.ask, stage.server.codes.get("区管理员") ?? "");
  gridWorker = await WirePhone.enrol(stage.server.ask, stage.codeOf(".grid1"));
});

afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function pulled<T>(t: string): Promise<T[]> {
  return (await gridWorker.pull()).rows.filter((row) => row.t === t).map((row) => row.doc as T);
}

/** The checkpoint of the community that is in view on the phone. */
async function checkpointInView(page: Page): Promise<Checkpoint> {
  await page.locator(".place-name").filter({ hasNotText: "正在打开" }).waitFor();
  const shown = await placeInView(page);
  const compounds = new Map((await pulled<Compound>("compound")).map((c) => [c.id, c.name]));
  const checkpoints = await pulled<Checkpoint>("checkpoint");
  const found = checkpoints.find((c) => `${c.name} · ${compounds.get(c.compoundId)}` === shown);
  if (!found?.position) throw new Error(`no checkpoint with a position called ${shown}`);
  return found;
}

/** A fresh code from the district's administrator; a code works once. */
async function codeFor(ending: string): Promise<string> {
  const reply = await administrator.call("/api/codes", { personId: `450303001010.t1.g1${ending}` });
  return ((await reply.json()) as { code: string }).code;
}

const inSync = (page: Page) => page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
const progress = (page: Page, words: string) => page.getByText(words).first().waitFor();
const undo = (page: Page) => page.getByRole("button", { name: "撤销", exact: true });

async function openEnrolled(ending: string, options: Partial<Parameters<typeof openPhone>[1]> = {}): Promise<Screen> {
  const phone = await openPhone(browser, { origin: stage.origin, ...options });
  await countWakeLocks(phone.page);
  await enrolIn(phone.page, await codeFor(ending));
  await phone.page.getByRole("link", { name: "巡逻", exact: true }).waitFor();
  await waitForServiceWorker(phone.page);
  await inSync(phone.page);
  return phone;
}

/** One stop by hand, taken back after going on to the next, and confirmed again. */
async function confirmsAndTakesBack(page: Page): Promise<void> {
  const first = await placeInView(page);
  await confirmNormal(page);
  await progress(page, "1 / 24");
  await shot(page, "round-undo");
  await undo(page).click();
  await progress(page, "0 / 24");
  await expect.poll(() => placeInView(page)).toBe(first);
  await confirmNormal(page);
  await progress(page, "1 / 24");
}

/** A stop confirmed by its printed code before the camera; answers where it is. */
async function confirmsByCode(page: Page): Promise<{ lat: number; lng: number }> {
  const here = await checkpointInView(page);
  writeFileSync(film, filmOfCode(`${stage.origin}/d/${here.tag}`));
  await page.getByRole("button", { name: "扫码", exact: true }).click();
  await page.getByText(`扫到了：${here.name}`).waitFor();
  await confirmNormal(page);
  await progress(page, "2 / 24");
  const [lng = 0, lat = 0] = here.position ?? [];
  return { lat, lng };
}

/** A stop confirmed by position: not from the next street, not by a rough fix. */
async function confirmsByPosition({ page, context }: Screen): Promise<void> {
  const [lng = 0, lat = 0] = (await checkpointInView(page)).position ?? [];
  const readAt = async (north: number, accuracy: number, words: RegExp): Promise<void> => {
    await context.setGeolocation({ latitude: lat + north, longitude: lng, accuracy });
    await page.getByRole("button", { name: "用定位确认" }).click();
    await page.getByText(words).waitFor();
  };
  await readAt(0.01, 8, /有点远/);
  await readAt(0, 400, /定位不准/);
  await readAt(0, 8, /离点位约 0 米$/);
  await page.getByText("定位确认", { exact: true }).first().waitFor();
  await shot(page, "round-near");
  await confirmNormal(page);
}

/** A few steps, a rest, a dark screen: each hole is a gap. Then the dark pocket screen. */
async function walksWithHoles({ page, context }: Screen, from: { lat: number; lng: number }): Promise<void> {
  let at = await walkNorth(context, from, 5);
  await page.getByRole("button", { name: "先歇一歇" }).click();
  await page.getByText("正在歇息").waitFor();
  await shot(page, "round-paused");
  at = await walkNorth(context, at, 4);
  await page.getByRole("button", { name: "接着走" }).click();
  await page.getByText("正在记轨迹").waitFor();
  at = await walkNorth(context, at, 5);
  const asked = await wakeAsks(page);
  expect(asked).toBeGreaterThan(0);
  await turnScreen(page, "hidden");
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await turnScreen(page, "visible");
  await expect.poll(() => wakeAsks(page)).toBe(asked + 1);
  await walkNorth(context, at, 5);
  await page.getByRole("button", { name: "省电黑屏" }).click();
  const pocket = page.locator(".ui-pocket");
  await pocket.getByText(/^\d\d:\d\d$/).waitFor();
  await pocket.getByText("正在记轨迹").waitFor();
  expect(await placeInView(page)).toContain((await pocket.locator(".ui-pocket-place").textContent()) ?? "nothing");
  await shot(page, "round-pocket");
  await pocket.getByRole("button", { name: "亮屏，继续" }).click();
  await pocket.waitFor({ state: "detached" });
}

/** Wang scans the code on Li's screen; neither phone has signal. */
async function wangJoins(li: Page): Promise<void> {
  await li.getByRole("button", { name: "让同伴扫码加入" }).click();
  const code = li.getByRole("dialog").getByRole("img");
  await code.locator("path").waitFor();
  await shot(li, "round-join-code");
  const picture = { name: "code.png", mimeType: "image/png", buffer: await code.screenshot() };
  await li.keyboard.press("Escape");
  // Wang's camera sees a wall: the code comes from a picture of Li's screen.
  writeFileSync(film, filmOfWall());
  const { page } = wang;
  await page.getByRole("link", { name: "巡逻", exact: true }).click();
  await page.getByRole("button", { name: "扫码加入同伴的巡逻" }).click();
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles(picture);
  await page.getByRole("button", { name: "加入", exact: true }).click();
  await page.getByText("您加入了一次巡逻").waitFor();
  await shot(page, "round-joined");
}

async function finishes(page: Page): Promise<void> {
  await page.getByRole("link", { name: "结束巡逻" }).click();
  await page
    .getByText(/有 22 处没看/)
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: "结束", exact: true }).isDisabled()).toBe(true);
  await page.getByText("时间不够").first().click();
  await page
    .locator("summary")
    .filter({ hasText: / · \d+ 处/ })
    .first()
    .click();
  await page
    .getByRole("button", { name: /：另说原因$/ })
    .first()
    .click();
  expect(await page.getByRole("button", { name: "结束", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("listitem").getByRole("button", { name: "门锁着" }).click();
  await page.getByRole("textbox", { name: "给下一班留句话" }).fill("3 栋的灯还没修好");
  await shot(page, "round-finish");
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.getByText("辛苦了，已存手机").first().waitFor();
}

test("Li walks without signal with a track and its gaps, Wang joins by code, and the desk gets stops, gaps and hours", async () => {
  wang = await openEnrolled(".v2", { inTest: false });
  const li = await openEnrolled(".v1", {
    context: {
      permissions: ["geolocation", "camera"],
      geolocation: { latitude: 25.3, longitude: 110.3, accuracy: 400 },
    },
  });
  for (const { context } of [li, wang]) await context.setOffline(true);
  const { page } = li;
  await page.getByRole("link", { name: "开始巡逻" }).click();
  await setOut(page, { ticks: [0, 2], track: "和巡逻一起交", name: "round" });
  await page.getByText("正在记轨迹").waitFor();
  await confirmsAndTakesBack(page);
  const at = await confirmsByCode(page);
  await wangJoins(page);
  await walksWithHoles(li, at);
  await finishes(page);

  await li.context.setOffline(false);
  await inSync(page);
  const arrived = async () => (await pulled<PatrolRound>("round")).find((r) => r.handover === "3 栋的灯还没修好");
  await expect.poll(arrived, { timeout: 30_000 }).toBeDefined();
  const round = await arrived();
  expect(round?.stops.map((s) => s.confirmedBy)).toEqual(["hand", "hand", "qr"]);
  expect(round?.retractions).toHaveLength(1);
  await wang.context.setOffline(false);
  await inSync(wang.page);
  const served = async () => {
    const hours = await pulled<ServiceRecord>("serviceRecord");
    return hours.flatMap((h) => (h.roundId === round?.id ? [h.personId.slice(-3)] : [])).sort();
  };
  await expect.poll(served, { timeout: 30_000 }).toEqual([".v1", ".v2", ".v3"]);
  const reasons = async () => {
    const tracks = (await pulled<RoundTrack>("roundTrack")).filter((track) => track.roundId === round?.id);
    return tracks.flatMap((track) => track.gaps.map((gap) => gap.reason));
  };
  await expect.poll(reasons, { timeout: 30_000 }).toEqual(expect.arrayContaining(["paused", "locked"]));
  expect([...li.pageErrors, ...wang.pageErrors]).toEqual([]);
}, 170_000);

const fieldsOf = async (page: Page) => ({
  from: await page.getByLabel("几点开始").inputValue(),
  to: await page.getByLabel("几点结束").inputValue(),
  witness: await page.getByLabel("证明人").inputValue(),
});

test("Wang's late entry outlives a reload, names a witness, and is called 补录 on phone and desk", async () => {
  const { page, context } = wang;
  await context.setOffline(false);
  await page.getByRole("link", { name: "巡逻", exact: true }).first().click();
  await page.getByRole("link", { name: "补录一次巡逻" }).click();
  await page.getByLabel("走哪条路线？").selectOption({ index: 1 });
  await page.getByLabel("几点开始").fill("00:00");
  await page.getByLabel("几点结束").fill("00:01");
  await page.getByRole("checkbox").nth(0).setChecked(true, { force: true });
  await page.getByRole("button", { name: "全部都看过" }).click();
  await page.getByLabel("证明人").selectOption({ index: 1 });
  await page.getByText("用纸记的").click();
  const entered = await fieldsOf(page);
  await page.reload();
  await unlock(page);
  await page.getByText("接着上次没交的补录写").waitFor();
  expect(await fieldsOf(page)).toEqual(entered);
  await shot(page, "round-late");
  await page.getByRole("button", { name: "交补录" }).click();
  await page.getByText("补录已存手机").waitFor();
  await page.getByText("补录", { exact: true }).first().waitFor();
  await shot(page, "round-late-list");
  await inSync(page);

  const desk = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(desk.page, stage.codeOf(".admin"));
  await desk.page.getByRole("row").filter({ hasText: "补录" }).first().waitFor({ timeout: 60_000 });
  await shot(desk.page, "round-late-desk");
  expect([...wang.pageErrors, ...desk.pageErrors]).toEqual([]);
  await wang.close();
}, 120_000);

/** A smell of gas: red, with the numbers to call, and no way on without the answer. */
async function reportsGas(page: Page): Promise<void> {
  await page.getByRole("button", { name: "有情况" }).click();
  await page.getByText("消防", { exact: true }).first().click();
  await page.getByText("燃气异味").first().click();
  await page.getByText("急不急？").first().waitFor();
  for (const number of ["110", "119", "120"]) {
    expect(await page.locator(`a[href="tel:${number}"]`).count(), number).toBeGreaterThan(0);
  }
  await nextStep(page);
  await page.getByText("红色的要先回答：打过电话了吗？").first().waitFor();
  await shot(page, "round-red");
  await page.getByRole("radio", { name: "打了 119" }).setChecked(true, { force: true });
}

test("[F02] the phone is killed after a stop by position and with an unsaved photo of a smell of gas; everything is there on the next start", async () => {
  const profile = join(scratch, "profile");
  const before = await launchKeptBrowser(profile, {
    origin: stage.origin,
    inTest: false,
    context: { permissions: ["geolocation"], geolocation: { latitude: 25.3, longitude: 110.3, accuracy: 8 } },
  });
  await before.page.goto("/");
  await enrolIn(before.page, await codeFor(".v3"));
  await inSync(before.page);
  await before.page.getByRole("link", { name: "巡逻", exact: true }).click();
  await before.page.getByRole("link", { name: "自己走一次" }).click();
  await before.page.getByRole("button", { name: "看过了，注意安全" }).click();
  await before.page.getByRole("radio").first().setChecked(true, { force: true });
  await before.page.getByRole("checkbox").first().setChecked(true, { force: true });
  await before.page.getByRole("button", { name: "出发" }).click();
  await confirmsByPosition(before);
  const place = await placeInView(before.page);
  await reportsGas(before.page);
  await nextStep(before.page);
  await before.page.getByText("拍张照片？").first().waitFor();
  await before.page
    .locator("input[type=file]")
    .first()
    .setInputFiles(await pictureFile(before.page));
  await before.page.locator("img[src^='blob:']").first().waitFor();
  killBrowserOf(profile);
  await before.context.close().catch(() => undefined);

  const after = await launchKeptBrowser(profile, { origin: stage.origin });
  const { page } = after;
  await page.goto("/");
  await unlock(page);
  await page.getByText("继续上次未完成的巡逻？").waitFor();
  await shot(page, "round-continue");
  await page.getByRole("link", { name: "继续巡逻" }).click();
  await progress(page, "1 / ");
  await expect.poll(() => placeInView(page)).toBe(place);
  await page.getByText("有一个问题没报完，记下的都在").waitFor();
  await shot(page, "round-begun");
  await page.getByRole("link", { name: "接着报" }).click();
  await page.getByText("拍张照片？").first().waitFor();
  await page.locator("img[src^='blob:']").first().waitFor();
  await shot(page, "round-photo-kept");
  expect(after.pageErrors).toEqual([]);
}, 150_000);
