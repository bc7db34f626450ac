/**
 * The permission sweep of routes: everybody, and some who are nobody, ask every route of the app.
 * A route without a row in the table fails.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refScope } from "#domain/kernel/scope";
import { type Actor, CAST, HOME, NEIGHBOUR, personOf, theCast } from "../builders/cast.ts";
import { aNeighbourhood, DISTRICT, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { aDeviceKey, publicTextOf, WirePhone } from "../harness/wire-phone.ts";

const NOBODIES = ["without a token", "with a forged token", "with a token of yesterday"] as const;
const ASKERS = [...CAST, ...NOBODIES] as const;
type Asker = (typeof ASKERS)[number];

const OPEN = "open";
const IN_FORCE = "in force";
const HANDING_IN = "handing in";
const UPPER: readonly Actor[] = ["streetAdmin", "districtAdmin"];

/** They read the number, kind and state of every quarrel of the community. */
const REGISTER_READERS: readonly Actor[] = ["gridWorker", "mediator", "committeeHead", "communityAdmin", "auditor"];
const figuresOf = (more: string): string => `/api/mediations/figures?basis=formal&period=2026-10&${more}`;

interface Row {
  /** open: anybody · in force: any device that is not switched off · handing in: a switched-off one too. */
  readonly door: typeof OPEN | typeof IN_FORCE | typeof HANDING_IN;
  readonly path?: (ids: Readonly<Record<"home" | "away" | "homeOff" | "awayOff" | "mine", string>>) => string;
  readonly body?: unknown;
  /** Status for whoever is let through the door. */
  readonly ok: number;
  /** Where only some of them may: those; the others get 403. */
  readonly only?: readonly Actor[];
}

const HASH = "a".repeat(64);
const BEAT = {
  build: "test",
  sch: 1,
  outbox: 0,
  oldestAt: null,
  photos: 0,
  blobs: 0,
  blobBytes: 0,
  quarantined: 0,
  usedBytes: null,
  quotaBytes: null,
  persisted: null,
  offMs: null,
  nextN: 1,
  healed: 0,
};
const SYNC = { proto: 1, sch: 1, epoch: null, cid: "c".repeat(24) };

/** Everybody's, whatever he may. */
const REF = refScope(DISTRICT);

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  "GET /api/health": [{ door: OPEN, ok: 200 }],
  "GET /healthz": [{ door: OPEN, ok: 200 }],
  "GET /readyz": [{ door: OPEN, ok: 200 }],
  // Not with any token of a phone: who may is in tests/contracts/watching.test.ts.
  "GET /metrics": [{ door: OPEN, ok: 404 }],
  "POST /api/enrol": [{ door: OPEN, ok: 403, body: { code: "00000000", publicKey: "", deviceName: "x" } }],
  "POST /api/token": [
    { door: OPEN, ok: 401, body: { deviceId: "none", at: "2026-11-24T02:00:00.000Z", signature: "" } },
  ],
  "POST /api/sync/push": [{ door: HANDING_IN, ok: 200, body: { ...SYNC, muts: [] } }],
  "POST /api/sync/custody": [{ door: HANDING_IN, ok: 200, body: { cid: SYNC.cid, drafts: [], blobs: [] } }],
  "POST /api/sync/parcel": [{ door: IN_FORCE, ok: 422, body: {} }],
  "POST /api/sync/pull": [{ door: IN_FORCE, ok: 200, body: { ...SYNC, cursor: {} } }],
  // Each scope by itself: tests/flows/first-sync-pages.test.ts.
  "POST /api/sync/pages/list": [{ door: IN_FORCE, ok: 200, body: { ...SYNC, scopes: [REF] } }],
  "POST /api/sync/pages": [
    {
      door: IN_FORCE,
      ok: 200,
      body: {
        ...{ ...SYNC, since: "2026-01-01" },
        pages: [{ scope: REF, at: 0, t: "orgUnit", packed: true, bucket: "" }],
      },
    },
    {
      door: IN_FORCE,
      ok: 200,
      only: ["communityAdmin"],
      body: {
        ...{ ...SYNC, since: "2026-01-01" },
        pages: [{ scope: `p:${HOME.communityCode}`, at: 0, t: "person", packed: true, bucket: "" }],
      },
    },
  ],
  "POST /api/sync/heartbeat": [{ door: IN_FORCE, ok: 204, body: { heartbeat: BEAT } }],
  "GET /api/sync/heads": [{ door: IN_FORCE, ok: 200 }],
  "GET /api/sync/live": [{ door: IN_FORCE, ok: 200 }],
  "HEAD /api/blobs/:sha256": [{ door: HANDING_IN, ok: 200, path: () => `/api/blobs/${HASH}` }],
  "GET /api/blobs/:sha256": [{ door: IN_FORCE, ok: 404, path: () => `/api/blobs/${HASH}` }],
  "PATCH /api/blobs/:sha256": [{ door: HANDING_IN, ok: 403, path: () => `/api/blobs/${HASH}` }],
  "GET /api/overview": [{ door: IN_FORCE, ok: 200 }],
  "GET /api/overview/:community": [
    { door: IN_FORCE, ok: 200, path: () => `/api/overview/${HOME.communityCode}`, only: ["communityAdmin", ...UPPER] },
    { door: IN_FORCE, ok: 200, path: () => `/api/overview/${NEIGHBOUR.communityCode}`, only: UPPER },
  ],
  "GET /api/overview/:community/seen/:compound": [
    {
      door: IN_FORCE,
      ok: 200,
      path: () => `/api/overview/${HOME.communityCode}/seen/${HOME.compoundId}`,
      only: ["branchSecretary", "gridWorker", "communityAdmin"],
    },
    {
      door: IN_FORCE,
      ok: 200,
      path: () => `/api/overview/${HOME.communityCode}/seen/${HOME.compoundId}-2`,
      only: ["gridWorker", "communityAdmin"],
    },
    {
      door: IN_FORCE,
      ok: 200,
      path: () => `/api/overview/${NEIGHBOUR.communityCode}/seen/${NEIGHBOUR.compoundId}`,
      only: [],
    },
  ],
  // How much each sees of it: tests/flows/case-figures.test.ts.
  "GET /api/mediations/figures": [
    {
      door: IN_FORCE,
      ok: 200,
      path: () => figuresOf("by=month"),
      only: [...REGISTER_READERS, "branchSecretary", ...UPPER],
    },
    {
      door: IN_FORCE,
      ok: 200,
      path: () => figuresOf(`by=category&community=${HOME.communityCode}`),
      only: [...REGISTER_READERS, "branchSecretary"],
    },
    {
      door: IN_FORCE,
      ok: 200,
      path: () => figuresOf(`by=category&community=${NEIGHBOUR.communityCode}`),
      only: ["auditor"],
    },
    { door: IN_FORCE, ok: 200, path: () => figuresOf("by=tag"), only: [...REGISTER_READERS, "branchSecretary"] },
  ],
  "HEAD /api/maps/pack/:version": [{ door: IN_FORCE, ok: 404, path: () => "/api/maps/pack/0000000000000000" }],
  "GET /api/maps/layers": [{ door: IN_FORCE, ok: 200 }],
  "GET /api/maps/manifest": [{ door: IN_FORCE, ok: 404 }],
  "GET /api/maps/pack/:version": [{ door: IN_FORCE, ok: 404, path: () => "/api/maps/pack/0000000000000000" }],
  "GET /api/devices": [{ door: IN_FORCE, ok: 200 }],
  "GET /api/devices/mine": [{ door: IN_FORCE, ok: 200 }],
  "GET /api/custody": [{ door: IN_FORCE, ok: 200 }],
  "GET /api/custody/:id": [
    { door: IN_FORCE, ok: 200, path: ({ homeOff }) => `/api/custody/${homeOff}`, only: ["communityAdmin"] },
    { door: IN_FORCE, ok: 200, path: ({ awayOff }) => `/api/custody/${awayOff}`, only: [] },
  ],
  "POST /api/custody/:id/settle": [
    {
      door: IN_FORCE,
      ok: 200,
      body: { settled: true },
      path: ({ homeOff }) => `/api/custody/${homeOff}/settle`,
      only: ["communityAdmin", ...UPPER],
    },
    {
      door: IN_FORCE,
      ok: 200,
      body: { settled: true },
      path: ({ awayOff }) => `/api/custody/${awayOff}/settle`,
      only: UPPER,
    },
  ],
  "POST /api/codes": [
    { door: IN_FORCE, ok: 200, body: { personId: PEOPLE.wang }, only: ["communityAdmin", ...UPPER] },
    { door: IN_FORCE, ok: 200, body: { personId: NEIGHBOUR.personId }, only: UPPER },
    { door: IN_FORCE, ok: 200, body: { personId: PEOPLE.qin }, only: ["districtAdmin"] },
  ],
  "POST /api/devices/:id/revoke": [
    {
      door: IN_FORCE,
      ok: 200,
      body: {},
      path: ({ home }) => `/api/devices/${home}/revoke`,
      only: ["communityAdmin", ...UPPER],
    },
    { door: IN_FORCE, ok: 200, body: {}, path: ({ away }) => `/api/devices/${away}/revoke`, only: UPPER },
    // One's own, whoever one is.
    { door: IN_FORCE, ok: 200, body: {}, path: ({ mine }) => `/api/devices/${mine}/revoke` },
  ],
};

let server: TestServer;
const tokens = new Map<Asker, string>();
/** A second phone of each, to be switched off by the first. */
const seconds = new Map<Asker, string>();
const ids = { home: "", away: "", homeOff: "", awayOff: "" };
let publicKey = "";

const enrol = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theCast()]);
  publicKey = await publicTextOf(await aDeviceKey());
  ids.home = (await enrol(PEOPLE.wang)).deviceId;
  ids.away = (await enrol(NEIGHBOUR.personId)).deviceId;
  ids.homeOff = (await enrol(PEOPLE.wang)).deviceId;
  ids.awayOff = (await enrol(NEIGHBOUR.personId)).deviceId;
  await server.db.query("UPDATE device SET revoked_at = now() WHERE id = ANY($1)", [[ids.homeOff, ids.awayOff]]);
  for (const actor of CAST) {
    const phone = await enrol(personOf(actor));
    tokens.set(actor, await phone.token());
    seconds.set(actor, (await enrol(personOf(actor))).deviceId);
    if (actor !== "switched-off phone") continue;
    await server.db.query("UPDATE device SET revoked_at = now() WHERE id = $1", [phone.deviceId]);
  }
  const [head = "", body = "", sign = ""] = (tokens.get("districtAdmin") ?? "").split(".");
  tokens.set("with a forged token", [head, body, sign.split("").reverse().join("")].join("."));
  const stale = JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), exp: 1 });
  tokens.set("with a token of yesterday", [head, Buffer.from(stale).toString("base64url"), sign].join("."));
}, 180_000);

afterAll(() => server.close());

function expectedOf(row: Row, asker: Asker): number {
  if (row.door === OPEN) return row.ok;
  if (NOBODIES.some((nobody) => nobody === asker)) return 401;
  if (asker === "switched-off phone") return row.door === HANDING_IN ? row.ok : 401;
  return row.only && !row.only.some((actor) => actor === asker) ? 403 : row.ok;
}

async function ask(route: string, row: Row, asker: Asker): Promise<number> {
  const [method = "GET", pattern = "/"] = route.split(" ");
  const token = tokens.get(asker);
  const body = route === "POST /api/enrol" ? { ...(row.body as object), publicKey } : row.body;
  const uploads: Record<string, string> = method === "PATCH" ? { "upload-offset": "0", "upload-length": "10" } : {};
  const reply = await server.ask(row.path?.({ ...ids, mine: seconds.get(asker) ?? ids.home }) ?? pattern, {
    method,
    headers: { "content-type": "application/json", ...uploads, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await reply.body?.cancel();
  return reply.status;
}

const ROWS = Object.entries(TABLE).flatMap(([route, rows]) => rows.map((row) => ({ route, row })));

test("every route of the app has a row, and every row has a route", () => {
  expect(Object.keys(TABLE).sort()).toEqual([...server.routes]);
});

describe.each(ASKERS)("%s", (asker) => {
  test(`asks ${ROWS.length} things of ${Object.keys(TABLE).length} routes and gets what the table says`, async () => {
    const wrong: string[] = [];
    for (const { route, row } of ROWS) {
      // Guesses of a code are limited by address; here everybody asks from the same one.
      if (route === "POST /api/enrol") await server.db.query("DELETE FROM code_try");
      const status = await ask(route, row, asker);
      if (status !== expectedOf(row, asker)) wrong.push(`${route}: ${status}, not ${expectedOf(row, asker)}`);
    }
    expect(wrong).toEqual([]);
  });
});

test(`the sweep is ${ROWS.length * ASKERS.length} questions`, () => {
  expect(ROWS.length * ASKERS.length).toBeGreaterThan(400);
});

test("a list of phones holds those of the people one administers, and nobody else's", async () => {
  const namesOf = async (asker: Asker): Promise<string[]> => {
    const headers = { authorization: `Bearer ${tokens.get(asker)}` };
    const reply = await server.ask("/api/devices", { headers });
    return ((await reply.json()) as { devices: { personId: string }[] }).devices.map((d) => d.personId);
  };
  expect(await namesOf("volunteer")).toEqual([]);
  expect(await namesOf("communityAdmin")).toContain(PEOPLE.wang);
  expect(await namesOf("communityAdmin")).not.toContain(NEIGHBOUR.personId);
  expect(await namesOf("streetAdmin")).toEqual(expect.arrayContaining([PEOPLE.wang, NEIGHBOUR.personId]));
});

test("a list of one's own phones holds one's own, switched off or not, and nobody else's; not even for whoever administers them", async () => {
  const idsOf = async (asker: Asker): Promise<string[]> => {
    const headers = { authorization: `Bearer ${tokens.get(asker)}` };
    const reply = await server.ask("/api/devices/mine", { headers });
    return ((await reply.json()) as { devices: { id: string }[] }).devices.map((d) => d.id);
  };
  for (const asker of ["volunteer", "communityAdmin", "districtAdmin"] as const) {
    const own = await server.db.query<{ id: string }>("SELECT id FROM device WHERE person_id = $1", [personOf(asker)]);
    expect(own.length).toBeGreaterThan(1);
    expect((await idsOf(asker)).sort()).toEqual(own.map((row) => row.id).sort());
  }
});
