/** What people do on a round, in the words on the screen, and what the browser is told of the world around them. */
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { shot } from "./walk.ts";

export interface StartChoice {
  /** Whose boxes are ticked, by their place in the list. */
  readonly ticks: readonly number[];
  readonly track?: string;
  /** For the pictures. */
  readonly name?: string;
}

/** From the screen with the safety rules to the first stop. */
export async function setOut(page: Page, { ticks, track, name }: StartChoice): Promise<void> {
  await page.getByRole("button", { name: "看过了，注意安全" }).waitFor();
  if (name) await shot(page, `${name}-safety`);
  await page.getByRole("button", { name: "看过了，注意安全" }).click();
  const boxes = page.getByRole("checkbox");
  await boxes.first().waitFor();
  for (const i of ticks) await boxes.nth(i).setChecked(true, { force: true });
  if (track) await page.getByText(track, { exact: true }).click();
  if (name) await shot(page, `${name}-start`);
  await page.getByRole("button", { name: "出发" }).click();
  await page.getByRole("button", { name: "一切正常" }).waitFor();
}

/** The stop in view as the screen names it: its place and its compound. */
export async function placeInView(page: Page): Promise<string> {
  const name = page.locator(".place-name");
  return `${await name.textContent()} · ${await name.locator("+ p").textContent()}`;
}

/** Confirms the stop in view and waits until another one is there. */
export async function confirmNormal(page: Page): Promise<void> {
  const before = await placeInView(page);
  await page.getByRole("button", { name: "一切正常" }).click();
  await expect.poll(() => placeInView(page)).not.toBe(before);
}

export async function nextStep(page: Page): Promise<void> {
  await page.getByRole("button", { name: "下一步" }).click();
}

/** A photo as a phone makes it: large, drawn by the browser itself. */
export async function pictureFile(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2400;
    canvas.height = 1800;
    const paint = canvas.getContext("2d");
    if (!paint) throw new Error("no canvas");
    paint.fillStyle = "#557";
    paint.fillRect(0, 0, 2400, 1800);
    paint.fillStyle = "#fc8";
    paint.fillRect(300, 300, 900, 700);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  return { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from(bytes) };
}

/** Walks north from a place, about a metre a step and a step a second, as the receiver tells it. */
export async function walkNorth(
  context: BrowserContext,
  from: { readonly lat: number; readonly lng: number },
  steps: number,
): Promise<{ lat: number; lng: number }> {
  let lat = from.lat;
  for (let i = 0; i < steps; i++) {
    lat += 1e-5;
    await context.setGeolocation({ latitude: lat, longitude: from.lng, accuracy: 8 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return { lat, lng: from.lng };
}

/** Counts how often the page asks for the screen lock; a headless browser has no screen to keep on. */
export const countWakeLocks = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const world = window as unknown as { wakeAsks: number; wakeLock?: EventTarget };
    world.wakeAsks = 0;
    const request = async () => {
      world.wakeAsks += 1;
      const lock = Object.assign(new EventTarget(), { release: async () => undefined });
      world.wakeLock = lock;
      return lock;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
  });

export const wakeAsks = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { wakeAsks: number }).wakeAsks);

/** The screen goes dark or comes back: what a phone does to the page, the lock included. */
export const turnScreen = (page: Page, state: "hidden" | "visible"): Promise<void> =>
  page.evaluate((shown) => {
    Object.defineProperty(document, "visibilityState", { value: shown, configurable: true });
    if (shown === "hidden")
      (window as unknown as { wakeLock?: EventTarget }).wakeLock?.dispatchEvent(new Event("release"));
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
