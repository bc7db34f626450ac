import { expect, test } from "vitest";
import { sha256Hex } from "./sha256.ts";
import { type InstallPrompt, isIos, isWeChat, onInstallPrompt } from "./shell.ts";
import { askToPersist, freeBytes, readStorageHealth } from "./storage-health.ts";

const ANDROID_WECHAT =
  "Mozilla/5.0 (Linux; Android 12; V2048A) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Version/16.0 Safari/604.1";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/16.0 Safari/605.1.15";

test("WeChat is recognised, because nothing can be installed inside it", () => {
  expect(isWeChat(ANDROID_WECHAT)).toBe(true);
  expect(isWeChat(IPHONE)).toBe(false);
});

test("an iPad that calls itself a Mac is still an iPad", () => {
  expect(isIos(IPHONE, 5)).toBe(true);
  expect(isIos(MAC, 5)).toBe(true);
  expect(isIos(MAC, 0)).toBe(false);
  expect(isIos(ANDROID_WECHAT, 5)).toBe(false);
});

test("the browser's offer to install waits for the person's tap and goes away once taken", async () => {
  const world = new EventTarget();
  const heard: (InstallPrompt | null)[] = [];
  const stop = onInstallPrompt((prompt) => heard.push(prompt), world);
  const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: () => Promise.resolve({ outcome: "accepted" }),
  });
  world.dispatchEvent(offer);
  expect(offer.defaultPrevented).toBe(true);
  expect(await heard[0]?.ask()).toBe(true);
  world.dispatchEvent(new Event("appinstalled"));
  expect(heard[1]).toBeNull();
  stop();
  world.dispatchEvent(new Event("appinstalled"));
  expect(heard).toHaveLength(2);
});

test("a browser that does not say how much room there is, is not full", async () => {
  const silent = await readStorageHealth({});
  expect(silent).toEqual({ persisted: null, usedBytes: null, quotaBytes: null });
  expect(freeBytes(silent)).toBeNull();
  expect(freeBytes({ persisted: true, usedBytes: 30, quotaBytes: 100 })).toBe(70);
});

test("the promise to keep everything is asked for once and then remembered", async () => {
  let asked = 0;
  const persist = () => Promise.resolve(++asked > 0);
  expect(await askToPersist({ persist, persisted: () => Promise.resolve(true) })).toBe(true);
  expect(asked).toBe(0);
  expect(await askToPersist({ persist, persisted: () => Promise.resolve(false) })).toBe(true);
  expect(await askToPersist(undefined)).toBe(false);
});

test("a hash is 64 hex digits with its leading zeros", async () => {
  const hash = await sha256Hex(new Blob(["abc"]));
  expect(hash).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
