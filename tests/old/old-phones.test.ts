/** The first road on the oldest phones we promise: enrol, walk without signal, reload, and everything arrives. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { DEMO_SIGN_INS } from "../../sync-server/demo/demo-district.ts";
import { HOME } from "../../sync-server/demo/org-units.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { PIN, shot, waitForServiceWorker } from "../harness/walk.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { handsOn } from "./hands.ts";
import { OLD_BROWSERS, oldBrowser } from "./old-browsers.ts";

const root = mkdtempSync(join(tmpdir(), "zmj-old-"));
const at: { server?: ServerProcess } = {};

beforeEach(async () => {
  // A district of its own for each browser: the same group cannot start the same round twice.
  at.server = await startServerProcess(mkdtempSync(join(root, "data-")));
});

afterEach(async () => {
  await at.server?.kill("SIGTERM");
});

afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

function server(): ServerProcess {
  if (!at.server) throw new Error("not started");
  return at.server;
}

const codeOf = (ending: string): string => {
  const who = DEMO_SIGN_INS.find((s) => s.personId.startsWith(HOME) && s.personId.endsWith(ending));
  return server().codes.get(who?.roleLabel ?? "") ?? "";
};

async function openOld(browser: (typeof OLD_BROWSERS)[number]) {
  const { path, args, env } = await oldBrowser(browser);
  const opened = await chromium.launch({
    executablePath: path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", ...args],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  expect(opened.version()).toMatch(new RegExp(`^${browser.chromium}\\.`));
  const context = await opened.newContext({
    baseURL: server().origin.replace("127.0.0.1", "localhost"),
    viewport: { width: 360, height: 740 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  return { opened, context, page, errors };
}

test.each(OLD_BROWSERS)(
  "on Chromium $chromium Li enrols, walks a stop without signal, reloads, and the coordinator gets it",
  async (browser) => {
    const { opened, context, page, errors } = await openOld(browser);
    const name = `old-${browser.chromium}`;
    const li = handsOn(page);
    await page.goto("/");
    await li.sees("8 位登记码");
    await shot(page, `${name}-enrol`);
    await li.types(codeOf(".v1"));
    await li.taps("下一步");
    await li.taps("我看懂了，同意");
    await li.sees("给自己定一个密码");
    await li.typesPin(PIN);
    await li.sees("再输一遍");
    await li.typesPin(PIN);
    await li.sees("下一班");
    await waitForServiceWorker(page);
    await li.sees("平台已收");
    await shot(page, `${name}-today`);

    await context.setOffline(true);
    await li.taps("开始巡逻");
    await li.taps("看过了，注意安全");
    await li.ticks(3);
    await li.taps("出发");
    await li.taps("一切正常");
    await li.sees("1 / 24");
    await page.reload();
    await li.sees("请输入密码");
    await li.typesPin(PIN);
    await li.sees("1 / 24");
    await shot(page, `${name}-round`);

    await context.setOffline(false);
    await li.sees("平台已收");
    const chen = await WirePhone.enrol(server().ask, codeOf(".admin"));
    const { rows } = await chen.pull();
    const walked = rows.filter((r) => r.t === "round" && r.doc?.["leadId"] === `${HOME}.t1.g1.v1`);
    expect(walked.filter((r) => r.doc?.["state"] === "running").map((r) => r.doc?.["stops"])).toEqual([
      [expect.objectContaining({ result: "normal" })],
    ]);
    expect(errors).toEqual([]);
    await opened.close();
  },
  300_000,
);
