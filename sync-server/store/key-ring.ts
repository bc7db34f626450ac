/**
 * The server's own keys, as the database has them. The operator may change them while servers run (change-keys.ts), so a
 * process holds what it read last, and looks again: at each new token, before it refuses one, and else after ten seconds.
 */
import type { SealKey } from "#domain/kernel/sealed";
import type { Queryable } from "./db.ts";
import { tokenSecretOf } from "./meta.ts";
import { type ParcelKeys, parcelKeysOf } from "./parcel-store.ts";
import { recoveryKeyOf } from "./recovery-key.ts";

export interface ServerKeys {
  readonly tokenSecret: string;
  readonly parcel: ParcelKeys;
  /** The operator's, public half. */
  readonly recovery: SealKey;
}

export interface KeyRing {
  /** As this process read them last. */
  held(): ServerKeys;
  /** Not older than ten seconds. */
  recent(): Promise<ServerKeys>;
  /** As they are now. */
  read(): Promise<ServerKeys>;
}

const HELD_MS = 10_000;

/** Makes the keys that are not there yet. */
export async function openKeyRing(q: Queryable, dataDir: string): Promise<KeyRing> {
  const readAll = async () => {
    const [tokenSecret, parcel, recovery] = [
      await tokenSecretOf(q),
      await parcelKeysOf(q),
      await recoveryKeyOf(q, dataDir),
    ];
    return { keys: { tokenSecret, parcel, recovery }, atMs: performance.now() };
  };
  let held = await readAll();
  const read = async (): Promise<ServerKeys> => {
    held = await readAll();
    return held.keys;
  };
  const isRecent = () => performance.now() - held.atMs < HELD_MS;
  return { held: () => held.keys, read, recent: async () => (isRecent() ? held.keys : read()) };
}
