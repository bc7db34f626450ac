/** The server of a filled data folder in this process, with one of the bench's own pages. */
import { serve } from "@hono/node-server";
import { createApp } from "../sync-server/app.ts";
import { HOME } from "../sync-server/demo/org-units.ts";
import { silentLog } from "../sync-server/log.ts";
import { serveBuiltApp } from "../sync-server/static-files.ts";
import { makeCode } from "../sync-server/store/enrolment-store.ts";
import { createHintBus } from "../sync-server/store/hint-bus.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";

const DISTRICT = `${HOME.slice(0, 6)}000000`;

export async function serveDistrict(dataDir: string, dist: string, streamUpTo?: number) {
  const { db } = await openDatabase({ dataDir, databaseUrl: null });
  const app = await createApp({
    db,
    dataDir,
    districtCode: DISTRICT,
    hints: createHintBus(),
    log: silentLog(),
    ...(streamUpTo === undefined ? {} : { streamUpTo }),
  });
  serveBuiltApp(app, dist);
  const codeFor = async (person: string): Promise<string> => (await makeCode(db, person, "bench", Date.now())).code;
  return new Promise<{ origin: string; codeFor: typeof codeFor; close: () => Promise<void> }>((ready) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
      const close = async (): Promise<void> => {
        server.close();
        await db.close();
      };
      ready({ origin: `http://localhost:${port}`, codeFor, close });
    });
  });
}
