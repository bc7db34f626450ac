/** The ways to run the server, each as its own process, as an operator does it. */
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { clusterFolder } from "../../sync-server/store/embedded-postgres.ts";
import { findPostmaster } from "../../sync-server/store/postmaster.ts";
import { runScript, runToEnd, type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { databaseUrl } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const root = mkdtempSync(join(tmpdir(), "zmj-run-"));
const running = new Set<ServerProcess>();

afterAll(async () => {
  for (const server of running) await server.kill("SIGTERM");
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

async function start(...args: Parameters<typeof startServerProcess>): Promise<ServerProcess> {
  const server = await startServerProcess(...args);
  running.add(server);
  return server;
}

const MAIN = "sync-server/main.ts";
const ADMIN = "sync-server/admin/main.ts";
const PATIENCE = { timeout: 240_000 };

test(
  "without the demo the operator makes the first administrator beside the running server; a restart keeps him",
  PATIENCE,
  async () => {
    const dataDir = join(root, "empty");
    const first = await start(dataDir, ["--empty"]);
    expect(first.greeting).toContain("No demo district");
    expect(first.codes.size).toBe(0);
    const made = await runToEnd(ADMIN, ["first-admin", "--name", "区里的老刘"], { DATA_DIR: dataDir });
    const code = /Enrolment code: (\d{8})/.exec(made.said)?.[1] ?? "";
    const at = { server: first };
    const liu = await WirePhone.enrol((path, init) => at.server.ask(path, init), code);
    const { rows } = await liu.pull();
    expect(rows.find((r) => r.t === "person" && r.id === liu.personId)?.doc?.["displayName"]).toBe("区里的老刘");
    expect(rows.filter((r) => r.t === "orgUnit")).toHaveLength(41);

    const taken = await runToEnd(MAIN, ["--empty"], {
      DATA_DIR: join(root, "second"),
      PORT: new URL(first.origin).port,
    });
    expect(taken).toMatchObject({ code: 1, said: expect.stringMatching(/^Port \d+ is in use by another program/m) });
    expect(taken.said).not.toContain("    at ");

    expect(await first.kill("SIGTERM")).toBe(0);
    expect(findPostmaster(clusterFolder(dataDir))).toBeNull();
    const again = await start(dataDir, ["--empty"]);
    at.server = again;
    expect((await liu.pull()).rows.some((r) => r.t === "person" && r.id === liu.personId)).toBe(true);
    expect(await again.kill("SIGINT")).toBe(0);
    expect(findPostmaster(clusterFolder(dataDir))).toBeNull();
  },
);

test(
  "a PostgreSQL of the operator's own is used through DATABASE_URL, and none is started beside it",
  PATIENCE,
  async () => {
    const dataDir = join(root, "elsewhere");
    const { url, close } = await databaseUrl();
    const server = await start(dataDir, ["--empty"], { DATABASE_URL: url });
    expect(server.greeting).toContain("(DATABASE_URL)");
    expect((await server.ask("/api/health")).status).toBe(200);
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
    expect(await server.kill("SIGTERM")).toBe(0);
    await close();
  },
);

test(
  "told to stop in the middle of its first start, it leaves no database running, and the next start is whole",
  PATIENCE,
  async () => {
    const dataDir = join(root, "hurry");
    const child = runScript(MAIN, [], { DATA_DIR: dataDir });
    await expect.poll(() => existsSync(join(dataDir, "postgres", "PG_VERSION")), { timeout: 60_000 }).toBe(true);
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    expect(await gone).toEqual([0, null]);
    expect(findPostmaster(clusterFolder(dataDir))).toBeNull();
    const next = await start(dataDir);
    expect(next.codes.size).toBeGreaterThan(5);
    expect(await next.kill("SIGTERM")).toBe(0);
  },
);

test("what cannot be used is said in a sentence, without a stack and without the password", PATIENCE, async () => {
  const file = join(root, "a-file");
  writeFileSync(file, "");
  const starts: readonly (readonly [Record<string, string>, RegExp, number])[] = [
    [{ PORT: "87x" }, /^PORT must be/m, 2],
    [{ DATA_DIR: file }, /^DATA_DIR .* cannot be used/m, 1],
    [{ DATABASE_URL: "postgres://me:hunter2@127.0.0.1:9/none" }, /^The PostgreSQL of DATABASE_URL does not answer/m, 1],
  ];
  for (const [environment, sentence, code] of starts) {
    const ended = await runToEnd(MAIN, ["--empty"], { DATA_DIR: join(root, "none"), ...environment });
    expect(ended.said).toMatch(sentence);
    expect(ended.said).not.toMatch(/ {4}at |hunter2/);
    expect(ended.code).toBe(code);
  }
  const typo = await runToEnd(ADMIN, ["first-admin", "--nmae", "x"], { DATA_DIR: join(root, "none") });
  expect(typo).toMatchObject({ code: 2, said: expect.stringContaining("npm run admin") });
});

test("--lan serves HTTPS with a certificate a phone can trust, and hands the authority out", PATIENCE, async () => {
  const dataDir = join(root, "lan");
  const server = await start(dataDir, ["--empty", "--lan"]);
  expect(server.origin).toMatch(/^https:/);
  const ca = readFileSync(join(dataDir, "tls", "ca.crt"), "utf8");
  const got = await new Promise<{ type: string | undefined; body: string }>((done, failed) => {
    const asked = request(`${server.origin}/ca.crt`, { ca }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.on("end", () => done({ type: reply.headers["content-type"], body: Buffer.concat(parts).toString() }));
    });
    asked.on("error", failed).end();
  });
  expect(got).toEqual({ type: "application/x-x509-ca-cert", body: ca });
  expect(await server.kill("SIGTERM")).toBe(0);
});

/** A port nobody uses at this moment. */
async function freePort(): Promise<string> {
  const door = createServer();
  await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening));
  const { port } = door.address() as AddressInfo;
  await new Promise((closed) => door.close(closed));
  return String(port);
}

test("npm run dev serves the page from its sources, hands /api to the server, and stops both", PATIENCE, async () => {
  const dataDir = join(root, "dev");
  const environment = { PORT: await freePort(), ZIMAJIA_WEB_PORT: await freePort(), DATA_DIR: dataDir };
  const child = runScript("sync-server/dev.ts", ["--empty"], environment);
  const page = `http://localhost:${environment.ZIMAJIA_WEB_PORT}`;
  const ask = (path: string): Promise<Response | null> => fetch(page + path).catch(() => null);
  await expect.poll(async () => (await ask("/api/health"))?.status, { timeout: 120_000 }).toBe(200);
  expect(await (await ask("/src/app/main.tsx"))?.text()).toContain("import");
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
  await expect.poll(() => findPostmaster(clusterFolder(dataDir)), { timeout: 60_000 }).toBeNull();
  expect(await ask("/")).toBeNull();
});
