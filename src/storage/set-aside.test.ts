import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SetAside } from "#domain/aside/set-aside";
import { countUnsent, readReceived, retryQuarantined } from "./outbox.ts";
import { record } from "./record.ts";
import { casesAt, closeAside } from "./set-aside.ts";
import { aPhone, COMMUNITY, ME, startArgs } from "./world.fixture.ts";
import type { World } from "./world.ts";

let world: World;
let mid: string;

beforeEach(async () => {
  world = await aPhone();
  await record(world, [{ cmd: "round.start", args: startArgs("r-1") }]);
  const row = (await world.vault.outbox.toArray())[0]!;
  mid = row.mid;
  const { n, ek, env } = row;
  await world.vault.quarantine.put({ mid, n, ek, env, reason: "not-allowed", receivedAt: "2026-05-01T02:00:00.000Z" });
  await world.vault.outbox.delete(n);
});
afterEach(async () => {
  world.close();
  for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
});

const aside = (id: string, more: Partial<SetAside> = {}): SetAside => ({
  ...{ id, orgCode: COMMUNITY, personId: ME, cmd: "round.start", args: {}, about: { t: "round", id: "r-1" }, n: 1 },
  ...{ reason: "not-allowed", at: "2026-05-01T01:00:00.000Z", takenAt: "2026-05-01T02:00:00.000Z", state: "open" },
  ...{ events: [], ...more },
});

const admin = { personId: "p", grants: [{ id: "g", role: "communityAdmin", orgCode: COMMUNITY, from: "" }] } as const;
const shown = (doc: SetAside) => ({ doc, stage: "received", rev: 1 }) as const;

test("a settled one leaves the tray and stays among the receipts, so that a restored server gets it again", async () => {
  await closeAside(world, mid);
  expect(await countUnsent(world.vault)).toMatchObject({ records: 0, quarantined: 0 });
  expect(await readReceived(world.vault)).toMatchObject([{ mid }]);
  expect(await world.vault.ledger.get(mid)).toMatchObject({ env: { mid }, outcome: "settled" });
});

test("given again by its author, the desk is told so; where this phone does not know it at the desk, nobody is", async () => {
  expect((await retryQuarantined(world, mid)).ok).toBe(true);
  expect((await world.vault.outbox.toArray()).map((r) => r.env.cmd)).toEqual(["round.start"]);
  const doc = aside(mid);
  await world.vault.quarantine.put({
    ...{ mid, n: 9, ek: [], env: (await world.vault.outbox.toArray())[0]!.env, reason: "x", receivedAt: "" },
  });
  await world.cache.rows.put({ t: "setAside", id: mid, rev: 1, doc: { ...doc } });
  await world.vault.outbox.clear();
  expect((await retryQuarantined(world, mid)).ok).toBe(true);
  expect((await world.vault.outbox.orderBy("n").toArray()).map((r) => r.env.cmd)).toEqual([
    "round.start",
    "aside.giveAgain",
  ]);
});

test("what waits for a set-aside record stands with it, in order; nobody from above reads the texts", () => {
  const later = (id: string, n: number) => aside(id, { n, cmd: "round.confirmStop", reason: "parent-set-aside" });
  const all = [later("c", 3), aside("a"), later("b", 2), aside("z", { about: { t: "issue", id: "i" }, n: 4 })].map(
    shown,
  );
  const cases = casesAt(all, admin);
  expect(cases.map((one) => [one.doc.id, one.followers.map((f) => f.id)])).toEqual([
    ["z", []],
    ["a", ["b", "c"]],
  ]);
  expect(casesAt([shown(later("b", 2))], admin).map((one) => one.doc.id)).toEqual(["b"]);
  const district = {
    personId: "p",
    grants: [{ ...admin.grants[0], role: "districtAdmin", orgCode: "450303000000" }],
  } as const;
  expect(casesAt(all, district)).toEqual([]);
});
