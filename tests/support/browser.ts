/**
 * A phone and a desk for tests in a real browser. Nothing of them may reach past its own origin: the browser resolves
 * no other name, and a page that asked for one fails its test.
 */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { type BrowserBinary, findBrowser } from "./browser-binary.ts";

const LAUNCH_TIMEOUT_MS = 60_000;

const QUIET_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

const binary = await findBrowser();
if (!binary && process.env["CI"]) throw new Error("no browser found: install chromium or set CHROMIUM_PATH");
if (!binary) process.stderr.write("no browser found: tests in a real browser are left out (set CHROMIUM_PATH)\n");

/** False only on a person's own machine without a browser; use as `describe.runIf(hasBrowser)`. */
export const hasBrowser: boolean = binary !== undefined;

/** Starts a headless browser; the caller closes it. `args` adds switches such as a fake camera. */
export function launchBrowser({ args = [] }: { readonly args?: readonly string[] } = {}): Promise<Browser> {
  return chromium.launch(launchOptions(requireBinary(), args));
}

/** As launchBrowser, with a profile folder that survives closing: what a phone keeps over a restart of the browser. */
export async function launchKeptBrowser(
  profileDir: string,
  options: ScreenOptions & { readonly args?: readonly string[] },
): Promise<Screen> {
  const context = await chromium.launchPersistentContext(profileDir, {
    ...launchOptions(requireBinary(), options.args ?? []),
    ...contextOptions({ ...PHONE, ...options }),
  });
  return watch(context, options, context.pages()[0] ?? (await context.newPage()));
}

function requireBinary(): BrowserBinary {
  if (!binary) throw new Error("no browser on this machine");
  return binary;
}

function launchOptions(found: BrowserBinary, args: readonly string[]) {
  return {
    executablePath: found.path,
    args: [...QUIET_ARGS, ...found.args, ...args],
    env: { ...(process.env as Record<string, string>), ...found.env },
    timeout: LAUNCH_TIMEOUT_MS,
  };
}

export interface ScreenOptions {
  /** The only origin it may talk to, such as http://127.0.0.1:43117. */
  readonly origin: string;
  /** Servers that a person of this test chose to ask, too. */
  readonly alsoOrigins?: readonly string[];
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Body text in px, as a person chooses it in the settings. */
  readonly fontSize?: 18 | 22 | 28;
  /** Anything else a context can be given: geolocation, permissions, storageState. */
  readonly context?: BrowserContextOptions;
  /** False: whoever opened it closes it. By default it closes itself at the end of the test that opened it. */
  readonly inTest?: boolean;
}

export interface Screen {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses outside its origin that were asked for; must stay empty. */
  readonly strangers: readonly string[];
  /** What the page threw and did not catch. */
  readonly pageErrors: readonly string[];
  /** Closes it and fails when a stranger was asked. Called by itself when opened inside a test. */
  close(): Promise<void>;
}

const PHONE = { width: 360, height: 740, isMobile: true };
const DESK = { width: 1366, height: 768, isMobile: false };

/** A phone with touch. 360 × 740 is the smallest of the team's common phones. */
export const openPhone = (browser: Browser, options: ScreenOptions): Promise<Screen> =>
  open(browser, { ...PHONE, ...options });

/** A coordinator's desk with a mouse and a keyboard. */
export const openDesk = (browser: Browser, options: ScreenOptions): Promise<Screen> =>
  open(browser, { ...DESK, ...options });

type Shape = ScreenOptions & { readonly width: number; readonly height: number; readonly isMobile: boolean };

async function open(browser: Browser, shape: Shape): Promise<Screen> {
  const context = await browser.newContext(contextOptions(shape));
  return watch(context, shape);
}

function contextOptions({ origin, width, height, dark, isMobile, context }: Shape): BrowserContextOptions {
  return {
    baseURL: origin,
    viewport: { width, height },
    deviceScaleFactor: isMobile ? 2 : 1,
    isMobile,
    hasTouch: isMobile,
    colorScheme: dark ? "dark" : "light",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    ...context,
  };
}

async function watch(context: BrowserContext, options: ScreenOptions, opened?: Page): Promise<Screen> {
  const strangers: string[] = [];
  const pageErrors: string[] = [];
  context.on("request", (request) => {
    const known = [options.origin, ...(options.alsoOrigins ?? [])];
    if (known.every((origin) => isStranger(request.url(), origin))) strangers.push(request.url());
  });
  context.on("weberror", (error) => pageErrors.push(String(error.error())));
  context.setDefaultTimeout(30_000);
  if (options.fontSize) {
    // The key of src/ui/theme.tsx; pages without an origin (about:blank) have no storage.
    await context.addInitScript((size) => {
      if (location.protocol.startsWith("http")) localStorage.setItem("zimajia.size", size);
    }, String(options.fontSize));
  }
  const page = opened ?? (await context.newPage());
  const close = async (): Promise<void> => {
    await context.close();
    expect(strangers, "addresses outside the app's own origin").toEqual([]);
  };
  if (options.inTest ?? expect.getState().currentTestName !== undefined) onTestFinished(close);
  return { context, page, strangers, pageErrors, close };
}

/** Pages may use what they hold themselves (data:, blob:, about:) and their own origin. */
export function isStranger(address: string, origin: string): boolean {
  const { protocol, origin: asked } = new URL(address);
  return !["data:", "blob:", "about:"].includes(protocol) && asked !== new URL(origin).origin;
}
