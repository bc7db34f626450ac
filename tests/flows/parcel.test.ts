/** What a phone without signal sealed is handed in by somebody else, who can neither read nor change it. */
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealParcel } from "#seal/parcel";
import { signWithDevice } from "#storage/device-book";
import { countUnsent } from "#storage/outbox";
import { savePhoto } from "#storage/photos";
import { newId, record } from "#storage/record";
import { handInParcel, packParcel } from "#sync/parcel";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { aPhoto, type Phone, phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let wang: Phone;
const lines = {
  li: new FlakyNetwork(async (p, i) => server.ask(p, i)),
  wang: new FlakyNetwork(async (p, i) => server.ask(p, i)),
};
const WORDS = "三楼拐角堆了纸箱";

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  wang = await phoneOf(server, lines.wang, PEOPLE.wang);
  await wang.engine.runOnce();
}, 120_000);

afterAll(() => server.close());

/** Li meets the server once, loses the line, and walks a round with a hazard and its photo. */
async function liWalksWithoutSignal(seed: number) {
  lines.li.comesUp();
  const li = await phoneOf(server, lines.li, PEOPLE.li);
  await li.engine.runOnce();
  lines.li.goesDown();
  const roundId = newId();
  const issueId = newId();
  const photo = await savePhoto(li.world, aPhoto(seed));
  const hazard = reportHazard(issueId, { roundId, photos: [photo], words: WORDS });
  expect((await record(li.world, [startRound(roundId), confirmStop(roundId, "cp-1"), hazard])).ok).toBe(true);
  return { li, roundId, issueId, photo };
}

const mutationsOf = (deviceId: string) =>
  server.db.query<{ outcome: string; reason: string | null }>(
    "SELECT outcome, reason FROM mutation WHERE device_id = $1 ORDER BY at, n",
    [deviceId],
  );
const isStored = async (sha256: string) =>
  (await server.db.query("SELECT 1 AS x FROM blob WHERE sha256 = $1 AND stored_at IS NOT NULL", [sha256])).length === 1;
const revOf = async (id: string) =>
  (await server.db.query<{ rev: number }>("SELECT rev FROM entity WHERE id = $1", [id]))[0]?.rev;
const changed = async (file: Blob, at: number): Promise<Blob> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return new Blob([bytes]);
};

test("Li's round, hazard and photo reach the server in Wang's hands; her own sync later finds them there and doubles nothing", async () => {
  const { li, roundId, issueId, photo } = await liWalksWithoutSignal(11);
  const parcel = await packParcel(li.world);
  expect(parcel).toMatchObject({ records: 3, photos: 1, photosLeft: 0 });
  expect(await parcel.file.text()).not.toContain(WORDS);
  expect(await handInParcel(wang.world, parcel.file)).toEqual({ records: 3, aside: 0, photos: 1 });

  expect((await mutationsOf(li.world.person.deviceId)).map((m) => m.outcome)).toEqual([
    "applied",
    "applied",
    "applied",
  ]);
  expect(await isStored(photo.sha256)).toBe(true);
  const revs = [await revOf(roundId), await revOf(issueId)];
  const issue = await server.db.query<{ by: string }>("SELECT doc->>'reportedById' AS by FROM entity WHERE id = $1", [
    issueId,
  ]);
  expect(issue[0]?.by).toBe(PEOPLE.li);

  const clients = () => server.db.query("SELECT cid, last_n FROM client ORDER BY cid");
  const known = await clients();
  expect(await handInParcel(wang.world, parcel.file)).toEqual({ records: 3, aside: 0, photos: 1 });
  expect(await clients()).toEqual(known);
  expect(await countUnsent(li.world.vault)).toMatchObject({ records: 3, photos: 1 });
  lines.li.comesUp();
  await li.engine.runOnce();
  expect(await countUnsent(li.world.vault)).toMatchObject({ records: 0, photos: 0, quarantined: 0 });
  expect([await revOf(roundId), await revOf(issueId)]).toEqual(revs);
  expect(await mutationsOf(li.world.person.deviceId)).toHaveLength(3);
});

test("a parcel that was changed anywhere, or that another phone signed, is not opened; what is in it stays with Li", async () => {
  const { li, roundId } = await liWalksWithoutSignal(21);
  const { file } = await packParcel(li.world);
  const forged = await packParcel({ ...li.world, person: { ...li.world.person, personId: PEOPLE.wang } });
  const strange = new Blob(["ZMJP1\n{}\n", new Uint8Array(80)]);
  const broken = [await changed(file, 40), await changed(file, 900), await changed(file, -70), await changed(file, -1)];
  for (const bad of [...broken, forged.file, strange, new Blob(["一张照片"]), file.slice(0, 500)]) {
    await expect(handInParcel(wang.world, bad)).rejects.toMatchObject({ code: "parcel-unreadable" });
  }
  expect(await revOf(roundId)).toBeUndefined();
  expect(await countUnsent(li.world.vault)).toMatchObject({ records: 3 });
  expect(await handInParcel(wang.world, file)).toMatchObject({ records: 3, aside: 0 });
});

test("Li's phone was switched off before her parcel arrived: it is kept for the community to look at, and applied to nothing", async () => {
  const { li, roundId } = await liWalksWithoutSignal(31);
  const { file } = await packParcel(li.world);
  const chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  expect((await chen.call(`/api/devices/${li.world.person.deviceId}/revoke`, {})).status).toBe(200);
  expect(await handInParcel(wang.world, file)).toEqual({ records: 3, aside: 3, photos: 1 });
  expect((await mutationsOf(li.world.person.deviceId)).map((m) => m.reason)).toEqual(["revoked", "revoked", "revoked"]);
  expect(await revOf(roundId)).toBeUndefined();
});

test("a file that no record of the sender names is not kept, however it is sealed and signed", async () => {
  const { li } = await liWalksWithoutSignal(51);
  const file = new TextEncoder().encode("演示 a film nobody reported");
  const sha256 = createHash("sha256").update(file).digest("hex");
  const sealed = await sealParcel({
    list: { deviceId: li.world.person.deviceId, muts: [], files: [{ sha256, small: 0, bytes: file.length }] },
    files: [file],
    serverKey: (await li.world.vault.getMeta("parcelKey")) ?? "",
    sign: (text) => signWithDevice(PEOPLE.li, text),
  });
  expect(await handInParcel(wang.world, new Blob([sealed]))).toEqual({ records: 0, aside: 0, photos: 0 });
  expect(await isStored(sha256)).toBe(false);
});

test("who carried whose parcel is in the audit; a phone that has not met the server since cannot seal one and says so", async () => {
  const carried = await server.db.query("SELECT 1 AS x FROM audit WHERE act = 'carry-parcel' AND person_id = $1", [
    PEOPLE.wang,
  ]);
  expect(carried.length).toBeGreaterThan(0);
  const { li } = await liWalksWithoutSignal(41);
  await li.world.vault.meta.delete("parcelKey");
  await expect(packParcel(li.world)).rejects.toMatchObject({ code: "parcel-key-missing" });
});
