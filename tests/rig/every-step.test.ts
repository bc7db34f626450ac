/**
 * The phone goes off at every single step of saving, sending, applying and beginning again: each operation on its disk, and
 * before and after each request. After each the same phone is switched on, syncs, and owes nothing.
 */
import "fake-indexeddb/auto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../harness/test-database.ts";
import { LI, type Op } from "./ops.ts";
import { Rig } from "./rig.ts";
import { RigServer } from "./rig-server.ts";

/** In a run of the checks one step in so many (saving has few: each of them); `RIG_STRIDE=1` for all. */
const STRIDE = Number(process.env["RIG_STRIDE"] ?? 17);
/** More steps than anything of it has. */
const MOST_STEPS = 400;

let server: RigServer;
const dataDir = mkdtempSync(join(tmpdir(), "zmj-steps-"));
beforeAll(async () => {
  server = new RigServer(await freshDatabase(), dataDir);
});
afterAll(async () => {
  await server.db.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const crash = (after: number) => ({ after, fault: "crash" as const });
const starts: Op = { op: "starts a round", phone: LI, disk: null };
const reports: Op = { op: "reports", phone: LI, photo: true, disk: null };

/** What comes before, and what the phone is at when it goes off. */
const WORK: Readonly<Record<string, { readonly before: readonly Op[]; readonly at: (step: number) => Op }>> = {
  saving: { before: [], at: (step) => ({ ...starts, disk: crash(step) }) as Op },
  "sending a round, a report and its photo, and applying them": {
    before: [starts, reports],
    at: (step) => ({ op: "syncs", phone: LI, line: [], disk: crash(step) }),
  },
  "beginning again with a restored server": {
    before: [{ op: "backup" }, starts, { op: "syncs", phone: LI, line: [], disk: null }, { op: "restore" }],
    at: (step) => ({ op: "syncs", phone: LI, line: [], disk: crash(step) }),
  },
};

test.each(Object.keys(WORK))(
  `the phone goes off at each step of %s (one in ${STRIDE})`,
  async (name) => {
    const { before, at } = WORK[name] as (typeof WORK)[string];
    const rig = await Rig.open(server);
    const broken: string[] = [];
    let crashes = 0;
    const stride = name === "saving" ? 1 : STRIDE;
    try {
      for (let step = 0; step < MOST_STEPS; step += stride) {
        for (const op of before) await rig.happens(op);
        const restarts = rig.restarts(LI);
        await rig.happens(at(step));
        if (rig.restarts(LI) === restarts) break;
        crashes += 1;
        const left = await rig.owes(LI);
        broken.push(...left.map((words) => `step ${step}: ${words}`));
      }
      broken.push(...(await rig.heals()));
    } finally {
      await rig.close();
    }
    expect(broken).toEqual([]);
    expect(crashes * stride).toBeGreaterThan(name === "saving" ? 3 : 60);
  },
  120_000,
);
