/** Values that were overwritten, found by the records they stood in. */
import type { Ref } from "#domain/kernel/command";
import type { Queryable } from "./db.ts";

/** The lost values that are kept of these records. */
export function overwrittenIn(q: Queryable, refs: readonly Ref[]): Promise<Ref[]> {
  return q.query<Ref>(
    `SELECT e.t, e.id FROM entity e JOIN unnest($1::text[], $2::text[]) AS w(t, id)
         ON e.doc->>'t' = w.t AND e.doc->>'recordId' = w.id
      WHERE e.t = 'overwritten' ORDER BY e.id`,
    [refs.map((r) => r.t), refs.map((r) => r.id)],
  );
}
