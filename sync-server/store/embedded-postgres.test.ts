import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Db } from "./db.ts";
import { clusterFolder, startPostgres } from "./embedded-postgres.ts";
import { openDatabase } from "./open-database.ts";
import { connectOnce } from "./pg-db.ts";
import { findEmbeddedBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { findPostmaster } from "./postmaster.ts";

const RUNGS = ["embedded"] as const;

function binaries(dataDir: string): PostgresBinaries {
  const found = findEmbeddedBinaries(dataDir);
  if (found === null) throw new Error("the PostgreSQL of this system was not installed by npm");
  return found;
}

describe("the database server we start ourselves", () => {
  const at = { dataDir: "" };
  beforeEach(async () => {
    at.dataDir = await mkdtemp(join(tmpdir(), "zimajia-embedded-"));
  });
  afterEach(async () => {
    const left = existsSync(clusterFolder(at.dataDir)) ? findPostmaster(clusterFolder(at.dataDir)) : null;
    if (left !== null) process.kill(left.process.pid, "SIGQUIT");
    await rm(at.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  const open = (): ReturnType<typeof openDatabase> =>
    openDatabase({ dataDir: at.dataDir, databaseUrl: null, rungs: RUNGS });

  test("starts, keeps rows over a restart, and leaves nothing running", async () => {
    const first = await open();
    expect(first).toMatchObject({ rung: "embedded", warning: null });
    const [safe] = await first.db.query(
      "select current_setting('fsync') as f, current_setting('synchronous_commit') as s, current_setting('data_checksums') as c",
    );
    expect(safe).toEqual({ f: "on", s: "on", c: "on" });
    await first.db.script("create table kept (id int8); insert into kept values (1)");
    await first.db.close();
    expect(findPostmaster(clusterFolder(at.dataDir))).toBeNull();
    expect(existsSync(join(at.dataDir, "postgres.owner"))).toBe(false);
    const second = await open();
    expect(await second.db.query("select id from kept")).toEqual([{ id: 1 }]);
    await second.db.close();
  }, 120_000);

  test("Node killed with SIGKILL: the next start attaches and 200 acknowledged commits are there", async () => {
    const node = startCommitLoop(at.dataDir);
    const acknowledged = await linesUntil(node, 200);
    await kill(node);
    const postmaster = findPostmaster(clusterFolder(at.dataDir));
    const back = await open();
    expect(back.describe).toContain("already running");
    expect(findPostmaster(clusterFolder(at.dataDir))?.process).toEqual(postmaster?.process);
    await expectAllThere(back.db, acknowledged);
    await back.db.close();
    expect(findPostmaster(clusterFolder(at.dataDir))).toBeNull();
  }, 120_000);

  test("every database process killed with SIGKILL: recovered, nothing acknowledged is lost", async () => {
    const node = startCommitLoop(at.dataDir);
    const acknowledged = await linesUntil(node, 200);
    const postmaster = findPostmaster(clusterFolder(at.dataDir));
    if (postmaster === null) throw new Error("not running");
    await kill(node);
    process.kill(postmaster.process.pid, "SIGKILL");
    const back = await open();
    await expectAllThere(back.db, acknowledged);
    await back.db.close();
  }, 120_000);

  test("a command beside the running server is a guest: leaving does not stop it", async () => {
    const owner = await open();
    const guest = await open();
    await guest.db.script("create table by_guest (id int8)");
    await guest.db.close();
    expect(await owner.db.query("select * from by_guest")).toEqual([]);
    await owner.db.close();
  }, 120_000);

  test("two first starts at the same moment make one cluster", async () => {
    const both = await Promise.all([open(), open()]);
    const [a, b] = await Promise.all(
      both.map(({ db }) => db.query("select system_identifier::text from pg_control_system()")),
    );
    expect(a).toEqual(b);
    for (const { db } of both) await db.close();
  }, 120_000);

  test("a pid file whose number belongs to another program does not keep it from starting", async () => {
    await (await open()).db.close();
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    writeFileSync(
      join(clusterFolder(at.dataDir), "postmaster.pid"),
      `${other.pid}\n${clusterFolder(at.dataDir)}\n1\n5432\n`,
    );
    writeFileSync(join(at.dataDir, "postgres.owner"), `{"pid":${other.pid},"startedAt":"1"}`);
    const again = await open();
    await again.db.close();
    other.kill("SIGKILL");
  }, 120_000);

  test("a long data folder puts the socket where its path fits", async () => {
    const dataDir = join(at.dataDir, "一个很长的文件夹名字".repeat(5));
    mkdirSync(dataDir);
    const { db } = await openDatabase({ dataDir, databaseUrl: null, rungs: RUNGS });
    const [row] = await db.query<{ folder: string }>("select current_setting('unix_socket_directories') as folder");
    const folder = row?.folder.replaceAll('"', "") ?? "";
    expect(folder.startsWith(tmpdir())).toBe(true);
    expect(statSync(folder).mode & 0o077).toBe(0);
    await db.close();
    expect(existsSync(folder)).toBe(false);
  }, 120_000);

  test("the database's own log does not quote rows", async () => {
    const { db } = await open();
    await db.script("create table person (phone text primary key); insert into person values ('13800000000')");
    await expect(db.query("insert into person values ($1)", ["13800000000"])).rejects.toMatchObject({ code: "23505" });
    await db.close();
    const log = readFileSync(join(at.dataDir, "postgres.log"), "utf8");
    expect(log).toContain("duplicate key");
    expect(log).not.toContain("13800000000");
  }, 120_000);

  test("files of another major version are refused and stay as they are", async () => {
    await (await open()).db.close();
    writeFileSync(join(clusterFolder(at.dataDir), "PG_VERSION"), "14\n");
    const refused = openDatabase({ dataDir: at.dataDir, databaseUrl: null });
    await expect(refused).rejects.toMatchObject({ code: "database-version-mismatch", retry: "never" });
    expect(existsSync(join(at.dataDir, "pglite"))).toBe(false);
  }, 120_000);

  test.runIf(process.getuid?.() === 0)(
    "root without user namespaces runs it as another user",
    async () => {
      const { dataDir } = at;
      const options = { dataDir, binaries: binaries(dataDir), durable: true, maxConnections: 10 };
      const server = await startPostgres({ ...options, ways: ["other-user"] });
      if (server === null) throw new Error("no other user can run it");
      expect(statSync(clusterFolder(dataDir)).uid).not.toBe(0);
      const client = await connectOnce(server.target);
      expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
      await client.end();
      await server.stop();
    },
    120_000,
  );
});

const COMMIT_LOOP = `
  import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, "open-database.ts"))};
  const { db } = await openDatabase({ dataDir: process.argv[1], databaseUrl: null, rungs: ["embedded"] });
  await db.script("create table if not exists commits (id int8 primary key)");
  for (let id = 1; ; id += 1) {
    await db.tx((q) => q.query("insert into commits values ($1)", [id]));
    process.stdout.write(id + "\\n");
  }`;

/** A Node process that commits numbers one by one and prints each when it is acknowledged. */
function startCommitLoop(dataDir: string): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", COMMIT_LOOP, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function linesUntil(node: ChildProcess, count: number): Promise<number> {
  if (node.stdout === null) throw new Error("no output");
  for await (const line of createInterface({ input: node.stdout })) if (Number(line) >= count) return Number(line);
  throw new Error("the loop ended early");
}

async function kill(node: ChildProcess): Promise<void> {
  const gone = once(node, "exit");
  node.kill("SIGKILL");
  await gone;
}

async function expectAllThere(db: Db, acknowledged: number): Promise<void> {
  const [row] = await db.query<{ n: number; last: number }>("select count(*) as n, max(id) as last from commits");
  expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
  expect(row?.n).toBe(row?.last);
}
