/** What a phone may count on from the server, on the wire. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { aDeviceKey, post, publicTextOf, WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let li: WirePhone;
let chen: WirePhone;

const phoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  li = await phoneOf(PEOPLE.li);
  chen = await phoneOf(PEOPLE.chen);
}, 120_000);

afterAll(() => server.close());

test("Li walks a round and reports a hazard; the coordinator of the community pulls both", async () => {
  const outcomes = await li.does(startRound("r1"), confirmStop("r1", "cp-1"), reportHazard("i1", { roundId: "r1" }));
  expect(outcomes).toEqual(["applied", "applied", "applied"]);
  const { rows } = await chen.pull();
  const round = rows.find((r) => r.t === "round" && r.id === "r1");
  expect(round?.doc?.["stops"]).toHaveLength(1);
  expect(rows.find((r) => r.t === "issue" && r.id === "i1")?.doc?.["state"]).toBe("reported");
});

test("a push whose answer was lost is sent again and counts once", async () => {
  const muts = [li.envelope(startRound("r2")), li.envelope(confirmStop("r2", "cp-1"))];
  const first = await li.push(muts);
  const second = await li.push(muts);
  expect(second.results).toEqual(first.results);
  const stops = await server.db.query<{ n: number }>(
    "SELECT jsonb_array_length(doc->'stops')::int AS n FROM entity WHERE t = 'round' AND id = 'r2'",
  );
  expect(stops[0]?.n).toBe(1);
});

test("[F11] one broken record in a push costs nothing but itself, and is kept whole", async () => {
  const broken = { ...li.envelope(confirmStop("r2", "cp-2")), h: "0000000000000000" };
  const good = li.envelope(confirmStop("r2", "cp-3"));
  const reply = await li.push([broken, good]);
  expect(reply.results.map((r) => r.reason ?? r.outcome)).toEqual(["damaged", "applied"]);
  const kept = await server.db.query<{ payload: { args: unknown } }>("SELECT payload FROM mutation WHERE mid = $1", [
    broken.mid,
  ]);
  expect(kept[0]?.payload.args).toEqual(broken.args);
});

test("a hole in the counter is asked for, not skipped", async () => {
  const missing = li.envelope(confirmStop("r2", "cp-4"));
  const later = li.envelope(confirmStop("r2", "cp-2"));
  const reply = await li.push([later]);
  expect(reply).toMatchObject({ results: [], expect: missing.n });
  expect((await li.push([missing, later])).results).toHaveLength(2);
});

test("[INV-6] a red hazard without the answer about 110/119/120 is refused and kept", async () => {
  const red = reportHazard("i-red", { severity: "red", category: "gas", categoryLabel: "燃气异味" });
  expect(await li.does(red)).toEqual(["emergency-answer-missing"]);
  const answered = reportHazard("i-red", {
    severity: "red",
    category: "gas",
    categoryLabel: "燃气异味",
    emergency: "119",
  });
  expect(await li.does(answered)).toEqual(["applied"]);
});

test("a hazard without a place is refused; a place far outside the district is asked about", async () => {
  expect(await li.does(reportHazard("i-nowhere", { place: {} }))).toEqual(["place-missing"]);
  const far = { place: { position: { lat: 39.9, lng: 116.4, accM: 10, crs: "wgs84" } } };
  expect(await li.does(reportHazard("i-far", far))).toEqual(["position-outside-district"]);
  expect(await li.does(reportHazard("i-far", { ...far, farConfirmed: true }))).toEqual(["applied"]);
});

/** When the server's figures hold a checkpoint as last seen; undefined: never. */
async function seenAt(checkpointId: string): Promise<string | undefined> {
  const rows = await server.db.query<{ at: string }>(
    "SELECT to_json(seen_at) AS at FROM checkpoint_seen WHERE checkpoint_id = $1",
    [checkpointId],
  );
  return rows[0] && new Date(rows[0].at).toISOString();
}

test("a stop taken back counts as not seen for the coordinator and in the figures; an earlier look comes back", async () => {
  const takeBack = (roundId: string, checkpointId: string) => ({
    cmd: "round.retractStop",
    args: { roundId, retractionId: `x.${roundId}.${checkpointId}`, stopId: `${roundId}.${checkpointId}` },
  });
  const before = li.at;
  li.at = "2026-11-24T08:00:00.000Z";
  expect(await li.does(startRound("r-undo-1"), confirmStop("r-undo-1", "cp-4"))).toEqual(["applied", "applied"]);
  expect(await seenAt("cp-4")).toBe(li.at);
  expect(await li.does(takeBack("r-undo-1", "cp-4"))).toEqual(["applied"]);
  expect(await seenAt("cp-4")).toBe(before);
  const atOnce = [startRound("r-undo-2"), confirmStop("r-undo-2", "cp-3"), takeBack("r-undo-2", "cp-3")];
  expect(await li.does(...atOnce)).toEqual(["applied", "applied", "applied"]);
  expect(await seenAt("cp-3")).toBe(before);
  const pulled = (await chen.pull()).rows.find((row) => row.id === "r-undo-2");
  expect(pulled?.doc).toMatchObject({ stops: [{ checkpointId: "cp-3" }], retractions: [{ stopId: "r-undo-2.cp-3" }] });
  li.at = before;
});

test("the neighbouring community's coordinator sees none of it, and may not change it", async () => {
  const lu = await phoneOf(PEOPLE.lu);
  const { rows } = await lu.pull();
  expect(rows.filter((r) => ["issue", "round", "rosterSlot", "serviceRecord"].includes(r.t))).toEqual([]);
  const move = { cmd: "issue.move", args: { issueId: "i1", eventId: "e1", to: "accepted", text: "" } };
  expect(await lu.does(move)).toEqual(["not-allowed"]);
});

test("the branch secretary sees the issues of his compound only, the district none of the texts", async () => {
  const he = await phoneOf(PEOPLE.he);
  const ids = (await he.pull()).rows.filter((r) => r.t === "issue").map((r) => r.id);
  expect(ids).toContain("i1");
  expect(ids).not.toContain("i-far");
  const qin = await phoneOf(PEOPLE.qin);
  expect((await qin.pull()).rows.filter((r) => r.t === "issue" || r.t === "round")).toEqual([]);
  const overview = (await (await qin.call("/api/overview")).json()) as {
    communities: { communityCode: string; openBySeverity: Record<string, number> }[];
  };
  expect(overview.communities.find((c) => c.communityCode === COMMUNITY)?.openBySeverity["orange"]).toBeGreaterThan(0);
});

test("Wang cannot speak for Li", async () => {
  const wang = await phoneOf(PEOPLE.wang);
  const forged = { ...wang.envelope(confirmStop("r1", "cp-2")), user: PEOPLE.li };
  expect((await wang.push([forged])).results[0]?.outcome).toBe("quarantined");
});

test("a photo cut in the middle goes on where it stopped, and only its readers get it", async () => {
  const bytes = randomBytes(100_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const photo = { sha256, bytes: bytes.length, thumbSha256: sha256, thumbBytes: bytes.length, width: 4, height: 3 };
  expect(await li.does(reportHazard("i-photo", { photos: [photo] }))).toEqual(["applied"]);
  const patch = (at: number, part: Uint8Array) =>
    li.call(`/api/blobs/${sha256}`, undefined, {
      method: "PATCH",
      headers: { "upload-offset": String(at), "upload-length": String(bytes.length) },
      body: new Uint8Array(part),
    });
  expect((await patch(0, bytes.subarray(0, 60_000))).headers.get("upload-offset")).toBe("60000");
  expect((await patch(0, bytes)).status).toBe(409);
  expect((await patch(60_000, bytes.subarray(60_000))).headers.get("blob-stored")).toBe("true");
  const got = await chen.call(`/api/blobs/${sha256}`);
  expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
  const lu = await phoneOf(PEOPLE.lu);
  expect((await lu.call(`/api/blobs/${sha256}`)).status).toBe(404);
});

test("an enrolment code works once, and guessing is slowed down", async () => {
  const code = await server.codeFor(PEOPLE.zhao);
  await WirePhone.enrol(server.ask, code);
  const again = { code, publicKey: await publicTextOf(await aDeviceKey()), deviceName: "second" };
  expect((await post(server.ask, "/api/enrol", again)).status).toBe(403);
  for (let i = 0; i < 4; i++) await post(server.ask, "/api/enrol", { ...again, code: `0000000${i}` });
  const limited = await post(server.ask, "/api/enrol", again);
  expect(limited.status).toBe(429);
  expect(((await limited.json()) as { waitS: number }).waitS).toBeGreaterThan(0);
});

test("a revoked phone gets nothing more; without a token nobody gets anything", async () => {
  const code = (await (await chen.call("/api/codes", { personId: PEOPLE.zhao })).json()) as { code: string };
  expect(code.code).toMatch(/^\d{8}$/);
  const { devices } = (await (await chen.call("/api/devices")).json()) as {
    devices: { id: string; personId: string }[];
  };
  const target = devices.find((d) => d.personId === PEOPLE.wang);
  expect((await chen.call(`/api/devices/${target?.id}/revoke`, {})).status).toBe(200);
  for (const path of [
    "/api/sync/heads",
    "/api/devices",
    "/api/overview",
    "/api/sync/live",
    `/api/blobs/${"0".repeat(64)}`,
  ]) {
    expect((await server.ask(path)).status, path).toBe(401);
  }
});
