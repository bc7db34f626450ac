/** The server goes back in time, with or without a word, and phones are cloned: nothing is lost, nothing counts twice. */
import "fake-indexeddb/auto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Dexie from "dexie";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { newId, record } from "#storage/record";
import { confirmStop, startRound } from "../builders/acts.ts";
import { PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf, putAway, restarted } from "../harness/phone.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { becomeCopy, copyVault } from "../harness/vault-copy.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { RigServer } from "../rig/rig-server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-restored-"));
const server = new RigServer(await freshDatabase(), dataDir);
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

beforeEach(() => server.reset());

afterAll(async () => {
  await server.db.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A phone that has heard from the server once; put away and emptied after the test. */
const open: Phone[] = [];
async function phone(personId: string): Promise<Phone> {
  const one = await phoneOf(server, network, personId);
  open.push(one);
  await one.engine.runOnce();
  return one;
}

afterEach(async () => {
  for (const one of open) putAway(one);
  open.length = 0;
  for (const name of await Dexie.getDatabaseNames()) if (/^(vault|cache)-/.test(name)) await Dexie.delete(name);
});

async function killed(one: Phone): Promise<Phone> {
  const next = await restarted(one, network);
  open.push(next);
  return next;
}

async function starts({ world }: Phone, more: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  expect(await record(world, [startRound(id, more), confirmStop(id, "cp-1")])).toMatchObject({ ok: true });
  return id;
}

/** Rounds on the server, each with the number of its stops. */
const rounds = async (): Promise<Record<string, number>> => {
  const rows = await server.db.query<{ id: string; n: number }>(
    "SELECT id, jsonb_array_length(doc->'stops')::int AS n FROM entity WHERE t = 'round' ORDER BY id",
  );
  return Object.fromEntries(rows.map((r) => [r.id, r.n]));
};

const each = (...ids: string[]) => Object.fromEntries([...ids].sort().map((id) => [id, 1]));

async function syncs({ engine }: Phone, times = 3): Promise<void> {
  for (let n = 0; n < times; n++) await engine.runOnce();
}

test("[F33] restored to a backup of before Li's round: her phone sends it again, what the backup held counts once", async () => {
  const li = await phone(PEOPLE.li);
  const before = await starts(li);
  await syncs(li);
  await server.backUp();
  const after = await starts(li);
  await syncs(li);
  expect(await server.restore()).toBe(true);
  expect(await rounds()).toEqual(each(before));
  await syncs(li);
  expect(await rounds()).toEqual(each(before, after));
  expect(await li.world.vault.outbox.count()).toBe(0);
});

test("[F34] the database is put back while the server is stopped: the witness shows it at the start, and phones send again", async () => {
  const li = await phone(PEOPLE.li);
  const before = await starts(li);
  await syncs(li);
  await server.backUp();
  const after = await starts(li);
  await syncs(li);
  await server.notesWitness();
  const epoch = server.epochNow();
  await server.putBack({ stopped: true });
  expect(await rounds()).toEqual(each(before));
  expect(server.epochNow()).not.toBe(epoch);
  await syncs(li);
  expect(await rounds()).toEqual(each(before, after));
});

test("[F34] a database of before an earlier restore shows an epoch that has ended: it is another one all the same", async () => {
  const li = await phone(PEOPLE.li);
  await server.backUp();
  const first = await starts(li);
  await syncs(li);
  const epochs = [server.epochNow()];
  await server.restore();
  epochs.push(server.epochNow());
  await syncs(li);
  await server.notesWitness();
  await server.putBack({ stopped: true });
  expect(epochs).not.toContain(server.epochNow());
  await syncs(li);
  expect(await rounds()).toEqual(each(first));
});

test("[F34] put back under a running server: the first phone that has seen more shows it", async () => {
  const li = await phone(PEOPLE.li);
  await syncs(li);
  await server.backUp();
  const after = await starts(li);
  await syncs(li);
  await server.notesWitness();
  const epoch = server.epochNow();
  await server.putBack({ stopped: false });
  await syncs(li);
  expect(server.epochNow()).not.toBe(epoch);
  expect(await rounds()).toEqual(each(after));
});

test("[F34] the witness is gone too: the phone itself begins again and sends what it keeps", async () => {
  const li = await phone(PEOPLE.li);
  await syncs(li);
  await server.backUp();
  const after = await starts(li);
  await syncs(li);
  await server.putBack({ stopped: false });
  server.losesWitness();
  await syncs(li);
  expect(await rounds()).toEqual(each(after));
  expect(await li.world.cache.rows.get(["round", after])).toBeDefined();
});

test("[F35] Wang's phone is cloned with unsent records; both work on, the server is restored: all of both counts once", async () => {
  const twinRound = { memberIds: [PEOPLE.wang, PEOPLE.zhao] };
  let wang = await phone(PEOPLE.wang);
  const shared = await starts(wang, twinRound);
  const copy = await copyVault(wang.world.vault);
  const first = await starts(wang, twinRound);
  await syncs(wang);
  await server.backUp();
  const firstCopy = await copyVault(wang.world.vault);

  await becomeCopy(wang.world.vault, copy);
  wang = await killed(wang);
  const second = await starts(wang, twinRound);
  const sharedCid = await wang.world.vault.getMeta("cid");
  await syncs(wang);
  expect(await wang.world.vault.getMeta("cid")).not.toBe(sharedCid);
  expect(await rounds()).toEqual(each(shared, first, second));
  const secondCid = await wang.world.vault.getMeta("cid");

  await server.restore();
  await syncs(wang);
  const third = await starts(wang, twinRound);
  await syncs(wang);
  await becomeCopy(wang.world.vault, firstCopy);
  wang = await killed(wang);
  await syncs(wang);
  expect(await rounds()).toEqual(each(shared, first, second, third));
  expect(await wang.world.vault.getMeta("cid")).not.toBe(secondCid);
  expect(await wang.world.vault.outbox.count()).toBe(0);
});

test("[F07] a push that was stuck in the network arrives after newer ones, and once more after a restore: it changes nothing", async () => {
  const li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
  await server.backUp();
  const old = [li.envelope(startRound("late")), li.envelope(confirmStop("late", "cp-1"))];
  const first = await li.push(old);
  await li.does(confirmStop("late", "cp-2"));
  const again = await li.push(old);
  expect(again.results).toEqual(first.results);
  expect(again.lastN).toBe(3);
  expect(await rounds()).toEqual({ late: 2 });
  await server.restore();
  const reply = await li.pushRaw(old);
  expect([reply.status, ((await reply.json()) as { error: string }).error]).toEqual([409, "wrong-epoch"]);
  expect(await rounds()).toEqual({});
});
