/**
 * Limits of requests, shared by all processes on one database: each tells every two seconds what was taken from it by those
 * who ask much, in one statement, and hears what is left for them everywhere. No request waits for it, or costs a write.
 */
import { createHmac } from "node:crypto";
import type { Limiter } from "../access/limits.ts";
import type { Queryable } from "./db.ts";

/** How often the processes tell each other, s. */
export const SHARED_EVERY_S = 2;

const MOST_AT_ONCE = 1_000;
const FORGOTTEN_AT_ONCE = 100;

/** Rows are made and changed in the order of their keys, so that two processes never wait for each other in a ring. */
const EXCHANGE = {
  name: "exchange-requests",
  text: `WITH old AS (SELECT ctid FROM request_bucket WHERE at < now() - interval '1 hour' AND key <> ALL ($1)
                      LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED),
              gone AS (DELETE FROM request_bucket WHERE ctid IN (SELECT ctid FROM old))
         INSERT INTO request_bucket AS b (key, left_over, burst, per_s, at)
         SELECT key, burst - taken, burst, per_s, clock_timestamp()
           FROM unnest($1::text[], $2::float8[], $3::float8[], $4::float8[]) AS x(key, taken, burst, per_s) ORDER BY key
         ON CONFLICT (key) DO UPDATE
            SET left_over = greatest(-b.burst, excluded.left_over - excluded.burst
                  + least(b.burst, b.left_over + b.per_s * greatest(0, extract(epoch FROM excluded.at - b.at)))),
                at = excluded.at
         RETURNING key, left_over`,
};

/** Tells and hears once; nothing is asked of the database where nobody asks much. */
export async function shareRequests(q: Queryable, limiter: Limiter, secret: string): Promise<void> {
  const uses = limiter.busy(SHARED_EVERY_S).slice(0, MOST_AT_ONCE);
  if (uses.length === 0) return;
  // An address is nobody's business who reads the table.
  const nameOf = (name: string) => createHmac("sha256", secret).update(`requests:${name}`).digest("base64url");
  const named = new Map(uses.map((use) => [nameOf(use.name), use]));
  const rows = await q.query<{ key: string; left_over: number }>(EXCHANGE, [
    [...named.keys()],
    [...named.values()].map((use) => use.taken),
    [...named.values()].map((use) => use.burst),
    [...named.values()].map((use) => use.perS),
  ]);
  for (const { key, left_over } of rows) {
    const use = named.get(key);
    if (use) limiter.settle(use, left_over);
  }
}
