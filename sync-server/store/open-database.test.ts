import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./open-database.ts";
import { findSystemBinaries } from "./postgres-binaries.ts";

const at = { dataDir: "" };
beforeEach(async () => {
  at.dataDir = await mkdtemp(join(tmpdir(), "zimajia-ladder-"));
});
afterEach(() => rm(at.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

test("a DATABASE_URL that does not answer is a fault, and nothing lower is opened behind one's back", async () => {
  const databaseUrl = "postgres://me:hunter2@127.0.0.1:9/none";
  const opened = openDatabase({ dataDir: at.dataDir, databaseUrl });
  await expect(opened).rejects.toMatchObject({ code: "database-unavailable", retry: "later" });
  expect(existsSync(join(at.dataDir, "postgres"))).toBe(false);
});

test.runIf(findSystemBinaries() !== null)(
  "the system's PostgreSQL serves where npm brought none",
  async () => {
    const opened = await openDatabase({
      dataDir: at.dataDir,
      databaseUrl: null,
      durable: false,
      rungs: ["system", "pglite"],
    });
    expect(opened.rung).toBe("system");
    expect(await opened.db.query("select current_database() as name")).toEqual([{ name: "zimajia" }]);
    await opened.db.close();
  },
  120_000,
);

test("the lowest rung warns, and its folder is kept to when a better rung appears later", async () => {
  const first = await openDatabase({ dataDir: at.dataDir, databaseUrl: null, rungs: ["pglite"] });
  expect(first).toMatchObject({ rung: "pglite", warning: expect.stringContaining("DATABASE_URL") });
  await first.db.script("create table kept (id int8)");
  await first.db.close();
  const second = await openDatabase({ dataDir: at.dataDir, databaseUrl: null });
  expect(second.rung).toBe("pglite");
  expect(await second.db.query("select * from kept")).toEqual([]);
  await second.db.close();
}, 120_000);

test("no rung allowed is a fault", async () => {
  mkdirSync(at.dataDir, { recursive: true });
  await expect(openDatabase({ dataDir: at.dataDir, databaseUrl: null, rungs: [] })).rejects.toMatchObject({
    code: "no-database",
  });
});
