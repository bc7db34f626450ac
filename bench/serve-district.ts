/** The server of a filled data folder in this process, with one of the bench's own pages. */
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import type { AppEnv } from "../sync-server/access/access.ts";
import { createApp } from "../sync-server/app.ts";
import { HOME } from "../sync-server/demo/org-units.ts";
import { silentLog } from "../sync-server/log.ts";
import { serveBuiltApp } from "../sync-server/static-files.ts";
import type { Db } from "../sync-server/store/db.ts";
import { makeCode } from "../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../sync-server/store/hint-bus.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";

const DISTRICT = `${HOME.slice(0, 6)}000000`;

export interface ServedDistrict {
  readonly origin: string;
  readonly port: number;
  readonly db: Db;
  codeFor(person: string): Promise<string>;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly databaseUrl?: string | null;
  readonly beatMs?: number;
  /** Routes beside the app's own, such as a bare server to compare with. */
  readonly beside?: (app: Hono<AppEnv>, db: Db) => Promise<void>;
}

export async function serveDistrict(dataDir: string, dist: string, streamUpTo?: number, options: ServeOptions = {}) {
  const { databaseUrl = null, beatMs, beside } = options;
  const { db } = await openDatabase({ dataDir, databaseUrl });
  const hints = createHintBus();
  const app = await createApp({
    db,
    dataDir,
    districtCode: DISTRICT,
    hints,
    log: silentLog(),
    ...(streamUpTo === undefined ? {} : { streamUpTo }),
    ...(beatMs === undefined ? {} : { beatMs }),
  });
  await beside?.(app, db);
  serveBuiltApp(app, dist);
  const codeFor = async (person: string): Promise<string> => (await makeCode(db, person, "bench", Date.now())).code;
  return new Promise<ServedDistrict>((ready) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
      const close = async (): Promise<void> => {
        hints.close();
        server.close();
        if ("closeAllConnections" in server) server.closeAllConnections();
        await db.close();
      };
      ready({ origin: `http://localhost:${port}`, port, db, codeFor, close });
    });
  });
}
