/** What a person does in the app, in the words on the screen. */
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";

export const PIN = "135790";

export async function typePin(page: Page, pin = PIN): Promise<void> {
  for (const digit of pin) await page.getByRole("button", { name: digit, exact: true }).click();
}

/** Enrols a fresh browser with a code, agrees, and chooses a PIN. */
export async function enrolIn(page: Page, code: string): Promise<void> {
  await page.goto("/");
  await page.getByLabel("8 位登记码").fill(code);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "我看懂了，同意" }).click();
  await page.getByText("给自己定一个密码").first().waitFor();
  await typePin(page);
  await page.getByText("再输一遍").first().waitFor();
  await typePin(page);
}

/** Opens the app again after a reload. */
export async function unlock(page: Page): Promise<void> {
  await page
    .getByText(/请输入密码|your PIN please/)
    .first()
    .waitFor();
  await typePin(page);
}

const SHOTS = "tests/e2e/shots";

/** Keeps a picture for people to look at; a folder git does not track. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** From here on the app opens without a network. */
export async function waitForServiceWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

/** To another address without loading the page again, as a link inside the app does. */
export async function goInside(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
  }, path);
}

/** On 上报, from what was seen to the end: 楼道堆物, without a photo. */
export async function handInCorridor(page: Page): Promise<void> {
  await page.getByText("消防", { exact: true }).first().click();
  await page.getByText("楼道堆物").first().click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "不拍，下一步" }).click();
  await page.getByRole("button", { name: "交上去" }).click();
}

/** On 上报: the first place of the list, 楼道堆物, without a photo. */
export async function reportCorridor(page: Page): Promise<void> {
  await page.locator(".ui-card-list button").first().click();
  await handInCorridor(page);
}
