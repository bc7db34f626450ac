/** Sealed words from phone to phone: who reads them, who never does, and what becomes of the keys. */
import "fake-indexeddb/auto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import Dexie from "dexie";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Doc } from "#domain/kernel/command";
import { RECOVERY } from "#domain/kernel/sealed";
import { wrapsOf } from "#domain/sealed/sealed-records";
import { dropCache } from "#storage/cache/cache";
import { checkPin, listPeople } from "#storage/device-book";
import { thinOut } from "#storage/housekeeping";
import { wipePerson } from "#storage/left-behind";
import { docIn, readOverlay } from "#storage/overlay";
import { setPin } from "#storage/pin";
import { dropPinKeys } from "#storage/pin-key";
import { newId, record } from "#storage/record";
import { openSealed } from "#storage/sealed";
import { secretOf } from "#storage/sealing";
import { deliverFor } from "#sync/courier";
import { loadRecords } from "../../sync-server/load-records.ts";
import { rewrapForOperator } from "../../sync-server/store/change-keys.ts";
import { recoverKeys } from "../../sync-server/store/recover-store.ts";
import {
  readRecoveryKey,
  recoveryFile,
  recoveryKeyInForce,
  replaceRecoveryKey,
} from "../../sync-server/store/recovery-key.ts";
import { AUDITOR, MEDIATORS, theMediators } from "../builders/mediators.ts";
import { aNeighbourhood, COMMUNITY, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { phoneOf as enrolled, lineOf, type Phone, putAway } from "../harness/phone.ts";
import { correct, file, hear, type Quarrel, share, takeUp } from "../harness/quarrel.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const NAMES = ["张三丰丰", "李四娘娘"];
const FACTS = "三楼水管漏到二楼，两家争吵";

let server: TestServer;
const time = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
/** How far the phones' clocks are ahead of the server's. */
const skew = { ms: 0 };
const clock = { now: () => time.ms + skew.ms };
const passes = (hours: number): void => {
  time.ms += hours * 3_600_000;
};
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

/** A mediator with a PIN, whose key the others know. */
async function mediator(personId: string): Promise<Phone> {
  const phone = await enrolled(server, network, personId, clock);
  await setPin(personId, "135790");
  await phone.engine.runOnce();
  await phone.engine.runOnce();
  return phone;
}

const caseArgs = (quarrelId: string, mediatorIds: readonly string[]) => ({
  quarrelId,
  communityCode: COMMUNITY,
  mediatorIds: [...mediatorIds],
  names: NAMES,
  facts: FACTS,
});

async function takesUp({ world }: Phone, mediatorIds: readonly string[] = [world.person.personId]): Promise<string> {
  const id = newId();
  expect(await record(world, [takeUp(caseArgs(id, mediatorIds))])).toMatchObject({ ok: true });
  return id;
}

const rowOf = async ({ world }: Phone, id: string): Promise<Doc | undefined> =>
  (await world.cache.rows.get(["quarrel", id]))?.doc;

/** What the person reads of it, with a reason; or why not. */
async function reads(phone: Phone, id: string): Promise<Partial<Quarrel> | string> {
  const opened = await openSealed(phone.world, { t: "quarrel", id }, "回访");
  if (!opened.ok) return opened.error.kind;
  const ref = { t: "quarrel", id };
  const plain = await opened.value.reveal(docIn(await readOverlay(phone.world, [ref]), ref));
  return plain.ok ? (plain.value as unknown as Partial<Quarrel>) : plain.error.kind;
}

/** Names of the operator's keys that open the record. */
async function opensFor(id: string): Promise<string[]> {
  const [row] = await server.db.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = 'quarrel' AND id = $1", [id]);
  return wrapsOf(row?.doc ?? {}).flatMap((w) => (w.personId === RECOVERY ? [w.id] : []));
}

/** A new token of anybody makes the server look at its keys; the phone learns the operator's, and sends what it wrapped for it. */
async function keysReach({ engine, world }: Phone, keyId: string): Promise<void> {
  await (await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li))).token();
  for (let i = 0; i < 3; i++) await engine.runOnce();
  expect((await world.vault.getMeta("recoveryKey"))?.id).toBe(keyId);
}

let zhang: Phone;
let sun: Phone;

beforeAll(async () => {
  server = await aServer([...aNeighbourhood(), ...theMediators()], () => time.ms);
  zhang = await mediator(MEDIATORS.zhang);
  sun = await mediator(MEDIATORS.sun);
  await zhang.engine.runOnce();
}, 120_000);

afterAll(() => server.close());

test("[PRI-51] a file is taken up for two mediators: both read it with a reason, the auditor sees the reasons, others see its state", async () => {
  const id = await takesUp(zhang, [MEDIATORS.zhang, MEDIATORS.sun]);
  for (const phone of [zhang, sun]) await phone.engine.runOnce();
  expect(await reads(zhang, id)).toMatchObject({ names: NAMES, facts: FACTS });
  expect(await reads(sun, id)).toMatchObject({ names: NAMES, facts: FACTS });
  expect(await openSealed(sun.world, { t: "quarrel", id }, " ")).toMatchObject({
    error: { kind: "invalid-arguments" },
  });
  for (const phone of [zhang, sun]) await phone.engine.runOnce();

  const kept = async (personId: string) => {
    const { rows } = await (await WirePhone.enrol(server.ask, await server.codeFor(personId))).pull();
    return rows.filter((row) => ["quarrel", "quarrelStub", "opening"].includes(row.t));
  };
  const stub = { t: "quarrelStub", id, doc: { id, communityCode: COMMUNITY, state: "open" } };
  expect(await kept(PEOPLE.chen)).toMatchObject([stub]);
  expect(await kept(PEOPLE.li)).toEqual([]);
  expect((await kept(AUDITOR)).map(({ t, doc }) => [t, doc?.["personId"], doc?.["reason"]])).toEqual(
    expect.arrayContaining([
      ["opening", MEDIATORS.zhang, "回访"],
      ["opening", MEDIATORS.sun, "回访"],
      ["quarrelStub", undefined, undefined],
    ]),
  );
});

test("[SYN-34] locked, Zhang's phone saves a new file and a session of an old one, and reads neither; unlocked she reads both", async () => {
  const old = await takesUp(zhang);
  await zhang.engine.runOnce();
  dropPinKeys(MEDIATORS.zhang);
  const fresh = await takesUp(zhang);
  const account = "他说会修好";
  expect(await record(zhang.world, [hear({ quarrelId: old, entryId: "s-1", account })])).toMatchObject({ ok: true });
  expect(await reads(zhang, fresh)).toBe("sealed-locked");
  await zhang.engine.runOnce();
  await zhang.engine.runOnce();
  expect(await reads(zhang, old)).toBe("sealed-locked");
  expect(await checkPin(MEDIATORS.zhang, "135790", time.ms)).toMatchObject({ ok: true });
  expect(await reads(zhang, fresh)).toMatchObject({ facts: FACTS });
  expect(await reads(zhang, old)).toMatchObject({ sessions: [{ id: "s-1", account }] });
});

test("a form in which only the facts were changed leaves the box of the names as it was", async () => {
  const id = await takesUp(zhang);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  const before = await rowOf(zhang, id);
  expect(await record(zhang.world, [correct({ quarrelId: id, names: NAMES, facts: "已经修好" })])).toMatchObject({
    ok: true,
  });
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  const after = await rowOf(zhang, id);
  expect(after?.["names"]).toEqual(before?.["names"]);
  expect(await reads(zhang, id)).toMatchObject({ names: NAMES, facts: "已经修好" });
});

test("Sun is asked to help, let go, and asked again: the key comes and goes with her name, and nothing of it stays on her phone", async () => {
  const id = await takesUp(zhang);
  const wrapsFor = async (personId: string) => {
    const rows = await server.db.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = 'quarrel' AND id = $1", [id]);
    return JSON.stringify(rows[0]?.doc).split(personId).length - 1;
  };
  const both = [MEDIATORS.zhang, MEDIATORS.sun];
  const shares = async (mediatorIds: string[]) => {
    expect(await record(zhang.world, [share({ quarrelId: id, mediatorIds })])).toMatchObject({ ok: true });
    for (const phone of [zhang, sun]) await phone.engine.runOnce();
  };
  await shares(both);
  expect(await reads(sun, id)).toMatchObject({ facts: FACTS });
  const seenIn = both.map((one) => `u:${one}`);
  const lost = { t: "quarrel", recordId: id, field: "facts", seenIn, lostById: MEDIATORS.sun, state: "open" };
  await loadRecords(server.db, [{ t: "overwritten", id: `${id}.facts`, doc: { id: `${id}.facts`, ...lost } }]);
  await sun.engine.runOnce();
  const keepsLost = async () => (await sun.world.cache.rows.get(["overwritten", `${id}.facts`])) !== undefined;
  expect(await keepsLost()).toBe(true);
  await shares([MEDIATORS.zhang]);
  expect(await keepsLost()).toBe(false);
  expect(await wrapsFor(MEDIATORS.sun)).toBe(0);
  expect(await rowOf(sun, id)).toBeUndefined();
  expect(await reads(sun, id)).toBe("not-found");
  await shares(both);
  expect(await reads(sun, id)).toMatchObject({ facts: FACTS });
});

test("[SYN-35] seventy-two hours without a contact close the words, whatever the clock is set to; saving goes on, and one contact opens them", async () => {
  const id = await takesUp(zhang);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  passes(71);
  expect(await reads(zhang, id)).toMatchObject({ facts: FACTS });
  passes(2);
  expect(await reads(zhang, id)).toBe("lease-over");
  passes(-60);
  expect(await reads(zhang, id)).toBe("lease-over");
  passes(60);
  const fresh = await takesUp(zhang);
  expect((await zhang.world.vault.outbox.toArray()).map((row) => row.env.e.id)).toContain(fresh);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  expect(await reads(zhang, id)).toMatchObject({ facts: FACTS });
  expect(await reads(zhang, fresh)).toMatchObject({ facts: FACTS });
});

test("a phone whose clock is put years ahead during a contact, and back, has no longer than seventy-two hours", async () => {
  const id = await takesUp(zhang);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  skew.ms = 20_000 * 3_600_000;
  network.losesReplies(9, "/api/sync/pull");
  await expect(zhang.engine.runOnce()).rejects.toMatchObject({ code: "offline" });
  network.losesNothingMore();
  skew.ms = 0;
  passes(73);
  expect(await reads(zhang, id)).toBe("lease-over");
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  expect(await reads(zhang, id)).toMatchObject({ facts: FACTS });
});

test("a new PIN opens what the old one opened, and the old one opens nothing", async () => {
  const id = await takesUp(zhang);
  await setPin(MEDIATORS.zhang, "246801");
  expect(await zhang.world.vault.keys.count()).toBe(1);
  dropPinKeys();
  expect(await checkPin(MEDIATORS.zhang, "135790", time.ms)).toMatchObject({ ok: false });
  expect(await reads(zhang, id)).toBe("sealed-locked");
  expect(await checkPin(MEDIATORS.zhang, "246801", time.ms)).toMatchObject({ ok: true });
  expect(await reads(zhang, id)).toMatchObject({ facts: FACTS });
  expect(await checkPin(MEDIATORS.sun, "135790", time.ms)).toMatchObject({ ok: true });
});

test("Sun takes Zhang's phone over for a moment: she reads nothing of Zhang's, and Zhang's locked work is sent all the same", async () => {
  await sun.engine.runOnce();
  const known = await takesUp(zhang);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  const doc = (await rowOf(zhang, known)) ?? {};
  expect(await secretOf(zhang.world, doc)).toBeDefined();
  const id = await takesUp(zhang);
  dropPinKeys(MEDIATORS.zhang);
  const { vault, cache } = zhang.world;
  const inHerHands = { ...sun.world, vault, cache };
  expect(await secretOf({ ...sun.world, cache }, doc)).toBeUndefined();
  expect(await secretOf(inHerHands, doc)).toBeUndefined();
  expect(await openSealed(inHerHands, { t: "quarrel", id: known }, "好奇")).toMatchObject({ ok: false });
  await deliverFor(zhang.world.person, lineOf(network));
  const rows = await server.db.query("SELECT 1 AS x FROM entity WHERE t = 'quarrel' AND id = $1", [id]);
  expect(rows).toHaveLength(1);
  expect(await checkPin(MEDIATORS.zhang, "246801", time.ms)).toMatchObject({ ok: true });
});

test("seven days after a file has ended phones and pulls hold its state only; the server holds all of it", async () => {
  const id = await takesUp(zhang);
  await record(zhang.world, [file({ quarrelId: id, at: new Date(time.ms).toISOString() })]);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  passes(6 * 24);
  expect(await thinOut(zhang.world)).toBe(0);
  passes(2 * 24);
  expect(await thinOut(zhang.world)).toBe(1);
  const stub = { id, communityCode: COMMUNITY, state: "filed" };
  expect(await rowOf(zhang, id)).toEqual(stub);
  await dropCache(zhang.world.cache);
  for (const _twice of [1, 2]) await zhang.engine.runOnce();
  expect(await rowOf(zhang, id)).toEqual(stub);
  const rows = await server.db.query<{ doc: Doc }>("SELECT doc FROM entity WHERE t = 'quarrel' AND id = $1", [id]);
  expect(rows[0]?.doc["names"]).toHaveProperty("ct");
});

test("Tang loses her phone: her new one gets her shared file from Sun, and what she kept alone from the operator's key", async () => {
  const tang = await mediator(MEDIATORS.tang);
  for (const phone of [sun, tang]) await phone.engine.runOnce();
  const shared = await takesUp(tang, [MEDIATORS.tang, MEDIATORS.sun]);
  const alone = await takesUp(tang);
  for (const phone of [tang, sun]) await phone.engine.runOnce();
  putAway(tang);
  dropPinKeys(MEDIATORS.tang);
  for (const name of await Dexie.getDatabaseNames()) if (name.includes(MEDIATORS.tang)) await Dexie.delete(name);

  const anew = await mediator(MEDIATORS.tang);
  expect(await reads(anew, shared)).toMatchObject({ facts: null });
  for (const phone of [sun, sun, anew]) await phone.engine.runOnce();
  expect(await reads(anew, shared)).toMatchObject({ facts: FACTS });
  expect(await reads(anew, alone)).toMatchObject({ facts: null });
  const name = readdirSync(server.dataDir).find((one) => one.startsWith("recovery-key-")) ?? "";
  const operator = await readRecoveryKey(join(server.dataDir, name));
  const done = await recoverKeys(server.db, { personId: MEDIATORS.tang, operator });
  expect(done).toEqual({ records: 2, passedOn: 1, unopened: 0 });
  await anew.engine.runOnce();
  expect(await reads(anew, alone)).toMatchObject({ facts: FACTS });
});

test("the operator's key is changed: by the file of before all opens for the new one at once; what a phone wraps for the old one later is caught up", async () => {
  const id = await takesUp(zhang);
  await zhang.engine.runOnce();
  const inForce = await recoveryKeyInForce(server.db);
  const old = await readRecoveryKey(recoveryFile(server.dataDir, inForce?.id ?? ""));
  const fresh = await replaceRecoveryKey(server.db, server.dataDir);
  const late = await takesUp(zhang);
  const { records, rewrapped } = await rewrapForOperator(server.db, old, fresh);
  expect(rewrapped).toBeGreaterThan(1);
  expect(records).toBeGreaterThanOrEqual(rewrapped);
  expect(await rewrapForOperator(server.db, old, fresh)).toMatchObject({ records, rewrapped: 0 });
  expect(await opensFor(id)).toEqual([fresh.id]);

  await zhang.engine.runOnce();
  expect(await opensFor(late)).toEqual([old.id]);
  expect(await rewrapForOperator(server.db, old, fresh)).toMatchObject({ rewrapped: 1 });
  expect(await opensFor(late)).toEqual([fresh.id]);
  for (const phone of [zhang, sun]) await phone.engine.runOnce();
  expect(await reads(zhang, id)).toMatchObject({ facts: FACTS });
  const operator = await readRecoveryKey(recoveryFile(server.dataDir, fresh.id));
  expect(await recoverKeys(server.db, { personId: MEDIATORS.zhang, operator })).toMatchObject({ unopened: 0 });
});

test("the operator's file of before is lost: phones of those entitled wrap for the new key by themselves when they come by", async () => {
  const id = await takesUp(zhang);
  await zhang.engine.runOnce();
  expect(await opensFor(id)).toHaveLength(1);
  const { id: fresh } = await replaceRecoveryKey(server.db, server.dataDir);
  await keysReach(zhang, fresh);
  expect(await opensFor(id)).toContain(fresh);
  expect(await reads(zhang, id)).toMatchObject({ facts: FACTS });
});

test("Sun's phone is switched off: it reads nothing from that contact on, hands over sealed, and keeps neither key nor word", async () => {
  const id = await takesUp(sun);
  const chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  chen.clock = clock.now;
  expect((await chen.call(`/api/devices/${sun.world.person.deviceId}/revoke`, {})).status).toBe(200);
  await expect(sun.engine.runOnce()).rejects.toMatchObject({ code: "revoked" });
  expect(await reads(sun, id)).toBe("sealed-locked");
  putAway(sun);
  const taken = (await listPeople()).find((p) => p.personId === MEDIATORS.sun);
  if (taken) await wipePerson(taken);
  expect((await Dexie.getDatabaseNames()).filter((name) => name.includes(MEDIATORS.sun))).toEqual([]);
  const aside = await server.db.query<{ doc: Doc }>(
    "SELECT doc FROM entity WHERE t = 'setAside' AND doc->'about'->>'id' = $1 AND doc->>'cmd' = 'quarrel.takeUp'",
    [id],
  );
  expect(aside[0]?.doc["args"]).toMatchObject({ facts: { ct: expect.any(String) } });
});
