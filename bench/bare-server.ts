/** What any server must do at least: give the changed documents in one packed answer, and keep rows in one transaction. */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Hono } from "hono";
import type { AppEnv } from "../sync-server/access/access.ts";
import type { Db } from "../sync-server/store/db.ts";

const packed = promisify(gzip);
const unpacked = promisify(gunzip);

export interface BareServer {
  /** Puts its routes beside those of the app, on the same database and in the same process. */
  beside(app: Hono<AppEnv>, db: Db): Promise<void>;
  /** What the next pull gets. */
  changed: readonly unknown[];
}

export const CHANGES = "/bare/changes";
export const ROWS = "/bare/rows";

const INSERT = "INSERT INTO bare_rows SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(mid text, env jsonb)";

export function bareServer(): BareServer {
  const bare: BareServer = {
    changed: [],
    beside: async (app, db) => {
      await db.script("CREATE TABLE IF NOT EXISTS bare_rows (mid text, env jsonb)");
      app.get(CHANGES, async () => {
        const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
        return new Response(new Uint8Array(await packed(JSON.stringify(bare.changed))), { headers });
      });
      app.post(ROWS, async (c) => {
        const text = (await unpacked(new Uint8Array(await c.req.arrayBuffer()))).toString();
        await db.tx((q) => q.query(INSERT, [text]));
        return c.json({ ok: true });
      });
    },
  };
  return bare;
}
