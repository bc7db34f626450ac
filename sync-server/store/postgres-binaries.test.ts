import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { completeLinks, environmentFor, findEmbeddedBinaries, majorVersionOf } from "./postgres-binaries.ts";

const at = { root: "" };
beforeEach(async () => {
  at.root = await mkdtemp(join(tmpdir(), "zimajia-binaries-"));
  mkdirSync(join(at.root, "native", "lib"), { recursive: true });
  writeFileSync(join(at.root, "native", "lib", "libx.so.60.2"), "library");
  const links = ["libx.so", "libx.so.60"].map((name) => ({
    source: "native/lib/libx.so.60.2",
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(at.root, "native", "pg-symlinks.json"), JSON.stringify(links));
});
afterEach(() => rm(at.root, { recursive: true, force: true }));

test("an install without scripts gets its library links from us, and those that are there stay", () => {
  const lib = join(at.root, "native", "lib");
  symlinkSync("libx.so.60.2", join(lib, "libx.so"));
  const before = lstatSync(join(lib, "libx.so")).mtimeMs;
  expect(completeLinks(at.root, join(at.root, "data"))).toBeNull();
  expect(readFileSync(join(lib, "libx.so.60"), "utf8")).toBe("library");
  expect(lstatSync(join(lib, "libx.so")).mtimeMs).toBe(before);
});

test("where the package cannot be written the links go to the data folder", () => {
  const data = join(at.root, "data");
  const folder = completeLinks(at.root, data, (to, path) => {
    if (!path.startsWith(data)) throw Object.assign(new Error("read-only"), { code: "EROFS" });
    symlinkSync(to, path);
  });
  expect(folder).toBe(join(data, "postgres-lib"));
  expect(readFileSync(join(data, "postgres-lib", "libx.so.60"), "utf8")).toBe("library");
});

test("what npm brought is PostgreSQL 18, and programs that do not run have no version", () => {
  const binaries = findEmbeddedBinaries(at.root);
  if (binaries === null) throw new Error("the PostgreSQL of this system was not installed by npm");
  expect(majorVersionOf(binaries)).toBe(18);
  expect(majorVersionOf({ ...binaries, bin: at.root })).toBeNull();
});

test("no PG variable of the person's shell reaches the programs", () => {
  process.env["PGOPTIONS"] = "-c fsync=off";
  const env = environmentFor({ origin: "system", home: "/", bin: "/", extraLibraries: "/libraries" });
  delete process.env["PGOPTIONS"];
  expect(env["PGOPTIONS"]).toBeUndefined();
  expect(env["LD_LIBRARY_PATH"] ?? env["DYLD_LIBRARY_PATH"]).toMatch(/^\/libraries/);
});
