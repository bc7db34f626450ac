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
  /** By scope, the floor there was when the phone began it. */
  readonly floors: Cursor;
  /** Scopes that begin anew with this page, their old removals being forgotten. */
  readonly resets: readonly string[];
  readonly more: boolean;
  readonly lastN: number;
  readonly safeN: number | null;
  readonly needBlobs: readonly string[];
  /** Sum of each scope as of this snapshot; only when there is no more. */
  readonly sums: Readonly<Record<string, string>> | null;
}

interface Head {
  readonly scope: string;
  readonly head: number;
  readonly floor: number;
  /** null: nobody has counted it yet. */
  readonly sum: string | null;
}

/** Where a phone stands in a scope, and where it began. */
interface Start {
  readonly head: Head;
  readonly since: number;
  readonly begun: number;
  readonly reset: boolean;
}

/**
 * A cursor below the floor has missed removals that nobody remembers. One that began above the floor of today and is
 * still reading its first pages has missed nothing.
 */
function startIn(head: Head, since: number, begun: number): Start {
  const reset = since > 0 && since < head.floor && begun < head.floor;
  return reset || since === 0
    ? { head, since: 0, begun: head.floor, reset }
    : { head, since, begun: Math.max(begun, 0), reset };
}

/**
 * One page: at most MAX_PULL_ROWS rows. A record that has left a scope since is sent as `leave`. A scope that is read to
 * its end stands at its head, so that a quiet one never falls below a floor. A scope that is left to pages has no cursor in
 * the answer. "behind": the phone has seen numbers that
 * this database has not given.
 */
export async function pull(
  db: Db,
  caller: Caller,
  request: PullRequest,
  streamUpTo = Number.POSITIVE_INFINITY,
): Promise<PulledPage | "behind"> {
  return db.tx(async (q) => {
    await q.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const { cursor, floors = {} } = request;
    const heads = await headsOf(q, caller.scopes);
    if (heads.some((h) => (cursor[h.scope] ?? 0) > h.head)) return "behind";
    const all = heads.map((h) => startIn(h, cursor[h.scope] ?? 0, floors[h.scope] ?? 0));
    const starts = request.pages === true ? all.filter(notInPages(all, streamUpTo)) : all;
    const rows = await q.query<PulledRow>(
      `SELECT f.scope, f.seq, f.t, f.id, e.rev, e.doc, e.taken_at,
              CASE WHEN f.op = 'put' AND f.scope = ANY(e.scopes) THEN 'put' ELSE 'leave' END AS op
         FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS w(scope, since, place)
         CROSS JOIN LATERAL (SELECT * FROM feed WHERE feed.scope = w.scope AND feed.seq > w.since ORDER BY feed.seq LIMIT $3) f
         LEFT JOIN entity e ON e.t = f.t AND e.id = f.id
        ORDER BY w.place, f.seq LIMIT $3`,
      [starts.map((s) => s.head.scope), starts.map((s) => s.since), MAX_PULL_ROWS + 1],
    );
    const page = rows.slice(0, MAX_PULL_ROWS);
    const more = rows.length > MAX_PULL_ROWS;
    const clients = await q.query<{ last_n: number; safe_n: number | null }>(
      "SELECT last_n, safe_n FROM client WHERE cid = $1 AND device_id = $2",
      [request.cid, caller.deviceId],
    );
    const { personId } = caller.actor;
    const needBlobs = (await blobsWanted(q, [personId])).get(personId) ?? [];
    const { last_n: lastN = 0, safe_n: safeN = null } = clients[0] ?? {};
    return {
      ...{ rows: page, more, lastN, safeN, needBlobs },
      cursor: cursorAfter(starts, page, more),
      floors: Object.fromEntries(starts.map((s) => [s.head.scope, s.begun])),
      resets: all.filter((s) => s.reset).map((s) => s.head.scope),
      sums: more ? null : sumsOf(heads),
    };
  });
}

/** Scopes that begin are left to pages, all of them, where they hold more together than is worth streaming. */
function notInPages(starts: readonly Start[], streamUpTo: number): (start: Start) => boolean {
  const begins = ({ since, head }: Start): boolean => since === 0 && head.head > 0;
  // A feed is never longer than its head.
  const most = starts.filter(begins).reduce((sum, start) => sum + start.head.head, 0);
  return most > streamUpTo ? (start) => !begins(start) : () => true;
}

/** In the order of the page: scopes read to their end, the one it broke off in, and those it did not reach. */
function cursorAfter(starts: readonly Start[], page: readonly PulledRow[], more: boolean): Record<string, number> {
  const last = page[page.length - 1];
  const brokenOff = more ? starts.findIndex((s) => s.head.scope === last?.scope) : starts.length;
  return Object.fromEntries(
    starts.map(({ head, since }, i) => {
      if (i === brokenOff) return [head.scope, last?.seq ?? since];
      return [head.scope, i < brokenOff ? head.head : since];
    }),
  );
}

/** One row for each scope, in their order; one that nothing was ever written to stands at 0. */
function headsOf(q: Queryable, scopes: readonly string[]): Promise<Head[]> {
  return q.query<Head>(
    `SELECT w.scope, coalesce(h.head, 0)::bigint AS head, coalesce(h.floor, 0)::bigint AS floor,
            CASE WHEN h.scope IS NULL THEN 0 ELSE h.sum END::text AS sum
       FROM unnest($1::text[]) WITH ORDINALITY AS w(scope, place) LEFT JOIN scope_head h ON h.scope = w.scope ORDER BY w.place`,
    [[...scopes]],
  );
}

/** Sums of scopes; one that nobody has counted yet is left out. */
const sumsOf = (heads: readonly Head[]): Record<string, string> =>
  Object.fromEntries(heads.flatMap(({ scope, sum }) => (sum === null ? [] : [[scope, sum]])));

/** One text for the heads of a caller's scopes: equal text, nothing to pull. */
export async function headsTag(db: Db, scopes: readonly string[]): Promise<string> {
  const rows = await db.query<{ scope: string; head: number }>(
    "SELECT scope, head FROM scope_head WHERE scope = ANY($1) ORDER BY scope",
    [[...scopes]],
  );
  return `${scopes.length}-${rows.reduce((sum, r) => sum + r.head, 0)}-${rows.length}`;
}
