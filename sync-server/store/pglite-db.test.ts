import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "./folder-lock.ts";
import { openPgliteDb } from "./pglite-db.ts";

const at = { folder: "" };
beforeEach(async () => {
  at.folder = join(await mkdtemp(join(tmpdir(), "zimajia-pglite-")), "pglite");
});
afterEach(() => rm(join(at.folder, ".."), { recursive: true, force: true }));

const LOOP = `
  import { openPgliteDb } from ${JSON.stringify(join(import.meta.dirname, "pglite-db.ts"))};
  const db = await openPgliteDb({ folder: process.argv[1] });
  await db.script("create table commits (id int8 primary key)");
  for (let id = 1; ; id += 1) {
    await db.tx((q) => q.query("insert into commits values ($1)", [id]));
    process.stdout.write(id + "\\n");
  }`;

test("a folder is held by one process, and a killed holder's commits and lock are taken over", async () => {
  const node = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", LOOP, at.folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(node, "exit");
  const seen = { last: 0 };
  for await (const line of createInterface({ input: node.stdout })) {
    seen.last = Number(line);
    if (seen.last === 100) {
      await expect(openPgliteDb({ folder: at.folder })).rejects.toMatchObject({
        code: "database-in-use",
        detail: { pid: node.pid },
      });
    }
    if (seen.last >= 200) break;
  }
  node.kill("SIGKILL");
  await gone;
  const db = await openPgliteDb({ folder: at.folder });
  const [row] = await db.query<{ n: number; last: number }>("select count(*) as n, max(id) as last from commits");
  expect(row?.n).toBeGreaterThanOrEqual(seen.last);
  expect(row?.n).toBe(row?.last);
  const [settings] = await db.query("select current_setting('fsync') as f, current_setting('wal_sync_method') as m");
  expect(settings).toEqual({ f: "on", m: "fsync" });
  await db.close();
  expect(existsSync(`${at.folder}.lock`)).toBe(false);
}, 120_000);

test("a lock file of a dead process, of a reused number, or half written is replaced", () => {
  const path = join(at.folder, "..", "lock");
  for (const left of ['{"pid":999999999,"startedAt":"5"}', `{"pid":${process.pid},"startedAt":"5"}`, '{"pid":1', ""]) {
    writeFileSync(path, left);
    const lock = takeLock(path);
    expect(lock.taken).toBe(true);
    expect(takeLock(path)).toEqual({ taken: false, heldByPid: process.pid });
    if (lock.taken) lock.release();
    expect(existsSync(path)).toBe(false);
  }
});
