/** Tries of enrolment codes, kept in the database: neither a restart nor a second process buys another one. */
import { createHmac } from "node:crypto";
import type { Db } from "./db.ts";

const FREE_TRIES = 5;
const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 3600;
/** A day without a try forgets the ones before. */
const FORGET_MS = 86_400_000;

/** Seconds to wait after the n-th wrong try in a row. */
export const waitAfterS = (tries: number): number =>
  tries < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(20, tries - FREE_TRIES));

/** Where tries come from, unreadable for whoever reads the table. IPv6 counts by its network: a home has 2^64 addresses. */
export function keyOfAddress(secret: string, address: string): string {
  const network = address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address;
  return createHmac("sha256", secret).update(`tries:${network}`).digest("base64url").slice(0, 24);
}

export interface ClaimedTry {
  readonly allowed: boolean;
  /** Allowed: seconds to wait if this one is wrong. Not allowed: seconds still to wait. */
  readonly waitS: number;
}

/** Counts a try before it is made, so that a hundred at once are a hundred tries. */
export function claimTry(db: Db, key: string, nowMs: number): Promise<ClaimedTry> {
  const now = new Date(nowMs).toISOString();
  return db.tx(async (q) => {
    await q.query("DELETE FROM code_try WHERE last_at < $1", [new Date(nowMs - FORGET_MS).toISOString()]);
    await q.query("INSERT INTO code_try (key, tries, until, last_at) VALUES ($1, 0, $2, $2) ON CONFLICT DO NOTHING", [
      key,
      now,
    ]);
    const rows = await q.query<{ tries: number; until: string }>(
      "SELECT tries, until FROM code_try WHERE key = $1 FOR UPDATE",
      [key],
    );
    const leftMs = Date.parse(rows[0]?.until ?? now) - nowMs;
    if (leftMs > 0) return { allowed: false, waitS: Math.ceil(leftMs / 1000) };
    const tries = (rows[0]?.tries ?? 0) + 1;
    const waitS = waitAfterS(tries);
    const until = new Date(nowMs + waitS * 1000).toISOString();
    await q.query("UPDATE code_try SET tries = $2, until = $3, last_at = $4 WHERE key = $1", [key, tries, until, now]);
    return { allowed: true, waitS };
  });
}

export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.query("DELETE FROM code_try WHERE key = $1", [key]);
}
