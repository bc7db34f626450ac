import { readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { Fault } from "#domain/kernel/fault";
import {
  identityOf,
  isAlive,
  isErrno,
  isRunning,
  type ProcessIdentity,
  programOf,
  workingFolderOf,
} from "./process-identity.ts";

/** A running database server as its own `postmaster.pid` describes it. */
export interface Postmaster {
  readonly process: ProcessIdentity;
  readonly port: number;
  /** Folder of the unix socket, or null where it listens on the loopback. */
  readonly socketFolder: string | null;
  /** The file is written line by line: port and socket are only to be believed when it says `ready`. */
  readonly state: "starting" | "ready" | "stopping";
}

const STATES: Readonly<Record<string, Postmaster["state"]>> = { ready: "ready", stopping: "stopping" };

/** The server that runs on the data folder now, or null. */
export function findPostmaster(folder: string): Postmaster | null {
  const [pid, , , port, socketFolder, , , status] = linesOf(pidFile(folder));
  if (pid === undefined || !/^\d+$/.test(pid)) return null;
  if (!isAlive(Number(pid)) || !isServerOn(folder, Number(pid))) return null;
  return {
    process: identityOf(Number(pid)),
    port: Number(port ?? "0"),
    socketFolder: socketFolder === undefined || socketFolder === "" ? null : socketFolder,
    state: STATES[status?.trim() ?? ""] ?? "starting",
  };
}

/**
 * Makes room for a new server where none runs: waits until the backends of a killed one have noticed and gone, then
 * removes a `postmaster.pid` whose number meanwhile belongs to another program or to a zombie, because the next
 * server would refuse to start. Throws Fault `database-in-use` (later) if backends stay.
 */
export async function clearRemains(folder: string, patienceMs = 15_000): Promise<void> {
  if (process.platform !== "linux") return; // only /proc can prove that nobody is left; PostgreSQL checks by itself
  const deadline = Date.now() + patienceMs;
  while (serversOn(folder).length > 0) {
    if (Date.now() > deadline) throw new Fault("database-in-use", "later", { pid: serversOn(folder)[0] ?? 0 });
    await pause(50);
  }
  rmSync(pidFile(folder), { force: true });
}

/** Stops a server: fast shutdown (clients are cut off, everything committed is on disk), and harder if it hangs. */
export async function stopPostmaster(running: Postmaster): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    if (!isRunning(running.process)) return;
    process.kill(running.process.pid, signal);
    if (await ended(running.process, patienceMs)) return;
  }
  throw new Fault("database-does-not-stop", "later", { pid: running.process.pid });
}

export async function ended(one: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (isRunning(one)) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const pidFile = (folder: string): string => join(folder, "postmaster.pid");

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}

function isServerOn(folder: string, pid: number): boolean {
  if (process.platform !== "linux") return true; // the pid file is all there is to go by
  return isPostgres(programOf(pid) ?? "") && workingFolderOf(pid) === realpathSync(folder);
}

// After a reinstall the program of a running server is shown as deleted.
const isPostgres = (path: string): boolean => /^postgres( \(deleted\))?$/.test(basename(path));

function serversOn(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isServerOn(folder, pid) && isAlive(pid));
}
