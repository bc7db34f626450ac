import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { identityOf, isErrno, isRunning, type ProcessIdentity } from "./process-identity.ts";

export type LockOutcome =
  | { readonly taken: true; readonly release: () => void }
  | { readonly taken: false; readonly heldByPid: number };

/**
 * Takes the lock file `path` for this process, or says who holds it. The file is made with O_EXCL and holds pid and
 * start time; one left by a process that no longer runs is replaced. The folder must exist.
 */
export function takeLock(path: string): LockOutcome {
  for (;;) {
    if (create(path)) return { taken: true, release: () => rmSync(path, { force: true }) };
    const text = readOrNull(path);
    if (text === null) continue; // released in between
    const holder = parseHolder(text);
    if (holder !== null && isRunning(holder)) return { taken: false, heldByPid: holder.pid };
    setAside(path, text);
  }
}

function create(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, JSON.stringify(identityOf(process.pid)));
    fsyncSync(file);
    closeSync(file);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}

/** Moves a dead holder's file away; if another process was faster and the moved file is its fresh one, it goes back. */
function setAside(path: string, expected: string): void {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== expected) linkSync(aside, path);
  } catch (error) {
    if (!isErrno(error, "ENOENT", "EEXIST")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
}

function parseHolder(text: string): ProcessIdentity | null {
  const match = /^\{"pid":(\d+),"startedAt":(?:null|"(\d+)")\}$/.exec(text);
  // Half a file is what a power cut leaves behind: nobody holds it.
  return match === null ? null : { pid: Number(match[1]), startedAt: match[2] ?? null };
}
