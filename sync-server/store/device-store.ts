/** What is known of each phone: when it was heard, and what it said of itself. */
import type { Heartbeat } from "#protocol/heartbeat";
import type { Queryable } from "./db.ts";

/** A phone that has not fetched anything for so long has lost its sign-in: it lies in a drawer, or with somebody else. */
const SIGNED_IN_DAYS = 90;

export const signedInUntil = (nowMs: number): string => new Date(nowMs + SIGNED_IN_DAYS * 86_400_000).toISOString();

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
