import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppEnv } from "./access/access.ts";
import { serveBuiltApp } from "./static-files.ts";

const dist = mkdtempSync(join(tmpdir(), "zmj-dist-"));
const SCRIPT = "export const words = '邻里';\n".repeat(400);
const app = new Hono<AppEnv>();

beforeAll(() => {
  mkdirSync(join(dist, "assets"));
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>紫马甲</title>");
  writeFileSync(join(dist, "assets", "app-1a2b.js"), SCRIPT);
  app.get("/api/health", (c) => c.json({ ok: true }));
  serveBuiltApp(app, dist);
});

afterAll(() => rmSync(dist, { recursive: true, force: true }));

const ask = (path: string): Promise<Response> =>
  Promise.resolve(app.request(path, { headers: { "accept-encoding": "gzip, br" } }));

test("a script travels compressed and may be kept for ever", async () => {
  const reply = await ask("/assets/app-1a2b.js");
  expect(reply.headers.get("content-encoding")).toBe("gzip");
  expect(reply.headers.get("cache-control")).toContain("immutable");
  const bytes = Buffer.from(await reply.arrayBuffer());
  expect(bytes.length).toBeLessThan(SCRIPT.length / 10);
  expect(gunzipSync(bytes).toString()).toBe(SCRIPT);
});

test("a deep link gets the page, asked for again each time", async () => {
  const reply = await ask("/rounds/42");
  expect(await reply.text()).toContain("紫马甲");
  expect(reply.headers.get("cache-control")).toBe("no-cache");
});

test("a script of an older version is missing, not the page under its name", async () => {
  expect((await ask("/assets/app-0000.js")).status).toBe(404);
});

test("the server's own answers are not touched", async () => {
  expect(await (await ask("/api/health")).json()).toEqual({ ok: true });
});
