import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveDraft } from "./drafts.ts";
import { keepHouse, prunable, pruneLedger, sweepPhotos } from "./housekeeping.ts";
import { countUnsent, unsentFiles } from "./outbox.ts";
import { savePhoto } from "./photos.ts";
import { record } from "./record.ts";
import type { LedgerRow } from "./vault/vault.ts";
import { aPhone, COMMUNITY, TEAM } from "./world.fixture.ts";
import type { World } from "./world.ts";

const NOW = Date.parse("2026-05-01T01:00:00.000Z");
const DAY = 86_400_000;
let world: World;
let nowMs: number;

beforeEach(async () => {
  nowMs = NOW;
  world = { ...(await aPhone()), clock: { now: () => nowMs } };
});
afterEach(async () => {
  world.close();
  for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
});

const jpeg = (seed: number, bytes: number) =>
  new Blob([new Uint8Array(bytes).map((_, i) => (i + seed) % 251)], { type: "image/jpeg" });

const taken = (seed: number) =>
  savePhoto(world, { original: jpeg(seed, 5_000), thumb: jpeg(seed + 100, 500), width: 4, height: 3 });

const report = (issueId: string, photos: readonly unknown[]) => ({
  cmd: "issue.report",
  args: {
    issueId,
    communityCode: COMMUNITY,
    source: "direct",
    place: { spot: "三栋后面" },
    checklistVersionId: "cl-1",
    category: "other",
    categoryLabel: "别的",
    severity: "blue",
    photos,
    ownerKind: "community",
    teamId: TEAM,
  },
});

const hashes = async () => (await world.vault.blobs.toArray()).map((b) => b.sha256).sort();

describe("photos nothing refers to any more", () => {
  it("Wang gives up a report: its photos are swept after a day, not before, pieces and all", async () => {
    const photo = await taken(1);
    await saveDraft(world, "report:alone:any", { photos: [photo] });
    nowMs += 2 * DAY;
    expect(await sweepPhotos(world)).toBe(0);
    await world.vault.drafts.delete("report:alone:any");
    expect(await sweepPhotos(world)).toBe(2);
    expect(await world.vault.chunks.count()).toBe(0);
    const young = await taken(2);
    expect(await sweepPhotos(world)).toBe(0);
    expect(await hashes()).toEqual([young.sha256, young.thumbSha256].sort());
  });

  it("a photo of a record stays, whether it waits, is received or was set aside", async () => {
    const [waiting, received, aside] = [await taken(1), await taken(2), await taken(3)];
    for (const [id, photo] of [
      ["i-1", waiting],
      ["i-2", received],
      ["i-3", aside],
    ] as const) {
      expect((await record(world, [report(id, [photo])])).ok).toBe(true);
    }
    const rows = await world.vault.outbox.orderBy("n").toArray();
    const { mid, n, ek, env } = rows[1]!;
    await world.vault.ledger.put({
      ...{ mid, n, ek, env, ackAt: NOW, folded: 0, outcome: "applied", rev: 1, receivedAt: "", conflicts: [] },
    });
    const third = rows[2]!;
    await world.vault.quarantine.put({
      ...{ mid: third.mid, n: third.n, ek: third.ek, env: third.env, reason: "not-allowed", receivedAt: "" },
    });
    await world.vault.outbox.bulkDelete([n, third.n]);
    nowMs += 30 * DAY;
    expect(await sweepPhotos(world)).toBe(0);
    expect(await hashes()).toHaveLength(6);
  });

  it("a photo the server asks for stays; one taken again today is young again", async () => {
    const [wanted, again] = [await taken(1), await taken(2)];
    await world.vault.setMeta("needBlobs", [wanted.sha256, wanted.thumbSha256]);
    nowMs += 3 * DAY;
    await taken(2);
    expect(await sweepPhotos(world)).toBe(0);
    expect(await hashes()).toEqual([wanted, again].flatMap((p) => [p.sha256, p.thumbSha256]).sort());
  });

  it("sweeps once a day at most", async () => {
    await keepHouse(world);
    await taken(1);
    nowMs += DAY - 1;
    await keepHouse(world);
    expect(await hashes()).toHaveLength(2);
    nowMs += DAY;
    await keepHouse(world);
    expect(await hashes()).toEqual([]);
  });
});

describe("what counts as unsent", () => {
  it("photos of an open draft are no unsent records; handed in, they are", async () => {
    const photo = await taken(1);
    await saveDraft(world, "report:alone:any", { photos: [photo] });
    expect(await countUnsent(world.vault)).toMatchObject({ records: 0, photos: 0, draftPhotos: 1 });
    expect((await record(world, [report("i-1", [photo])])).ok).toBe(true);
    await world.vault.drafts.delete("report:alone:any");
    expect(await countUnsent(world.vault)).toMatchObject({ records: 1, photos: 1, draftPhotos: 0 });
    expect(await unsentFiles(world.vault)).toEqual({ count: 2, bytes: 5_500 });
    await world.vault.blobs.update(photo.sha256, { state: "sending", sent: 4_000 });
    expect(await unsentFiles(world.vault)).toEqual({ count: 2, bytes: 1_500 });
  });

  it("a photo that belongs to nothing is neither", async () => {
    await taken(1);
    expect(await countUnsent(world.vault)).toMatchObject({ photos: 0, draftPhotos: 0 });
  });
});

describe("receipts and the server's backup", () => {
  const receipt = (n: number, days: number, folded: 0 | 1 = 0) => ({
    ...{ mid: `m${n}`, n, folded, ackAt: NOW - days * DAY },
  });
  const calm = { nowMs: NOW, overChars: 0, charsOf: () => 100 };

  it("without a verified backup nothing goes, however old", () => {
    expect(prunable([receipt(1, 900)], undefined, calm)).toEqual([]);
  });

  it("goes only what is in the backup, older than two weeks, and back on the screen from the server", () => {
    const receipts = [receipt(1, 20), receipt(2, 13), receipt(3, 20, 1), receipt(4, 20)];
    expect(prunable(receipts, 3, calm)).toEqual(["m1"]);
  });

  it("a ledger that is too large gives up younger ones, oldest first, but none that no backup holds", () => {
    const receipts = [receipt(3, 1), receipt(1, 1), receipt(2, 1), receipt(4, 400)];
    expect(prunable(receipts, 3, { ...calm, overChars: 150 })).toEqual(["m1", "m2"]);
    expect(prunable(receipts, 1, { ...calm, overChars: 1_000 })).toEqual(["m1"]);
  });

  it("prunes in the vault by the watermark the server gave", async () => {
    expect((await record(world, [report("i-1", [])])).ok).toBe(true);
    const { mid, n, ek, env } = (await world.vault.outbox.toArray())[0]!;
    const row: LedgerRow = {
      ...{
        mid,
        n,
        ek,
        env,
        ackAt: NOW - 20 * DAY,
        folded: 0,
        outcome: "applied",
        rev: 1,
        receivedAt: "",
        conflicts: [],
      },
    };
    await world.vault.ledger.put(row);
    expect(await pruneLedger(world)).toBe(0);
    await world.vault.setMeta("safe", n);
    expect(await pruneLedger(world)).toBe(1);
    expect(await world.vault.ledger.count()).toBe(0);
  });
});

it("after an update that lays the cache out anew, what the older app kept goes with the next sweep", async () => {
  const older = new Dexie(world.cache.name.replace(/\d+$/, "1"));
  older.version(1).stores({ rows: "[t+id]" });
  await older.open();
  older.close();
  expect(older.name).not.toBe(world.cache.name);
  await keepHouse(world);
  expect(await Dexie.exists(older.name)).toBe(false);
  expect(await Dexie.exists(world.cache.name)).toBe(true);
});
