/** What a push leaves in the tables beside its records: envelopes, lost values, photos, last sights, the phone itself. */
import type { Heartbeat } from "#protocol/heartbeat";
import type { Workspace } from "./apply-change.ts";
import { jsonArrayOf, type Queryable } from "./db.ts";
import type { Kept } from "./push-decide.ts";

/** How far one client has come, and what its phone says of itself. */
export interface ClientMark {
  readonly cid: string;
  readonly deviceId: string;
  readonly lastN: number;
  /** The client id belongs to this device; else only the phone's own words are kept. */
  readonly mine: boolean;
  /** Something of it was taken. */
  readonly took: boolean;
  readonly heartbeat: Heartbeat | null;
}

const KEEP = {
  name: "keep-push",
  text: `WITH c AS (
       UPDATE client SET last_n = x.n, seen_at = now()
         FROM unnest($1::text[], $2::bigint[]) AS x(cid, n) WHERE client.cid = x.cid),
     d AS (
       UPDATE device SET seen_at = now(), pushed_at = CASE WHEN x.took THEN now() ELSE device.pushed_at END,
              told = coalesce(x.told::jsonb, device.told), told_at = CASE WHEN x.told IS NULL THEN device.told_at ELSE now() END
         FROM unnest($3::text[], $4::boolean[], $5::text[]) AS x(id, took, told) WHERE device.id = x.id)
     INSERT INTO mutation (mid, cid, n, h, person_id, device_id, payload, outcome, rev, reason, conflicts, at)
     SELECT x.mid, x.cid, x.n, x.h, x.person_id, x.device_id, x.payload, x.outcome, x.rev, x.reason, x.conflicts::jsonb, x.at
       FROM ROWS FROM (
              unnest($6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[], $13::text[], $14::bigint[],
                     $15::text[], $16::text[], $17::timestamptz[]),
              jsonb_array_elements($12::jsonb))
            AS x(mid, cid, n, h, person_id, device_id, outcome, rev, reason, conflicts, at, payload)`,
};

/** Envelopes with their outcomes, the counters of their clients, the contact of their phones: one statement. */
export async function keepPush(q: Queryable, marks: readonly ClientMark[], kept: readonly Kept[]): Promise<void> {
  const rows = kept.filter((k) => k.mid !== "");
  const mine = marks.filter((m) => m.mine);
  await q.query(KEEP, [
    mine.map((m) => m.cid),
    mine.map((m) => m.lastN),
    marks.map((m) => m.deviceId),
    marks.map((m) => m.took),
    marks.map((m) => (m.heartbeat ? JSON.stringify(m.heartbeat) : null)),
    rows.map((k) => k.mid),
    rows.map((k) => k.cid),
    rows.map((k) => k.n),
    rows.map((k) => k.h),
    rows.map((k) => k.personId),
    rows.map((k) => k.deviceId),
    jsonArrayOf(rows.map((k) => k.raw)),
    rows.map((k) => k.outcome),
    rows.map((k) => k.rev),
    rows.map((k) => k.reason ?? null),
    rows.map((k) => JSON.stringify(k.conflicts)),
    rows.map((k) => k.at),
  ]);
}

export async function keepConflicts(q: Queryable, workspace: Workspace): Promise<void> {
  if (workspace.conflicts.length === 0) return;
  await q.query(
    `INSERT INTO conflict (t, id, field, mid, lost, lost_by, lost_at)
     SELECT x.t, x.id, x.field, x.mid, x.lost, x."lostBy", x."lostAt"
       FROM jsonb_to_recordset($1::jsonb) AS x(t text, id text, field text, mid text, lost jsonb, "lostBy" text, "lostAt" timestamptz)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(workspace.conflicts)],
  );
}

export async function keepBlobRefs(q: Queryable, workspace: Workspace): Promise<void> {
  if (workspace.blobs.length === 0) return;
  const { blobs } = workspace;
  await q.query(
    `WITH files AS (
       INSERT INTO blob (sha256, bytes)
       SELECT DISTINCT ON (x.sha256) x.sha256, x.bytes FROM unnest($1::text[], $2::bigint[]) AS x(sha256, bytes)
        ORDER BY x.sha256 ON CONFLICT DO NOTHING)
     INSERT INTO blob_ref (sha256, t, id, device_id)
     SELECT DISTINCT ON (x.sha256, x.t, x.id) x.sha256, x.t, x.id, x.device_id
       FROM unnest($1::text[], $3::text[], $4::text[], $5::text[]) AS x(sha256, t, id, device_id)
      ORDER BY x.sha256, x.t, x.id ON CONFLICT DO NOTHING`,
    [
      blobs.map((b) => b.sha256),
      blobs.map((b) => b.bytes),
      blobs.map((b) => b.t),
      blobs.map((b) => b.id),
      blobs.map((b) => b.deviceId),
    ],
  );
}

const BLOBS_WANTED = {
  name: "blobs-wanted",
  text: `SELECT w.person_id, b.sha256 FROM unnest($1::text[]) AS w(person_id)
      CROSS JOIN LATERAL (
        SELECT b.sha256, b.bytes FROM blob b WHERE b.stored_at IS NULL
           AND EXISTS (SELECT 1 FROM blob_ref r JOIN device d ON d.id = r.device_id
                        WHERE r.sha256 = b.sha256 AND d.person_id = w.person_id)
         ORDER BY b.bytes LIMIT 200) b
     ORDER BY b.bytes`,
};

/**
 * By person: files announced from any of the person's phones that have not arrived whole, thumbnails (small) first.
 * By person and not by phone: a phone that was enrolled again is another device with the same photos.
 */
export async function blobsWanted(q: Queryable, personIds: readonly string[]): Promise<Map<string, string[]>> {
  const people = [...new Set(personIds)];
  const rows = await q.query<{ person_id: string; sha256: string }>(BLOBS_WANTED, [people]);
  const wanted = new Map<string, string[]>(people.map((id) => [id, []]));
  for (const row of rows) wanted.get(row.person_id)?.push(row.sha256);
  return wanted;
}
