/** The whole browser is killed with SIGKILL while it saves: what was said to be saved is there, and nothing is there by half. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchKeptBrowser } from "../support/browser.ts";
import { buildPage } from "../support/build-page.ts";
import { killBrowserOf } from "../support/kill-browser.ts";
import { serveFolder } from "../support/serve-folder.ts";

const KILLS = 6;
const scratch = mkdtempSync(join(tmpdir(), "zmj-killed-"));
const folder = join(scratch, "page");
const profile = join(scratch, "profile");
let served: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  await buildPage("tests/support/save-page.ts", folder);
  served = await serveFolder(folder);
});

afterAll(async () => {
  await served?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const openPage = async () => {
  const screen = await launchKeptBrowser(profile, { origin: served.origin, inTest: false });
  await screen.page.goto(`${served.origin}/`);
  await screen.page.waitForFunction(() => "saves" in window);
  return screen;
};

/** Ids of the rounds that the page said were saved before its browser was gone. */
async function saveUntilKilled(ms: number): Promise<string[]> {
  const { page, context } = await openPage();
  const said: string[] = [];
  await page.exposeFunction("tellSaved", (roundId: string) => said.push(roundId));
  void page.evaluate(() => window.saves.saveOn()).catch(() => undefined);
  await expect.poll(() => said.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await new Promise((done) => setTimeout(done, ms));
  killBrowserOf(profile);
  await context.close().catch(() => undefined);
  return said;
}

describe.runIf(hasBrowser)("a phone that goes off while it saves", () => {
  test(`[F01] [F02] ${KILLS} times killed in the middle of saving: all that was said is there, each group whole, numbers without a hole`, async () => {
    const said: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) said.push(...(await saveUntilKilled(40 + kill * 37)));
    const { page, context } = await openPage();
    const group = await page.evaluate(() => window.saves.group);
    const rows = await page.evaluate(() => window.saves.readBack());
    await context.close();
    const perRound = new Map<string, number>();
    for (const { roundId } of rows) perRound.set(roundId, (perRound.get(roundId) ?? 0) + 1);
    expect(said.length).toBeGreaterThan(KILLS);
    expect(said.filter((roundId) => perRound.get(roundId) !== group)).toEqual([]);
    expect([...perRound].filter(([, n]) => n !== group)).toEqual([]);
    expect(rows.map((row) => row.n)).toEqual(rows.map((_, i) => i + 1));
  }, 150_000);
});
