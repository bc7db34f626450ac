/** The browser clears everything it stored of the app, as it does when a phone is full: what is missing is said, the rest comes back. */
import { expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { faultsOf } from "../harness/page-faults.ts";
import { enrolIn, goInside, reportCorridor, waitForServiceWorker } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { openDesk, openPhone, type Screen } from "../support/browser.ts";

const COMMUNITY = "450303001010";
const stage = demoStage("cleared");

const shownTo = async (screen: Screen): Promise<void> => {
  await screen.page.getByText("下一班").first().waitFor({ timeout: 60_000 });
  await screen.page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
};

async function report(screen: Screen): Promise<void> {
  const { page } = screen;
  await goInside(page, "/report");
  await reportCorridor(page);
  await page.getByText("下一班").first().waitFor();
}

/** What an eviction takes: everything of the origin but its cookies. */
async function evict({ context, page }: Screen): Promise<void> {
  const devtools = await context.newCDPSession(page);
  const storageTypes = "indexeddb,cache_storage,local_storage,service_workers,file_systems,websql";
  await page.goto("about:blank");
  await devtools.send("Storage.clearDataForOrigin", { origin: stage.origin, storageTypes });
}

test("[F25] one report sent, two not, then everything is cleared: the phone says two, the desk too, and what was sent is back", async () => {
  const phone = await openPhone(stage.browser, { origin: stage.origin });
  const { page } = phone;
  await enrolIn(page, stage.codeOf(".v1"));
  await shownTo(phone);
  await report(phone);
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await waitForServiceWorker(page);
  await phone.context.setOffline(true);
  await report(phone);
  await report(phone);
  await page
    .getByText(/没网 · 已存 2/)
    .first()
    .waitFor();
  await evict(phone);
  await phone.context.setOffline(false);

  await page.goto("/");
  await page.getByText("浏览器清过这部手机").waitFor();
  await page.getByText(/最多少了 2 条没交的/).waitFor();
  const faults = await faultsOf(page, "cleared-enrol");
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await faultsOf(page, "cleared-enrol-dark")));
  await page.emulateMedia({ colorScheme: "light" });

  const district = await WirePhone.enrol(
    (path, init) => stage.server.ask(path, init),
    stage.server.codes.get("区管理员") ?? "",
  );
  const made = await district.call("/api/codes", { personId: `${COMMUNITY}.t1.g1.v1` });
  await enrolIn(page, ((await made.json()) as { code: string }).code);
  await shownTo(phone);
  await goInside(page, "/issues");
  await page
    .getByRole("link", { name: /楼道堆物/ })
    .first()
    .waitFor();
  await goInside(page, "/sync");
  await page.getByText(/当时有 2 条没交的/).waitFor();
  faults.push(...(await faultsOf(page, "cleared-sync")));
  await page.getByRole("button", { name: "知道了" }).click();
  await page.getByText(/当时有 2 条没交的/).waitFor({ state: "detached" });

  const desk = await openDesk(stage.browser, { origin: stage.origin, width: 1440, height: 900 });
  await enrolIn(desk.page, stage.codeOf(".admin"));
  await desk.page.getByText("协调台").first().waitFor({ timeout: 60_000 });
  await goInside(desk.page, "/desk/devices");
  await desk.page.getByText("浏览器清过这部手机，有 2 条没交的没了，请本人想一想、补记").waitFor({ timeout: 60_000 });
  faults.push(...(await faultsOf(desk.page, "cleared-desk")));
  expect(faults).toEqual([]);
  expect([...phone.pageErrors, ...desk.pageErrors]).toEqual([]);
}, 240_000);
