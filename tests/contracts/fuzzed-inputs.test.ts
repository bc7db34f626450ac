/**
 * Everything that is not a phone, sent to a server process of its own: it answers with a code or hangs up, it never ends,
 * and one bad record in a push costs its neighbours nothing.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope";
import type { PushReply } from "#protocol/push";
import { loadRecords } from "../../sync-server/load-records.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { openPgDb } from "../../sync-server/store/pg-db.ts";
import { confirmStop, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { databaseUrl } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const SEED = 20261124;
const dataDir = mkdtempSync(join(tmpdir(), "zmj-fuzz-"));
const up: { server?: ServerProcess; db?: Db; drop?: () => Promise<void>; li?: WirePhone } = {};

const server = (): ServerProcess => up.server!;
const li = (): WirePhone => up.li!;
const alive = async (): Promise<number> => (await server().ask("/api/health")).status;

beforeAll(async () => {
  const { url, close } = await databaseUrl();
  up.drop = close;
  up.server = await startServerProcess(dataDir, ["--empty"], { DATABASE_URL: url, LOG_LEVEL: "fatal" });
  up.db = await openPgDb({ url }, { max: 2 });
  await loadRecords(up.db, aNeighbourhood());
  up.li = await WirePhone.enrol(server().ask, (await makeCode(up.db, PEOPLE.li, "test", Date.now())).code);
  expect(await up.li.does(startRound("r1"))).toEqual(["applied"]);
}, 120_000);

afterAll(async () => {
  await up.db?.close();
  await up.server?.kill("SIGKILL");
  await up.drop?.();
  rmSync(dataDir, { recursive: true, force: true });
});

const nested = (depth: number, [open, close] = ["[", "]"]): string => open!.repeat(depth) + close!.repeat(depth);

const BODIES: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>> = {
  nothing: "",
  "half an object": '{"muts":[',
  null: "null",
  "a number that is none": "1e999",
  "a list": "[]",
  "text after the end": '{} {"a":1}',
  "forty thousand lists in each other": nested(40_000),
  "ten thousand objects in each other": nested(10_000, ['{"a":', "1}"]).replace(/^(.*:)1/, "$11"),
  "keys of every object": '{"__proto__":{"cid":"x"},"constructor":{"prototype":{"cid":"x"}},"toString":1}',
  "the same key twice": '{"proto":1,"proto":{"a":[]},"sch":1,"cid":"cccccccccccc","muts":{}}',
  "zero bytes": "\0\0\0",
  "bytes that are no UTF-8": new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  "a mark of byte order": "\ufeff{}",
  "half a character": '{"code":"\\ud800"}',
  "a text of one megabyte": JSON.stringify({ code: "长".repeat(350_000) }),
};

interface Dress {
  readonly headers: Record<string, string>;
  readonly pack: (body: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}

const JSON_TYPE = { "content-type": "application/json" };
const bytes = (text: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;
const own = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);
const same = (body: Uint8Array<ArrayBuffer>) => body;

const DRESSES: Readonly<Record<string, Dress>> = {
  plain: { headers: JSON_TYPE, pack: same },
  gzip: { headers: { ...JSON_TYPE, "content-encoding": "gzip" }, pack: (b) => own(gzipSync(b)) },
  "gzip in gzip": { headers: { ...JSON_TYPE, "content-encoding": "gzip" }, pack: (b) => own(gzipSync(gzipSync(b))) },
  "gzip with a tail": {
    headers: { ...JSON_TYPE, "content-encoding": "gzip" },
    pack: (b) => own(Buffer.concat([gzipSync(b), Buffer.from("tail")])),
  },
  "half of a gzip": {
    headers: { ...JSON_TYPE, "content-encoding": "gzip" },
    pack: (b) => own(gzipSync(b).subarray(0, 11)),
  },
  "gzip that is none": { headers: { ...JSON_TYPE, "content-encoding": "gzip" }, pack: same },
  brotli: { headers: { ...JSON_TYPE, "content-encoding": "br" }, pack: (b) => own(brotliCompressSync(b)) },
  deflate: { headers: { ...JSON_TYPE, "content-encoding": "deflate" }, pack: (b) => own(deflateSync(b)) },
  "two encodings": { headers: { ...JSON_TYPE, "content-encoding": "gzip, gzip" }, pack: same },
  "a form": { headers: { "content-type": "application/x-www-form-urlencoded" }, pack: same },
  XML: { headers: { "content-type": "text/xml" }, pack: same },
  "several parts": { headers: { "content-type": "multipart/form-data; boundary=x" }, pack: same },
  "another alphabet": { headers: { "content-type": "application/json; charset=utf-16" }, pack: same },
};

const DOORS = [
  "/api/enrol",
  "/api/token",
  "/api/codes",
  "/api/sync/push",
  "/api/sync/pull",
  "/api/sync/pages",
  "/api/sync/pages/list",
  "/api/sync/heartbeat",
  "/api/sync/custody",
  "/api/sync/parcel",
  "/api/devices/none/revoke",
  "/api/custody/none/settle",
] as const;

describe.each(DOORS)("%s", (path) => {
  test(`answers ${Object.keys(BODIES).length} bodies in ${Object.keys(DRESSES).length} dresses with a code of its own`, async () => {
    const authorization = `Bearer ${await li().token()}`;
    const wrong: string[] = [];
    for (const [dress, { headers, pack }] of Object.entries(DRESSES)) {
      const replies = Object.entries(BODIES).map(async ([what, body]) => {
        const init = { method: "POST", headers: { ...headers, authorization }, body: pack(bytes(body)) };
        const reply = await server().ask(path, init);
        const { error } = (await reply.json()) as { error?: string };
        if (reply.status < 400 || reply.status >= 500 || !error) wrong.push(`${dress}, ${what}: ${reply.status}`);
      });
      await Promise.all(replies);
    }
    expect(wrong).toEqual([]);
    expect(await alive()).toBe(200);
  });
});

test("zip bombs are stopped while they unpack: 200 MB each, eight at once", async () => {
  const bomb = own(gzipSync(Buffer.alloc(200_000_000, 0x20)));
  const authorization = `Bearer ${await li().token()}`;
  const headers = { ...JSON_TYPE, "content-encoding": "gzip", authorization };
  const before = Date.now();
  const ask = () => server().ask("/api/sync/push", { method: "POST", headers, body: bomb });
  const replies = await Promise.all(Array.from({ length: 8 }, ask));
  expect(replies.map((r) => r.status)).toEqual(replies.map(() => 413));
  expect(Date.now() - before).toBeLessThan(20_000);
  expect(await alive()).toBe(200);
});

/** What comes back over a bare line: the first line of the answer, or nothing where it was hung up. */
function overTheLine(sent: string): Promise<string> {
  const { hostname, port } = new URL(server().origin);
  return new Promise((done) => {
    const line = createConnection({ host: hostname, port: Number(port) }, () => line.write(sent));
    let heard = "";
    const end = () => {
      line.destroy();
      done(heard.split("\r\n")[0] ?? "");
    };
    const timer = setTimeout(end, 1_500);
    line.on("data", (data) => {
      heard += data.toString();
      if (!heard.includes("\r\n")) return;
      clearTimeout(timer);
      end();
    });
    line.on("error", end);
    line.on("close", end);
  });
}

describe("what is hardly HTTP", () => {
  const get = (address: string, headers = ""): string => `GET ${address} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
  const post = (headers: string, body: string): string =>
    `POST /api/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
  const LINES: readonly (readonly [string, string, RegExp])[] = [
    ["noise", "\x16\x03\x01\x02\0\x01", /400/],
    ["an address of 3,000 letters", get(`/api/health?${"a".repeat(3_000)}`), /414/],
    ["headers of 40 kB", get("/api/health", `X-Long: ${"a".repeat(40_000)}\r\n`), /431/],
    ["a thousand headers", get("/api/health", "X-A: b\r\n".repeat(5_000)), /431|200/],
    ["a token of 12 kB", get("/api/devices", `Authorization: Bearer ${"a".repeat(12_000)}\r\n`), /401/],
    ["a per cent sign that stands alone", get("/api/devices/%/%zz/%ff%fe"), /40[0-5]/],
    ["a way up and out", get("/api/../../../../etc/passwd"), /40[0-5]|200/],
    ["a method nobody knows", "BREW /api/health HTTP/1.1\r\nHost: x\r\n\r\n", /40[0-5]/],
    ["two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"), /400/],
    ["a length and pieces", post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), /400/],
    ["a negative length", post("Content-Length: -1\r\n", "{}"), /400/],
    ["pieces of no size", post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n"), /400|^$/],
    ["a body that never comes", post("Content-Length: 100\r\n", "{"), /^$/],
    [
      "an upgrade to something else",
      get("/api/sync/live", "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
      /4\d\d|^$/,
    ],
  ];
  test.each(LINES)("%s", async (_what, sent, answer) => {
    expect(await overTheLine(sent)).toMatch(answer);
    expect(await alive()).toBe(200);
  });
});

const OBVIOUS_WORDS = [
  "",
  "\0",
  "\ud800",
  "\udfff a",
  "‮abc",
  "长".repeat(30_000),
  "1e999",
  "__proto__",
  "'; DROP TABLE entity; --",
];
const word = fc.oneof(fc.constantFrom(...OBVIOUS_WORDS), fc.string({ unit: "binary" }), fc.string());
/** Made into nested lists where it is sent: no test library can print them. */
const deep = fc.integer({ min: 90, max: 3_000 }).map((levels) => ({ levels }));
const built = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "levels" in value ? JSON.parse(nested(Number(value.levels))) : value;
const proto = fc.constant(
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
);
const oddity: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 4, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: proto },
  { weight: 2, arbitrary: fc.constantFrom(null, -0, 1e308, -1, 2 ** 53, 0.1, [], {}, true) },
);

/** Fields that tell the server which record it is and where it stands; what they are is broken in the other test. */
const KEPT_FIELDS = new Set(["mid", "n"]);
const FIELDS = [
  "v",
  "cid",
  "sch",
  "user",
  "cmd",
  "args",
  "e",
  "base",
  "was",
  "at",
  "off",
  "need",
  "h",
  "extra",
  "__proto__",
];

type Breaking = { readonly field: string; readonly value: unknown };
const breaking: fc.Arbitrary<Breaking> = fc.record({ field: fc.constantFrom(...FIELDS), value: oddity });

function broken(envelope: Envelope, breakings: readonly Breaking[]): unknown {
  const wrong = new Map<string, unknown>(Object.entries(envelope));
  for (const { field, value } of breakings) {
    if (KEPT_FIELDS.has(field)) continue;
    // Undefined is what a field that is left out looks like.
    wrong.set(field, built(value));
  }
  return Object.fromEntries(wrong);
}

/** The thousands of requests before this may have used up what a phone may ask at once: it waits, as a phone does. */
async function allowed(ask: () => Promise<Response>): Promise<PushReply> {
  for (;;) {
    const reply = await ask();
    if (reply.status !== 429) return (await reply.json()) as PushReply;
    await new Promise((done) => setTimeout(done, Number(reply.headers.get("retry-after") ?? "1") * 1_000));
  }
}
const pushed = (muts: readonly unknown[]): Promise<PushReply> => allowed(() => li().pushRaw(muts));

const noted = (stopId: string): Envelope => li().envelope(confirmStop("r1", "cp-1", { stopId }));

describe(`one bad record in a push, seed ${SEED}`, () => {
  test("whatever is wrong with it, it is set aside whole and its neighbours are applied", async () => {
    const runs = fc.array(fc.array(breaking, { minLength: 1, maxLength: 3 }), { minLength: 8, maxLength: 8 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(runs, async (bads) => {
        run += 1;
        const muts = bads.flatMap((bad, i) => [noted(`${run}-${i}-a`), broken(noted(`${run}-${i}-x`), bad)]);
        const { results } = await pushed([...muts, noted(`${run}-z`)]);
        const outcomes = results.map((r) => r.outcome);
        expect(outcomes).toHaveLength(17);
        expect(outcomes.filter((_, i) => i % 2 === 0)).toEqual(Array(9).fill("applied"));
        const kept = await up.db!.query<{ n: number }>("SELECT count(*)::int AS n FROM mutation WHERE cid = $1", [
          li().cid,
        ]);
        expect(kept).toEqual([{ n: li().n }]);
      }),
      { seed: SEED, numRuns: 15, endOnFailure: true },
    );
    expect(await alive()).toBe(200);
  });

  test("sixty thousand lists in each other are kept whole too, and nobody waits for them", async () => {
    const [before, bad, after] = [noted("d-1"), noted("d-2"), noted("d-3")];
    const text = JSON.stringify({ proto: 1, sch: 1, epoch: null, cid: li().cid, muts: [before, bad, after] });
    const body = text.replace('"d-2"', nested(60_000));
    const headers = { ...JSON_TYPE, authorization: `Bearer ${await li().token()}` };
    const { results } = await allowed(() => server().ask("/api/sync/push", { method: "POST", headers, body }));
    expect(results.map((r) => r.reason ?? r.outcome)).toEqual(["applied", "malformed", "applied"]);
    const [kept] = await up.db!.query<{ payload: string }>("SELECT payload FROM mutation WHERE mid = $1", [bad.mid]);
    expect(kept?.payload).toContain(nested(60_000));
  });

  test("where not even its number can be read, the phone is asked for the next one and goes on", async () => {
    await fc.assert(
      fc.asyncProperty(oddity, async (nonsense) => {
        const [before, after] = [noted(`n-${li().n}`), noted(`n-${li().n}`)];
        const first = await pushed([before, built(nonsense), after]);
        expect(first.results[0]?.outcome).toBe("applied");
        expect((await pushed([after])).results[0]?.outcome).toBe("applied");
      }),
      { seed: SEED, numRuns: 30, endOnFailure: true },
    );
  });

  test("none of it has changed what every object is made of, and the same process ends when it is told to", async () => {
    const { results } = await pushed([li().envelope(confirmStop("r1", "cp-2"))]);
    expect(results.map((r) => r.outcome)).toEqual(["applied"]);
    expect(await server().kill("SIGTERM")).toBe(0);
  });
});
