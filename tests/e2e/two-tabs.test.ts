/** Tabs come and go in the middle of sending; each report counts once whatever happens to the tab that sent it. */
import type { BrowserContext, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { enrolIn, goInside, handInCorridor, unlock } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { openPhone, type Screen } from "../support/browser.ts";

const stage = demoStage("tabs");
let phone: Screen;
let administrator: WirePhone;

beforeAll(async () => {
  administrator = await WirePhone.enrol((path, init) => stage.server.ask(path, init), stage.codeOf(".admin"));
  phone = await openPhone(stage.browser, { origin: stage.origin, inTest: false });
  await enrolIn(phone.page, stage.codeOf(".v1"));
  await phone.page.getByText("下一班").first().waitFor();
  await phone.page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
}, 180_000);

afterAll(() => phone?.close());

/** The clock of a frozen tab stands still: without this its push would give up by itself and let the others in. */
const stopTimers = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (let id = Number(setTimeout(() => undefined)); id > 0; id--) clearTimeout(id);
  });

/** Its process ends at once. What is held back ends with it: a tab that is closed in good order may still let go of it. */
async function dies(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const cdp = await page.context().newCDPSession(page);
  // It never answers: who would is dead.
  cdp.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
}

async function report(page: Page, words: string): Promise<void> {
  await goInside(page, "/report");
  await page.getByText("在哪里？").first().waitFor();
  await page.getByLabel("用自己的话说").fill(words);
  await page.getByRole("button", { name: "下一步" }).first().click();
  await handInCorridor(page);
  await page.getByText("下一班").first().waitFor();
}

/** Holds back the next push; answers once it is on its way, with how to let it go. */
function holdPush(context: BrowserContext): { readonly held: Promise<Route> } {
  let caught: (route: Route) => void = () => undefined;
  const held = new Promise<Route>((done) => {
    caught = done;
  });
  void context.route("**/api/sync/push", (route) => caught(route), { times: 1 });
  return { held };
}

const opened = async (): Promise<Page> => {
  const page = await phone.context.newPage();
  await page.goto("/");
  await unlock(page);
  return page;
};

/** Records with these words, with their revisions: one report, taken once and never set aside, is `["issue 1"]`. */
async function onServer(words: string): Promise<string[]> {
  const { rows } = await administrator.pull();
  const found = rows.filter((row) => JSON.stringify(row.doc ?? "").includes(words));
  return [...new Map(found.map((row) => [`${row.t} ${row.id}`, `${row.t} ${row.rev}`])).values()].sort();
}

test("[F04] the tab is closed while its push is on the way: the record waits, the next tab hands it in, it stands there once", async () => {
  const { held } = holdPush(phone.context);
  await report(phone.page, "三号楼后门左边");
  await held;
  await dies(phone.page);
  expect(await onServer("三号楼后门左边")).toEqual([]);
  const page = await opened();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await expect.poll(() => onServer("三号楼后门左边")).toEqual(["issue 1"]);
  await page.close();
}, 180_000);

test("[F04] the tab is closed when the server has taken its push and before it hears so: the next tab asks again, it stands there once", async () => {
  const first = await opened();
  await first.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  const { held } = holdPush(phone.context);
  await report(first, "四号楼信箱下面");
  expect((await (await held).fetch()).status()).toBe(200);
  expect(await onServer("四号楼信箱下面")).toEqual(["issue 1"]);
  await dies(first);
  const page = await opened();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  expect(await onServer("四号楼信箱下面")).toEqual(["issue 1"]);
  await page.close();
}, 180_000);

test("[F16] [F17] the tab that sends is frozen: another one takes over, and when the first one thaws nothing is doubled", async () => {
  const first = await opened();
  await first.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  const { held } = holdPush(phone.context);
  await report(first, "五号楼车棚旁边");
  const stuck = await held;
  const second = await opened();
  await stopTimers(first);
  const cdp = await phone.context.newCDPSession(first);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  await report(second, "五号楼车棚对面");
  await second.bringToFront();
  await second.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  expect([await onServer("五号楼车棚旁边"), await onServer("五号楼车棚对面")]).toEqual([["issue 1"], ["issue 1"]]);

  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  // Its push arrives after all, and is answered before anybody looks at what the server holds.
  const late = await stuck.fetch();
  expect(late.status()).toBe(200);
  await stuck.fulfill({ response: late });
  await first.bringToFront();
  await first.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  expect([await onServer("五号楼车棚旁边"), await onServer("五号楼车棚对面")]).toEqual([["issue 1"], ["issue 1"]]);
  expect(phone.pageErrors).toEqual([]);
}, 240_000);
