/** A lost handle is not a lost database: reopen and try again before anybody is told. */
import Dexie from "dexie";
import { Fault } from "#domain/kernel/fault";

const OPEN_MS = 5_000;
const TRIES = 3;
const LOST_HANDLE = new Set(["UnknownError", "InvalidStateError"]);

interface NamedError {
  readonly name?: unknown;
  readonly inner?: unknown;
}

/** Names of an error and of everything it wraps. */
function namesOf(error: unknown): string[] {
  const names: string[] = [];
  let at: unknown = error;
  while (typeof at === "object" && at !== null && names.length < 5) {
    const { name, inner } = at as NamedError;
    if (typeof name === "string") names.push(name);
    at = inner;
  }
  return names;
}

/**
 * Lets a later version of the app, or a wipe, have the database, and stays closed. Our listener runs before Dexie's own,
 * which would close and then reopen at the next read: an old tab would write rows that the later version cannot know.
 */
export function letGoForGood(db: Dexie): void {
  db.on("versionchange", () => {
    db.close({ disableAutoOpen: true });
    return false;
  });
}

/** Opens in 5 s or throws Fault `storage-unavailable`; an old tab may block the opening for ever. */
export async function openInTime(db: Dexie): Promise<void> {
  letGoForGood(db);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault("storage-unavailable", "later", { db: db.name })), OPEN_MS);
  });
  try {
    await Promise.race([db.open(), tooLate]);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("storage-unavailable", "later", { db: db.name, why: namesOf(error)[0] ?? "unknown" });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs work on databases; after a lost handle it reopens them and repeats, three times.
 * The work must be safe to repeat. Throws Fault `storage-full` or `storage-unavailable`.
 */
export async function steady<T>(databases: Dexie | readonly Dexie[], work: () => Promise<T>): Promise<T> {
  const dbs = databases instanceof Dexie ? [databases] : databases;
  const detail = { db: dbs.map((db) => db.name).join() };
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Fault) throw error;
      const names = namesOf(error);
      if (names.includes("QuotaExceededError")) throw new Fault("storage-full", "never", detail);
      if (names.includes("DatabaseClosedError")) throw new Fault("storage-unavailable", "after-update", detail);
      if (!names.some((n) => LOST_HANDLE.has(n))) throw error;
      if (attempt >= TRIES) throw new Fault("storage-unavailable", "later", detail);
      for (const db of dbs) {
        db.close({ disableAutoOpen: false });
        await db.open();
      }
    }
  }
}
