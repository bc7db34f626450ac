/** Two phones of one person: from the one in her hand she sees the other, and switches it off when it is lost. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SetAside } from "#domain/aside/set-aside";
import type { Heartbeat } from "#protocol/heartbeat";
import type { OwnDevice } from "#protocol/session";
import { newId, record } from "#storage/record";
import { confirmStop, startRound } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, putAway } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { streamOf } from "../harness/stream.ts";
import { WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
/** Li's phone that is lost, the one that stays in her hand, and two people who are not Li. */
let lost: Phone;
let inHand: WirePhone;
let chen: WirePhone;
let wang: WirePhone;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

const enrolled = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));
const revoke = (by: WirePhone, deviceId: string) => by.call(`/api/devices/${deviceId}/revoke`, {});

const phonesOf = async (phone: WirePhone): Promise<OwnDevice[]> =>
  ((await (await phone.call("/api/devices/mine")).json()) as { devices: OwnDevice[] }).devices;

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  lost = await phoneOf(server, network, PEOPLE.li);
  [inHand, chen, wang] = [await enrolled(PEOPLE.li), await enrolled(PEOPLE.chen), await enrolled(PEOPLE.wang)];
}, 120_000);

afterAll(() => server.close());

test("Li sees both her phones from either, with what each said of itself, and nobody's else", async () => {
  await lost.engine.runOnce();
  const waiting: Partial<Heartbeat> = { outbox: 3, photos: 1, oldestAt: "2026-11-24T01:00:00.000Z" };
  const [before] = await server.db.query<{ told: Heartbeat }>("SELECT told FROM device WHERE id = $1", [
    lost.world.person.deviceId,
  ]);
  const heartbeat = { ...before?.told, ...waiting };
  expect((await inHand.call("/api/sync/heartbeat", { heartbeat })).status).toBe(204);
  const phones = await phonesOf(inHand);
  expect(phones.map((p) => p.id).sort()).toEqual([lost.world.person.deviceId, inHand.deviceId].sort());
  expect(phones.find((p) => p.id === inHand.deviceId)).toMatchObject({ revokedAt: null, told: waiting });
  expect(phones.find((p) => p.id === lost.world.person.deviceId)).toMatchObject({ told: { outbox: 0 }, handed: 0 });
  expect((await phonesOf(wang)).map((p) => p.id)).toEqual([wang.deviceId]);
});

test("nobody else may switch Li's phone off, except whoever stands at the desk of her community", async () => {
  expect((await revoke(wang, lost.world.person.deviceId)).status).toBe(403);
  expect((await revoke(inHand, wang.deviceId)).status).toBe(403);
  expect((await revoke(inHand, "no-such-phone")).status).toBe(404);
  expect((await phonesOf(inHand)).map((p) => p.revokedAt)).toEqual([null, null]);
});

test("Li switches the lost one off: it reads nothing any more, and its unsent round lies on the desk of what was not accepted", async () => {
  network.goesDown();
  const roundId = newId();
  expect((await record(lost.world, [startRound(roundId), confirmStop(roundId, "cp-1")])).ok).toBe(true);
  const id = lost.world.person.deviceId;
  expect((await revoke(inHand, id)).status).toBe(200);
  expect((await phonesOf(inHand)).find((p) => p.id === id)).toMatchObject({
    ...{ revokedAt: expect.any(String), handedAt: null, handed: 0 },
  });

  network.comesUp();
  await expect(lost.engine.runOnce()).rejects.toMatchObject({ code: "revoked" });
  putAway(lost);
  const laid = (await chen.pull()).rows.flatMap((r) => (r.t === "setAside" ? [r.doc as unknown as SetAside] : []));
  expect(laid.map((one) => `${one.cmd} ${one.reason} ${one.personId}`)).toEqual([
    `round.start revoked ${PEOPLE.li}`,
    `round.confirmStop revoked ${PEOPLE.li}`,
  ]);
  expect((await phonesOf(inHand)).find((p) => p.id === id)).toMatchObject({ handedAt: expect.any(String), handed: 2 });
  // The one in her hand goes on as before.
  expect((await inHand.call("/api/sync/heads", undefined)).status).toBe(200);
});

test("a phone that listens is woken when it is switched off from the other, and its stream ends", async () => {
  const listening = await enrolled(PEOPLE.li);
  const stream = await streamOf(listening);
  expect((await revoke(inHand, listening.deviceId)).status).toBe(200);
  expect(await stream.next()).toContain("event: poke");
  expect(await stream.next()).toBe("over");
  expect((await listening.call("/api/sync/heads")).status).toBe(401);
});

test("a phone that was switched off sees no phones and switches none off", async () => {
  const he = await enrolled(PEOPLE.he);
  const other = await enrolled(PEOPLE.he);
  await server.db.query("UPDATE device SET revoked_at = now() WHERE id = $1", [he.deviceId]);
  expect((await he.call("/api/devices/mine")).status).toBe(401);
  expect((await revoke(he, other.deviceId)).status).toBe(401);
});

test("the audit says who switched which phone off, from which", async () => {
  const audit = await server.db.query(
    "SELECT person_id, device_id, subject FROM audit WHERE act = 'revoke-device' AND subject = $1",
    [lost.world.person.deviceId],
  );
  expect(audit).toEqual([{ person_id: PEOPLE.li, device_id: inHand.deviceId, subject: lost.world.person.deviceId }]);
});
