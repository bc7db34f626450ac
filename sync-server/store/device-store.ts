/** What is known of each phone: when it was heard, and what it said of itself. */
import type { Heartbeat } from "#protocol/heartbeat";
import type { Queryable } from "./db.ts";

/** A phone that has not fetched anything for so long has lost its sign-in: it lies in a drawer, or with somebody else. */
const SIGNED_IN_DAYS = 90;

export const signedInUntil = (nowMs: number): string => new Date(nowMs + SIGNED_IN_DAYS * 86_400_000).toISOString();

export interface OwnDeviceRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly revoked_at: string | null;
  readonly told: Heartbeat | null;
  readonly told_at: string | null;
  /** Once switched off: when it last handed something in, and how many records it handed in. */
  readonly handed_at: string | null;
  readonly handed: number;
}

/** So many a person is shown: whoever gets a new phone each year for a working life has fewer. */
const MOST_OWN = 100;

/** Every phone that was ever enrolled for a person: those in use first, the last heard first. */
export const ownDevices = (q: Queryable, personId: string): Promise<OwnDeviceRow[]> =>
  q.query<OwnDeviceRow>(
    `SELECT d.id, d.name, d.created_at, d.seen_at, d.revoked_at, d.told, d.told_at, h.last_at AS handed_at,
            (SELECT count(*)::int FROM mutation m WHERE m.device_id = d.id AND m.reason = 'revoked') AS handed
       FROM device d LEFT JOIN hand_over h ON h.device_id = d.id
      WHERE d.person_id = $1
      ORDER BY d.revoked_at IS NOT NULL, coalesce(d.revoked_at, d.seen_at) DESC LIMIT ${MOST_OWN}`,
    [personId],
  );

/** A phone that had nothing to send says how it is. */
export async function tellDevice(q: Queryable, deviceId: string, heartbeat: Heartbeat): Promise<void> {
  await q.query("UPDATE device SET seen_at = now(), told = $2, told_at = now() WHERE id = $1", [
    deviceId,
    JSON.stringify(heartbeat),
  ]);
}

const NOTE_PULL = {
  name: "note-pull",
  text: `UPDATE device SET seen_at = now(), pulled_at = now(), told = coalesce($2::jsonb, told),
         told_at = CASE WHEN $2::jsonb IS NULL THEN told_at ELSE now() END,
         signed_in_until = greatest(signed_in_until, $3::timestamptz)
    WHERE id = $1 AND (($2::jsonb IS NOT NULL AND told IS DISTINCT FROM $2::jsonb)
                       OR pulled_at IS NULL OR pulled_at < now() - interval '1 minute')`,
};

/** Notes a pull; one that brings no news within a minute costs no commit. */
export async function notePull(
  q: Queryable,
  { deviceId, heartbeat, nowMs }: { deviceId: string; heartbeat: Heartbeat | null; nowMs: number },
): Promise<void> {
  await q.query(NOTE_PULL, [deviceId, heartbeat && JSON.stringify(heartbeat), signedInUntil(nowMs)]);
}
