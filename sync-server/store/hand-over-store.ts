/** Phones that were switched off: what came of them, what is still missing, and whether somebody has dealt with it. */
import type { Heartbeat } from "#protocol/heartbeat";
import type { Queryable } from "./db.ts";

/** The phone was in contact and gave what it could. */
export async function noteHandOver(q: Queryable, deviceId: string, nowMs: number): Promise<void> {
  await q.query(
    `INSERT INTO hand_over (device_id, first_at, last_at) VALUES ($1, $2, $2)
     ON CONFLICT (device_id) DO UPDATE SET last_at = $2, first_at = coalesce(hand_over.first_at, $2)`,
    [deviceId, new Date(nowMs).toISOString()],
  );
}

export interface HandOverRow {
  readonly id: string;
  readonly person_id: string;
  readonly name: string;
  readonly display_name: string;
  readonly org_code: string;
  readonly retired_at: string | null;
  readonly revoked_at: string;
  readonly told: Heartbeat | null;
  readonly told_at: string | null;
  readonly last_at: string | null;
  readonly settled_at: string | null;
  /** Records that were set aside, unfinished forms, files, and those of them that have not arrived. */
  readonly records: number;
  readonly drafts: number;
  readonly files: number;
  readonly missing: number;
}

/** Switched-off phones of the people whose unit's code begins with one of `prefixes`, the newest first. */
export function handOversUnder(q: Queryable, prefixes: readonly string[]): Promise<HandOverRow[]> {
  return q.query<HandOverRow>(
    `SELECT d.id, d.person_id, d.name, d.revoked_at, d.told, d.told_at, h.last_at, h.settled_at,
            e.doc->>'displayName' AS display_name, e.doc->>'orgCode' AS org_code, e.doc->>'retiredAt' AS retired_at,
            (SELECT count(*)::int FROM mutation m WHERE m.device_id = d.id AND m.reason = 'revoked') AS records,
            (SELECT count(*)::int FROM custody c WHERE c.device_id = d.id) AS drafts, f.files, f.missing
       FROM device d JOIN entity e ON e.t = 'person' AND e.id = d.person_id
       LEFT JOIN hand_over h ON h.device_id = d.id
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS files, count(*) FILTER (WHERE b.stored_at IS NULL)::int AS missing
          FROM blob_ref r JOIN blob b ON b.sha256 = r.sha256 WHERE r.device_id = d.id AND r.t = 'custody') f
      WHERE d.revoked_at IS NOT NULL AND e.doc->>'orgCode' LIKE ANY($1) ORDER BY d.revoked_at DESC LIMIT 2000`,
    [prefixes.map((prefix) => `${prefix}%`)],
  );
}

/** Unfinished forms of a phone, each as the JSON text it stood in. */
export async function formsOf(q: Queryable, deviceId: string): Promise<string[]> {
  const rows = await q.query<{ payload: string }>(
    "SELECT payload FROM custody WHERE device_id = $1 ORDER BY taken_at, h LIMIT 200",
    [deviceId],
  );
  return rows.map((row) => Buffer.from(row.payload, "base64").toString());
}

/** Somebody has dealt with it (null: not yet after all). */
export async function settleHandOver(
  q: Queryable,
  settled: { readonly deviceId: string; readonly at: string | null; readonly by: string },
): Promise<void> {
  await q.query(
    `INSERT INTO hand_over (device_id, settled_at, settled_by) VALUES ($1, $2, $3)
     ON CONFLICT (device_id) DO UPDATE SET settled_at = $2, settled_by = $3`,
    [settled.deviceId, settled.at, settled.by],
  );
}
