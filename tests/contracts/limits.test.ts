/** Who asks too often is told how long to wait, and nobody else pays for it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Allowance, createLimiter, type LimitedBy } from "../../sync-server/access/limits.ts";
import { shareRequests } from "../../sync-server/store/request-buckets.ts";
import { confirmStop, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn } from "../harness/app-on.ts";
import { type AskServer, aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const FEW: Readonly<Record<LimitedBy, Allowance>> = {
  device: { burst: 10, perS: 0.5 },
  person: { burst: 14, perS: 1 },
  token: { burst: 3, perS: 0.1 },
  stranger: { burst: 4, perS: 0.25 },
};

const clock = { ms: 0 };
const from = { address: "203.0.113.7" };
let server: TestServer;
let li: WirePhone;
let wang: WirePhone;

beforeAll(async () => {
  const limiter = createLimiter({ clock: () => clock.ms, allowances: FEW });
  server = await aServer(aNeighbourhood(), Date.now, { limiter, addressOf: () => from.address });
  li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  wang = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.wang));
}, 120_000);
afterAll(() => server.close());

async function waitOf(reply: Response): Promise<number> {
  const body = (await reply.json()) as { error: string; waitS: number };
  expect(body.error).toBe("too-many");
  expect(reply.headers.get("retry-after")).toBe(String(body.waitS));
  return body.waitS;
}

const statuses = async (times: number, ask: () => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  for (let i = 0; i < times; i++) seen.push((await ask()).status);
  return seen;
};

test("Li's phone asks without end: it is told to wait two seconds, its records come through after them, once", async () => {
  expect(await statuses(10, () => li.call("/api/sync/heads"))).toEqual(Array(10).fill(200));
  const [start, stop] = [li.envelope(startRound("r1")), li.envelope(confirmStop("r1", "cp-1"))];
  expect(await waitOf(await li.pushRaw([start, stop]))).toBe(2);
  expect((await wang.call("/api/sync/heads")).status).toBe(200);
  clock.ms += 2_000;
  expect((await li.push([start, stop])).results.map((r) => r.outcome)).toEqual(["applied", "applied"]);
});

test("three phones of one person share what the person may ask", async () => {
  clock.ms += 60_000;
  const phones = [li];
  for (let i = 0; i < 2; i++) phones.push(await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li)));
  const asked: number[] = [];
  for (const phone of phones) asked.push(...(await statuses(7, () => phone.call("/api/sync/heads"))));
  expect(asked.filter((s) => s === 200)).toHaveLength(14);
  expect((await wang.call("/api/sync/heads")).status).toBe(200);
});

test("strangers are made to wait by their address; a phone the server knows is not, though it comes from there too", async () => {
  clock.ms += 60_000;
  const knock: AskServer = (path) => server.ask(path, { headers: { authorization: "Bearer no.such.token" } });
  expect(await statuses(5, async () => knock("/api/sync/heads"))).toEqual([401, 401, 401, 401, 429]);
  expect(await waitOf(await knock("/api/devices"))).toBe(4);
  expect((await wang.call("/api/sync/heads")).status).toBe(200);
  from.address = "203.0.113.8";
  expect((await knock("/api/devices")).status).toBe(401);
});

test("two processes on one database: what was taken from one is missing at the other, and a table that is lost harms nobody", async () => {
  clock.ms += 60_000;
  // The database has a clock of its own: nothing to speak of comes back while a busy machine runs this.
  const slow = { ...FEW, device: { burst: 10, perS: 0.001 }, person: { burst: 14, perS: 0.001 } };
  const limiters = [0, 1].map(() => createLimiter({ clock: () => clock.ms, allowances: slow }));
  const tell = async () => {
    for (const one of limiters) await shareRequests(server.db, one, "secret");
  };
  const [first, second] = await Promise.all(limiters.map((limiter) => appOn(server.db, [], Date.now, { limiter })));
  const ask = (at: TestServer) => () => wang.goesTo(at.ask).call("/api/sync/heads");
  expect(await statuses(6, ask(first!))).toEqual(Array(6).fill(200));
  await tell();
  expect(await statuses(6, ask(second!))).toEqual(Array(6).fill(200));
  await tell();
  expect((await ask(second!)()).status).toBe(429);
  // The first hears of it as soon as it has something to tell itself.
  expect((await ask(first!)()).status).toBe(200);
  await tell();
  expect((await ask(first!)()).status).toBe(429);
  expect((await li.goesTo(first!.ask).call("/api/sync/heads")).status).toBe(200);
  const kept = JSON.stringify(await server.db.query("SELECT key FROM request_bucket"));
  expect(kept).not.toMatch(new RegExp(`${wang.deviceId}|person-|203\\.0`));
  await server.db.query("TRUNCATE request_bucket");
  clock.ms += 86_400_000;
  await tell();
  expect((await ask(first!)()).status).toBe(200);
  for (const phone of [li, wang]) phone.goesTo(server.ask);
});

test("a phone takes so many tokens and no more, whoever signs in its name", async () => {
  clock.ms += 60_000;
  const at = new Date().toISOString();
  const body = JSON.stringify({ deviceId: wang.deviceId, at, signature: "AAAA" });
  const headers = { "content-type": "application/json" };
  const ask = async () => server.ask("/api/token", { method: "POST", headers, body });
  expect(await statuses(3, ask)).toEqual([401, 401, 401]);
  expect(await waitOf(await ask())).toBe(10);
});
