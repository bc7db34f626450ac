/** The real app on a given database, called without a port. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppOptions, createApp } from "../../sync-server/app.ts";
import { loadRecords, type MadeRecord } from "../../sync-server/load-records.ts";
import { silentLog } from "../../sync-server/log.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../../sync-server/store/hint-bus.ts";
import { DISTRICT } from "../builders/neighbourhood.ts";

export type AskServer = (path: string, init?: RequestInit) => Promise<Response>;

export interface TestServer {
  readonly db: Db;
  /** Photos, the operator's key, the witness. */
  readonly dataDir: string;
  readonly ask: AskServer;
  /** "GET /api/health" and so on: every route that answers, without the checks before it. */
  readonly routes: readonly string[];
  codeFor(personId: string): Promise<string>;
  close(): Promise<void>;
}

/** Loads the records into a migrated database and opens the app on it; closing closes the database too. */
export async function appOn(
  db: Db,
  records: Iterable<MadeRecord>,
  now: () => number = Date.now,
  more: Partial<
    Pick<AppOptions, "tianditu" | "log" | "limiter" | "addressOf" | "isLocal" | "metricsToken" | "epoch" | "streamUpTo">
  > = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "zmj-"));
  await loadRecords(db, records);
  const hints = createHintBus();
  const app = await createApp({ db, dataDir, districtCode: DISTRICT, hints, log: silentLog(), now, ...more });
  return {
    db,
    dataDir,
    ask: async (path, init) => app.request(path, init),
    routes: [...new Set(app.routes.filter((r) => r.method !== "ALL").map((r) => `${r.method} ${r.path}`))].sort(),
    codeFor: async (personId) => (await makeCode(db, personId, "test", now())).code,
    close: async () => {
      hints.close();
      await db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
