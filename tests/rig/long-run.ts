/**
 * Long runs of the rig outside of the tests: `npm run test:fuzz -- --rig --runs N --seed S`, and with `--guards` how many of
 * N weeks break without each protection. The rig has a database server of its own, which ends with it.
 */
import "fake-indexeddb/auto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../sync-server/store/migrate.ts";
import { openTestCluster } from "../../sync-server/store/test-cluster.ts";
import type { Guard } from "./guards.ts";
import { brokenIn } from "./rig.ts";
import { RigServer } from "./rig-server.ts";
import { weekOf } from "./weeks.ts";

async function withServer<T>(work: (server: RigServer) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), "zmj-rig-"));
  const cluster = await openTestCluster({ prepare: migrate, databaseUrl: process.env["TEST_DATABASE_URL"] ?? null });
  const db = await cluster.freshDatabase();
  try {
    return await work(new RigServer(db, dataDir));
  } finally {
    await db.close();
    await cluster.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export interface LongRun {
  readonly runs: number;
  readonly first: number;
  readonly say: (line: string) => void;
  /** Weeks of nothing but restores and two tabs, all begun in pages. */
  readonly twoTabs?: boolean;
}

/** @returns how many weeks broke a promise; each is said with its seed and its operations. */
export const rigFailures = ({ runs, first, say, ...kind }: LongRun): Promise<number> =>
  withServer(async (server) => {
    let failures = 0;
    for (let seed = first; seed < first + runs; seed++) {
      server.beginsInPages(kind.twoTabs || seed % 2 === 0);
      const broken = await brokenIn(server, weekOf(seed, kind));
      if (broken.length === 0) continue;
      failures += 1;
      say(`seed ${seed}: ${broken.join("; ")}\n  ${JSON.stringify(weekOf(seed, kind))}`);
    }
    return failures;
  });

/** @returns how many of the weeks break without this protection. */
export const rigGuardFailures = (guard: Guard, { runs, first }: LongRun): Promise<number> =>
  withServer(async (server) => {
    let failing = 0;
    for (let seed = first; seed < first + runs; seed++) {
      if ((await brokenIn(server, weekOf(seed), guard)).length > 0) failing += 1;
    }
    return failing;
  });
