/** The real app on a real database, called without a port; phones of tests talk to it as phones do. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../sync-server/app.ts";
import { loadRecords, type MadeRecord } from "../../sync-server/load-records.ts";
import { silentLog } from "../../sync-server/log.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { migrate } from "../../sync-server/store/migrate.ts";
import { openTestCluster } from "../../sync-server/store/test-cluster.ts";

export type AskServer = (path: string, init?: RequestInit) => Promise<Response>;

export interface TestServer {
  readonly db: Db;
  readonly ask: AskServer;
  codeFor(personId: string): Promise<string>;
  close(): Promise<void>;
}

export const DISTRICT = "450303000000";

/** Starts a database and the app on it, with the given records. */
export async function aServer(records: Iterable<MadeRecord>, now: () => number = Date.now): Promise<TestServer> {
  const cluster = await openTestCluster();
  const dataDir = mkdtempSync(join(tmpdir(), "zmj-"));
  const db = await cluster.freshDatabase();
  await migrate(db);
  await loadRecords(db, records);
  const hints = createHintBus();
  const app = await createApp({ db, dataDir, districtCode: DISTRICT, hints, log: silentLog(), now });
  return {
    db,
    ask: async (path, init) => app.request(path, init),
    codeFor: async (personId) => (await makeCode(db, personId, "test", now())).code,
    close: async () => {
      hints.close();
      await db.close();
      await cluster.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
