/** The map as people use it: what is drawn, what a tap or a key tells, and what stays when the network is gone. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { demoBaseMap } from "../builders/base-map.ts";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, shot, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { openDesk, openPhone, type Screen } from "../support/browser.ts";
import { STAND_IN_KEY, standInForTianditu } from "../support/tianditu.ts";

const tiles = await standInForTianditu();
const stage = demoStage("map", { TIANDITU_KEY: STAND_IN_KEY, TIANDITU_URL: tiles.origin });
afterAll(() => tiles.stop());

const kept: { desk?: Screen } = {};
afterAll(() => kept.desk?.close());

/** One desk for the whole file: a code works once. */
async function chensDesk(): Promise<Screen> {
  if (kept.desk) return kept.desk;
  const desk = await openDesk(stage.browser, {
    origin: stage.origin,
    width: 1440,
    height: 900,
    inTest: false,
    context: { geolocation: { latitude: 25.305, longitude: 110.3, accuracy: 12 }, permissions: ["geolocation"] },
  });
  await desk.page.goto("/");
  await enrolIn(desk.page, stage.codeOf(".admin"));
  kept.desk = desk;
  return desk;
}

const drawn = (page: Page) => page.locator(".zm-map canvas.leaflet-tile").first();

test("Chen gives a new checkpoint its place by mouse, by keys and by position, and finds it again", async () => {
  const desk = await chensDesk();
  const { page } = desk;
  await page.getByRole("link", { name: "路线和点位" }).click();
  await page.getByRole("button", { name: "添加点位" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("叫什么").fill("北门岗亭");
  await dialog.getByText("还没有位置").waitFor();
  await drawn(page).waitFor();
  await shot(page, "desk-picker-empty");

  await dialog.locator(".zm-map").click({ position: { x: 200, y: 200 } });
  const where = dialog.getByRole("status").filter({ hasText: "误差约" });
  await where.waitFor();
  const pin = dialog.getByRole("button", { name: "位置，用方向键挪" });
  const before = await pin.boundingBox();
  await pin.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => Math.round(((await pin.boundingBox())?.x ?? 0) - (before?.x ?? 0))).toBe(24);
  await shot(page, "desk-picker-pin");

  await dialog.getByRole("button", { name: "我在这里" }).click();
  await dialog.getByText("误差约 12 米").waitFor();
  await shot(page, "desk-picker-position");
  await dialog.getByLabel("先放到哪栋楼旁").selectOption({ index: 1 });
  await dialog
    .getByRole("status")
    .filter({ hasText: /^在.*里/ })
    .waitFor();
  await shot(page, "desk-picker-building");
  await dialog.getByRole("button", { name: "保存" }).click();
  const row = page.getByRole("row").filter({ hasText: "北门岗亭" });
  await row.waitFor();
  expect(await row.textContent()).not.toContain("没有位置");
  expect(desk.pageErrors).toEqual([]);
}, 180_000);

const IN_COMPOUND = { latitude: 25.3315, longitude: 110.2963, accuracy: 18 };
const IN_BEIJING = { latitude: 39.9, longitude: 116.4, accuracy: 30 };

test("He asks where he stands, reads the map as a list, and hears the same from a tap, by day and by night", async () => {
  const phone = await openPhone(stage.browser, {
    origin: stage.origin,
    context: { geolocation: IN_COMPOUND, permissions: ["geolocation"] },
  });
  const { page } = phone;
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".grid1"));
  await waitForServiceWorker(page);
  await openMapOf(page);
  await page.waitForTimeout(1500);
  await shot(page, "phone-map");
  await phone.context.setOffline(true);
  await page.getByRole("button", { name: "我在哪个小区？" }).click();
  await page.getByRole("status").filter({ hasText: "您在 朝晖家属院（演示） 误差约 18 米" }).waitFor();
  await page.getByRole("button", { name: "回到我这里" }).click();
  await page.waitForTimeout(1200);
  await shot(page, "phone-map-here");
  const box = (await page.locator(".zm-map").boundingBox())!;
  await page.mouse.click(box.x + box.width / 2 - 60, box.y + box.height / 2 + 90);
  const details = page.getByRole("region", { name: "详情" });
  await details.getByRole("heading").waitFor();
  await shot(page, "phone-map-tapped");
  await details.getByRole("button", { name: "关上" }).click();

  await page.getByRole("button", { name: "列表", exact: true }).click();
  await page.getByText("只有您能看的").waitFor();
  await page.getByRole("tab", { name: /^小区/ }).click();
  await page.getByLabel("找一找").fill("朝晖");
  await shot(page, "phone-map-list");
  await page.getByRole("button", { name: "朝晖家属院（演示）" }).click();
  await details.getByRole("heading", { name: "朝晖家属院（演示）" }).waitFor();
  expect(await faultsOf(page, "phone-map-list-details")).toEqual([]);
  await details.getByRole("button", { name: "关上" }).click();
  await page.getByRole("button", { name: "地图", exact: true }).click();
  await page.emulateMedia({ colorScheme: "dark" });
  await drawn(page).waitFor();
  await page.waitForTimeout(1500);
  expect(await faultsOf(page, "phone-map-dark")).toEqual([]);

  await phone.context.setGeolocation(IN_BEIJING);
  await page.getByRole("button", { name: "我在哪个小区？" }).click();
  await page.getByRole("status").filter({ hasText: "您不在叠彩区里" }).waitFor();
  expect(phone.pageErrors).toEqual([]);
}, 240_000);

test("Chen moves the day, colours compounds by how long they were not seen, and opens a place and a round from the list", async () => {
  const desk = await chensDesk();
  const { page } = desk;
  await page.getByRole("link", { name: "地图", exact: true }).first().click();
  await drawn(page).waitFor();
  await page.waitForTimeout(1500);
  await shot(page, "desk-map-list");
  const slider = page.getByRole("slider", { name: "看到哪一天为止" });
  const rounds = page.getByRole("tab", { name: /^巡逻/ });
  await slider.focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => slider.inputValue()).toBe("-6");
  await page.getByLabel("小区的颜色").selectOption("coverage");
  await page.waitForTimeout(2500);
  await shot(page, "desk-map-coverage");
  await rounds.click();
  await page.getByRole("tabpanel").getByRole("button").first().click();
  await page.getByText("没记录到的路段").first().waitFor();
  await page.waitForTimeout(800);
  await shot(page, "desk-map-rounds");
  await page.getByRole("button", { name: "关上" }).first().click();
  await page.getByRole("tab", { name: /^点位/ }).click();
  await page.getByRole("tabpanel").getByRole("button").first().click();
  await page.getByText("最近一次看过").waitFor();
  await page.waitForTimeout(800);
  expect(await faultsOf(page, "desk-map-checkpoint")).toEqual([]);
  await page.getByRole("button", { name: "图例和底图" }).click();
  await shot(page, "desk-map-key");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForTimeout(1200);
  await shot(page, "desk-map-dark");
  expect(desk.pageErrors).toEqual([]);
}, 240_000);

/** Colours of the base map's style, by day. */
const WATER = [128, 222, 234];
const PARK = [156, 211, 180];

/** Pixels of one colour on the base map's own canvases. */
const drawnIn = (page: Page, colour: readonly number[]): Promise<number> =>
  page.evaluate(([r, g, b]) => {
    const canvases = document.querySelectorAll<HTMLCanvasElement>(".zm-map .zm-base canvas");
    let count = 0;
    for (const canvas of canvases) {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let i = 0; i < pixels.length; i += 4)
        if (pixels[i] === r && pixels[i + 1] === g && pixels[i + 2] === b) count++;
    }
    return count;
  }, colour);

async function openMapOf(page: Page): Promise<void> {
  await page.getByRole("link", { name: "我的" }).click();
  await page.getByRole("link", { name: "地图" }).click();
  await drawn(page).waitFor();
}

async function drag(page: Page, by: { readonly x: number; readonly y: number }): Promise<void> {
  const box = (await page.locator(".zm-map").boundingBox())!;
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 8 });
  await page.mouse.up();
}

test("Li takes the base map along; in the village without a network river and streets are there, and go when he deletes it", async () => {
  mkdirSync(join(stage.dataDir, "maps"), { recursive: true });
  writeFileSync(join(stage.dataDir, "maps", "diecai.pmtiles"), demoBaseMap());
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  const { page } = phone;
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await openMapOf(page);
  await page.getByText("示意图：").waitFor();
  expect(await drawnIn(page, PARK)).toBe(0);
  await page.getByRole("button", { name: "图例和底图" }).click();
  await shot(page, "phone-map-menu");
  await page.getByRole("button", { name: /^下载离线底图（约 [\d.]+ MB）$/ }).click();
  await page.getByText(/^离线底图已下载/).waitFor();
  await page.getByText("示意图：").waitFor({ state: "detached" });

  await phone.context.setOffline(true);
  await page.reload();
  await unlock(page);
  await drawn(page).waitFor();
  await expect.poll(() => drawnIn(page, PARK), { timeout: 20_000 }).toBeGreaterThan(1000);
  await page.getByText("© 演示底图").waitFor();
  await shot(page, "phone-map-offline");
  expect(await drawnIn(page, WATER)).toBe(0);
  for (let i = 0; i < 2; i++) await drag(page, { x: -220, y: 20 });
  await expect.poll(() => drawnIn(page, WATER), { timeout: 20_000 }).toBeGreaterThan(1000);
  await shot(page, "phone-map-offline-panned");

  await page.getByRole("button", { name: "图例和底图" }).click();
  await page.getByRole("button", { name: "删掉离线底图" }).click();
  await page.getByText("示意图：").waitFor();
  await expect.poll(() => drawnIn(page, WATER)).toBe(0);
  expect(phone.pageErrors).toEqual([]);
}, 240_000);

test("Wang chooses 天地图: only then is its server asked, for the tiles of the true place, and without a network he is told", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin, alsoOrigins: [tiles.origin] });
  const { page } = phone;
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".v2"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await openMapOf(page);
  await page.getByRole("button", { name: "图例和底图" }).click();
  await page.getByRole("radio", { name: /天地图/ }).waitFor();
  expect(tiles.asked).toEqual([]);
  await page.getByRole("radio", { name: /天地图/ }).check();
  await page.getByText("国家地理信息公共服务平台").waitFor();
  await expect.poll(() => tiles.asked.length).toBeGreaterThan(3);
  await shot(page, "phone-tianditu");
  expect(new Set(tiles.asked.map((tile) => tile.layer))).toEqual(new Set(["vec", "cva"]));
  // 燕湖's compounds lie at 110.29–110.32, 25.29–25.36: every tile asked for lies over or beside them.
  for (const { z, x, y } of tiles.asked) {
    expect(Math.abs(x - ((110.305 + 180) / 360) * 2 ** z)).toBeLessThan(3);
    expect(Math.abs(y - tileRow(25.322, z))).toBeLessThan(4);
  }
  await phone.context.setOffline(true);
  await page.getByText("没网，天地图看不了").waitFor();
  await shot(page, "phone-tianditu-offline");
  await phone.context.setOffline(false);
  await page.getByText("没网，天地图看不了").waitFor({ state: "detached" });
  expect(phone.pageErrors).toEqual([]);
}, 240_000);

function tileRow(lat: number, z: number): number {
  const sin = Math.sin((lat * Math.PI) / 180);
  return (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 2 ** z;
}
