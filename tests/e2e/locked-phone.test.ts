/**
 * A phone in the wrong hands: names, numbers and words of a file, its photo, what is half written and the private note
 * are looked for in everything the browser kept (databases, caches, storages, the files of its profile) while the app is
 * locked, and in the server's files, rows, log and backup.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { aPicture, consents, follow, opensFile, press, restarts, writes } from "../harness/mediation-walk.ts";
import { runToEnd } from "../harness/server-process.ts";
import { enrolIn, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { launchKeptBrowser } from "../support/browser.ts";
import { dumpOf, everyFile } from "../support/browser-dump.ts";
import { findWords } from "../support/find-words.ts";

const stage = demoStage("locked", { LOG_LEVEL: "trace" });
const scratch = mkdtempSync(join(tmpdir(), "zmj-locked-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Long enough that no chance makes them; 演示 of nobody. */
const NAME = "鄢绛霓岚演示";
const PHONE = "13800138000477";
const FACTS = "纠纷经过的话一二三四";
const TERMS = "协议里的话五六七八";
const NOTE = "私人笔记里的话九十";
const HALF = "写了一半的话甲乙丙";
const WORDS = [NAME, PHONE, FACTS, TERMS, NOTE, HALF];

/** What was sealed on this page: the middle of each picture, before it was hidden. */
const watchSealing = (page: Page): Promise<unknown> =>
  page.context().addInitScript(() => {
    const seal = crypto.subtle.encrypt.bind(crypto.subtle);
    crypto.subtle.encrypt = (how, key, what) => {
      const bytes = new Uint8Array("buffer" in what ? what.buffer : what);
      if (bytes[0] === 0xff && bytes[1] === 0xd8) {
        const half = bytes.length >> 1;
        Object.assign(window, { pictureSeen: [...bytes.slice(half, half + 48)] });
      }
      return seal(how, key, what);
    };
  });

/** A file from its first form to its agreement, with a photo, a private note and a form that was not handed in. */
async function worksOnFile(page: Page): Promise<{ readonly address: string; readonly picture: Buffer }> {
  await follow(page, "调解和劝和");
  await follow(page, "立案（人民调解）");
  await press(page, "下一步");
  await page.getByLabel("在哪里").fill(FACTS);
  await page.getByLabel("纠纷简要情况").fill(FACTS);
  await press(page, "下一步");
  for (const i of [0, 1]) {
    await page.getByLabel("姓名或名称").nth(i).fill(NAME);
    await page.getByLabel("联系方式").nth(i).fill(PHONE);
  }
  await press(page, "下一步");
  await press(page, "立案");
  await opensFile(page);
  const address = new URL(page.url()).pathname;
  await follow(page, "读权利义务，问愿不愿意");
  await consents(page, ["甲方", "乙方"]);
  await page.goBack();
  await follow(page, "受理");
  await page.getByLabel("权利义务都读过了，双方听明白了").check({ force: true });
  await press(page, "受理");
  await follow(page, "收证据");
  await page.getByLabel("是什么").fill(FACTS);
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles(await aPicture(page));
  await page.getByText("1 张照片").waitFor();
  const picture = await page.evaluate(() => (window as unknown as { pictureSeen: number[] }).pictureSeen);
  await press(page, "存下来");
  await follow(page, "写调解记录");
  await page.getByLabel("甲方怎么说").fill(FACTS);
  await press(page, "存下来");
  await follow(page, "写协议");
  await page.getByLabel("协议内容（一行一条）").fill(TERMS);
  await page.getByLabel("做什么", { exact: true }).fill(TERMS);
  await page.getByLabel("哪天前", { exact: true }).fill("2030-01-01");
  await press(page, "写好了，去签字");
  await follow(page, "我的私人笔记");
  await writes(page, () => page.getByLabel("我的私人笔记").fill(NOTE));
  await page.goBack();
  await follow(page, "写调查记录");
  await writes(page, () => page.getByLabel("记录", { exact: true }).fill(HALF));
  return { address, picture: Buffer.from(picture) };
}

/** The page starts anew and waits for its PIN. */
async function locks(page: Page): Promise<void> {
  await page.reload();
  await page.getByText("请输入密码").first().waitFor();
}

function expectNothingIn(places: Readonly<Record<string, Buffer>>, picture: Buffer): void {
  for (const [place, bytes] of Object.entries(places)) {
    expect(bytes.length, place).toBeGreaterThan(1_000);
    expect(findWords(bytes, WORDS), place).toEqual([]);
    for (const how of ["latin1", "base64", "hex"] as const) {
      const sought = how === "latin1" ? picture : Buffer.from(picture.toString(how).slice(4, -4));
      expect(bytes.includes(sought), `${place}: picture in ${how}`).toBe(false);
    }
  }
}

test("what is looked for would be found: in a dump and on the disk of a page that hides nothing", async () => {
  const profile = join(scratch, "open");
  const { page, context } = await launchKeptBrowser(profile, { origin: stage.origin });
  await page.goto("/favicon.svg");
  await page.goto("/");
  await page.evaluate(async (words) => {
    localStorage.setItem("probe", words[0] ?? "");
    await (await caches.open("probe")).put("/probe", new Response(words[1]));
    const open = indexedDB.open("probe");
    open.onupgradeneeded = () => open.result.createObjectStore("rows");
    await new Promise((done) => open.addEventListener("success", done));
    const write = open.result.transaction("rows", "readwrite", { durability: "strict" });
    write.objectStore("rows").put({ words: words.slice(2) }, "a");
    await new Promise((done) => write.addEventListener("complete", done));
    open.result.close();
  }, WORDS);
  const found = (bytes: Buffer) => [...new Set(findWords(bytes, WORDS).map((hit) => hit.split(":")[0]))];
  expect(found(await dumpOf(page))).toEqual(WORDS);
  await context.close();
  expect(found(everyFile(profile))).toEqual(WORDS);
});

test("[PRI-51] a locked phone holds nothing of a file that can be read, sent or unsent, nor does the server", {
  timeout: 180_000,
}, async () => {
  const profile = join(scratch, "locked");
  const { page, context } = await launchKeptBrowser(profile, { origin: stage.origin });
  await watchSealing(page);
  await enrolIn(page, stage.codeOf(".mediator1"));
  await page.getByRole("link", { name: "调解和劝和" }).waitFor();
  await waitForServiceWorker(page);
  await context.setOffline(true);
  const { address, picture } = await worksOnFile(page);
  const id = address.split("/").pop() ?? "";
  expect(picture).toHaveLength(48);

  await locks(page);
  const unsent = await dumpOf(page);
  expect(unsent.includes("mediation.compose") && unsent.includes(id)).toBe(true);
  expectNothingIn({ unsent }, picture);

  await context.setOffline(false);
  await unlock(page);
  await restarts(page, address);
  await opensFile(page);
  await page.getByText(NAME).first().waitFor();
  await page.getByText("平台已收").first().waitFor();
  await locks(page);
  expectNothingIn({ sent: await dumpOf(page) }, picture);
  await context.close();

  const backups = join(scratch, "backups");
  const { code, said } = await runToEnd("sync-server/admin/main.ts", ["backup", "--into", backups], {
    DATA_DIR: stage.dataDir,
  });
  expect(code, said).toBe(0);
  const places = {
    profile: everyFile(profile),
    server: everyFile(stage.dataDir),
    rows: everyFile(backups),
    log: Buffer.from(stage.server.log()),
  };
  // It is all there, and nobody can read it.
  for (const place of [places.profile, places.server, places.rows]) expect(place.includes(id)).toBe(true);
  expectNothingIn(places, picture);
});
