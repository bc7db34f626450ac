/** Figures of the whole installation for whoever watches over the server: counts and ages, nobody's name or id. */
import type { Sample } from "../metrics.ts";
import type { Queryable } from "./db.ts";

interface PhoneFigures {
  readonly in_force: number;
  readonly switched_off: number;
  readonly with_unsent: number;
  readonly over_24h: number;
  readonly oldest_s: number;
  readonly records: number;
  readonly photos: number;
}

// What a phone said last counts until it says something else: the age of its oldest record goes on meanwhile.
const PHONES = `
  WITH p AS (
    SELECT d.revoked_at IS NULL AS in_force, (d.told->>'outbox')::int AS outbox, (d.told->>'photos')::int AS photos,
           extract(epoch FROM $1::timestamptz - (d.told->>'oldestAt')::timestamptz) AS oldest_s FROM device d)
  SELECT count(*) FILTER (WHERE in_force)::int AS in_force, count(*) FILTER (WHERE NOT in_force)::int AS switched_off,
         count(*) FILTER (WHERE in_force AND outbox > 0)::int AS with_unsent,
         count(*) FILTER (WHERE in_force AND outbox > 0 AND oldest_s > 86400)::int AS over_24h,
         coalesce(max(oldest_s) FILTER (WHERE in_force AND outbox > 0), 0)::float8 AS oldest_s,
         coalesce(sum(outbox) FILTER (WHERE in_force), 0)::int AS records,
         coalesce(sum(photos) FILTER (WHERE in_force), 0)::int AS photos FROM p`;

const REST = `
  SELECT (SELECT count(*)::int FROM blob WHERE stored_at IS NULL) AS awaited,
         (SELECT count(*)::int FROM entity WHERE t = 'setAside' AND doc->>'state' = 'open') AS aside,
         (SELECT coalesce(sum(n), 0)::int FROM (SELECT max(n) AS n FROM audit GROUP BY district) heads) AS audit,
         (SELECT extract(epoch FROM $1::timestamptz - max(at))::float8 FROM audit
           WHERE act = 'admin-backup' AND detail LIKE '%: done') AS backup_s`;

interface RestFigures {
  readonly awaited: number;
  readonly aside: number;
  readonly audit: number;
  readonly backup_s: number | null;
}

const tenth = (seconds: number): number => Math.max(0, Math.round(seconds * 10) / 10);

/** Never fails: a database that does not answer is itself the figure. */
export async function readFigures(q: Queryable, nowMs: number): Promise<Sample[]> {
  const now = [new Date(nowMs).toISOString()];
  try {
    const [phones] = await q.query<PhoneFigures>(PHONES, now);
    const [rest] = await q.query<RestFigures>(REST, now);
    return [{ name: "zimajia_database_up", value: 1 }, ...phoneSamples(phones!), ...restSamples(rest!)];
  } catch {
    // The cause stands in the log of whoever needed the database meanwhile.
    return [{ name: "zimajia_database_up", value: 0 }];
  }
}

const phoneSamples = (p: PhoneFigures): Sample[] => [
  { name: "zimajia_phones", labels: { state: "in_force" }, value: p.in_force },
  { name: "zimajia_phones", labels: { state: "switched_off" }, value: p.switched_off },
  { name: "zimajia_phones_with_unsent", value: p.with_unsent },
  { name: "zimajia_phones_unsent_over_24h", value: p.over_24h },
  { name: "zimajia_oldest_unsent_seconds", value: tenth(p.oldest_s) },
  { name: "zimajia_unsent_records", value: p.records },
  { name: "zimajia_unsent_photos", value: p.photos },
];

const restSamples = ({ awaited, aside, audit, backup_s: backupS }: RestFigures): Sample[] => [
  { name: "zimajia_photos_awaited", value: awaited },
  { name: "zimajia_set_aside_open", value: aside },
  { name: "zimajia_audit_entries", value: audit },
  ...(backupS === null ? [] : [{ name: "zimajia_backup_age_seconds", value: tenth(backupS) } as const]),
];
