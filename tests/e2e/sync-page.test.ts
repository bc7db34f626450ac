/** 同步: what waits and why, each photo on its way, the file to hand over, and a record that was not accepted. */
import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Grant } from "#domain/kernel/actor";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, shot, waitForServiceWorker } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { openDesk, openPhone } from "../support/browser.ts";

const COMMUNITY = "450303001010";
const stage = demoStage("sync");

const wirePhone = (code: string): Promise<WirePhone> =>
  WirePhone.enrol((path, init) => stage.server.ask(path, init), code);

let street: WirePhone;

beforeAll(async () => {
  street = await wirePhone(stage.server.codes.get("街道管理员（叠彩街道）") ?? "");
}, 60_000);

/** A code for the community's administrator, who sits at more than one desk in this file. */
async function deskCode(): Promise<string> {
  const made = await street.call("/api/codes", { personId: `${COMMUNITY}.admin` });
  return ((await made.json()) as { code: string }).code;
}

/** A photo that does not shrink to nothing: noise, as leaves and gravel are. */
async function noisyPhoto(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 1600;
    canvas.height = 1200;
    const paint = canvas.getContext("2d");
    if (!paint) throw new Error("no canvas");
    const picture = paint.createImageData(1600, 1200);
    let state = 7;
    for (let i = 0; i < picture.data.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      picture.data[i] = i % 4 === 3 ? 255 : 90 + (state >>> 25);
    }
    paint.putImageData(picture, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  return Buffer.from(bytes);
}

/** 上报: a place of the list, 楼道堆物, one photo, handed in. */
async function report(page: Page): Promise<void> {
  const file = { name: "a.jpg", mimeType: "image/jpeg", buffer: await noisyPhoto(page) };
  await page.getByRole("navigation").last().getByRole("link", { name: "上报" }).click();
  await page.getByText("在哪里？").first().waitFor();
  await page.locator("main button.ui-list-row").first().click();
  await page.getByText("消防", { exact: true }).first().click();
  await page.getByText("楼道堆物").first().click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.getByText("已存手机").first().waitFor();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "交上去" }).click();
  await page.getByText("下一班").first().waitFor();
}

const toSyncPage = async (page: Page): Promise<void> => {
  await page.getByRole("link", { name: /同步清单/ }).click();
  await page.getByRole("heading", { level: 1, name: "同步" }).waitFor();
};

/** Every piece of a photo takes its time, as at the edge of a village. */
const slowPieces = (context: BrowserContext): Promise<unknown> =>
  context.route("**/api/blobs/*", async (route) => {
    if (route.request().method() === "PATCH") await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });

test("offline the file to hand over holds words and photo; on a slow line the photo counts its per cent; then the receipts", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  const { page } = phone;
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await page.getByText("平台已收").first().waitFor();
  await phone.context.setOffline(true);
  await report(page);
  await toSyncPage(page);
  await page.getByText(/报一个问题：楼道堆物/).waitFor();
  const faults = await faultsOf(page, "sync-offline");

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^紫马甲没交的记录-\d{12}\.html$/);
  const handedOver = await stage.browser.newContext();
  const reader = await handedOver.newPage();
  await reader.setContent(await readFile(await saved.path(), "utf8"));
  await reader.getByRole("heading", { name: /楼道堆物/ }).waitFor();
  const picture = reader.locator("img:visible").first();
  expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(1600);
  await shot(reader, "sync-file");
  await handedOver.close();

  await slowPieces(phone.context);
  await phone.context.setOffline(false);
  await page
    .getByText(/上传中 [1-9]\d?%/)
    .first()
    .waitFor({ timeout: 60_000 });
  await shot(page, "sync-percent");
  await page.getByText("都交上去了").waitFor({ timeout: 60_000 });
  await page.getByText("平台已收的（最近）").click();
  await page
    .getByText(/编号 [0-9A-F]{4}-[0-9A-F]{4}/)
    .first()
    .waitFor();
  faults.push(...(await faultsOf(page, "sync-received")));
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await faultsOf(page, "sync-received-dark")));
  expect(faults).toEqual([]);
  expect(phone.pageErrors).toEqual([]);
}, 300_000);

test("sealed without signal, brought to the desk in a file, taken there in numbers only; the receipt comes when the phone has a line", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  const { page } = phone;
  await enrolIn(page, stage.codeOf(".v3"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await page.getByText("平台已收").first().waitFor();
  await phone.context.setOffline(true);
  await report(page);
  await toSyncPage(page);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "封成文件" }).click();
  const parcel = await saving;
  expect(parcel.suggestedFilename()).toMatch(/^紫马甲封好的记录-\d{12}\.zmj$/);
  await page.getByText(/封好了：1 条记录、1 张照片。请把/).waitFor();
  await page.getByText("替别人交").click();
  await page.getByRole("button", { name: "选封好的文件" }).waitFor();
  const faults = await faultsOf(page, "sync-parcel");

  const { page: desk } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(desk, await deskCode());
  await desk.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await desk.getByRole("link", { name: "手机", exact: true }).first().click();
  const chooser = desk.locator("input[type=file]");
  await chooser.setInputFiles({ name: "x.zmj", mimeType: "application/octet-stream", buffer: Buffer.from("随便") });
  await desk.getByText("这不是封好的文件").waitFor();
  await chooser.setInputFiles(await parcel.path());
  await desk.getByText("平台收下了：1 条记录、1 张照片。").waitFor();
  faults.push(...(await faultsOf(desk, "desk-parcel")));

  await phone.context.setOffline(false);
  await page.getByText("都交上去了").waitFor({ timeout: 60_000 });
  expect(faults).toEqual([]);
  expect(phone.pageErrors).toEqual([]);
}, 300_000);

test("the right was taken away meanwhile: the record is kept with its reason, mended, and given again", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  const { page } = phone;
  await enrolIn(page, stage.codeOf(".v2"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await page.getByText("平台已收").first().waitFor();
  await phone.context.setOffline(true);
  await report(page);

  const { rows } = await street.pull();
  const person = rows.find((r) => r.t === "person" && r.id === `${COMMUNITY}.t1.g1.v2`);
  const grants = (person?.doc?.["grants"] ?? []) as readonly Grant[];
  const personId = person?.id ?? "";
  const taken = grants.map((g) => ({ cmd: "person.revokeRole", args: { personId, grantId: g.id } }));
  expect(new Set(await street.does(...taken))).toEqual(new Set(["applied"]));
  await phone.context.setOffline(false);
  await toSyncPage(page);
  await page.getByRole("heading", { name: "平台没收下的" }).waitFor({ timeout: 60_000 });
  const faults = await faultsOf(page, "sync-aside");

  const given = grants.map(({ role, orgCode, unitId }, i) => ({
    cmd: "person.grantRole",
    args: { personId, grant: { id: `again-${i}`, role, orgCode, ...(unitId ? { unitId } : {}) } },
  }));
  expect(new Set(await street.does(...given))).toEqual(new Set(["applied"]));
  await page.getByRole("button", { name: "现在同步" }).click();
  await page.getByRole("link", { name: "改一改再交" }).click();
  await page.getByText("这样交上去对吗？").first().waitFor();
  await page.getByRole("button", { name: "交上去" }).click();
  await page.getByRole("heading", { level: 1, name: "同步" }).waitFor();
  await page.getByText("都交上去了").waitFor({ timeout: 60_000 });
  expect(await page.getByRole("heading", { name: "平台没收下的" }).count()).toBe(0);
  expect(faults).toEqual([]);
  expect(phone.pageErrors).toEqual([]);
}, 300_000);

test("the desk's page of phones puts first whose record has waited more than a day, and says unknown where it is", async () => {
  const quiet = {
    build: "Bx9_kQ2a",
    sch: 1,
    outbox: 0,
    oldestAt: null,
    photos: 0,
    blobs: 0,
    blobBytes: 0,
    quarantined: 0,
  };
  const phone = { usedBytes: 9e8, quotaBytes: 1e9, persisted: false, offMs: -720_000, nextN: 9, healed: 0 };
  const oldestAt = new Date(Date.now() - 50 * 3_600_000).toISOString();
  const waiting = { ...quiet, ...phone, outbox: 3, photos: 2, blobs: 4, blobBytes: 1_240_000, oldestAt };
  const late = await wirePhone(stage.codeOf(".secretary1"));
  expect((await late.call("/api/sync/heartbeat", { heartbeat: waiting })).status).toBe(204);
  await wirePhone(stage.codeOf(".grid1"));
  const desk = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  const { page } = desk;
  await enrolIn(page, await deskCode());
  await page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: "手机", exact: true }).first().click();
  await page.getByText(/有 1 部手机里的记录超过一天还没报上来/).waitFor();
  const rows = page.locator("tbody tr");
  const first = await rows.first().textContent();
  expect(first).toContain("3 条、2 张照片（1.2 MB）");
  expect(first).toContain("2 天");
  expect(first).toContain("手机的钟快了 12 分钟");
  expect(await page.getByRole("row", { name: /未知/ }).count()).toBeGreaterThan(0);
  const faults = await faultsOf(page, "desk-phones");
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await faultsOf(page, "desk-phones-dark")));
  expect(faults).toEqual([]);
}, 300_000);
