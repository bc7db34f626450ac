/** The restore drill of docs/OPERATIONS.md, as the operator types it, beside a server that runs. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

const run = promisify(execFile);
const dataDir = mkdtempSync(join(tmpdir(), "zmj-drill-"));
let server: ServerProcess;

const admin = async (...words: readonly string[]): Promise<string> => {
  const env = { ...process.env, DATA_DIR: dataDir };
  return (await run(process.execPath, ["--import", "tsx", "sync-server/admin/main.ts", ...words], { env })).stdout;
};

beforeAll(async () => {
  server = await startServerProcess(dataDir);
}, 180_000);

afterAll(async () => {
  await server?.kill("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

test("a backup of the demo district, taken while the server runs, can be restored and is sound", async () => {
  const printed = await admin("drill");
  expect(printed).toMatch(/sound: nothing that must not be/);
  expect(printed).toMatch(/: [1-9]\d{3,} rows, [1-9]\d* photos/);
}, 180_000);

test("nobody restores over a server that runs", async () => {
  const [folder] = /\S*zimajia-\d{8}T\d{9}Z/.exec(await admin("backup")) ?? [];
  await expect(admin("restore", folder ?? "", "--replace")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("A server still runs") as unknown,
  });
  expect((await server.ask("/api/health")).ok).toBe(true);
}, 120_000);
