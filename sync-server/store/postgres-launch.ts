import { type SpawnOptions, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentFor, type PostgresBinaries, program } from "./postgres-binaries.ts";

/**
 * How the programs are started. PostgreSQL refuses to run as root: root either shows it another user id (user
 * namespace; the files stay root's) or really becomes another user.
 */
export type LaunchWay = "direct" | "user-namespace" | "other-user";

export interface Launch {
  readonly way: LaunchWay;
  readonly binaries: PostgresBinaries;
  /** Command line and options for `spawn`. */
  readonly command: (name: "postgres" | "initdb" | "pg_ctl", args: readonly string[]) => LaunchCommand;
  /** Gives a folder to the user the programs run as. */
  readonly handOver: (folder: string) => void;
}

export interface LaunchCommand {
  readonly file: string;
  readonly args: string[];
  readonly options: SpawnOptions;
}

/** Finds a way to start the programs, trying `ways` in order; null if none works here. */
export function chooseLaunch(
  binaries: PostgresBinaries,
  dataDir: string,
  ways: readonly LaunchWay[] = waysFor(process.getuid?.()),
): Launch | null {
  for (const way of ways) {
    const launch = MAKERS[way](binaries, dataDir);
    if (launch !== null && answers(launch)) return launch;
  }
  return null;
}

const waysFor = (uid: number | undefined): readonly LaunchWay[] =>
  uid === 0 ? ["user-namespace", "other-user"] : ["direct"];

const MAKERS: Readonly<Record<LaunchWay, (binaries: PostgresBinaries, dataDir: string) => Launch | null>> = {
  direct: (binaries) => ({
    way: "direct",
    binaries,
    command: (name, args) => ({ file: program(binaries.bin, name), args: [...args], options: optionsFor(binaries) }),
    handOver: () => undefined,
  }),
  "user-namespace": (binaries) => ({
    way: "user-namespace",
    binaries,
    command: (name, args) => ({
      file: "unshare",
      args: ["--user", "--map-user=65534", "--map-group=65534", program(binaries.bin, name), ...args],
      options: optionsFor(binaries),
    }),
    handOver: () => undefined,
  }),
  "other-user": otherUser,
};

function otherUser(binaries: PostgresBinaries, dataDir: string): Launch | null {
  // A bare number is not enough: initdb looks its user up in /etc/passwd.
  const user = findUser("postgres") ?? findUser("nobody");
  if (user === null) return null;
  chmodSync(dataDir, 0o711); // may be passed through, not read
  const launch = launchAs(user, binaries);
  if (answers(launch)) return launch;
  // Under a closed home folder (0700 /root) that user cannot reach node_modules.
  const copy = join(dataDir, "postgres-programs");
  if (!existsSync(copy)) cpSync(binaries.home, copy, { recursive: true, verbatimSymlinks: true });
  return launchAs(user, { ...binaries, home: copy, bin: join(copy, "bin") });
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

function launchAs(user: SystemUser, binaries: PostgresBinaries): Launch {
  return {
    way: "other-user",
    binaries,
    command: (name, args) => ({
      file: program(binaries.bin, name),
      args: [...args],
      options: { ...optionsFor(binaries), ...user },
    }),
    handOver: (folder) => chownSync(folder, user.uid, user.gid),
  };
}

function findUser(name: string): SystemUser | null {
  if (!existsSync("/etc/passwd")) return null;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

// The working folder of whoever calls may be closed to the other user, or vanish while the database runs.
const optionsFor = (binaries: PostgresBinaries): SpawnOptions => ({
  env: environmentFor(binaries),
  cwd: process.platform === "win32" ? binaries.bin : "/",
  windowsHide: true,
});

function answers(launch: Launch): boolean {
  const { file, args, options } = launch.command("postgres", ["--version"]);
  return spawnSync(file, args, { ...options, stdio: "ignore" }).status === 0;
}
