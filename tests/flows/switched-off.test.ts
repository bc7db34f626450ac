/** A phone that was switched off hands over everything first; nothing unsent is lost, and nothing of the person stays. */
import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listPeople } from "#storage/device-book";
import { saveDraft } from "#storage/drafts";
import { unsentOf, wipePerson } from "#storage/left-behind";
import { savePhoto } from "#storage/photos";
import { newId, record } from "#storage/record";
import { deliverFor } from "#sync/courier";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { aPhoto, phoneOf as enrolled, lineOf, type Phone, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let chen: WirePhone;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
const options = lineOf(network);

const phoneOf = (personId: string) => enrolled(server, network, personId);

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
}, 120_000);

afterAll(() => server.close());

/** A round, a hazard with a photo and a half-written form, all made without signal. */
async function worksOffline({ world }: Phone, seed: number) {
  network.goesDown();
  const roundId = newId();
  const photo = await savePhoto(world, aPhoto(seed));
  const loose = await savePhoto(world, aPhoto(seed + 1));
  const acts = [startRound(roundId), confirmStop(roundId, "cp-1"), reportHazard(newId(), { roundId, photos: [photo] })];
  expect((await record(world, acts)).ok).toBe(true);
  await saveDraft(world, "report:alone", { words: `写了一半 ${seed}`, photos: [loose] });
  return { roundId, photos: [photo.sha256, loose.sha256] };
}

const switchOff = async ({ world }: Phone): Promise<void> => {
  expect((await chen.call(`/api/devices/${world.person.deviceId}/revoke`, {})).status).toBe(200);
};

const onPhone = async (personId: string) => (await listPeople()).find((p) => p.personId === personId);
const databasesOf = async (personId: string) => (await Dexie.getDatabaseNames()).filter((n) => n.includes(personId));

test("[F29] Li's phone is switched off while she is out: round, half-written form and photos are kept by the server, then she is wiped from it", async () => {
  const li = await phoneOf(PEOPLE.li);
  await li.engine.runOnce();
  const { roundId, photos } = await worksOffline(li, 3);
  await switchOff(li);
  network.comesUp();
  await expect(li.engine.runOnce()).rejects.toMatchObject({ code: "revoked" });
  putAway(li);

  const kept = await server.db.query<{ payload: { cmd: string }; reason: string }>(
    "SELECT payload, reason FROM mutation WHERE device_id = $1 ORDER BY n",
    [li.world.person.deviceId],
  );
  expect(kept.map((k) => `${k.payload.cmd} ${k.reason}`)).toEqual([
    "round.start revoked",
    "round.confirmStop revoked",
    "issue.report revoked",
  ]);
  expect(await server.db.query("SELECT 1 AS x FROM entity WHERE id = $1", [roundId])).toEqual([]);
  const drafts = await server.db.query<{ payload: string }>("SELECT payload FROM custody WHERE person_id = $1", [
    PEOPLE.li,
  ]);
  expect(Buffer.from(drafts[0]?.payload ?? "", "base64").toString()).toContain("写了一半 3");
  const stored = await server.db.query("SELECT 1 AS x FROM blob WHERE sha256 = ANY($1) AND stored_at IS NOT NULL", [
    photos,
  ]);
  expect(stored).toHaveLength(2);

  const taken = await onPhone(PEOPLE.li);
  expect(taken?.revoked).toMatchObject({ stage: "taken", records: 3, photos: 2 });
  if (taken) await wipePerson(taken);
  expect(await databasesOf(PEOPLE.li)).toEqual([]);
  expect((await onPhone(PEOPLE.li))?.revoked?.stage).toBe("wiped");
  await expect(deliverFor(li.world.person, options)).rejects.toMatchObject({ code: "device-key-missing" });
});

test("Chen sees what Li's switched-off phone handed in, reads the half-written form with its photo, and settles it; nobody else reads it", async () => {
  const id = (await onPhone(PEOPLE.li))?.deviceId ?? "";
  const list = async (): Promise<Record<string, unknown>[]> =>
    ((await (await chen.call("/api/custody")).json()) as { phones: Record<string, unknown>[] }).phones;
  const mine = async () => (await list()).find((phone) => phone["id"] === id);
  const came = { records: 3, forms: 1, missing: 0, handedAt: expect.any(String), settledAt: null };
  expect(await mine()).toMatchObject({ displayName: "演示·李", ...came });
  const { forms } = (await (await chen.call(`/api/custody/${id}`)).json()) as {
    forms: { value: { words: string; photos: { sha256: string }[] } }[];
  };
  expect(forms.map((f) => f.value.words)).toEqual(["写了一半 3"]);
  const photo = `/api/blobs/${forms[0]?.value.photos[0]?.sha256}`;
  expect((await chen.call(photo)).status).toBe(200);
  const he = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.he));
  expect((await he.call(`/api/custody/${id}`)).status).toBe(403);
  expect((await he.call(photo)).status).toBe(404);
  const qin = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.qin));
  expect((await qin.call(`/api/custody/${id}`)).status).toBe(403);
  expect((await qin.call(photo)).status).toBe(404);
  expect((await chen.call(`/api/custody/${id}/settle`, { settled: true })).status).toBe(200);
  expect(await mine()).toMatchObject({ settledAt: expect.any(String) });
  const audit = await server.db.query<{ act: string }>("SELECT act FROM audit WHERE subject = $1 ORDER BY n", [id]);
  expect(audit.map((a) => a.act)).toEqual(["enrol", "sign-in", "revoke-device", "read-custody", "settle-custody"]);
});

test("[F43] the line breaks while Wang's switched-off phone hands over: nothing is deleted, and the next contact finishes it", async () => {
  const wang = await phoneOf(PEOPLE.wang);
  await wang.engine.runOnce();
  await worksOffline(wang, 7);
  await switchOff(wang);
  network.comesUp();
  network.losesReplies(2, "/api/sync/custody");
  for (const code of ["offline", "offline"]) await expect(wang.engine.runOnce()).rejects.toMatchObject({ code });
  network.losesReplies(1, "/api/blobs/");
  await expect(wang.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  const waiting = await onPhone(PEOPLE.wang);
  expect(waiting?.revoked?.stage).toBe("taking");
  if (waiting) await wipePerson(waiting);
  expect(await wang.world.vault.drafts.count()).toBe(1);
  expect((await unsentOf(PEOPLE.wang)).photos).toBeGreaterThan(0);
  putAway(wang);
  await deliverFor(wang.world.person, options);
  expect((await onPhone(PEOPLE.wang))?.revoked).toMatchObject({ stage: "taken", records: 3, photos: 2 });
});

test("a switched-off phone reads nothing any more", async () => {
  const he = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.he));
  await chen.call(`/api/devices/${he.deviceId}/revoke`, {});
  const pull = { proto: 1, sch: 1, epoch: null, cid: he.cid, cursor: {} };
  for (const [path, body] of [["/api/sync/pull", pull], ["/api/sync/heads"], ["/api/overview"], ["/api/devices"]]) {
    const reply = await he.call(path as string, body);
    expect([path, reply.status, await reply.json()]).toEqual([path, 401, { error: "revoked" }]);
  }
});

test("a name that was enrolled anew is not wiped by what the old enrolment still had to finish", async () => {
  const before = await onPhone(PEOPLE.wang);
  expect(before?.revoked?.stage).toBe("taken");
  const again = await phoneOf(PEOPLE.wang);
  await again.engine.runOnce();
  network.goesDown();
  expect((await record(again.world, [startRound(newId())])).ok).toBe(true);
  if (before) await wipePerson(before);
  network.comesUp();
  expect((await onPhone(PEOPLE.wang))?.revoked).toBeUndefined();
  expect((await unsentOf(PEOPLE.wang)).records).toBe(1);
  await again.engine.runOnce();
  expect((await unsentOf(PEOPLE.wang)).records).toBe(0);
});

test("Chen retires Zhao: her offices and phones end at once, her phone hands over, her name stays; brought back she starts anew", async () => {
  const zhao = await phoneOf(PEOPLE.zhao);
  await zhao.engine.runOnce();
  await worksOffline(zhao, 11);
  const unused = await server.codeFor(PEOPLE.zhao);
  const retire = { cmd: "person.retire", args: { personId: PEOPLE.zhao } };
  expect(await chen.does(retire)).toEqual(["applied"]);
  network.comesUp();
  await expect(zhao.engine.runOnce()).rejects.toMatchObject({ code: "revoked" });
  expect((await onPhone(PEOPLE.zhao))?.revoked).toMatchObject({ stage: "taken", records: 3, photos: 2 });
  putAway(zhao);
  // Gone, not only refused: somebody who is brought back must not come in by it.
  expect(
    await server.db.query("SELECT 1 AS x FROM enrolment_code WHERE person_id = $1 AND used_at IS NULL", [PEOPLE.zhao]),
  ).toEqual([]);
  await expect(WirePhone.enrol(server.ask, unused)).rejects.toThrow();

  const zhaoAt = async (): Promise<Record<string, unknown>> => {
    const { rows } = await chen.pull();
    return rows.filter((r) => r.t === "person" && r.id === PEOPLE.zhao).sort((a, b) => b.rev - a.rev)[0]?.doc ?? {};
  };
  const gone = await zhaoAt();
  expect(gone).toMatchObject({ displayName: "演示·赵", retiredAt: expect.any(String) });
  expect((gone["grants"] as { to?: string }[]).every((g) => g.to !== undefined)).toBe(true);
  const grant = { id: "g-zhao-2", role: "gridWorker", orgCode: COMMUNITY };
  const give = { cmd: "person.grantRole", args: { personId: PEOPLE.zhao, grant } };
  expect(await chen.does(give)).toEqual(["person-retired"]);

  expect(await chen.does({ cmd: "person.bringBack", args: { personId: PEOPLE.zhao } }, give)).toEqual([
    "applied",
    "applied",
  ]);
  const devices = await server.db.query<{ revoked: boolean }>(
    "SELECT revoked_at IS NOT NULL AS revoked FROM device WHERE person_id = $1",
    [PEOPLE.zhao],
  );
  expect(devices).toEqual([{ revoked: true }]);
  const again = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.zhao));
  expect((await again.pull()).rows.some((r) => r.t === "person" && r.id === PEOPLE.zhao)).toBe(true);
});
