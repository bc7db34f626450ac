/** Which databases open tabs are using: an old tab keeps its own layout of the cache until it is closed. */

const locks = (): LockManager | undefined => (typeof navigator === "undefined" ? undefined : navigator.locks);

/** Says to all tabs that this database is in use, until what it answers is called. */
export function holdInUse(name: string): () => void {
  const stop = new AbortController();
  const until = new Promise<void>((done) => stop.signal.addEventListener("abort", () => done()));
  // A lock that was not granted yet is given up by the signal; that is no error.
  locks()
    ?.request(name, { mode: "shared", signal: stop.signal }, () => until)
    .catch(() => undefined);
  return () => stop.abort();
}

/** Runs the work unless some tab uses the database. Phones without locks between tabs run it always. */
export async function ifUnused(name: string, work: () => Promise<void>): Promise<void> {
  const manager = locks();
  if (!manager) return work();
  await manager.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}
