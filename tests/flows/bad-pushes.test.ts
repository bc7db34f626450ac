/** Whatever arrives, the server answers with a code, keeps what it can, and goes on. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { confirmStop, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let li: WirePhone;

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  expect(await li.does(startRound("r1"))).toEqual(["applied"]);
}, 120_000);

afterAll(() => server.close());

interface Sent {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly gzip?: boolean;
}

async function send({ body, gzip }: Sent): Promise<{ status: number; error?: string }> {
  const encoding: Record<string, string> = gzip ? { "content-encoding": "gzip" } : {};
  const headers = { "content-type": "application/json", authorization: `Bearer ${await li.token()}`, ...encoding };
  const reply = await server.ask("/api/sync/push", { method: "POST", headers, body });
  return { status: reply.status, ...((await reply.json()) as object) };
}

const wrapped = (muts: string): string => `{"proto":1,"sch":1,"epoch":null,"cid":"${li.cid}","muts":[${muts}]}`;
const zipped = (text: string | Buffer): Sent => ({ body: new Uint8Array(gzipSync(text)), gzip: true });
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("a whole push that cannot be read is answered with a code", () => {
  const cases: readonly (readonly [string, () => Sent, number, string])[] = [
    ["half a body", () => ({ body: wrapped("{}").slice(0, 40) }), 400, "malformed"],
    ["no JSON at all", () => ({ body: "<html>login</html>" }), 400, "malformed"],
    ["not what a push looks like", () => ({ body: '{"muts":"all"}' }), 400, "malformed"],
    [
      "a client id with a zero byte",
      () => ({ body: wrapped("").replace(li.cid, "aaaaaaaa\\u0000") }),
      400,
      "malformed",
    ],
    ["bytes that are no gzip, said to be gzip", () => ({ body: "plain", gzip: true }), 400, "malformed"],
    ["a gzip that breaks off", () => ({ ...zipped(wrapped("{}")), body: cutGzip() }), 400, "malformed"],
    ["more records than a push may hold", () => ({ body: wrapped(Array(201).fill("{}").join()) }), 400, "malformed"],
    ["a body above the limit", () => ({ body: wrapped(`"${"x".repeat(1_500_000)}"`) }), 413, "too-large"],
    ["a body far above any limit", () => ({ body: wrapped(`"${"x".repeat(5_000_000)}"`) }), 413, "too-large"],
    ["a zip bomb: 60 MB in 60 KB", () => zipped(Buffer.alloc(60_000_000, 0x20)), 413, "too-large"],
  ];
  test.each(cases)("%s", async (_what, made, status, error) => {
    expect(await send(made())).toEqual({ status, error });
    expect((await server.ask("/api/health")).status).toBe(200);
  });
});

const cutGzip = (): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(wrapped("{}")).subarray(0, 20));

describe("one bad record among good ones is set aside by itself, and its neighbours are applied", () => {
  const bad: readonly (readonly [string, () => unknown])[] = [
    ["a zero byte in the words", () => noted("看\u0000过")],
    ["half a character", () => noted("看\ud83d过")],
    ["a thousand levels of brackets", () => ({ ...noted("x"), args: { deep: JSON.parse(nested(1000)) } })],
    ["a number instead of a time", () => ({ ...noted("x"), at: 17 })],
    ["a time that is none", () => li.envelope({ ...confirmStop("r1", "cp-2"), args: { roundId: {} } })],
    ["no envelope at all", () => ({ n: 0, mid: "" })],
    ["a command nobody knows", () => li.envelope({ cmd: "round.teleport", args: {} })],
    ["arguments of another command", () => li.envelope({ cmd: "issue.report", args: { roundId: "r1" } })],
    ["a prototype in the arguments", () => ({ ...noted("x"), args: JSON.parse('{"__proto__":{"polluted":1}}') })],
    ["words of 100,000 characters", () => noted("长".repeat(100_000))],
  ];
  const noted = (note: string) => li.envelope(confirmStop("r1", "cp-2", { note, stopId: `s-${li.n}` }));

  test.each(bad)("%s", async (_what, made) => {
    const before = li.envelope(confirmStop("r1", "cp-1", { stopId: `b-${li.n}` }));
    const wrong = made();
    // What has no number of its own stands where the next one would.
    const numbered = typeof wrong === "object" && wrong !== null && Reflect.get(wrong, "n") !== 0;
    const after = li.envelope(confirmStop("r1", "cp-3", { stopId: `a-${li.n}` }));
    const { results } = await li.push([before, wrong, after]);
    expect(results[0]?.outcome).toBe("applied");
    if (!numbered) {
      // It has no place in the order: the phone is asked for the next number, and goes on from there.
      expect((await li.push([after])).results[0]?.outcome).toBe("applied");
      return;
    }
    expect(results.map((r) => r.outcome)).toEqual(["applied", "quarantined", "applied"]);
    expect(results[1]?.reason).toMatch(/^(malformed|damaged|unknown-command|invalid-arguments)$/);
    const kept = await server.db.query("SELECT 1 AS x FROM mutation WHERE n = $1 AND cid = $2", [li.n - 1, li.cid]);
    expect(kept).toHaveLength(1);
  });

  test("none of them has changed what every object of the server is made of", () => {
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("other doors", () => {
  test("a hundred thousand levels of brackets to each of them", async () => {
    for (const path of [
      "/api/enrol",
      "/api/token",
      "/api/sync/push",
      "/api/sync/pull",
      "/api/codes",
      "/api/sync/custody",
    ]) {
      const headers = { "content-type": "application/json", authorization: `Bearer ${await li.token()}` };
      const reply = await server.ask(path, { method: "POST", headers, body: nested(30_000) });
      expect([path, reply.status]).toEqual([path, 400]);
    }
    expect((await server.ask("/api/health")).status).toBe(200);
  });

  test("cursors, hashes, offsets and paths that are nonsense", async () => {
    const pull = { proto: 1, sch: 1, epoch: null, cid: li.cid, cursor: { "ref:450303": 1e300, x: 0.5 } };
    expect((await li.call("/api/sync/pull", pull)).status).toBe(400);
    const blob = `/api/blobs/${"a".repeat(64)}`;
    for (const [path, headers] of [
      ["/api/blobs/..%2f..%2fetc%2fpasswd", {}],
      [blob, { "upload-offset": "-1", "upload-length": "1e9" }],
      [blob, { "upload-offset": "x", "upload-length": "10" }],
    ] as const) {
      const reply = await li.call(path, undefined, { method: "PATCH", headers, body: "x" });
      expect([path, reply.status >= 400 && reply.status < 500]).toEqual([path, true]);
    }
    expect((await li.call("/api/devices/%00/revoke", {})).status).toBeLessThan(500);
  });
});
