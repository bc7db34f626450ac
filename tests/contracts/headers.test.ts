/** Every kind of answer says what a page may load, and that nobody may frame it, sniff at it or keep it. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppEnv } from "../../sync-server/access/access.ts";
import { createLimiter, type Limiter } from "../../sync-server/access/limits.ts";
import { createApp } from "../../sync-server/app.ts";
import { loadRecords } from "../../sync-server/load-records.ts";
import { silentLog } from "../../sync-server/log.ts";
import { serveBuiltApp } from "../../sync-server/static-files.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, DISTRICT, PEOPLE } from "../builders/neighbourhood.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const PICTURE = new TextEncoder().encode("a picture");
const SHA = createHash("sha256").update(PICTURE).digest("hex");
const TOKEN = "m".repeat(32);
const dir = mkdtempSync(join(tmpdir(), "zmj-headers-"));
const hints = createHintBus();
const state: { broken: boolean; shut: boolean } = { broken: false, shut: false };
let db: Db;
let app: Hono<AppEnv>;
let li: WirePhone;

const usual = createLimiter();
const limiter: Limiter = {
  ...usual,
  take: (by, key) => {
    if (state.shut) createLimiter({ allowances: NONE }).take(by, key);
    usual.take(by, key);
  },
};
const NO = { burst: 0, perS: 1 };
const NONE = { device: NO, person: NO, token: NO, stranger: NO };

beforeAll(async () => {
  const dist = join(dir, "dist");
  mkdirSync(join(dist, "assets"), { recursive: true });
  mkdirSync(join(dir, "maps"));
  writeFileSync(join(dir, "maps", "town.pmtiles"), Buffer.alloc(1_000));
  for (const [name, text] of [
    ["index.html", "<!doctype html><title>app</title>"],
    ["assets/main-1.js", "export {}"],
    ["sw.js", "self.x=1"],
  ] as const)
    writeFileSync(join(dist, name), text);
  db = await freshDatabase();
  await loadRecords(db, aNeighbourhood());
  const fragile: Db = { ...db, query: (s, p) => (state.broken ? Promise.reject(new Error("gone")) : db.query(s, p)) };
  const tianditu = { key: "k".repeat(32), url: "https://t{s}.tianditu.gov.cn" };
  const log = silentLog();
  const told = { limiter, tianditu, metricsToken: TOKEN };
  app = await createApp({ db: fragile, dataDir: dir, districtCode: DISTRICT, hints, log, ...told });
  serveBuiltApp(app, dist);
  const ask = async (path: string, init?: RequestInit) => app.request(path, init);
  li = await WirePhone.enrol(ask, (await makeCode(db, PEOPLE.li, "test", Date.now())).code);
  const photo = { sha256: SHA, bytes: PICTURE.length, thumbSha256: SHA, thumbBytes: PICTURE.length };
  await li.does(reportHazard("i1", { photos: [{ ...photo, width: 4, height: 3, takenAt: li.at }] }));
  const headers = { "upload-offset": "0", "upload-length": String(PICTURE.length) };
  await li.call(`/api/blobs/${SHA}`, undefined, { method: "PATCH", headers, body: PICTURE });
}, 120_000);

afterAll(async () => {
  hints.close();
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const pulled = () => li.call("/api/sync/pull", { proto: 1, sch: 1, epoch: null, cid: li.cid, cursor: {} });
const get = (path: string, init?: RequestInit) => async () => app.request(path, init);
const post = (path: string, body: string, type = "application/json") =>
  get(path, { method: "POST", headers: { "content-type": type }, body });
const asLi =
  (path: string, init: RequestInit = {}) =>
  () =>
    li.call(path, undefined, init);

async function version(): Promise<string> {
  const reply = await li.call("/api/maps/manifest");
  return ((await reply.json()) as { version: string }).version;
}

async function broken(ask: () => Promise<Response>): Promise<Response> {
  state.broken = true;
  try {
    return await ask();
  } finally {
    state.broken = false;
  }
}

async function shut(): Promise<Response> {
  await li.token();
  state.shut = true;
  try {
    return await li.call("/api/sync/heads");
  } finally {
    state.shut = false;
  }
}

interface Kind {
  readonly what: string;
  readonly ask: () => Promise<Response>;
  readonly status: number;
  /** What may be kept on the way, by name; an answer of ours is never kept unless it says so. */
  readonly cache: RegExp;
  /** Bytes that somebody uploaded. */
  readonly uploaded?: true;
}

const NEVER = /^no-store$/;
const AGAIN = /^no-cache$/;

const KINDS: readonly Kind[] = [
  { what: "the page", ask: get("/"), status: 200, cache: AGAIN },
  { what: "a deep link", ask: get("/rounds/r1?x=1"), status: 200, cache: AGAIN },
  { what: "the page, head only", ask: get("/", { method: "HEAD" }), status: 200, cache: AGAIN },
  { what: "the service worker", ask: get("/sw.js"), status: 200, cache: AGAIN },
  { what: "an asset", ask: get("/assets/main-1.js"), status: 200, cache: /immutable/ },
  { what: "an asset that is gone", ask: get("/assets/old-0.js"), status: 404, cache: NEVER },
  { what: "a way out of the folder", ask: get("/..%2f..%2fetc/passwd"), status: 200, cache: AGAIN },
  { what: "health", ask: get("/api/health"), status: 200, cache: NEVER },
  { what: "alive", ask: get("/healthz"), status: 200, cache: NEVER },
  { what: "ready", ask: get("/readyz"), status: 200, cache: NEVER },
  { what: "not ready", ask: () => broken(get("/readyz")), status: 503, cache: NEVER },
  { what: "numbers for strangers", ask: get("/metrics"), status: 404, cache: NEVER },
  {
    what: "numbers",
    ask: get("/metrics", { headers: { authorization: `Bearer ${TOKEN}` } }),
    status: 200,
    cache: NEVER,
  },
  { what: "JSON", ask: asLi("/api/devices"), status: 200, cache: NEVER },
  { what: "lines of a pull", ask: pulled, status: 200, cache: NEVER },
  { what: "a live stream", ask: asLi("/api/sync/live"), status: 200, cache: /no-cache|no-store/ },
  { what: "a photo", ask: asLi(`/api/blobs/${SHA}`), status: 200, cache: /^private/, uploaded: true },
  {
    what: "how far an upload is",
    ask: asLi(`/api/blobs/${SHA}`, { method: "HEAD" }),
    status: 200,
    cache: NEVER,
    uploaded: true,
  },
  { what: "the list of a map", ask: asLi("/api/maps/manifest"), status: 200, cache: AGAIN },
  {
    what: "a piece of a map",
    ask: async () => li.call(`/api/maps/pack/${await version()}`, undefined, { headers: { range: "bytes=0-9" } }),
    status: 206,
    cache: /^private/,
  },
  { what: "malformed", ask: post("/api/enrol", "{"), status: 400, cache: NEVER },
  { what: "unauthenticated", ask: get("/api/devices"), status: 401, cache: NEVER },
  { what: "forbidden", ask: asLi("/api/overview/450303001010"), status: 403, cache: NEVER },
  { what: "not found", ask: get("/api/nothing"), status: 404, cache: NEVER },
  { what: "another method", ask: get("/api/health", { method: "DELETE" }), status: 404, cache: NEVER },
  { what: "too large", ask: post("/api/enrol", "x".repeat(3_000_000)), status: 413, cache: NEVER },
  { what: "too long", ask: get(`/api/health?${"a".repeat(3_000)}`), status: 414, cache: NEVER },
  { what: "too long a page", ask: get(`/${"a".repeat(3_000)}`), status: 414, cache: NEVER },
  { what: "unknown encoding", ask: post("/api/enrol", "{}", "text/xml"), status: 415, cache: NEVER },
  { what: "too many", ask: shut, status: 429, cache: NEVER },
  { what: "in trouble", ask: () => broken(get("/api/health")), status: 503, cache: NEVER },
];

async function nothingNew(): Promise<Response> {
  const tag = (await li.call("/api/sync/heads")).headers.get("etag") ?? "";
  return li.call("/api/sync/heads", undefined, { headers: { "if-none-match": tag } });
}

const COUNTS = { outbox: 0, oldestAt: null, photos: 0, blobs: 0, blobBytes: 0, quarantined: 0, nextN: 1, healed: 0 };
const BEAT = { build: "", sch: 2, ...COUNTS, usedBytes: null, quotaBytes: null, persisted: null, offMs: null };

test.each([
  { what: "nothing new", ask: nothingNew, status: 304, says: ["cache-control", "date", "etag"] },
  {
    what: "a phone that said how it is",
    ask: () => li.call("/api/sync/heartbeat", { heartbeat: BEAT }),
    status: 204,
    says: ["cache-control"],
  },
])("an answer without contents, $what, has nothing to guard and says only what is asked", async (kind) => {
  const reply = await kind.ask();
  expect(reply.status).toBe(kind.status);
  expect(reply.body).toBeNull();
  expect([...reply.headers.keys()].sort()).toEqual(kind.says);
  expect(reply.headers.get("cache-control")).toBe("no-store");
});

test("what was handed in as a photo and is none is given out as bytes to keep, a picture as a picture", async () => {
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
  const page = new TextEncoder().encode("<!doctype html><script>alert(1)</script>");
  for (const [i, bytes, type, shown] of [
    [2, jpeg, "image/jpeg", "inline"],
    [3, page, "application/octet-stream", "attachment"],
  ] as const) {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const photo = { sha256, bytes: bytes.length, thumbSha256: sha256, thumbBytes: bytes.length, width: 4, height: 3 };
    expect(await li.does(reportHazard(`i${i}`, { photos: [{ ...photo, takenAt: li.at }] }))).toEqual(["applied"]);
    const headers = { "upload-offset": "0", "upload-length": String(bytes.length), "x-blob-type": "text/html" };
    await li.call(`/api/blobs/${sha256}`, undefined, { method: "PATCH", headers, body: bytes });
    const reply = await li.call(`/api/blobs/${sha256}`);
    expect(reply.headers.get("content-type")).toBe(type);
    expect(reply.headers.get("content-disposition")).toBe(shown);
    expect(reply.headers.get("content-security-policy")).toBe(UPLOADED_POLICY);
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(new Uint8Array(await reply.arrayBuffer())).toEqual(bytes);
  }
});

test("there is a kind for every status the protocol knows but those a phone alone can cause", async () => {
  const { ERROR_CODES } = await import("#protocol/error-codes");
  const known = new Set(KINDS.map((k) => k.status));
  const left = Object.values(ERROR_CODES).filter(({ status }) => !known.has(status));
  expect([...new Set(left.map((c) => c.status))].sort()).toEqual([409, 422, 426]);
});

const UPLOADED_POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function expectOurPolicy(headers: Headers): void {
  const policy = new Map(
    (headers.get("content-security-policy") ?? "").split(";").map((rule) => {
      const [name = "", ...sources] = rule.trim().split(/\s+/);
      return [name, sources.join(" ")] as const;
    }),
  );
  expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*|http:/);
  for (const name of ["default-src", "script-src", "style-src", "font-src", "connect-src", "form-action"])
    expect(policy.get(name), name).toBe("'self'");
  for (const name of ["object-src", "frame-src", "frame-ancestors", "base-uri"])
    expect(policy.get(name), name).toBe("'none'");
  expect(policy.get("img-src")).toMatch(/^'self' blob: data:( https:\/\/t\d\.tianditu\.gov\.cn){8}$/);
}

describe("an answer", () => {
  test.each(KINDS)("$what: $status", async ({ ask, status, cache, uploaded }) => {
    const reply = await ask();
    await reply.body?.cancel();
    expect(reply.status).toBe(status);
    const { headers } = reply;
    if (uploaded) expect(headers.get("content-security-policy")).toBe(UPLOADED_POLICY);
    else expectOurPolicy(headers);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toMatch(/camera=\(self\).*geolocation=\(self\).*microphone=\(\)/);
    for (const name of ["x-powered-by", "server", "access-control-allow-origin", "set-cookie"])
      expect(headers.get(name), name).toBeNull();
    expect(headers.get("cache-control") ?? "").toMatch(cache);
  });
});
