import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import QRCode from "qrcode";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser, openPhone } from "../support/browser.ts";
import { hasExif, withExif } from "../support/exif.ts";
import { serveFolder } from "../support/serve-folder.ts";

const CODE = "DC1:bailong-03:7:石榴园东门";

describe.runIf(hasBrowser)("what the phone's own parts do in a real browser", () => {
  let folder: string;
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "zimajia-device-"));
    const page = resolve("tests/support/device-page.ts");
    await writeFile(join(folder, "index.html"), '<!doctype html><script type="module" src="/page.js"></script>');
    await build({
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: ["chrome87", "safari14"],
        rolldownOptions: { input: page, output: { entryFileNames: "page.js" } },
      },
    });
    served = await serveFolder(folder);
    browser = await launchBrowser({
      args: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const openPage = async (prepare?: (page: Page) => Promise<unknown>): Promise<Page> => {
    const { page } = await openPhone(browser, { origin: served.origin });
    await prepare?.(page);
    await page.goto("/");
    await page.waitForFunction(() => "device" in window);
    return page;
  };

  const withoutImages = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(window, "Image"));
  const withoutWorkers = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(window, "OffscreenCanvas"));

  test.each([
    ["in its worker", withoutImages],
    ["on the page of an old Safari", withoutWorkers],
  ])("Li's sideways photo stands upright, small, and without the place it was taken, %s", async (_, prepare) => {
    const page = await openPage(prepare);
    const taken = withExif(await drawSidewaysPhoto(page), { orientation: 6, lat: 25.3, lng: 110.3 });
    expect(hasExif(taken)).toBe(true);

    const photo = await shrink(page, taken);

    expect([photo.width, photo.height]).toEqual([1200, 1600]);
    expect(photo.thumbSize).toEqual([240, 320]);
    expect(photo.types).toEqual(["image/jpeg", "image/jpeg"]);
    expect(photo.topIsRed).toBe(true);
    expect(hasExif(Buffer.from(photo.original, "base64"))).toBe(false);
    expect(hasExif(Buffer.from(photo.thumb, "base64"))).toBe(false);
  });

  test("a file that is no picture is refused by a code, not by words", async () => {
    const page = await openPage();
    const code = await page.evaluate(() =>
      window.device.shrinkPhoto(new Blob(["not a picture"], { type: "image/jpeg" })).catch((fault) => fault.code),
    );
    expect(code).toBe("photo-unreadable");
  });

  test("a drawn code is read back from a picture, Chinese and all", async () => {
    const page = await openPage();
    const read = (address: string) =>
      page.evaluate(async (url) => {
        const bytes = Uint8Array.from(atob(url.split(",")[1]!), (char) => char.charCodeAt(0));
        return window.device.readQrFromPicture(new Blob([bytes], { type: "image/png" }));
      }, address);
    expect(await read(await QRCode.toDataURL(CODE, { width: 480 }))).toEqual({ ok: true, value: CODE });
    const blank = await page.evaluate(() => {
      const canvas = document.createElement("canvas");
      return canvas.toDataURL("image/png");
    });
    expect(await read(blank)).toEqual({ ok: false, error: { kind: "no-code" } });
  });

  test("the camera starts, shows its picture and is let go of", async () => {
    const page = await openPage();
    const seen = await page.evaluate(async () => {
      const video = document.createElement("video");
      document.body.append(video);
      const started = await window.device.startQrScan(video, () => undefined);
      if (!started.ok) return started.error.kind;
      const stream = video.srcObject as MediaStream;
      await new Promise((done) => setTimeout(done, 800));
      const width = video.videoWidth;
      started.value.stop();
      return { width: width > 0, states: stream.getTracks().map((track) => track.readyState) };
    });
    expect(seen).toEqual({ width: true, states: ["ended"] });
  });

  test("the hash of a photo is the one the server computes", async () => {
    const page = await openPage();
    const hash = await page.evaluate(() => window.device.sha256Hex(new Blob(["abc"])));
    expect(hash).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

/** 2400 × 1800 px, its left half red: turned upright by orientation 6 the red half is on top. */
async function drawSidewaysPhoto(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 2400;
    canvas.height = 1800;
    const pen = canvas.getContext("2d")!;
    pen.fillStyle = "#0000FF";
    pen.fillRect(0, 0, 2400, 1800);
    pen.fillStyle = "#FF0000";
    pen.fillRect(0, 0, 1200, 1800);
    return canvas.toDataURL("image/jpeg", 0.9);
  });
  return Buffer.from(address.split(",")[1]!, "base64");
}

const shrink = (page: Page, taken: Buffer) =>
  page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const photo = await window.device.shrinkPhoto(new Blob([bytes], { type: "image/jpeg" }));
    const toBase64 = (blob: Blob): Promise<string> =>
      new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(String(reader.result).split(",")[1]!);
        reader.readAsDataURL(blob);
      });
    const large = await createImageBitmap(photo.original);
    const small = await createImageBitmap(photo.thumb);
    const canvas = document.createElement("canvas");
    canvas.width = large.width;
    canvas.height = large.height;
    const pen = canvas.getContext("2d")!;
    pen.drawImage(large, 0, 0);
    const [red, , blue] = pen.getImageData(large.width / 2, 40, 1, 1).data;
    return {
      width: photo.width,
      height: photo.height,
      thumbSize: [small.width, small.height],
      types: [photo.original.type, photo.thumb.type],
      topIsRed: red! > 200 && blue! < 60,
      original: await toBase64(photo.original),
      thumb: await toBase64(photo.thumb),
    };
  }, taken.toString("base64"));
