/**
 * Records in the database: read with a lock, written with their feed rows.
 * Scope numbers are given by the last statements of a transaction, in scope order: no number is ever seen
 * before a smaller one of the same scope, and two writers never wait for each other in a ring.
 */

import { assert } from "#domain/kernel/assert";
import type { Doc, Ref } from "#domain/kernel/command";
import { isRecordType, scopesOfDoc } from "#domain/registry";
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

/** Locks and reads records, in (type, id) order. */
export async function lockRecords(q: Queryable, refs: readonly Ref[]): Promise<Map<string, StoredRecord>> {
  const wanted = [...new Map(refs.map((r) => [keyOf(r), r])).values()].sort(byKey);
  if (wanted.length === 0) return new Map();
  const rows = await q.query<StoredRecord>(
    `SELECT e.t, e.id, e.scopes, e.rev, e.doc, e.fv FROM entity e
       JOIN unnest($1::text[], $2::text[]) AS w(t, id) ON w.t = e.t AND w.id = e.id
      ORDER BY e.t, e.id FOR UPDATE OF e`,
    [wanted.map((r) => r.t), wanted.map((r) => r.id)],
  );
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
}

/** Writes records and their feed rows. Must be the last thing a transaction does. */
export async function writeRecords(q: Queryable, writes: readonly RecordWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map((w) => {
    assert(isRecordType(w.t), `unknown record type ${w.t}`);
    return { ...w, scopes: scopesOfDoc(w.t, w.doc) };
  });
  await q.query(
    `INSERT INTO entity (t, id, scopes, rev, doc, fv)
     SELECT x.t, x.id, ARRAY(SELECT jsonb_array_elements_text(x.scopes)), x.rev, x.doc, x.fv
       FROM jsonb_to_recordset($1::jsonb) AS x(t text, id text, scopes jsonb, rev bigint, doc jsonb, fv jsonb)
     ON CONFLICT (t, id) DO UPDATE
        SET scopes = EXCLUDED.scopes, rev = EXCLUDED.rev, doc = EXCLUDED.doc, fv = EXCLUDED.fv, taken_at = now()`,
    [JSON.stringify(rows.map(({ before: _before, ...row }) => row))],
  );
  await numberFeed(q, feedRows(rows));
}

interface FeedRow {
  readonly scope: string;
  readonly t: string;
  readonly id: string;
  readonly op: "put" | "leave";
}

function feedRows(rows: readonly (RecordWrite & { readonly scopes: readonly string[] })[]): FeedRow[] {
  return rows.flatMap(({ t, id, scopes, before }) => [
    ...scopes.map((scope) => ({ scope, t, id, op: "put" as const })),
    ...before.filter((scope) => !scopes.includes(scope)).map((scope) => ({ scope, t, id, op: "leave" as const })),
  ]);
}

async function numberFeed(q: Queryable, rows: readonly FeedRow[]): Promise<void> {
  const perScope = new Map<string, FeedRow[]>();
  for (const row of rows) perScope.set(row.scope, [...(perScope.get(row.scope) ?? []), row]);
  const scopes = [...perScope.keys()].sort();
  await q.query(
    "INSERT INTO scope_head (scope) SELECT s FROM unnest($1::text[]) AS s ORDER BY s ON CONFLICT DO NOTHING",
    [scopes],
  );
  // The subquery takes the row locks in scope order; the update then only reads what it holds.
  const heads = await q.query<{ scope: string; head: number }>(
    `WITH locked AS (SELECT h.scope, k.k FROM scope_head h JOIN unnest($1::text[], $2::bigint[]) AS k(scope, k)
                       ON k.scope = h.scope ORDER BY h.scope FOR UPDATE OF h)
     UPDATE scope_head h SET head = h.head + locked.k FROM locked WHERE h.scope = locked.scope
     RETURNING h.scope, h.head`,
    [scopes, scopes.map((s) => perScope.get(s)?.length ?? 0)],
  );
  const numbered = heads.flatMap(({ scope, head }) => {
    const list = perScope.get(scope) ?? [];
    return list.map((row, i) => ({ ...row, seq: Number(head) - list.length + 1 + i }));
  });
  await q.query(
    `INSERT INTO feed (scope, seq, t, id, op)
     SELECT x.scope, x.seq, x.t, x.id, x.op
       FROM jsonb_to_recordset($1::jsonb) AS x(scope text, seq bigint, t text, id text, op text)
     ON CONFLICT (scope, t, id) DO UPDATE SET seq = EXCLUDED.seq, op = EXCLUDED.op, at = now()`,
    [JSON.stringify(numbered)],
  );
}
