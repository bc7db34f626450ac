/** The statements behind the list of pages: heads of scopes, live records, what changed since, and what is kept of them. */
import type { Queryable } from "./db.ts";
import { type ChangedRow, type Entries, FORMAT, type LiveRow, packEntries, unpackEntries } from "./page-entries.ts";

export interface Head {
  readonly scope: string;
  readonly head: number;
  readonly floor: number;
  /** null: nobody has counted it yet. */
  readonly sum: string | null;
}

export const headsOf = (q: Queryable, scopes: readonly string[]): Promise<Head[]> =>
  q.query<Head>(
    `SELECT w.scope, coalesce(h.head, 0)::bigint AS head, coalesce(h.floor, 0)::bigint AS floor,
            CASE WHEN h.scope IS NULL THEN 0 ELSE h.sum END::text AS sum
       FROM unnest($1::text[]) AS w(scope) LEFT JOIN scope_head h ON h.scope = w.scope`,
    [scopes],
  );

const OF_ENTITY = "e.rev, e.taken_at AS ra, e.doc->>'state' AS state, e.doc->>'on' AS day";

/** All live records of scopes. */
export async function liveIn(q: Queryable, scopes: readonly string[]): Promise<Map<string, LiveRow[]>> {
  const rows = await q.query<LiveRow & { readonly scope: string }>(
    `SELECT f.scope, e.t, e.id, ${OF_ENTITY} FROM feed f JOIN entity e ON e.t = f.t AND e.id = f.id
      WHERE f.scope = ANY($1) AND f.op = 'put' AND f.scope = ANY(e.scopes)`,
    [scopes],
  );
  return byScope(rows, scopes);
}

/** What was numbered in scopes after `since`. */
export async function changedIn(
  q: Queryable,
  of: readonly { readonly scope: string; readonly since: number }[],
): Promise<Map<string, ChangedRow[]>> {
  const scopes = of.map(({ scope }) => scope);
  const rows = await q.query<ChangedRow & { readonly scope: string }>(
    `SELECT f.scope, f.t, f.id, coalesce(f.op = 'put' AND f.scope = ANY(e.scopes), false) AS there, ${OF_ENTITY}
       FROM unnest($1::text[], $2::bigint[]) AS w(scope, since)
      CROSS JOIN LATERAL (SELECT * FROM feed WHERE feed.scope = w.scope AND feed.seq > w.since) f
       LEFT JOIN entity e ON e.t = f.t AND e.id = f.id`,
    [scopes, of.map(({ since }) => since)],
  );
  return byScope(rows, scopes);
}

function byScope<R extends { readonly scope: string }>(rows: readonly R[], scopes: readonly string[]) {
  const found = new Map<string, R[]>(scopes.map((scope) => [scope, []]));
  for (const row of rows) found.get(row.scope)?.push(row);
  return found;
}

export interface KeptEntries {
  readonly scope: string;
  readonly head: number;
  readonly entries: Entries;
}

/** What was kept of scopes by this or another process, and how old it is. */
export async function keptIn(q: Queryable, scopes: readonly string[]): Promise<KeptEntries[]> {
  const rows = await q.query<{ scope: string; head: number; entries: Uint8Array }>(
    "SELECT scope, head, entries FROM page_directory WHERE scope = ANY($1) AND format = $2",
    [scopes, FORMAT],
  );
  return Promise.all(
    rows.map(async ({ scope, head, entries }) => ({ scope, head, entries: await unpackEntries(entries) })),
  );
}

export async function keepEntries(q: Queryable, { scope, head, entries }: KeptEntries): Promise<void> {
  await q.query(
    `INSERT INTO page_directory (scope, format, head, entries) VALUES ($1, $2, $3, $4)
     ON CONFLICT (scope) DO UPDATE SET format = EXCLUDED.format, head = EXCLUDED.head, entries = EXCLUDED.entries`,
    [scope, FORMAT, head, await packEntries(entries)],
  );
}
