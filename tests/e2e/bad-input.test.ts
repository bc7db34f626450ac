/** What people get wrong and what phones run out of: asked about, said in words, and nothing that was written is lost. */
import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { enrolIn, shot, unlock } from "../harness/walk.ts";
import { openPhone } from "../support/browser.ts";

const stage = demoStage("bad-input");

const BEIJING = { latitude: 39.9042, longitude: 116.4074, accuracy: 15 };

const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();

test("a position in Beijing is asked about, and a hazard without a place goes no further and says so", async () => {
  const { page, pageErrors } = await openPhone(stage.browser, {
    origin: stage.origin,
    context: { geolocation: BEIJING, permissions: ["geolocation"] },
  });
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByRole("navigation").last().getByRole("link", { name: "上报" }).click();
  await says(page, "在哪里？");
  await press(page, "下一步");
  await says(page, "还没说在哪里。选一个点位，或者写几个字。");
  await says(page, "在哪里？");

  await press(page, "用我的位置");
  await says(page, "定位不在叠彩区附近。位置对吗？");
  await shot(page, "far-position");
  await press(page, "下一步");
  await says(page, "在哪里？");
  await press(page, "不对，去掉定位");
  await press(page, "下一步");
  await says(page, "还没说在哪里");

  await press(page, "用我的位置");
  await press(page, "对，就在那里");
  await says(page, /位置已记下，误差约 15 米/);
  await press(page, "下一步");
  await says(page, "看见了什么？");
  expect(pageErrors).toEqual([]);
}, 120_000);

/** From the first question to the words, without a photo. */
async function toTheWords(page: Page): Promise<void> {
  await page.getByRole("navigation").last().getByRole("link", { name: "上报" }).click();
  await says(page, "在哪里？");
  await page.getByLabel("用自己的话说").fill("3 栋后面的小路");
  await press(page, "下一步");
  await says(page, "看见了什么？");
  await page.getByText("消防", { exact: true }).first().click();
  await page.getByText("楼道堆物").first().click();
  await says(page, "急不急？");
  await press(page, "下一步");
  await says(page, "拍张照片？");
  await press(page, /不拍/);
  await toStep(page, /还想说什么/);
}

/** From the screen that reads the report back to one of its questions. */
async function toStep(page: Page, question: RegExp): Promise<void> {
  await says(page, "这样交上去对吗？");
  await press(page, question);
}

const usage = (page: Page) => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

async function leavesRoom(cdp: CDPSession, page: Page, bytes: number): Promise<void> {
  const quotaSize = Math.max(1, (await usage(page)) + bytes);
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: stage.origin, quotaSize });
}

const hasReserve = (page: Page) => page.evaluate(() => caches.has("zimajia-reserve"));

/** A photo as large as phones make them, and no smaller after packing: noise. */
async function noisePhoto(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 1600;
    canvas.height = 1200;
    const paint = canvas.getContext("2d");
    const picture = paint?.createImageData(1600, 1200);
    if (!paint || !picture) throw new Error("no canvas");
    for (let i = 0; i < picture.data.length; i += 65_536) {
      crypto.getRandomValues(picture.data.subarray(i, Math.min(i + 65_536, picture.data.length)));
    }
    for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = 255;
    paint.putImageData(picture, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  return Buffer.from(bytes);
}

test("[F24] the phone is full: words are kept out of the reserve, a photo is refused in words, and what does not fit stays on the screen until it does", async () => {
  const { page, context, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  const cdp = await context.newCDPSession(page);
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".v2"));
  await says(page, "平台已收");
  await expect.poll(() => hasReserve(page)).toBe(true);
  await toTheWords(page);
  const words = page.getByRole("textbox").first();
  await words.fill("三楼拐角");

  await leavesRoom(cdp, page, 0);
  // The browser looks at the room that is left only now and then, so somebody types on until it does.
  const typesOn = async (text: string): Promise<void> => {
    await words.fill(`${text}。`);
    await words.fill(text);
  };
  const reserveAfterTyping = async (): Promise<boolean> => {
    await typesOn("三楼拐角堆了纸箱，轮椅过不去");
    return hasReserve(page);
  };
  await expect.poll(reserveAfterTyping, { timeout: 90_000, interval: 1_000 }).toBe(false);
  await page.reload();
  await unlock(page);
  await expect.poll(() => words.inputValue()).toBe("三楼拐角堆了纸箱，轮椅过不去");

  await press(page, "返回");
  await toStep(page, /^照片/);
  await says(page, "拍张照片？");
  await leavesRoom(cdp, page, 0);
  // Here too a picture or two may be let in before the browser looks.
  const refusedAfterPicking = async (): Promise<number> => {
    const file = { name: "a.jpg", mimeType: "image/jpeg", buffer: await noisePhoto(page) };
    await page.locator("input[type=file]").first().setInputFiles(file);
    await page.waitForTimeout(500);
    return page.getByText("手机空间满了，照片没存成").count();
  };
  await expect.poll(refusedAfterPicking, { timeout: 60_000, interval: 500 }).toBe(1);
  await shot(page, "full-photo");
  await press(page, /不拍，下一步|改好了/);
  await toStep(page, /还想说什么/);
  const warnedAfterTyping = async (): Promise<number> => {
    await typesOn("三楼拐角堆了纸箱，轮椅过不去，已经两天");
    return page.getByText("手机空间满了，刚写的还没存进手机").count();
  };
  await expect.poll(warnedAfterTyping, { timeout: 90_000, interval: 1_000 }).toBe(1);
  await shot(page, "full-words");
  expect(await words.inputValue()).toBe("三楼拐角堆了纸箱，轮椅过不去，已经两天");

  await cdp.send("Storage.overrideQuotaForOrigin", { origin: stage.origin });
  await words.fill("三楼拐角堆了纸箱，轮椅过不去，已经两天了");
  await page.getByText("刚写的还没存进手机").waitFor({ state: "detached" });
  await page.reload();
  await unlock(page);
  await expect.poll(() => words.inputValue()).toBe("三楼拐角堆了纸箱，轮椅过不去，已经两天了");
  expect(pageErrors).toEqual([]);
}, 180_000);
