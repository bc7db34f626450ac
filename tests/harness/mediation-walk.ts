/** What a mediator does in the app, in the words on the screen. */
import { readFileSync } from "node:fs";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Page } from "playwright-core";
import { stumbles } from "../support/look-out.ts";
import { axeFaults } from "./page-faults.ts";
import { goInside, shot, unlock } from "./walk.ts";

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();
export const follow = (page: Page, name: string): Promise<void> =>
  page.getByRole("link", { name, exact: true }).first().click();
export const choose = (page: Page, name: string): Promise<void> =>
  page.getByText(name, { exact: true }).first().click();

interface DraftRow {
  readonly savedAt: number;
  readonly value: { readonly files?: readonly string[] };
}

/** Waits until an unfinished form that is meant lies on the disk: sealing takes a moment, and no hand reloads within it. */
async function stored(page: Page, meant: "since" | "with a photo", since = 0): Promise<void> {
  await page.waitForFunction(
    async ([which, from]) => {
      const name = (await indexedDB.databases()).find((db) => db.name?.startsWith("vault-"))?.name ?? "";
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
      const rows = await new Promise<DraftRow[]>((done, fail) => {
        const request = db.transaction("drafts").objectStore("drafts").getAll();
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
      db.close();
      return rows.some((row) => (which === "since" ? row.savedAt >= from : (row.value.files ?? []).length > 0));
    },
    [meant, since] as const,
  );
}

/** Leaving a field saves it once more, so for a photo the time of the last save says nothing. */
export const photoStored = (page: Page): Promise<void> => stored(page, "with a photo");

/** Writes something, and waits until the unfinished form lies on the disk; what was written before must lie there already. */
export async function writes(page: Page, what: () => Promise<unknown>): Promise<void> {
  const since = await page.evaluate(() => Date.now());
  await what();
  await stored(page, "since", since);
}

export async function takesDownMatter(page: Page, facts = "三楼水管漏到二楼"): Promise<void> {
  await page.getByLabel("在哪里").fill("3栋2单元");
  await page.getByLabel("纠纷简要情况").fill(facts);
  await page.getByLabel("要求什么（一行一条）").fill("修好水管\n赔墙面");
}

export async function takesDownParties(page: Page, names: readonly string[]): Promise<void> {
  for (const [i, name] of names.entries()) await page.getByLabel("姓名或名称").nth(i).fill(name);
}

/** Says why, and opens. */
export async function opensFile(page: Page, reason = "接着调解"): Promise<void> {
  await choose(page, reason);
  await press(page, "打开");
  await page.getByText("一步一步").waitFor();
}

export async function consents(page: Page, parties: readonly string[]): Promise<void> {
  for (const party of parties) {
    await page
      .getByRole("group", { name: new RegExp(party) })
      .getByText("愿意", { exact: true })
      .click();
  }
}

/** Signs in the frame under this name with a finger. */
export async function signsHere(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("heading", { name }).waitFor();
  const pad = page.getByRole("img", { name: "在框里签名" });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("no frame to sign in");
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  for (let i = 1; i <= 12; i++) await page.mouse.move(box.x + 40 + i * 14, box.y + 40 + (i % 3) * 14);
  await page.mouse.up();
  await press(page, "签好了");
}

/** The app was killed: it starts anew, without signal as it may be, and goes back to where it was. */
export async function restarts(page: Page, path: string): Promise<void> {
  await page.reload();
  await unlock(page);
  await page.getByText("请输入密码").first().waitFor({ state: "detached" });
  await goInside(page, path);
}

/** A small picture of noise, always the same, as a camera would hand it over: no stretch of it is in another picture. */
export async function aPicture(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const text = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    const pen = canvas.getContext("2d");
    const image = pen?.createImageData(320, 240);
    let seed = 4711;
    for (let i = 0; image && i < image.data.length; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      image.data[i] = i % 4 === 3 ? 255 : seed >> 16;
    }
    if (image) pen?.putImageData(image, 0, 0);
    return canvas.toDataURL("image/jpeg").split(",")[1] ?? "";
  });
  return { name: "p.jpg", mimeType: "image/jpeg", buffer: Buffer.from(text, "base64") };
}

/** Presses a button that makes a file, and hands over what came down. */
export async function downloads(page: Page, button: string): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await press(page, button);
  return readFileSync(await (await download).path());
}

/** The words of each page of a PDF, without spaces. */
export async function wordsOfPdf(bytes: Buffer): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    pages.push(
      items
        .map((item) => ("str" in item ? item.str : ""))
        .join("")
        .replace(/\s/g, ""),
    );
  }
  await pdf.destroy();
  return pages;
}

const CALM = { touchPx: 48, contrast: 4.5 };

/** A colour on its way to another is none that anybody has to read. */
const arrived = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync("* { transition: none !important; }");
    document.adoptedStyleSheets = [still];
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  });

/** What a person would stumble over on this page by day, and by night in the largest type; keeps a picture of each. */
export async function looks(page: Page, name: string): Promise<string[]> {
  const dress = (theme: string, scale: number): Promise<void> =>
    page.evaluate(
      ([chosen, size]) => {
        document.documentElement.dataset["theme"] = String(chosen);
        document.documentElement.style.setProperty("--scale", String(size));
      },
      [theme, scale] as const,
    );
  await arrived(page);
  await shot(page, `mediation-${name}`);
  const faults = [...(await stumbles(page, CALM)), ...(await axeFaults(page))];
  await dress("dark", 28 / 18);
  await arrived(page);
  await shot(page, `mediation-${name}-dark`);
  faults.push(...(await stumbles(page, CALM)));
  await dress("light", 1);
  return faults.map((fault) => `${name}: ${fault}`);
}
