/**
 * Two megabytes are kept back on this phone. When it is full they are given up, so that words and records still fit;
 * pictures never take them. Where the browser has no such store there is simply no reserve.
 */
import { isFault } from "#domain/kernel/fault";

const NAME = "zimajia-reserve";
const ADDRESS = "/reserve";
const RESERVE_BYTES = 2 * 1024 * 1024;

const store = (): CacheStorage | undefined => (typeof caches === "undefined" ? undefined : caches);

/** Puts the reserve aside where there is room for it; a phone without room works on without. */
export async function fillReserve(): Promise<void> {
  try {
    const shelf = await store()?.open(NAME);
    if (!shelf || (await shelf.match(ADDRESS))) return;
    await shelf.put(ADDRESS, new Response(new Uint8Array(RESERVE_BYTES)));
  } catch {
    // No room or no right to store: that shows when something is saved, in words.
    await spendReserve();
  }
}

/** Gives the reserve up. False where there was none. */
export async function spendReserve(): Promise<boolean> {
  try {
    return (await store()?.delete(NAME)) ?? false;
  } catch {
    // A store that cannot be reached holds no reserve.
    return false;
  }
}

/** Does work that must also succeed on a full phone. Throws Fault `storage-full` when even the reserve is gone. */
export async function withReserve<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFault(error) || error.code !== "storage-full" || !(await spendReserve())) throw error;
    return work();
  }
}

/** Is the phone too full to keep what is being written? Tells its listeners when that changes. */
export class Fullness {
  private now = false;
  private readonly listeners = new Set<() => void>();

  isFull = (): boolean => this.now;

  set(full: boolean): void {
    if (this.now === full) return;
    this.now = full;
    for (const listener of this.listeners) listener();
  }

  subscribe = (onChange: () => void): (() => void) => {
    this.listeners.add(onChange);
    return () => this.listeners.delete(onChange);
  };
}
