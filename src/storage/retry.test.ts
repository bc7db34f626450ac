import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOutbox, readReceived, retryQuarantined } from "./outbox.ts";
import { record } from "./record.ts";
import { aPhone, startArgs } from "./world.fixture.ts";
import type { World } from "./world.ts";

let world: World;

beforeEach(async () => {
  world = await aPhone();
  expect((await record(world, [{ cmd: "round.start", args: startArgs("r-1") }])).ok).toBe(true);
});
afterEach(async () => {
  world.close();
  for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
});

/** The platform sets the first waiting record aside. */
async function setAside(reason: string): Promise<string> {
  const { mid, n, ek, env } = (await world.vault.outbox.toArray())[0]!;
  await world.vault.quarantine.put({ mid, n, ek, env, reason, receivedAt: "2026-05-01T02:00:00.000Z" });
  await world.vault.outbox.delete(n);
  return mid;
}

test("Wang gives a set-aside record again, mended: it keeps its time, gets a new name, and stands in the list once", async () => {
  const [before] = await readOutbox(world.vault);
  const mid = await setAside("not-allowed");
  expect(await readOutbox(world.vault)).toMatchObject([{ mid, state: "quarantined", reason: "not-allowed" }]);
  const again = await retryQuarantined(world, mid, { memberIds: ["p-wang", "p-li", "p-zhao"] });
  expect(again.ok).toBe(true);
  const entries = await readOutbox(world.vault);
  expect(entries).toMatchObject([
    { state: "waiting", at: before?.at, args: { roundId: "r-1", memberIds: ["p-wang", "p-li", "p-zhao"] } },
  ]);
  expect(entries[0]?.mid).not.toBe(mid);
});

test("what the rules of the phone refuse stays set aside, as it was", async () => {
  const mid = await setAside("group-too-small");
  const again = await retryQuarantined(world, mid, { memberIds: ["p-wang"] });
  expect(again).toMatchObject({ ok: false, error: { kind: "group-too-small" } });
  expect(await readOutbox(world.vault)).toMatchObject([{ mid, state: "quarantined" }]);
});

test("a receipt has the number of its record and the server's time", async () => {
  const { mid, n, ek, env } = (await world.vault.outbox.toArray())[0]!;
  const receivedAt = "2026-05-01T01:05:00.000Z";
  await world.vault.ledger.put({
    ...{ mid, n, ek, env, receivedAt, ackAt: 1, folded: 0, outcome: "applied", rev: 1, conflicts: [] },
  });
  expect(await readReceived(world.vault)).toMatchObject([{ mid, state: "received", receivedAt, receiptNumber: "R1" }]);
});
