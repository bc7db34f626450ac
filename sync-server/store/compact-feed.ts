/** Takes rows that left a scope long ago out of its feed; a phone that has not been here since begins the scope anew. */
import type { Db } from "./db.ts";

const KEEP_DAYS = 180;

/** One scope a transaction, its head locked, so that no push numbers it meanwhile. @returns how many rows went */
export async function compactFeed(db: Db, nowMs: number): Promise<number> {
  const until = new Date(nowMs - KEEP_DAYS * 86_400_000).toISOString();
  const scopes = await db.query<{ scope: string }>(
    "SELECT DISTINCT scope FROM feed WHERE op = 'leave' AND at < $1 ORDER BY scope",
    [until],
  );
  let gone = 0;
  for (const { scope } of scopes) {
    gone += await db.tx(async (q) => {
      await q.query("SELECT 1 AS x FROM scope_head WHERE scope = $1 FOR UPDATE", [scope]);
      const rows = await q.query<{ seq: number }>(
        "DELETE FROM feed WHERE scope = $1 AND op = 'leave' AND at < $2 RETURNING seq",
        [scope, until],
      );
      const top = rows.reduce((most, row) => Math.max(most, row.seq), 0);
      await q.query("UPDATE scope_head SET floor = greatest(floor, $2) WHERE scope = $1", [scope, top]);
      return rows.length;
    });
  }
  return gone;
}
