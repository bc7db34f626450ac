/** How long a phone may read without having heard from the server that it is still in force. Pure, but for the last. */
import type { Vault } from "./vault/vault.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
/** Sealed words; saving goes on after it. */
export const SEALED_LEASE_MS = 72 * HOUR_MS;
/** Everything else that others have written; recording and handing in go on after it. */
export const OPEN_LEASE_MS = 14 * 24 * HOUR_MS;

export interface Lease {
  readonly from: string;
  readonly seen: string;
}

/**
 * Is the lease over? `nowMs`: server time as far as the phone knows it. A clock that was set back does not begin it anew:
 * the latest time that was ever seen counts. Unknown: the phone was enrolled a moment ago.
 */
export const isLeaseOver = (lease: Lease | undefined, nowMs: number, leaseMs = SEALED_LEASE_MS): boolean =>
  lease !== undefined && Math.max(nowMs, Date.parse(lease.seen)) - Date.parse(lease.from) > leaseMs;

async function serverNow({ vault, clock }: World): Promise<number> {
  return clock.now() + ((await vault.getMeta("clockOffset")) ?? 0);
}

/** Looks at the lease and keeps the time it was looked at, so that a clock that is set back later gains nothing. */
export async function lookAtLease(
  world: World,
): Promise<{ readonly lease: Lease | undefined; readonly nowMs: number }> {
  const { vault } = world;
  const nowMs = await serverNow(world);
  return vault.transaction("rw", vault.meta, async () => {
    const lease = await vault.getMeta("lease");
    // A minute's step spares a write at each look.
    if (lease && nowMs > Date.parse(lease.seen) + 60_000) {
      await vault.setMeta("lease", { ...lease, seen: new Date(nowMs).toISOString() });
    }
    return { lease, nowMs };
  });
}

/** Are sealed words shut? */
export async function leaseOver(world: World): Promise<boolean> {
  const { lease, nowMs } = await lookAtLease(world);
  return isLeaseOver(lease, nowMs);
}

/** Has this phone been away from the server for longer than it may show what others wrote? Safe inside live queries. */
export async function isAwayTooLong(world: World): Promise<boolean> {
  return isLeaseOver(await world.vault.getMeta("lease"), await serverNow(world), OPEN_LEASE_MS);
}

/** The server has answered this phone as one in force, at this time of its own; an answer without a time is none. */
export async function renewLease(vault: Vault, serverTime: string): Promise<void> {
  const ms = Date.parse(serverTime);
  if (Number.isNaN(ms)) return;
  const at = new Date(ms).toISOString();
  await vault.setMeta("lease", { from: at, seen: at });
}
