import { readFileSync, readlinkSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in kernel ticks since boot, or null where the system does not tell. */
  readonly startedAt: string | null;
}

export const identityOf = (pid: number): ProcessIdentity => ({ pid, startedAt: statOf(pid)?.startedAt ?? null });

/** Whether exactly that process still runs; a zombie does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (!isAlive(identity.pid)) return false;
  const now = identityOf(identity.pid).startedAt;
  return identity.startedAt === null || now === null || now === identity.startedAt;
}

export function isAlive(pid: number): boolean {
  if (statOf(pid)?.state === "Z") return false; // killed, and nobody has collected it yet
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM"); // it runs, under another user
  }
}

/** Path of the program a process runs, or null where /proc is absent or closed. */
export function programOf(pid: number): string | null {
  return linkOf(`/proc/${pid}/exe`);
}

/** Working folder of a process, or null where /proc is absent or closed. */
export function workingFolderOf(pid: number): string | null {
  return linkOf(`/proc/${pid}/cwd`);
}

export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isErrno(error, "ENOENT", "EACCES", "EPERM", "ESRCH")) return null;
    throw error;
  }
}

function statOf(pid: number): { readonly state: string; readonly startedAt: string | null } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in brackets and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startedAt: fields[19] ?? null };
  } catch (error) {
    if (isErrno(error, "ENOENT", "ESRCH", "EACCES")) return null;
    throw error;
  }
}
