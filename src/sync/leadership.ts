/**
 * One tab runs the network, to save traffic. Two at once are harmless (the server locks the client and knows each
 * `mid`), so a frozen leader is simply passed over.
 */
import type { World } from "#storage/world";

/** A leader that gave no sign of life for so long is frozen: nobody waits for it. */
const FROZEN_MS = 15_000;

export async function beat(world: World): Promise<void> {
  await world.vault.setMeta("leaderBeat", world.clock.now());
}

/** Runs the work if no other tab does. @returns false where another, living tab is at it. */
export async function asLeader(world: World, work: () => Promise<void>): Promise<boolean> {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  if (!locks) {
    await work();
    return true;
  }
  const ran = await locks.request(`sync-${world.person.personId}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
  if (ran) return true;
  const last = (await world.vault.getMeta("leaderBeat")) ?? 0;
  if (Math.abs(world.clock.now() - last) < FROZEN_MS) return false;
  await work();
  return true;
}
