import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "#domain/kernel/fault";
import type { Db } from "./db.ts";
import { clusterVersion, type PostgresServer, startPostgres } from "./embedded-postgres.ts";
import { connectOnce, openPgDb, type PgTarget, targetOf } from "./pg-db.ts";
import { openPgliteDb } from "./pglite-db.ts";
import {
  findEmbeddedBinaries,
  findSystemBinaries,
  majorVersionOf,
  type PostgresBinaries,
} from "./postgres-binaries.ts";

/** The ladder, best rung first. */
export const RUNGS = ["database-url", "embedded", "system", "pglite"] as const;
export type Rung = (typeof RUNGS)[number];

export interface DatabaseOptions {
  /** Absolute path. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** False only for tests. */
  readonly durable?: boolean;
  /** Rungs that may be taken; all of them if not given. */
  readonly rungs?: readonly Rung[];
  readonly onConnectionLost?: (error: Error) => void;
  /** Name others see in the list of connections. */
  readonly applicationName?: string;
}

export interface OpenedDatabase {
  /** Closing it closes the connections first and then the server we started. */
  readonly db: Db;
  readonly rung: Rung;
  /** One line for the person at the terminal; never holds a password. */
  readonly describe: string;
  /** What they should know about this rung, or null. */
  readonly warning: string | null;
}

/** A reachable PostgreSQL of the upper three rungs, with what stops it. */
export interface OpenedServer {
  readonly target: PgTarget;
  readonly rung: Exclude<Rung, "pglite">;
  readonly describe: string;
  readonly stop: () => Promise<void>;
}

const DATABASE = "zimajia";
const CONNECTIONS = { real: 30, tests: 100 };

/**
 * Opens the database of this installation on the best rung that works: DATABASE_URL, the PostgreSQL from npm, one
 * installed on this machine, PGlite. Existing files decide: a PostgreSQL folder that cannot be opened is a Fault, and
 * never an empty database on a lower rung.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const server = await openServer(options);
  return server === null ? openLowestRung(options) : openOn(server, options);
}

/** The upper three rungs; null if none can be used. */
export async function openServer(options: DatabaseOptions): Promise<OpenedServer | null> {
  const rungs = options.rungs ?? RUNGS;
  if (options.databaseUrl !== null && rungs.includes("database-url")) {
    const { host, pathname } = new URL(options.databaseUrl);
    const describe = `PostgreSQL at ${host}${pathname} (DATABASE_URL)`;
    return { target: { url: options.databaseUrl }, rung: "database-url", describe, stop: async () => undefined };
  }
  const files = clusterVersion(options.dataDir);
  if (files === null && existsSync(pgliteFolder(options.dataDir)) && rungs.includes("pglite")) return null;
  for (const rung of ["embedded", "system"] as const) {
    if (!rungs.includes(rung)) continue;
    const server = await tryPrograms(rung, files, options);
    if (server !== null) return server;
  }
  if (files !== null) throw new Fault("database-version-mismatch", "never", { files, programs: "none that fits" });
  return null;
}

async function tryPrograms(
  rung: "embedded" | "system",
  files: number | null,
  options: DatabaseOptions,
): Promise<OpenedServer | null> {
  const binaries = rung === "embedded" ? findEmbeddedBinaries(options.dataDir) : findSystemBinaries();
  const version = binaries === null ? null : majorVersionOf(binaries);
  if (binaries === null || version === null || (files !== null && files !== version)) return null;
  const started = await startOrNull(binaries, files === null, options);
  if (started === null) return null;
  const from = rung === "embedded" ? "from npm" : binaries.bin;
  const how = started.attached ? ", was already running" : "";
  return {
    target: started.target,
    rung,
    describe: `PostgreSQL ${version} (${from}) in ${join(options.dataDir, "postgres")}${how}`,
    stop: started.stop,
  };
}

async function startOrNull(
  binaries: PostgresBinaries,
  folderIsNew: boolean,
  options: DatabaseOptions,
): Promise<PostgresServer | null> {
  const durable = options.durable ?? true;
  const maxConnections = durable ? CONNECTIONS.real : CONNECTIONS.tests;
  try {
    return await startPostgres({ dataDir: options.dataDir, binaries, durable, maxConnections });
  } catch (error) {
    // A machine that forbids what PostgreSQL needs shows itself at the first start. Later there is data to protect.
    const neverRan = folderIsNew && clusterVersion(options.dataDir) === null;
    if (neverRan && error instanceof Fault && error.code === "database-does-not-start") return null;
    throw error;
  }
}

async function openOn(server: OpenedServer, options: DatabaseOptions): Promise<OpenedDatabase> {
  try {
    const target = server.rung === "database-url" ? server.target : targetOf(server.target, DATABASE);
    if (server.rung !== "database-url") await createDatabaseOnce(server.target);
    const { onConnectionLost, applicationName } = options;
    const db = await openPgDb(target, {
      ...(onConnectionLost ? { onConnectionLost } : {}),
      ...(applicationName ? { applicationName } : {}),
    });
    const close = async (): Promise<void> => {
      await db.close();
      await server.stop();
    };
    return { db: { ...db, close }, rung: server.rung, describe: server.describe, warning: null };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function createDatabaseOnce(target: PgTarget): Promise<void> {
  const client = await connectOnce(target);
  try {
    // Two starts at the same moment must not both create it.
    await client.query("select pg_advisory_lock(hashtextextended('zimajia create database', 0))");
    const found = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

const pgliteFolder = (dataDir: string): string => join(dataDir, "pglite");

async function openLowestRung(options: DatabaseOptions): Promise<OpenedDatabase> {
  const rungs = options.rungs ?? RUNGS;
  if (!rungs.includes("pglite")) throw new Fault("no-database", "never", { rungs: rungs.join(" ") });
  const folder = pgliteFolder(options.dataDir);
  const db = await openPgliteDb({ folder });
  return {
    db,
    rung: "pglite",
    describe: `PGlite in ${folder}`,
    warning:
      "No native PostgreSQL runs on this machine, so PGlite keeps the data: one process, more memory, slower. " +
      "For more than a trial set DATABASE_URL.",
  };
}
