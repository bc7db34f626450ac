import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Db } from "./db.ts";
import { openServer, RUNGS, type Rung } from "./open-database.ts";
import { connectOnce, openPgDb, type PgTarget, targetOf } from "./pg-db.ts";
import { openPgliteDb } from "./pglite-db.ts";

/** What a test process needs to join a cluster another process started; plain data. Null: PGlite in memory. */
export type TestConnection = { readonly server: PgTarget; readonly template: string } | null;

export interface TestCluster {
  readonly rung: Rung;
  /** Hand this to other processes; they call `freshDatabaseOn`. */
  readonly connection: TestConnection;
  /** A database of its own with everything `prepare` made; closing it drops it. */
  readonly freshDatabase: () => Promise<Db>;
  readonly close: () => Promise<void>;
}

export interface TestClusterOptions {
  /** Fills the template once (migrations, seeds). On PGlite it runs for every database. */
  readonly prepare?: (db: Db) => Promise<unknown>;
  /** TEST_DATABASE_URL: a server on which databases may be created. */
  readonly databaseUrl?: string | null;
  readonly rungs?: readonly Rung[];
}

/** Starts one throw-away server for many test databases; nothing in it survives a power cut. */
export async function openTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const prepare = options.prepare ?? (async () => undefined);
  const dataDir = await mkdtemp(join(tmpdir(), "zimajia-test-"));
  const rungs = options.rungs ?? RUNGS;
  const server = await openServer({ dataDir, databaseUrl: options.databaseUrl ?? null, durable: false, rungs });
  if (server === null) {
    const freshDatabase = (): Promise<Db> => freshDatabaseOn(null, prepare);
    return { rung: "pglite", connection: null, freshDatabase, close: () => removeFolder(dataDir) };
  }
  const template = uniqueName("template");
  await createDatabase(server.target, template, null);
  const db = await openPgDb(targetOf(server.target, template), { max: 2 });
  await prepare(db);
  await db.close();
  const connection = { server: server.target, template };
  return {
    rung: server.rung,
    connection,
    freshDatabase: () => freshDatabaseOn(connection, prepare),
    close: async () => {
      await dropDatabase(server.target, template);
      await server.stop();
      await removeFolder(dataDir);
    },
  };
}

/** Clones the template of a running test cluster; `prepare` is used on PGlite only. */
export async function freshDatabaseOn(connection: TestConnection, prepare: (db: Db) => Promise<unknown>): Promise<Db> {
  if (connection === null) {
    const db = await openPgliteDb({ folder: null });
    await prepare(db);
    return db;
  }
  const { server, template } = connection;
  const name = uniqueName("test");
  await createDatabase(server, name, template);
  const db = await openPgDb(targetOf(server, name), { max: 8 });
  const close = async (): Promise<void> => {
    await db.close();
    await dropDatabase(server, name);
  };
  return { ...db, close };
}

/** How an operator would write it into DATABASE_URL. */
export function urlOf(target: PgTarget): string {
  if ("url" in target) return target.url;
  const { user, host, port, database } = target;
  return `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

async function createDatabase(server: PgTarget, name: string, template: string | null): Promise<void> {
  await runOn(server, `create database ${name}${template === null ? "" : ` template ${template}`}`);
}

const dropDatabase = (server: PgTarget, name: string): Promise<void> =>
  runOn(server, `drop database if exists ${name} with (force)`);

async function runOn(server: PgTarget, sql: string): Promise<void> {
  const client = await connectOnce(server);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const uniqueName = (kind: string): string => `zimajia_${kind}_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
