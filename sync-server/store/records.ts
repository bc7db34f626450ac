/**
 * Records in the database: read with a lock, written with their feed rows.
 * Scope numbers are given by the last statement of a transaction, in scope order: no number is ever seen
 * before a smaller one of the same scope, and two writers never wait for each other in a ring.
 */

import { assert } from "#domain/kernel/assert";
import type { Doc, Ref } from "#domain/kernel/command";
import { isRecordType, scopesOfDoc } from "#domain/registry";
import { addToSum, revisionHash } from "#protocol/scope-sum";
import { countCases } from "./case-count-store.ts";
import type { Queryable } from "./db.ts";

export interface FieldVersion {
  readonly rev: number;
  /** Client id that wrote it. */
  readonly root: string;
  readonly by: string;
  readonly at: string;
}

export interface StoredRecord {
  readonly t: string;
  readonly id: string;
  readonly scopes: readonly string[];
  readonly rev: number;
  readonly doc: Doc;
  readonly fv: Readonly<Record<string, FieldVersion>>;
}

export const keyOf = (ref: Ref): string => `${ref.t}:${ref.id}`;

const byKey = (a: Ref, b: Ref): number => (keyOf(a) < keyOf(b) ? -1 : 1);

const LOCK_RECORDS = {
  name: "lock-records",
  text: `SELECT e.t, e.id, e.scopes, e.rev, e.doc, e.fv FROM entity e
       JOIN unnest($1::text[], $2::text[]) AS w(t, id) ON w.t = e.t AND w.id = e.id
      ORDER BY e.t, e.id FOR UPDATE OF e`,
};

// One after the other in the order of w, each with its own lock: two statements, one for each strength, would be two
// orders, and two pushes could lock each other out.
const LOCK_OR_LOOK = {
  name: "lock-or-look",
  text: `SELECT r.t, r.id, r.scopes, r.rev, r.doc, r.fv
       FROM (SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[]) AS u(t, id, only_look)
              ORDER BY u.t COLLATE "C", u.id COLLATE "C") w
      CROSS JOIN LATERAL (
        SELECT * FROM (
          SELECT e.* FROM entity e WHERE NOT w.only_look AND e.t = w.t AND e.id = w.id FOR UPDATE OF e) AS locked
        UNION ALL
        SELECT * FROM (
          SELECT e.* FROM entity e WHERE w.only_look AND e.t = w.t AND e.id = w.id FOR SHARE OF e) AS looked) r`,
};

/**
 * Locks and reads records, in (type, id) order. Those of `onlyLooked` may be looked at by others meanwhile and stand
 * still until the commit; nobody may write them afterwards in this transaction.
 */
export async function lockRecords(
  q: Queryable,
  refs: readonly Ref[],
  onlyLooked: readonly Ref[] = [],
): Promise<Map<string, StoredRecord>> {
  const strong = new Set(refs.map(keyOf));
  const wanted = [...new Map([...refs, ...onlyLooked].map((r) => [keyOf(r), r])).values()].sort(byKey);
  if (wanted.length === 0) return new Map();
  const columns = [wanted.map((r) => r.t), wanted.map((r) => r.id)];
  const rows =
    strong.size === wanted.length
      ? await q.query<StoredRecord>(LOCK_RECORDS, columns)
      : await q.query<StoredRecord>(LOCK_OR_LOOK, [...columns, wanted.map((r) => !strong.has(keyOf(r)))]);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

export interface RecordWrite {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  readonly doc: Doc;
  readonly fv: Readonly<Record<string, FieldVersion>>;
  /** Scopes the record lay in before. */
  readonly before: readonly string[];
  /** Revision that was read with the lock; absent: the record was not there. */
  readonly beforeRev?: number;
}

type ScopedWrite = RecordWrite & { readonly scopes: readonly string[] };

/** The record was not as it had been read: somebody made it meanwhile. The transaction runs again. */
class LostRace extends Error {
  readonly code = "40001";
}

/** Writes records and their feed rows; gives the scopes it touched. Must be the last thing a transaction does. */
export async function writeRecords(q: Queryable, writes: readonly RecordWrite[]): Promise<readonly string[]> {
  if (writes.length === 0) return [];
  const rows = writes.map((w): ScopedWrite => {
    assert(isRecordType(w.t), `unknown record type ${w.t}`);
    return { ...w, scopes: scopesOfDoc(w.t, w.doc) };
  });
  await writeEntities(q, rows);
  await countCases(q, rows);
  return numberFeed(q, rows);
}

const WRITE_ENTITIES = {
  name: "write-entities",
  text: `WITH x AS (
       SELECT r.t, r.id, ARRAY(SELECT jsonb_array_elements_text(r.scopes)) AS scopes, r.rev, r.before_rev, r.doc, r.fv
         FROM ROWS FROM (
                unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]),
                jsonb_array_elements($5::jsonb), jsonb_array_elements($6::jsonb), jsonb_array_elements($7::jsonb))
              AS r(t, id, rev, before_rev, scopes, doc, fv)),
     made AS (
       INSERT INTO entity (t, id, scopes, rev, doc, fv)
       SELECT x.t, x.id, x.scopes, x.rev, x.doc, x.fv FROM x WHERE x.before_rev = 0 ON CONFLICT DO NOTHING RETURNING 1),
     changed AS (
       UPDATE entity e SET scopes = x.scopes, rev = x.rev, doc = x.doc, fv = x.fv, taken_at = now()
         FROM x WHERE x.before_rev > 0 AND e.t = x.t AND e.id = x.id AND e.rev = x.before_rev RETURNING 1)
     SELECT (SELECT count(*) FROM made) + (SELECT count(*) FROM changed) AS written`,
};

/** A lock holds nothing that is not there yet, so the revision is looked at once more while it is written. */
async function writeEntities(q: Queryable, rows: readonly ScopedWrite[]): Promise<void> {
  const written = await q.query<{ written: number }>(WRITE_ENTITIES, [
    rows.map((r) => r.t),
    rows.map((r) => r.id),
    rows.map((r) => r.rev),
    rows.map((r) => r.beforeRev ?? 0),
    JSON.stringify(rows.map((r) => r.scopes)),
    JSON.stringify(rows.map((r) => r.doc)),
    JSON.stringify(rows.map((r) => r.fv)),
  ]);
  if (written[0]?.written !== rows.length) throw new LostRace("a record was made meanwhile");
}

interface FeedRow {
  readonly scope: string;
  readonly t: string;
  readonly id: string;
  readonly op: "put" | "leave";
}

function feedRows({ t, id, scopes, before }: ScopedWrite): FeedRow[] {
  return [
    ...scopes.map((scope) => ({ scope, t, id, op: "put" as const })),
    ...before.filter((scope) => !scopes.includes(scope)).map((scope) => ({ scope, t, id, op: "leave" as const })),
  ];
}

interface ScopeChange {
  rows: FeedRow[];
  sum: bigint;
}

/** By scope: what is numbered in it, and by how much its sum changes. */
function changesByScope(writes: readonly ScopedWrite[]): Map<string, ScopeChange> {
  const byScope = new Map<string, ScopeChange>();
  const of = (scope: string): ScopeChange => {
    const known = byScope.get(scope) ?? { rows: [], sum: 0n };
    byScope.set(scope, known);
    return known;
  };
  for (const write of writes) {
    for (const row of feedRows(write)) of(row.scope).rows.push(row);
    const { t, id, rev, beforeRev = 0 } = write;
    for (const scope of write.scopes) of(scope).sum = addToSum(of(scope).sum, revisionHash(t, id, rev));
    for (const scope of write.before) of(scope).sum = addToSum(of(scope).sum, -revisionHash(t, id, beforeRev));
  }
  return byScope;
}

// The heads are raised in scope order, each row locked as it is raised; the feed rows take their numbers from them.
const NUMBER_FEED = {
  name: "number-feed",
  text: `WITH heads AS (
       INSERT INTO scope_head AS h (scope, head, sum)
       SELECT k.scope, k.k, k.sum FROM unnest($1::text[], $2::bigint[], $3::numeric[]) AS k(scope, k, sum) ORDER BY k.scope
       ON CONFLICT (scope) DO UPDATE
          SET head = h.head + EXCLUDED.head, sum = mod(h.sum + EXCLUDED.sum, 18446744073709551616)
       RETURNING h.scope, h.head)
     INSERT INTO feed (scope, seq, t, id, op)
     SELECT x.scope, heads.head - x.back, x.t, x.id, x.op
       FROM unnest($4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[]) AS x(scope, back, t, id, op)
       JOIN heads ON heads.scope = x.scope
     ON CONFLICT (scope, t, id) DO UPDATE SET seq = EXCLUDED.seq, op = EXCLUDED.op, at = now()`,
};

async function numberFeed(q: Queryable, writes: readonly ScopedWrite[]): Promise<readonly string[]> {
  const byScope = changesByScope(writes);
  const scopes = [...byScope.keys()].sort();
  const changes = scopes.map((scope) => byScope.get(scope) ?? { rows: [], sum: 0n });
  const rows = changes.flatMap((c) => c.rows.map((row, i) => ({ ...row, back: c.rows.length - 1 - i })));
  await q.query(NUMBER_FEED, [
    scopes,
    changes.map((c) => c.rows.length),
    changes.map((c) => c.sum.toString()),
    rows.map((r) => r.scope),
    rows.map((r) => r.back),
    rows.map((r) => r.t),
    rows.map((r) => r.id),
    rows.map((r) => r.op),
  ]);
  return scopes;
}
