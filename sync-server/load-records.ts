/** Puts made records (the demo district, an import) into the database as if they had been pushed, feed and all. */
import type { Doc } from "#domain/kernel/command";
import { stubOf } from "#domain/sealed/sealed-records";
import type { Db, Queryable } from "./store/db.ts";
import { writeRecords } from "./store/records.ts";

const BATCH = 1000;

export interface MadeRecord {
  readonly t: string;
  readonly id: string;
  readonly doc: unknown;
}

/** Loads records, all or none; gives how many. Only for records that are not there yet. */
export async function loadRecords(db: Db, records: Iterable<MadeRecord>): Promise<number> {
  const all = [...records]; // a transaction may run again, a generator may not
  await db.tx((q) => loadInto(q, all));
  return all.length;
}

/** The same inside a transaction that ends with it. */
export async function loadInto(q: Queryable, made: readonly MadeRecord[]): Promise<void> {
  const records = made.flatMap((one) => [one, ...stubFor(one)]);
  for (let from = 0; from < records.length; from += BATCH) {
    const batch = records.slice(from, from + BATCH);
    const writes = batch.map((r) => ({ t: r.t, id: r.id, rev: 1, doc: r.doc as Doc, fv: {}, before: [] }));
    await writeRecords(q, writes);
  }
  await fillSeen(q);
}

/** What others see of a sealed record lies beside it from the beginning. */
function stubFor({ t, doc }: MadeRecord): MadeRecord[] {
  const stub = stubOf(t, doc as Doc);
  return stub ? [{ ...stub.ref, doc: stub.doc }] : [];
}

/** Last sight of each checkpoint, from the rounds that are there. */
async function fillSeen(q: Queryable): Promise<void> {
  await q.query(
    `INSERT INTO checkpoint_seen (checkpoint_id, community, seen_at)
     SELECT s->>'checkpointId', e.doc->>'communityCode', max((s->>'at')::timestamptz)
       FROM entity e, jsonb_array_elements(e.doc->'stops') s
      WHERE e.t = 'round' AND s->>'result' <> 'notSeen' GROUP BY 1, 2
     ON CONFLICT (checkpoint_id) DO UPDATE SET seen_at = greatest(checkpoint_seen.seen_at, EXCLUDED.seen_at)`,
  );
}
