/**
 * Finds a real browser for the tests, whatever machine this is: a named one, an installed one, Playwright's own,
 * or the one that lies inside an npm package and needs nothing of the system (Linux on x64 only).
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const unbrotli = promisify(brotliDecompress);

export interface BrowserBinary {
  readonly path: string;
  /** Extra arguments that this browser needs. */
  readonly args: readonly string[];
  /** Extra environment, for this one process only. */
  readonly env: Readonly<Record<string, string>>;
}

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The first browser that exists, or undefined where there is none. CHROMIUM_PATH wins; a wrong one is an error. */
export async function findBrowser(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BrowserBinary | undefined> {
  const named = environment["CHROMIUM_PATH"];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
    return plain(named);
  }
  const installed = [...INSTALLED, chromium.executablePath()].find((path) => existsSync(path));
  return installed ? plain(installed) : unpackPackagedBrowser();
}

const plain = (path: string): BrowserBinary => ({ path, args: [], env: {} });

/** Unpacks @sparticuz/chromium once per version into the temporary folder; undefined where it is not installed. */
export async function unpackPackagedBrowser(
  cacheRoot: string = join(tmpdir(), "zimajia-browser"),
): Promise<BrowserBinary | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = packageFolder();
  if (folder === undefined) return undefined;
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  const home = join(cacheRoot, version);
  if (!existsSync(home)) await unpackInto(home, join(folder, "bin"), "al2023");
  return {
    path: join(home, "chromium"),
    args: ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    // Its own libraries, seen by this browser only: the tests' other processes keep those of the system.
    env: { LD_LIBRARY_PATH: join(home, "al2023", "lib") },
  };
}

function packageFolder(): string | undefined {
  const search = createRequire(import.meta.url).resolve.paths("@sparticuz/chromium") ?? [];
  return search.map((root) => join(root, "@sparticuz", "chromium")).find((folder) => existsSync(folder));
}

/**
 * Unpacks the archives of such a package, with its `libraries` in a folder of that name. All or nothing: beside and
 * renamed, so that two test runs at once never see half a browser.
 */
export async function unpackInto(home: string, archives: string, libraries: "al2023" | "aws"): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  const half = await mkdtemp(`${home}-`);
  await writeFile(join(half, "chromium"), await unbrotli(await readFile(join(archives, "chromium.br"))));
  await chmod(join(half, "chromium"), 0o755);
  await untar(join(archives, `${libraries}.tar.br`), join(half, libraries));
  await untar(join(archives, "swiftshader.tar.br"), half);
  await rename(half, home).catch(async (cause: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(home)) throw cause;
  });
}

async function untar(archive: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const tar = join(target, "archive.tar");
  await writeFile(tar, await unbrotli(await readFile(archive)));
  await run("tar", ["-xf", tar, "-C", target], { timeout: 60_000 });
  await rm(tar);
}
