/** What people who are not signed in have on this phone: how much is unsent, and how it is wiped once it is in custody. */
import Dexie from "dexie";
import { Cache, dropOldLayouts } from "./cache/cache.ts";
import { type EnrolledPerson, listPeople, wipeKeys } from "./device-book.ts";
import { forgetHeld } from "./lost-marker.ts";
import { countUnsent, type Unsent } from "./outbox.ts";
import { openInTime } from "./steady.ts";
import { Vault } from "./vault/vault.ts";
import { closedWorld } from "./world.ts";

const NOTHING: Unsent = { records: 0, photos: 0, draftPhotos: 0, quarantined: 0 };

/** Counts without opening anything of the person but the vault. Throws Fault `storage-unavailable`. */
export async function unsentOf(personId: string): Promise<Unsent> {
  const vault = new Vault(personId);
  if (!(await Dexie.exists(vault.name))) return NOTHING;
  try {
    await openInTime(vault);
    return await countUnsent(vault);
  } finally {
    vault.close();
  }
}

/** Takes what the server said off the phone; what the person did stays. Nobody may have the cache open. */
export async function dropCacheOf(personId: string): Promise<void> {
  await closedWorld(personId);
  await Dexie.delete(new Cache(personId).name);
  await dropOldLayouts(personId);
}

/**
 * Wipes a person whose things are in the server's custody: what the server said, then the vault, then key and PIN.
 * If the phone dies in between, the same is done again. Nobody may have the person's world open.
 */
export async function wipePerson({ personId, deviceId }: EnrolledPerson): Promise<void> {
  // Read once more: whoever was enrolled anew meanwhile has things here that no custody holds.
  const now = (await listPeople()).find((p) => p.personId === personId);
  if (now?.revoked?.stage !== "taken" || now.deviceId !== deviceId) return;
  await dropCacheOf(personId);
  await Dexie.delete(new Vault(personId).name);
  await wipeKeys(personId);
  forgetHeld(personId);
}
