import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "#domain/kernel/assert";
import { Fault } from "#domain/kernel/fault";
import { takeLock } from "./folder-lock.ts";
import { connectOnce, type PgTarget } from "./pg-db.ts";
import { majorVersionOf, type PostgresBinaries } from "./postgres-binaries.ts";
import { chooseLaunch, type Launch, type LaunchWay } from "./postgres-launch.ts";
import { clearRemains, findPostmaster, type Postmaster, pause, stopPostmaster } from "./postmaster.ts";

export interface PostgresOptions {
  /** Folder of this installation; the database goes to `<dataDir>/postgres`. */
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  /** False only for tests: nothing survives a power cut, and starting is faster. */
  readonly durable: boolean;
  readonly maxConnections: number;
  readonly ways?: readonly LaunchWay[];
}

/** A database server of our own. */
export interface PostgresServer {
  /** Database `postgres` of the server, with all rights. */
  readonly target: PgTarget;
  /** The owner stops the server; a guest (a command beside the running server) only leaves it. */
  readonly role: "owner" | "guest";
  /** Whether it was already running: Node was killed and came back. */
  readonly attached: boolean;
  readonly stop: () => Promise<void>;
}

const USER = "zimajia";
const START_PATIENCE_MS = 90_000;
const LOG_KEPT_BYTES = 5_000_000;
const SOCKET_PATH_LIMIT = 100; // bytes; the kernel's is 108 on Linux, 104 on macOS

/** Folder of the database files. */
export const clusterFolder = (dataDir: string): string => join(dataDir, "postgres");

/** Major version of the files in the folder, or null if there are none. */
export function clusterVersion(dataDir: string): number | null {
  const file = join(clusterFolder(dataDir), "PG_VERSION");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : null;
}

/**
 * Starts PostgreSQL on the data folder, or attaches to the one that still runs there. Null when the programs do not
 * run on this machine; throws Fault `database-version-mismatch`, `database-does-not-start` or `database-in-use`.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer | null> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const lock = takeLock(join(options.dataDir, "postgres.owner"));
    if (lock.taken) {
      try {
        const server = await startAsOwner(options, lock.release);
        if (server === null) lock.release();
        return server;
      } catch (error) {
        lock.release();
        throw error;
      }
    }
    const running = existsSync(clusterFolder(options.dataDir)) ? findPostmaster(clusterFolder(options.dataDir)) : null;
    if (running?.state === "ready" && (await accepts(targetFor(options.dataDir, running)))) {
      const target = targetFor(options.dataDir, running);
      return { target, role: "guest", attached: true, stop: async () => undefined };
    }
    if (Date.now() > deadline) throw new Fault("database-in-use", "later", { pid: lock.heldByPid });
    await pause(100); // the owner is starting or stopping
  }
}

async function startAsOwner(options: PostgresOptions, release: () => void): Promise<PostgresServer | null> {
  const { dataDir } = options;
  const folder = clusterFolder(dataDir);
  const found = existsSync(folder) ? findPostmaster(folder) : null;
  if (found?.state === "stopping") await stopPostmaster(found);
  else if (found !== null) {
    const running = await ready(folder);
    const target = targetFor(dataDir, running);
    await waitUntilAccepting(target);
    return { target, role: "owner", attached: true, stop: () => stopAndRelease(running, release) };
  }
  const launch = chooseLaunch(options.binaries, dataDir, options.ways);
  if (launch === null) return null;
  refuseOtherVersion(launch.binaries, dataDir);
  if (clusterVersion(dataDir) === null) await initialise(launch, options);
  await clearRemains(folder);
  const { target, postmaster } = await launchServer(launch, options);
  return { target, role: "owner", attached: false, stop: () => stopAndRelease(postmaster, release) };
}

async function stopAndRelease(postmaster: Postmaster, release: () => void): Promise<void> {
  await stopPostmaster(postmaster);
  const { socketFolder } = postmaster;
  if (socketFolder?.startsWith(tmpdir())) rmSync(socketFolder, { recursive: true, force: true });
  release();
}

function refuseOtherVersion(binaries: PostgresBinaries, dataDir: string): void {
  const files = clusterVersion(dataDir);
  const programs = majorVersionOf(binaries);
  if (files === null || programs === null || files === programs) return;
  throw new Fault("database-version-mismatch", "never", { files, programs });
}

/** Makes an empty cluster beside its final place: a start cut short must not leave half of one there. */
async function initialise(launch: Launch, { dataDir, durable }: PostgresOptions): Promise<void> {
  const fresh = `${clusterFolder(dataDir)}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  launch.handOver(fresh);
  const auth = ["--auth-local=trust", "--auth-host=scram-sha-256"];
  if (process.platform === "win32") auth[0] = "--auth-local=scram-sha-256";
  const password = process.platform === "win32" ? [`--pwfile=${secretFile(dataDir)}`] : [];
  const run = await runToEnd(launch, "initdb", [
    ...["-D", fresh, "-U", USER, "-E", "UTF8", "--locale=C", "--data-checksums"],
    ...(durable ? [] : ["--no-sync"]),
    ...auth,
    ...password,
  ]);
  if (run.code !== 0) throw startFault("initdb", run.output);
  renameSync(fresh, clusterFolder(dataDir));
}

async function launchServer(
  launch: Launch,
  options: PostgresOptions,
): Promise<{ readonly target: PgTarget; readonly postmaster: Postmaster }> {
  const { dataDir } = options;
  const folder = clusterFolder(dataDir);
  const log = openLog(dataDir);
  const args = ["-D", folder, ...(await settingsFor(launch, options)).flatMap((setting) => ["-c", setting])];
  const { file, args: all, options: spawning } = launch.command("postgres", args);
  // Its own session: Ctrl-C in the terminal is for Node, which stops the database when the last write is done.
  const child = spawn(file, all, { ...spawning, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  const start = watchStart(child, dataDir);
  try {
    const postmaster = await Promise.race([start.failure, ready(folder)]);
    const target = targetFor(dataDir, postmaster);
    await Promise.race([start.failure, waitUntilAccepting(target)]);
    return { target, postmaster };
  } catch (error) {
    const late = findPostmaster(folder);
    if (late !== null) await stopPostmaster(late);
    throw error;
  } finally {
    start.stopWatching(); // from here on the pool reports the loss of the server
  }
}

function watchStart(
  child: ChildProcess,
  dataDir: string,
): { readonly failure: Promise<never>; readonly stopWatching: () => void } {
  const ending = new AbortController();
  const failure = new Promise<never>((_, reject) => {
    child.once("error", reject);
    const onExit = (): void => reject(startFault("postgres", readFileSync(logFile(dataDir), "utf8")));
    child.once("exit", onExit);
    ending.signal.addEventListener("abort", () => child.off("exit", onExit));
  });
  failure.catch(() => undefined); // it may come after the other side of a race was decided
  return { failure, stopWatching: () => ending.abort() };
}

async function settingsFor(launch: Launch, { dataDir, durable, maxConnections }: PostgresOptions): Promise<string[]> {
  const place =
    process.platform === "win32"
      ? ["listen_addresses=127.0.0.1", `port=${await freePort()}`]
      : ["listen_addresses=", "port=5432", `unix_socket_directories="${socketFolderFor(launch, dataDir)}"`];
  return [
    ...place,
    `max_connections=${maxConnections}`,
    "shared_buffers=64MB",
    "max_wal_size=1GB",
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    // The log must not quote rows: no statements, no DETAIL with key values.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    ...(durable
      ? ["fsync=on", "synchronous_commit=on", "full_page_writes=on"]
      : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
}

/** A folder only its owner enters; in the temporary folder if the path would be too long for a socket. */
function socketFolderFor(launch: Launch, dataDir: string): string {
  const near = join(dataDir, "postgres-socket");
  const fits = Buffer.byteLength(join(near, ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT && !/[",]/.test(near);
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const folder = fits ? near : join(tmpdir(), `zimajia-${name}`);
  // Made anew each time: what lies there may be somebody else's folder or link.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  assert(lstatSync(folder).isDirectory(), "the socket folder is a real folder");
  launch.handOver(folder);
  return folder;
}

function targetFor(dataDir: string, running: Postmaster): PgTarget {
  const password = process.platform === "win32" ? readFileSync(secretFile(dataDir), "utf8") : null;
  return {
    host: running.socketFolder ?? "127.0.0.1",
    port: running.port,
    user: USER,
    database: "postgres",
    password,
  };
}

async function ready(folder: string): Promise<Postmaster> {
  const deadline = Date.now() + START_PATIENCE_MS;
  while (Date.now() < deadline) {
    const running = findPostmaster(folder);
    if (running?.state === "ready") return running;
    await pause(20);
  }
  throw new Fault("database-does-not-start", "later", { program: "postgres", log: "it never got ready" });
}

async function waitUntilAccepting(target: PgTarget): Promise<void> {
  const deadline = Date.now() + START_PATIENCE_MS;
  while (!(await accepts(target))) {
    if (Date.now() > deadline) throw startFault("postgres", "it runs and takes no connection");
    await pause(30);
  }
}

async function accepts(target: PgTarget): Promise<boolean> {
  return connectOnce(target).then(
    (client) => client.end().then(() => true),
    () => false,
  );
}

async function runToEnd(
  launch: Launch,
  name: "initdb" | "pg_ctl",
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const command = launch.command(name, args);
  const child = spawn(command.file, command.args, { ...command.options, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((done, reject) => {
    child.once("error", reject);
    child.once("close", (code) => done({ code, output: Buffer.concat(chunks).toString("utf8") }));
  });
}

const startFault = (name: string, output: string): Fault =>
  new Fault("database-does-not-start", "later", { program: name, log: output.trim().slice(-1_000) });

const logFile = (dataDir: string): string => join(dataDir, "postgres.log");

function openLog(dataDir: string): number {
  const path = logFile(dataDir);
  if (existsSync(path) && statSync(path).size > LOG_KEPT_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

/** Windows has no unix socket here: a random password in a file only the owner reads. */
function secretFile(dataDir: string): string {
  const path = join(dataDir, "postgres.secret");
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return path;
}

function freePort(): Promise<number> {
  return new Promise((done, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      assert(typeof address === "object" && address !== null, "a listening server has an address");
      server.close(() => done(address.port));
    });
  });
}
