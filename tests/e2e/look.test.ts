/**
 * Every page of the phone by day and night, in both sizes of type and both languages, and the desk by day and night:
 * nothing serious for axe, nothing cut off or too small to tap or to read. A page without a look is a failure here.
 */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { axeFaults, faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, shot, unlock } from "../harness/walk.ts";
import { openDesk, openPhone } from "../support/browser.ts";
import { bringRulers, chineseInData, leftInChinese, stumbles } from "../support/look-out.ts";

const stage = demoStage("look");

/** Address of every route of the phone; what is not looked at here says why. */
const PHONE: Readonly<Record<string, string | { readonly not: string }>> = {
  index: "/",
  patrol: "/patrol",
  "patrol/start/:slotId?": "/patrol/start",
  "patrol/round": "/patrol/round",
  "patrol/finish": "/patrol/finish",
  "patrol/late": "/patrol/late",
  report: "/report",
  me: "/me",
  "me/phones": "/me/phones",
  sync: "/sync",
  issues: "/issues",
  "issues/:issueId": "/issues/unknown",
  mediation: "/mediation",
  "mediation/settle": "/mediation/settle",
  "mediation/new/:caseId?": "/mediation/new",
  "mediation/:caseId/*": "/mediation/unknown",
  map: "/map",
  forms: "/forms",
  "d/:tag": "/d/UNKNOWN",
  join: "/join?r=1&t=1&c=1",
  "desk/*": { not: "has its own test below" },
  phone: { not: "only leads to /" },
  "*": { not: "only leads to /" },
};

const DESK: Readonly<Record<string, string>> = {
  "": "/desk",
  issues: "/desk/issues",
  map: "/desk/map",
  coverage: "/desk/coverage",
  roster: "/desk/roster",
  routes: "/desk/routes",
  mediations: "/desk/mediations",
  "mediation-figures": "/desk/mediation-figures",
  "print/:what": "/desk/print/roster",
  checklists: "/desk/checklists",
  samples: "/desk/samples",
  people: "/desk/people",
  devices: "/desk/devices",
  aside: "/desk/aside",
};

test("no page is without a look", () => {
  const router = readFileSync("src/app/router.tsx", "utf8");
  const routes = [...router.matchAll(/<Route\s+(?:(index)\b|path="([^"]+)")/g)].map((m) => m[1] ?? m[2]);
  expect(routes.sort()).toEqual(Object.keys(PHONE).sort());
  const desk = readFileSync("src/features/desk/desk-routes.tsx", "utf8");
  const pages = [...desk.matchAll(/^\s*\["([^"]*)",\s*</gm), ...desk.matchAll(/^\s*\["([^"]*)",\s*lazy/gm)].map(
    (m) => m[1],
  );
  expect([...new Set(pages)].sort()).toEqual(Object.keys(DESK).sort());
});

/** Every two of light, size of type and language meet in one of these. */
const VARIANTS = [
  { scheme: "light", size: "18", lang: "zh" },
  { scheme: "dark", size: "28", lang: "zh" },
  { scheme: "dark", size: "18", lang: "en" },
  { scheme: "light", size: "28", lang: "en" },
] as const;
const AXE_ON: readonly string[] = ["light-18-zh", "dark-28-zh", "dark-18-en"];
const FIELD = /^\/(patrol|report|d\/|join)/;

/** The page has settled: its title is there, nothing is being opened any more, and lazy parts have come. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("heading").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".ui-empty[role=status]") === null);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function choose(page: Page, { scheme, size, lang }: (typeof VARIANTS)[number]): Promise<void> {
  await page.evaluate(
    (chosen) => {
      for (const [key, value] of Object.entries(chosen)) localStorage.setItem(`zimajia.${key}`, value);
    },
    { scheme, size, lang },
  );
  await page.goto("/");
}

async function phonePageFaults(page: Page, address: string, name: string, data: readonly string[]): Promise<string[]> {
  await goInside(page, address);
  await settled(page);
  const arrived = await page
    .waitForFunction(() => document.activeElement?.closest("main, h1") !== null, undefined, { timeout: 5_000 })
    .catch(() => undefined);
  const demands = FIELD.test(address) ? { touchPx: 60, contrast: 7 } : { touchPx: 48, contrast: 4.5 };
  await shot(page, `${name}${address.split("?")[0]?.replaceAll("/", "-")}`);
  return [
    ...(arrived ? [] : ["the focus stayed behind"]),
    ...(await stumbles(page, demands)),
    ...(name.endsWith("en") ? await leftInChinese(page, data) : []),
    ...(AXE_ON.includes(name) ? await axeFaults(page) : []),
  ].map((fault) => `${name} ${address}: ${fault}`);
}

async function startRound(page: Page): Promise<void> {
  await page.getByRole("link", { name: "开始巡逻" }).click();
  await page.getByRole("button", { name: "看过了，注意安全" }).click();
  await page.getByRole("checkbox").first().waitFor();
  for (const box of (await page.getByRole("checkbox").all()).slice(0, 3)) await box.setChecked(true, { force: true });
  await page.getByRole("button", { name: "出发" }).click();
  await page.getByRole("button", { name: "一切正常" }).waitFor();
}

/** Addresses of all phone pages, with a report of one's own among them. */
async function phoneAddresses(page: Page): Promise<string[]> {
  await goInside(page, "/issues");
  const issue = await page.locator("a[href^='/issues/']").first().getAttribute("href");
  const addresses = Object.values(PHONE).flatMap((known) => (typeof known === "string" ? [known] : []));
  return [...addresses, issue ?? "no report of one's own"];
}

test("the phone by day and night, in both sizes and languages, a round under way", async () => {
  const { page, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
  await bringRulers(page);
  await enrolIn(page, stage.codeOf(".v1"));
  await page.getByText("下一班").first().waitFor();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  const faults = (await phonePageFaults(page, "/patrol/start", "before-a-round", [])).slice();
  await goInside(page, "/");
  await startRound(page);
  const addresses = await phoneAddresses(page);
  const data = await chineseInData(page);
  for (const variant of VARIANTS) {
    const name = `${variant.scheme}-${variant.size}-${variant.lang}`;
    await choose(page, variant);
    await page.getByRole("button", { name: "1", exact: true }).waitFor();
    faults.push(...(await stumbles(page, { touchPx: 48, contrast: 4.5 })).map((fault) => `${name} locked: ${fault}`));
    await unlock(page);
    await page.getByRole("navigation").first().waitFor();
    for (const address of addresses) faults.push(...(await phonePageFaults(page, address, name, data)));
  }
  await page.setViewportSize({ width: 412, height: 915 });
  for (const address of addresses) faults.push(...(await phonePageFaults(page, address, "wider-en", data)));
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 900_000);

test("the desk, by day and by night", async () => {
  const { page, pageErrors } = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await page.goto("/");
  await enrolIn(page, stage.codeOf(".admin"));
  await page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  const faults: string[] = [];
  for (const dark of [false, true]) {
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    for (const [route, address] of Object.entries(DESK)) {
      await goInside(page, address);
      await settled(page);
      faults.push(...(await faultsOf(page, `desk-${dark ? "dark" : "light"}-${route.split("/")[0]}`)));
    }
  }
  expect(faults).toEqual([]);
  expect(pageErrors).toEqual([]);
}, 300_000);
