/** Puts made records (the demo district, an import) into the database as if they had been pushed, feed and all. */
import type { Doc } from "#domain/kernel/command";
import type { Db } from "./store/db.ts";
import { writeRecords } from "./store/records.ts";

const BATCH = 1000;

export interface MadeRecord {
  readonly t: string;
  readonly id: string;
  readonly doc: unknown;
}

/** Loads records in batches; gives how many. Only for records that are not there yet. */
export async function loadRecords(db: Db, records: Iterable<MadeRecord>): Promise<number> {
  let count = 0;
  let batch: MadeRecord[] = [];
  const flush = async () => {
    const writes = batch.map((r) => ({ t: r.t, id: r.id, rev: 1, doc: r.doc as Doc, fv: {}, before: [] }));
    await db.tx((q) => writeRecords(q, writes));
    count += batch.length;
    batch = [];
  };
  for (const record of records) {
    batch.push(record);
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  await fillSeen(db);
  return count;
}

/** Last sight of each checkpoint, from the rounds that are there. */
async function fillSeen(db: Db): Promise<void> {
  await db.query(
    `INSERT INTO checkpoint_seen (checkpoint_id, community, seen_at)
     SELECT s->>'checkpointId', e.doc->>'communityCode', max((s->>'at')::timestamptz)
       FROM entity e, jsonb_array_elements(e.doc->'stops') s
      WHERE e.t = 'round' AND s->>'result' <> 'notSeen' GROUP BY 1, 2
     ON CONFLICT (checkpoint_id) DO UPDATE SET seen_at = greatest(checkpoint_seen.seen_at, EXCLUDED.seen_at)`,
  );
}
