/** The app as a thing on the phone: it starts from cold without a line, takes a new version, and says so inside WeChat. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoStage } from "../harness/demo-stage.ts";
import { enrolIn, goInside, reportCorridor, shot, unlock, waitForServiceWorker } from "../harness/walk.ts";
import { hasBrowser, launchKeptBrowser, openPhone, type Screen } from "../support/browser.ts";
import { buildApp, type Deployment, serveBuild } from "../support/two-builds.ts";

const ANDROID =
  "Mozilla/5.0 (Linux; Android 12; V2048A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile";
const WECHAT = `${ANDROID} Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F30)`;
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1";

const scratch = mkdtempSync(join(tmpdir(), "zmj-app-shell-"));
const profile = join(scratch, "profile");
const stage = demoStage("app-shell");

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Everything the app needs is on the phone, and everything of the person has come. */
async function firstVisit(page: Page, code: string): Promise<void> {
  await enrolIn(page, code);
  await page.getByText("下一班").first().waitFor();
  await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

/** Answers what failed to be fetched while `act` ran. */
async function vainRequests(screen: Screen, act: () => Promise<void>): Promise<string[]> {
  const failed: string[] = [];
  const note = (request: { url(): string }): number => failed.push(request.url());
  screen.context.on("requestfailed", note);
  await act();
  screen.context.off("requestfailed", note);
  return failed;
}

describe.runIf(hasBrowser)("the app on the phone", () => {
  test("a phone that was switched off opens every page without a line, behind the PIN, and asks nobody in vain", async () => {
    const before = await launchKeptBrowser(profile, { origin: stage.origin });
    await firstVisit(before.page, stage.codeOf(".v1"));
    await goInside(before.page, "/issues");
    const issue = (await before.page.locator("a[href^='/issues/']").first().getAttribute("href")) ?? "";
    expect(issue).toMatch(/^\/issues\/.+/);
    await before.close();

    const cold = await launchKeptBrowser(profile, { origin: stage.origin });
    await cold.context.setOffline(true);
    const { page } = cold;
    const pages: readonly (readonly [string, string])[] = [
      ["/patrol", "我的班次"],
      ["/report", "在哪里？"],
      [issue, "一步一步"],
      ["/issues", "我报过的"],
      ["/me", "服务时长"],
      ["/sync", "同步"],
      ["/map", "我在哪个小区"],
      ["/patrol/late", "补录"],
      ["/", "下一班"],
    ];
    for (const [path, words] of pages) {
      const failed = await vainRequests(cold, async () => {
        await page.goto(path);
        await unlock(page);
        await page.getByText(words).first().waitFor();
      });
      expect(new URL(page.url()).pathname).toBe(path);
      expect(failed.map((url) => `${path} asked for ${url}`)).toEqual([]);
    }

    await goInside(page, "/report");
    await reportCorridor(page);
    await page.getByText("已存手机，有网就交上去").first().waitFor();
    await page
      .getByText(/没网 · 已存 \d/)
      .first()
      .waitFor();
    await goInside(page, "/issues");
    await page
      .getByRole("link", { name: /楼道堆物.*已存手机/s })
      .first()
      .click();
    await page.getByText("已存手机，有网就交上去").first().waitFor();
    await shot(page, "phone-issue-offline");
    expect(cold.pageErrors).toEqual([]);
  }, 300_000);

  test("inside WeChat every page can be read and says how to get to a browser; a code is not spent there", async () => {
    const inside = await launchKeptBrowser(profile, { origin: stage.origin, context: { userAgent: WECHAT } });
    const { page } = inside;
    await page.goto("/");
    await page.getByText("请用浏览器打开，记录才留得住").waitFor();
    await unlock(page);
    for (const [path, heading] of [
      ["/", "今天"],
      ["/patrol", "巡逻"],
      ["/report", "报一个问题"],
      ["/issues", "我报过的"],
      ["/me", "我的"],
      ["/sync", "同步"],
      ["/map", "地图"],
    ] as const) {
      await goInside(page, path);
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      await page.getByText("请用浏览器打开，记录才留得住").waitFor();
    }
    await page.getByText("怎么打开").click();
    await page.getByText("点右上角的 ⋯").waitFor();
    await shot(page, "phone-wechat");

    const stranger = await openPhone(stage.browser, { origin: stage.origin, context: { userAgent: WECHAT } });
    await stranger.page.goto("/");
    await stranger.page.getByText("点右上角的 ⋯").waitFor();
    expect(await stranger.page.getByLabel("8 位登记码").count()).toBe(0);
    await shot(stranger.page, "phone-wechat-enrol");
  }, 120_000);

  test("the way to the home screen: a tap on Android, in words on an iPhone, gone once it was put off", async () => {
    const android = await launchKeptBrowser(profile, { origin: stage.origin, inTest: false });
    await android.page.goto("/");
    await unlock(android.page);
    await android.page.getByText("下一班").first().waitFor();
    await android.page.evaluate(() => {
      const prompt = () => {
        document.title = "asked";
        return Promise.resolve({ outcome: "accepted" });
      };
      window.dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt }));
    });
    await android.page.getByRole("button", { name: "添加到桌面" }).click();
    expect(await android.page.title()).toBe("asked");
    await android.page.getByRole("button", { name: "以后再说" }).click();
    await android.page.getByText("让浏览器别清掉记录").waitFor();
    await android.close();

    const iphone = await launchKeptBrowser(profile, { origin: stage.origin, context: { userAgent: IPHONE } });
    await iphone.page.goto("/me");
    await unlock(iphone.page);
    await iphone.page.getByText("选“添加到主屏幕”").waitFor();
    await iphone.page.getByText(/用了 \d+ MB，可用/).waitFor();
    await iphone.page.getByRole("button", { name: "请浏览器留住记录" }).click();
    await iphone.page.getByText(/浏览器这次没答应|浏览器答应留住记录/).waitFor();
  }, 120_000);

  test("the manifest names the app and pictures that exist in the size it says", async () => {
    const manifest = (await (await stage.server.ask("/manifest.webmanifest")).json()) as {
      id: string;
      display: string;
      start_url: string;
      icons: { src: string; sizes: string; purpose?: string }[];
    };
    expect([manifest.id, manifest.display, manifest.start_url]).toEqual(["/", "standalone", "/"]);
    expect(manifest.icons.some((icon) => icon.purpose === "maskable")).toBe(true);
    for (const { src, sizes } of manifest.icons) {
      const png = Buffer.from(await (await stage.server.ask(src)).arrayBuffer());
      expect([src, `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`]).toEqual([src, sizes]);
    }
  });

  describe("a new version", () => {
    const older = join(scratch, "older");
    const newer = join(scratch, "newer");
    let deployed: Deployment;

    beforeAll(async () => {
      await buildApp(older, "1.0.0-older");
      await buildApp(newer, "2.0.0-newer");
      deployed = await serveBuild(stage.server.origin, older);
    }, 180_000);
    afterAll(() => deployed?.stop());

    /** The server has a newer version, and the phone has it too: it waits. */
    async function newVersionComes(page: Page, folder: string): Promise<void> {
      deployed.deploy(folder);
      await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.update();
        const worker = registration.installing;
        if (!worker) throw new Error("the newer build is not another one");
        await new Promise<void>((done) => {
          worker.onstatechange = () => worker.state === "installed" && done();
        });
      });
    }

    test("waits for a quiet moment, takes no for an answer, keeps drafts and everything unsent, and is silent in a round", async () => {
      const phone = await openPhone(stage.browser, { origin: deployed.origin });
      const { page } = phone;
      const offer = page.getByText("有新版本");
      await firstVisit(page, stage.codeOf(".v2"));
      await goInside(page, "/report");
      await page.getByText("在哪里？").first().waitFor();
      await newVersionComes(page, newer);
      await phone.context.setOffline(true);
      await reportCorridor(page);
      // The form is handed in and closed: only now, on 今天, it is offered.
      await offer.waitFor();
      await shot(page, "phone-update-offered");
      await page.getByRole("button", { name: "过会儿再说" }).click();
      await offer.waitFor({ state: "detached" });

      await goInside(page, "/me");
      await page.getByText("版本 1.0.0-older").waitFor();
      expect(await offer.count()).toBe(0);
      await goInside(page, "/report");
      await page.locator(".ui-card-list button").first().click();
      await page.getByText("看见了什么？").first().waitFor();
      expect(await offer.count()).toBe(0);

      await page.goto("/");
      await unlock(page);
      await offer.waitFor();
      await page.getByRole("button", { name: "更新" }).click();
      await page
        .getByText(/请输入密码/)
        .first()
        .waitFor();
      await unlock(page);
      await page
        .getByText(/没网 · 已存 \d/)
        .first()
        .waitFor();
      expect(await offer.count()).toBe(0);
      await goInside(page, "/me");
      await page.getByText("版本 2.0.0-newer").waitFor();
      await goInside(page, "/report");
      await page.getByText("看见了什么？").first().waitFor();
      await phone.context.setOffline(false);
      await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });

      await goInside(page, "/");
      await page.getByRole("link", { name: "开始巡逻" }).click();
      await page.getByRole("button", { name: "看过了，注意安全" }).click();
      await page.getByRole("checkbox").first().waitFor();
      for (const box of (await page.getByRole("checkbox").all()).slice(0, 3))
        await box.setChecked(true, { force: true });
      await page.getByRole("button", { name: "出发" }).click();
      await page.getByRole("button", { name: "一切正常" }).waitFor();
      await newVersionComes(page, older);
      for (const [path, words] of [
        ["/", "继续巡逻"],
        ["/me", "服务时长"],
        ["/patrol/round", "一切正常"],
      ] as const) {
        await goInside(page, path);
        await page.getByText(words).first().waitFor();
        expect([path, await offer.count()]).toEqual([path, 0]);
      }
      expect(phone.pageErrors).toEqual([]);
    }, 300_000);
  });
});

describe.runIf(hasBrowser)("the paper of a mediator", () => {
  test("blank forms are printed from a phone that has no line, after a cold start", async () => {
    const { page, context, pageErrors } = await openPhone(stage.browser, { origin: stage.origin });
    await enrolIn(page, stage.codeOf(".admin"));
    await page.getByText("平台已收").first().waitFor({ timeout: 60_000 });
    await waitForServiceWorker(page);
    await goInside(page, "/me");
    await page.getByRole("link", { name: "空白调解表格" }).click();
    await page.getByText("纸样字体已存手机").waitFor({ timeout: 30_000 });
    await context.setOffline(true);
    await page.reload();
    await unlock(page);
    await page.getByText("纸样字体已存手机").waitFor();
    await page.getByLabel("调委会名称").fill("演示社区人民调解委员会𠮷囍");
    await page.getByRole("button", { name: "全选" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "做成 PDF" }).click();
    const path = await (await download).path();
    await page.getByText(/做好了，共 \d+ 页/).waitFor();
    // Without a line the font of rare characters is not to be had; what is missing is said.
    await page.getByText("字库里没有这些字：𠮷").waitFor();
    await shot(page, "paper-made-offline");
    const pdf = await getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 }).promise;
    expect(pdf.numPages).toBeGreaterThanOrEqual(12);
    const { items } = await (await pdf.getPage(3)).getTextContent();
    expect(items.map((item) => ("str" in item ? item.str : "")).join("")).toMatch(
      /演示社区人民调解委员会〓.*人民调解申请书/,
    );
    await pdf.destroy();
    const word = page.waitForEvent("download");
    await page.getByRole("button", { name: "做成 Word" }).click();
    expect(
      readFileSync(await (await word).path())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
