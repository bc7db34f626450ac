/** A database filled for a bench, on either engine, and server processes on it as an operator starts them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Db } from "../sync-server/store/db.ts";
import { migrate } from "../sync-server/store/migrate.ts";
import { openDatabase, openServer } from "../sync-server/store/open-database.ts";
import { connectOnce, openPgDb, targetOf } from "../sync-server/store/pg-db.ts";
import { openPgliteDb } from "../sync-server/store/pglite-db.ts";
import { urlOf } from "../sync-server/store/test-cluster.ts";
import { type ServerProcess, startServerProcess } from "../tests/harness/server-process.ts";

/** The server's own PostgreSQL beside it, one given by DATABASE_URL, and what is left where neither runs. */
export type EngineName = "embedded" | "PostgreSQL" | "PGlite";

export interface Place {
  readonly engine: EngineName;
  readonly dataDir: string;
  /** Another process on the same database; only an external PostgreSQL bears several. */
  start(): Promise<ServerProcess>;
  /** What the database holds now; where it is not external, only when no process runs. */
  look<T>(with_: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

type Fill = (db: Db, dataDir: string) => Promise<unknown>;

async function usingEmbedded<T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const { db } = await openDatabase({ dataDir, databaseUrl: null, rungs: ["embedded", "system"] });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

async function usingPglite<T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openPgliteDb({ folder: join(dataDir, "pglite") });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** Durable, as in the field. */
export async function aPlace(engine: EngineName, fill: Fill): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const prepare = async (db: Db): Promise<void> => {
    await migrate(db);
    await fill(db, dataDir);
  };
  if (engine !== "PostgreSQL") {
    const using = engine === "PGlite" ? usingPglite : usingEmbedded;
    await using(dataDir, prepare);
    const start = () => startServerProcess(dataDir, ["--empty"]);
    return { engine, dataDir, start, look: (work) => using(dataDir, work), close: async () => remove() };
  }
  const server = await openServer({ dataDir, databaseUrl: process.env["TEST_DATABASE_URL"] ?? null });
  if (server === null) throw new Error("no PostgreSQL on this machine");
  const name = `zimajia_bench_${process.pid}`;
  const admin = await connectOnce(server.target);
  await admin.query(`CREATE DATABASE ${name}`);
  const url = urlOf(targetOf(server.target, name));
  const db = await openPgDb({ url }, { max: 4 });
  await prepare(db);
  return {
    engine,
    dataDir,
    start: () => startServerProcess(dataDir, ["--empty"], { DATABASE_URL: url }),
    look: (work) => work(db),
    close: async () => {
      await db.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
      await server.stop();
      remove();
    },
  };
}
