import "fake-indexeddb/auto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase } from "../harness/test-database.ts";
import { GUARDS, type Guard } from "./guards.ts";
import { MISSED_WEEKS } from "./missed-weeks.ts";
import { brokenIn, Rig } from "./rig.ts";
import { RigServer } from "./rig-server.ts";
import { weekOf, weeks } from "./weeks.ts";

const RUNS = Number(process.env["RIG_RUNS"] ?? 20);
const SEED = Number(process.env["RIG_SEED"] ?? 20_261_124);
/** Of the weeks in which rows went without a word, before an answer was held against the cursors it was asked from. */
const TWO_TAB_SEEDS = [4, 6];

describe("the real phone code and the real server under every fault", () => {
  let server: RigServer;
  const dataDir = mkdtempSync(join(tmpdir(), "zmj-rig-"));

  beforeAll(async () => {
    server = new RigServer(await freshDatabase(), dataDir);
  });
  afterAll(async () => {
    await server.db.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(`keeps every promise in ${RUNS} bad weeks, seed ${SEED}`, async () => {
    const property = fc.asyncProperty(weeks, async (week) => {
      const rig = await Rig.open(server);
      try {
        for (const op of week) await rig.happens(op);
        expect(await rig.heals()).toEqual([]);
      } finally {
        await rig.close();
      }
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: process.env["RIG_SHRINK"] === undefined });
  }, 600_000);

  it("keeps every promise where the phones begin again in pages after each restore, in two tabs at once", async () => {
    server.beginsInPages(true);
    for (const seed of TWO_TAB_SEEDS) expect(await brokenIn(server, weekOf(seed, { twoTabs: true }))).toEqual([]);
    server.beginsInPages(false);
  }, 600_000);

  it.each(Object.keys(GUARDS) as Guard[])("is missed when taken away: %s", async (guard) => {
    const week = MISSED_WEEKS[guard];
    expect(await brokenIn(server, week, guard), `nothing broke without: ${GUARDS[guard]}`).not.toEqual([]);
    expect(await brokenIn(server, week), "with it").toEqual([]);
  });
});
