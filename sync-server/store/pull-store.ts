/** What changed in a caller's scopes since a cursor, read in one snapshot, page by page. */
import { type Cursor, MAX_PULL_ROWS, type PullRequest } from "#protocol/pull";
import type { Caller } from "../access/access.ts";
import type { Db, Queryable } from "./db.ts";
import { blobsWanted } from "./push-keep.ts";

export interface PulledRow {
  readonly scope: string;
  readonly seq: number;
  readonly t: string;
  readonly id: string;
  readonly op: "put" | "leave";
  readonly rev: number | null;
  readonly doc: Record<string, unknown> | null;
  readonly taken_at: string | null;
}

export interface PulledPage {
  readonly rows: readonly PulledRow[];
  readonly cursor: Cursor;
  readonly more: boolean;
  readonly lastN: number;
  readonly safeN: number | null;
  readonly needBlobs: readonly string[];
  /** Sum of each scope as of this snapshot; only when there is no more. */
  readonly sums: Readonly<Record<string, string>> | null;
}

/** One page: at most MAX_PULL_ROWS rows. A record that has left a scope since is sent as `leave`. */
export async function pull(db: Db, caller: Caller, request: PullRequest): Promise<PulledPage> {
  return db.tx(async (q) => {
    await q.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const scopes = [...caller.scopes];
    const rows = await q.query<PulledRow>(
      `SELECT f.scope, f.seq, f.t, f.id, e.rev, e.doc, e.taken_at,
              CASE WHEN f.op = 'put' AND f.scope = ANY(e.scopes) THEN 'put' ELSE 'leave' END AS op
         FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS w(scope, since, place)
         CROSS JOIN LATERAL (SELECT * FROM feed WHERE feed.scope = w.scope AND feed.seq > w.since ORDER BY feed.seq LIMIT $3) f
         LEFT JOIN entity e ON e.t = f.t AND e.id = f.id
        ORDER BY w.place, f.seq LIMIT $3`,
      [scopes, scopes.map((s) => request.cursor[s] ?? 0), MAX_PULL_ROWS + 1],
    );
    const page = rows.slice(0, MAX_PULL_ROWS);
    const cursor: Record<string, number> = {};
    for (const scope of scopes) cursor[scope] = request.cursor[scope] ?? 0;
    for (const row of page) cursor[row.scope] = row.seq;
    const clients = await q.query<{ last_n: number; safe_n: number | null }>(
      "SELECT last_n, safe_n FROM client WHERE cid = $1 AND device_id = $2",
      [request.cid, caller.deviceId],
    );
    const { personId } = caller.actor;
    const needBlobs = (await blobsWanted(q, [personId])).get(personId) ?? [];
    const more = rows.length > MAX_PULL_ROWS;
    const { last_n: lastN = 0, safe_n: safeN = null } = clients[0] ?? {};
    return { rows: page, cursor, more, lastN, safeN, needBlobs, sums: more ? null : await sumsOf(q, scopes) };
  });
}

/** Sums of scopes; one that nobody has counted yet is left out. */
async function sumsOf(q: Queryable, scopes: readonly string[]): Promise<Record<string, string>> {
  const rows = await q.query<{ scope: string; sum: string | null }>(
    "SELECT w.scope, CASE WHEN h.scope IS NULL THEN 0 ELSE h.sum END::text AS sum FROM unnest($1::text[]) AS w(scope) LEFT JOIN scope_head h ON h.scope = w.scope",
    [[...scopes]],
  );
  return Object.fromEntries(rows.flatMap(({ scope, sum }) => (sum === null ? [] : [[scope, sum]])));
}

/** One text for the heads of a caller's scopes: equal text, nothing to pull. */
export async function headsTag(db: Db, scopes: readonly string[]): Promise<string> {
  const rows = await db.query<{ scope: string; head: number }>(
    "SELECT scope, head FROM scope_head WHERE scope = ANY($1) ORDER BY scope",
    [[...scopes]],
  );
  return `${scopes.length}-${rows.reduce((sum, r) => sum + r.head, 0)}-${rows.length}`;
}
