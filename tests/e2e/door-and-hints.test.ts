/** A PIN of before that is guessed at once, a screen left lying in sight, and lists whose first reading still goes on. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { setOut } from "../harness/patrol.ts";
import { enrolIn, goInside, PIN, typePin, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { openPhone } from "../support/browser.ts";
import { bringRulers, stumbles } from "../support/look-out.ts";

const stage = demoStage("door");
const WEAK = "123456";
const MINUTES = 60_000;

const LOOKS = [
  { scheme: "light", size: "18", lang: "zh" },
  { scheme: "dark", size: "28", lang: "zh" },
  { scheme: "light", size: "28", lang: "en" },
] as const;

/** As the person chose it in the settings; the app starts anew with it. */
async function looks(page: Page, chosen: (typeof LOOKS)[number], pin: string): Promise<string> {
  await page.evaluate((all) => {
    for (const [key, value] of Object.entries(all)) localStorage.setItem(`zimajia.${key}`, value);
  }, chosen);
  await page.goto("/");
  await page.getByRole("button", { name: "1", exact: true }).waitFor();
  await typePin(page, pin);
  await page.getByRole("navigation").first().waitFor();
  return `${chosen.scheme}-${chosen.size}-${chosen.lang}`;
}

async function lookAt(page: Page, name: string): Promise<string[]> {
  const found = await stumbles(page, { touchPx: 48, contrast: 4.5 });
  return [...found.map((fault) => `${name}: ${fault}`), ...(await faultsOf(page, name))];
}

/** The phone keeps of its PIN what a release before today's rule would have kept of 123456. */
const hadWeakPin = (page: Page): Promise<void> =>
  page.evaluate(async (pin) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((good, bad) => {
        request.onsuccess = () => good(request.result);
        request.onerror = () => bad(request.error);
      });
    const db = await done(indexedDB.open("device-book"));
    const [row] = await done(db.transaction("keys").objectStore("keys").getAll());
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, [
      "deriveBits",
    ]);
    const params = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 600_000 };
    const stretched = await crypto.subtle.deriveBits(params, material, 256);
    const verifier = new Uint8Array(await crypto.subtle.sign("HMAC", row.pepper, stretched));
    const kept = { personId: row.personId, salt, verifier, wrong: 0 };
    await done(db.transaction("pins", "readwrite").objectStore("pins").put(kept));
    db.close();
  }, WEAK);

test("Wang still has 123456: home says so and leads to where she chooses another, and then nobody says it any more", async () => {
  const { page, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  await bringRulers(page);
  await enrolIn(page, stage.codeOf(".v3"));
  await page.getByText("下一班").first().waitFor();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  expect(await page.getByText("您的密码一猜就中").count()).toBe(0);
  await hadWeakPin(page);
  const faults: string[] = [];
  for (const chosen of LOOKS) {
    const name = await looks(page, chosen, WEAK);
    const says = chosen.lang === "zh" ? "您的密码一猜就中" : "Your PIN is guessed at once";
    await page.getByText(says).waitFor();
    faults.push(...(await lookAt(page, `weak-pin-${name}`)));
    await goInside(page, "/me");
    await page.getByRole("heading", { level: 1, name: /我的|Me/ }).waitFor();
    await page.getByText(says).evaluate((banner) => banner.scrollIntoView({ block: "center" }));
    faults.push(...(await lookAt(page, `weak-pin-me-${name}`)));
  }
  await looks(page, LOOKS[0], WEAK);
  await page.getByRole("link", { name: "去改密码" }).click();
  await page.getByRole("button", { name: "改密码", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("先输入现在的密码").first().waitFor();
  await typePin(page, WEAK);
  await dialog.getByText("新密码，6 位数字").first().waitFor();
  await typePin(page, WEAK);
  await dialog.getByText("这个一猜就中").waitFor();
  faults.push(...(await lookAt(page, "weak-pin-refused")));
  await typePin(page, PIN);
  await dialog.getByText("新密码再输一遍").first().waitFor();
  await typePin(page, PIN);
  await page.getByText("密码改好了").waitFor();
  expect(await page.getByText("您的密码一猜就中").count()).toBe(0);
  await goInside(page, "/");
  await page.getByText("下一班").first().waitFor();
  expect(await page.getByText("您的密码一猜就中").count()).toBe(0);
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);

test("a phone that lies lit on a table locks after ten minutes and keeps what was half written; on a round it stays open", async () => {
  const { page, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  await bringRulers(page);
  await page.clock.install();
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await waitForServiceWorker(page);
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  const locked = page.getByText("请输入密码").first();
  await page.getByRole("navigation").last().getByRole("link", { name: "上报" }).click();
  await page.locator("main button.ui-list-row").first().click();
  await page.getByText("消防", { exact: true }).first().waitFor();
  await page.clock.runFor(9 * MINUTES);
  expect(await locked.count()).toBe(0);
  await page.clock.runFor(2 * MINUTES);
  await locked.waitFor();
  expect(await page.getByText("消防", { exact: true }).count()).toBe(0);
  const faults = await lookAt(page, "locked-in-sight");
  await unlock(page);
  await page.getByText("消防", { exact: true }).first().waitFor();

  await goInside(page, "/");
  await page.getByRole("link", { name: "开始巡逻" }).click();
  await setOut(page, { ticks: [0, 1, 2] });
  await page.clock.runFor(30 * MINUTES);
  await page.getByRole("button", { name: "一切正常" }).waitFor();
  expect(await locked.count()).toBe(0);
  await goInside(page, "/me");
  await page.getByRole("heading", { level: 1, name: "我的" }).waitFor();
  await page.clock.runFor(11 * MINUTES);
  await locked.waitFor();
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);

test("while the first reading goes on every list says that something may be missing, and stops saying so at its end", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  const { page, context, pageErrors } = phone;
  await bringRulers(page);
  // A line on which the documents do not come; everything else does.
  await context.route("**/api/sync/pages", (route) => route.abort());
  await context.route("**/api/sync/pull", (route) => route.abort());
  await enrolIn(page, stage.codeOf(".grid1"));
  await page.getByRole("navigation").first().waitFor();
  const faults: string[] = [];
  for (const chosen of LOOKS) {
    const name = await looks(page, chosen, PIN);
    const says = chosen.lang === "zh" ? "资料还没取完" : "Not everything has come yet";
    await page.getByText(says, { exact: false }).first().waitFor();
    faults.push(...(await lookAt(page, `still-coming-home-${name}`)));
    for (const list of ["/patrol", "/issues", "/map"]) {
      await goInside(page, list);
      await page.getByText(says, { exact: false }).first().waitFor();
      faults.push(...(await lookAt(page, `still-coming${list.replace("/", "-")}-${name}`)));
    }
  }
  await looks(page, LOOKS[0], PIN);
  await context.unroute("**/api/sync/pages");
  await context.unroute("**/api/sync/pull");
  await goInside(page, "/issues");
  await page.getByText("资料还没取完", { exact: false }).waitFor();
  await context.setOffline(true);
  await context.setOffline(false);
  await page.getByText("资料还没取完", { exact: false }).waitFor({ state: "detached", timeout: 60_000 });
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);
