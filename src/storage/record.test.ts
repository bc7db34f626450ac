import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { envelopeChecksum } from "#protocol/envelope";
import { readOverlay } from "./overlay.ts";
import { newId, record } from "./record.ts";
import { show } from "./shown.ts";
import { rekey, resumeFrom } from "./vault/vault.ts";
import { aPhone, startArgs } from "./world.fixture.ts";
import type { World } from "./world.ts";

const start = (roundId: string, members?: string[]) => ({ cmd: "round.start", args: startArgs(roundId, members) });
const stop = (roundId: string, stopId: string) => ({
  cmd: "round.confirmStop",
  args: { roundId, stopId, checkpointId: "cp-1", result: "normal", confirmedBy: "hand" },
});

describe("saving what a person did", () => {
  let world: World;
  beforeEach(async () => {
    world = await aPhone();
  });
  afterEach(async () => {
    world.close();
    for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
  });

  it("is one put in the outbox", async () => {
    const add = vi.spyOn(IDBObjectStore.prototype, "add");
    const saved = await record(world, [start("r-1")]);
    expect(saved.ok).toBe(true);
    expect(add).toHaveBeenCalledTimes(1);
    add.mockRestore();
    const [row] = await world.vault.outbox.toArray();
    expect(row).toMatchObject({ n: 1, state: "waiting", ek: ["round:r-1"] });
    expect(row?.env.h).toBe(envelopeChecksum({ ...row!.env, cid: "another", n: 7 }));
  });

  it("[F15] numbers two saves at once without a hole", async () => {
    const saves = Array.from({ length: 8 }, () => record(world, [start(newId())]));
    await Promise.all(saves);
    const numbers = (await world.vault.outbox.toArray()).map((r) => r.n);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await world.vault.getMeta("nextN")).toBe(9);
  });

  it("saves nothing of a group of commands when one is refused", async () => {
    const refused = await record(world, [start("r-1"), start("r-2", ["p-wang"])]);
    expect(refused).toMatchObject({ ok: false, error: { kind: "group-too-small" } });
    expect(await world.vault.outbox.count()).toBe(0);
  });

  it("decides later commands on the earlier ones, in one call and in the next", async () => {
    expect((await record(world, [start("r-1"), stop("r-1", "s-1")])).ok).toBe(true);
    expect((await record(world, [stop("r-1", "s-2")])).ok).toBe(true);
    const shown = show<{ stops: unknown[] }>("round", "r-1", undefined, await readOverlay(world));
    expect(shown).toMatchObject({ stage: "onPhone", rev: 0 });
    expect(shown?.doc.stops).toHaveLength(2);
  });

  it("keeps order and every mid when the phone takes a new client id", async () => {
    const first = await record(world, [start("r-1"), stop("r-1", "s-1")]);
    const row = (await world.vault.outbox.get(1))!;
    const { mid, n, ek, env } = row;
    const receipt = { outcome: "applied", rev: 1, receivedAt: "2026-05-01T01:00:01Z", conflicts: [] } as const;
    await world.vault.ledger.put({ mid, n, ek, env, ackAt: 1, folded: 1, ...receipt });
    await world.vault.outbox.delete(1);
    const cid = await world.vault.getMeta("cid");
    await rekey(world.vault, "epoch-2");
    const rows = await world.vault.outbox.toArray();
    expect(rows.map((r) => [r.n, r.mid])).toEqual(first.ok ? first.value.mids.map((m, i) => [i + 1, m]) : []);
    expect(await world.vault.getMeta("cid")).not.toBe(cid);
    expect(await world.vault.ledger.count()).toBe(0);
  });

  it("goes on from the number the server expects", async () => {
    await record(world, [start("r-1"), stop("r-1", "s-1")]);
    await resumeFrom(world.vault, 5);
    expect((await world.vault.outbox.toArray()).map((r) => r.n)).toEqual([5, 6]);
    expect(await world.vault.getMeta("nextN")).toBe(7);
  });
});
