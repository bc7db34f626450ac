/** `npm start -- --lan`: what a phone of the same network gets once it trusts the certificate. */
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { waitForServiceWorker } from "../harness/walk.ts";
import { launchBrowser, openPhone } from "../support/browser.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-lan-"));
const running: { server?: ServerProcess; browser?: Browser } = {};

afterAll(async () => {
  await running.browser?.close();
  await running.server?.kill("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

test("over HTTPS the app may install itself: its worker is ready and a page opens without the network", async () => {
  running.server = await startServerProcess(dataDir, ["--empty", "--lan"]);
  const leaf = new X509Certificate(readFileSync(join(dataDir, "tls", "server.crt")));
  const key = leaf.publicKey.export({ type: "spki", format: "der" });
  const trusted = createHash("sha256").update(key).digest("base64");
  running.browser = await launchBrowser({ args: [`--ignore-certificate-errors-spki-list=${trusted}`] });
  const phone = await openPhone(running.browser, { origin: running.server.origin });
  await phone.page.goto("/");
  await phone.page.getByLabel("8 位登记码").waitFor();
  await waitForServiceWorker(phone.page);
  const may = await phone.page.evaluate(() => [
    isSecureContext,
    "mediaDevices" in navigator,
    "geolocation" in navigator,
  ]);
  expect(may).toEqual([true, true, true]);
  await phone.context.setOffline(true);
  await phone.page.reload();
  await phone.page.getByLabel("8 位登记码").waitFor();
});
