/** Everything one person has open on this phone. */
import { Cache } from "./cache/cache.ts";
import type { EnrolledPerson } from "./device-book.ts";
import { Fullness } from "./reserve.ts";
import { openInTime } from "./steady.ts";
import { initVault, Vault } from "./vault/vault.ts";

export type { Cache } from "./cache/cache.ts";
export type { Vault } from "./vault/vault.ts";

export type PhotoSource = (sha256: string) => Promise<Blob | undefined>;

export interface World {
  readonly person: EnrolledPerson;
  readonly vault: Vault;
  readonly cache: Cache;
  readonly clock: { now(): number };
  /** Where photos come from that are not on this phone; set by whoever runs the network. */
  readonly remotePhotos: { fetch?: PhotoSource };
  /** Full while something that is being written could not be kept. */
  readonly fullness: Fullness;
  close(): void;
}

/** Opens the person's vault and cache. Throws Fault `storage-unavailable`. */
export async function openWorld(person: EnrolledPerson, clock = { now: () => Date.now() }): Promise<World> {
  const vault = new Vault(person.personId);
  const cache = new Cache(person.personId);
  await openInTime(vault);
  await openInTime(cache);
  await initVault(vault, person.deviceId);
  const close = () => {
    vault.close();
    cache.close();
  };
  return { person, vault, cache, clock, remotePhotos: {}, fullness: new Fullness(), close };
}
