/** Enrolment codes, devices and their revocation. Codes are stored as keyed hashes, used once, good for 72 hours. */
import { createHash, createHmac, randomInt, randomUUID } from "node:crypto";
import type { Heartbeat } from "#protocol/heartbeat";
import { CODE_DIGITS, CODE_HOURS } from "#protocol/session";
import type { Queryable } from "./db.ts";
import { signedInUntil } from "./device-store.ts";
import { codeSecretOf } from "./meta.ts";

/** A code has 10^8 values: without the secret, which is in no backup, its hash would be worked out in a second. */
async function hashOf(q: Queryable, code: string): Promise<string> {
  const secret = await codeSecretOf(q);
  return createHmac("sha256", secret).update(`enrol:${code}`).digest("hex");
}

/** As it may lie in the table: a code of the releases before has a plain hash until it runs out, in 72 hours. */
const hashesOf = async (q: Queryable, code: string): Promise<string[]> => [
  await hashOf(q, code),
  createHash("sha256").update(`enrol:${code}`).digest("hex"),
];

export interface MadeCode {
  readonly code: string;
  readonly expiresAt: string;
}

/** Makes a code for a person. Older unused codes of that person stop working. */
export async function makeCode(q: Queryable, personId: string, madeBy: string, nowMs: number): Promise<MadeCode> {
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, "0");
  const expiresAt = new Date(nowMs + CODE_HOURS * 3_600_000).toISOString();
  await q.query("DELETE FROM enrolment_code WHERE person_id = $1 AND used_at IS NULL", [personId]);
  await q.query("INSERT INTO enrolment_code (hash, person_id, made_by, expires_at) VALUES ($1, $2, $3, $4)", [
    await hashOf(q, code),
    personId,
    madeBy,
    expiresAt,
  ]);
  return { code, expiresAt };
}

/** Uses a code up; the person it was made for, or null. Two phones with one code: exactly one gets it. */
export async function redeemCode(q: Queryable, code: string, nowMs: number): Promise<string | null> {
  const now = new Date(nowMs).toISOString();
  const rows = await q.query<{ person_id: string }>(
    "UPDATE enrolment_code SET used_at = $2 WHERE hash = ANY($1) AND used_at IS NULL AND expires_at > $2 RETURNING person_id",
    [await hashesOf(q, code), now],
  );
  return rows[0]?.person_id ?? null;
}

/** The device that already used this code with this key: its reply was lost on the way. */
export async function deviceOfCode(q: Queryable, code: string, publicKey: string): Promise<DeviceRow | undefined> {
  const rows = await q.query<DeviceRow>(
    `SELECT d.* FROM enrolment_code c JOIN device d ON d.person_id = c.person_id
      WHERE c.hash = ANY($1) AND c.used_at IS NOT NULL AND d.public_key = $2 AND d.revoked_at IS NULL LIMIT 1`,
    [await hashesOf(q, code), publicKey],
  );
  return rows[0];
}

export async function addDevice(
  q: Queryable,
  device: { personId: string; publicKey: string; name: string; nowMs: number },
): Promise<string> {
  const id = randomUUID();
  await q.query("INSERT INTO device (id, person_id, public_key, name, signed_in_until) VALUES ($1, $2, $3, $4, $5)", [
    id,
    device.personId,
    device.publicKey,
    device.name,
    signedInUntil(device.nowMs),
  ]);
  return id;
}

export interface DeviceRow {
  readonly id: string;
  readonly person_id: string;
  readonly public_key: string;
  readonly name: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly revoked_at: string | null;
  /** Day of its last sign-in in the audit. */
  readonly signed_in_on: string | null;
  readonly pushed_at: string | null;
  readonly pulled_at: string | null;
  readonly told: Heartbeat | null;
  readonly told_at: string | null;
}

export async function deviceById(q: Queryable, id: string): Promise<DeviceRow | undefined> {
  return (await q.query<DeviceRow>("SELECT * FROM device WHERE id = $1", [id]))[0];
}
