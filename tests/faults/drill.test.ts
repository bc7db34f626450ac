/** The restore drill of docs/OPERATIONS.md, as the operator types it, beside a server that runs. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { WirePhone } from "../harness/wire-phone.ts";

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

/** The sealed words of the demo district were made for nobody's key; those of real phones: tests/flows/sealed-words.test.ts. */
const OPENS_NOTHING = /^(\d+) sealed records: 0 wrapped anew, \1 that neither/m;

test("the operator changes each of the keys while the server runs; phones go on, and the audit names who did it", async () => {
  const code = server.codes.get([...server.codes.keys()][0] ?? "") ?? "";
  const phone = await WirePhone.enrol(server.ask, code);
  const token = await phone.token();
  const heads = (bearer: string) =>
    server.ask("/api/sync/heads", { headers: { authorization: `Bearer ${bearer}` } }).then((reply) => reply.status);
  expect(await heads(token)).toBe(200);
  expect(await admin("change-keys", "token")).toMatch(/Every token of before is refused/);
  expect(await heads(token)).toBe(401);
  expect(await heads(await phone.forgetToken().token())).toBe(200);
  expect(await admin("change-keys", "parcel", "--keep-days", "7")).toMatch(/for 7 days more/);
  const keyFiles = () => readdirSync(dataDir).filter((name) => name.startsWith("recovery-key-"));
  const [old = ""] = keyFiles();
  expect(await admin("change-keys", "recovery", "--key", join(dataDir, old))).toMatch(OPENS_NOTHING);
  expect(await admin("change-keys", "recovery", "--key", join(dataDir, old))).toMatch(/: 0 wrapped anew/);
  expect(keyFiles()).toHaveLength(2);
  await expect(admin("change-keys", "tokens")).rejects.toMatchObject({ code: 2 });
  expect(await admin("verify")).toMatch(/sound/);
}, 240_000);

test("nobody restores over a server that runs", async () => {
  const [folder] = /\S*zimajia-\d{8}T\d{9}Z/.exec(await admin("backup")) ?? [];
  await expect(admin("restore", folder ?? "", "--replace")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("A server still runs") as unknown,
  });
  expect((await server.ask("/api/health")).ok).toBe(true);
}, 120_000);
