/** Everything one person has open on this phone. */
import { Cache } from "./cache/cache.ts";
import { holdInUse } from "./cache/in-use.ts";
import type { EnrolledPerson } from "./device-book.ts";
import { heldBefore } from "./lost-marker.ts";
import { Fullness } from "./reserve.ts";
import { SharedQueries } from "./shared-queries.ts";
import { Standing } from "./standing.ts";
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
  /** What the screens read, each question once. */
  readonly queries: SharedQueries;
  /** What the next save is decided on. */
  readonly standing: Standing;
  close(): void;
  /** Closes once the reads and saves that are under way had time to end. */
  closeSoon(): void;
}

const LAST_WORK_MS = 1_000;
const closing = new Map<string, Promise<void>>();

/** Resolves when no world of the person that was told to close is still open; a database may be deleted only then. */
export const closedWorld = (personId: string): Promise<void> => closing.get(personId) ?? Promise.resolve();

/** Opens the person's vault and cache. Throws Fault `storage-unavailable`. */
export async function openWorld(person: EnrolledPerson, clock = { now: () => Date.now() }): Promise<World> {
  const vault = new Vault(person.personId);
  const cache = new Cache(person.personId);
  const queries = new SharedQueries();
  const standing = new Standing(vault.name, cache.name);
  const release = holdInUse(cache.name);
  const close = () => {
    release();
    queries.stop();
    standing.stop();
    vault.close();
    cache.close();
  };
  const closeSoon = () => {
    const { personId } = person;
    const closed = new Promise<void>((done) => {
      setTimeout(() => {
        close();
        if (closing.get(personId) === closed) closing.delete(personId);
        done();
      }, LAST_WORK_MS);
    });
    closing.set(personId, closed);
  };
  try {
    await Promise.all([
      openInTime(vault).then(() => initVault(vault, person.deviceId, heldBefore(person.personId))),
      openInTime(cache),
    ]);
  } catch (error) {
    close();
    throw error;
  }
  return {
    person,
    vault,
    cache,
    clock,
    remotePhotos: {},
    fullness: new Fullness(),
    queries,
    standing,
    close,
    closeSoon,
  };
}
