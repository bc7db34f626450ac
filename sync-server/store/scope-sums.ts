/** Counts the sums of scopes that have none: those of a database from before there were sums. */
import { scopeSum } from "#protocol/scope-sum";
import type { Db } from "./db.ts";

interface LiveRow {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
}

/** One scope a transaction, its head locked, so that no push changes it meanwhile. */
export async function countUncounted(db: Db): Promise<void> {
  for (;;) {
    const left = await db.tx(async (q) => {
      const heads = await q.query<{ scope: string }>(
        "SELECT scope FROM scope_head WHERE sum IS NULL ORDER BY scope LIMIT 1 FOR UPDATE",
      );
      const scope = heads[0]?.scope;
      if (scope === undefined) return false;
      const rows = await q.query<LiveRow>(
        `SELECT e.t, e.id, e.rev FROM feed f JOIN entity e ON e.t = f.t AND e.id = f.id
          WHERE f.scope = $1 AND f.op = 'put' AND $1 = ANY(e.scopes)`,
        [scope],
      );
      await q.query("UPDATE scope_head SET sum = $2 WHERE scope = $1", [scope, scopeSum(rows)]);
      return true;
    });
    if (!left) return;
  }
}
