/** A database filled for a bench, on either engine, and server processes on it as an operator starts them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Db } from "../sync-server/store/db.ts";
import { migrate } from "../sync-server/store/migrate.ts";
import { openServer } from "../sync-server/store/open-database.ts";
import { connectOnce, openPgDb, targetOf } from "../sync-server/store/pg-db.ts";
import { openPgliteDb } from "../sync-server/store/pglite-db.ts";
import { urlOf } from "../sync-server/store/test-cluster.ts";
import { type ServerProcess, startServerProcess } from "../tests/harness/server-process.ts";

export type EngineName = "PostgreSQL" | "PGlite";

export interface Place {
  readonly engine: EngineName;
  readonly dataDir: string;
  /** Another process on the same database; PGlite bears one. */
  start(): Promise<ServerProcess>;
  /** What the database holds now; on PGlite only when no process runs. */
  look<T>(with_: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

type Fill = (db: Db, dataDir: string) => Promise<unknown>;

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
  if (engine === "PGlite") {
    await usingPglite(dataDir, prepare);
    const start = () => startServerProcess(dataDir, ["--empty"]);
    return { engine, dataDir, start, look: (work) => usingPglite(dataDir, work), close: async () => remove() };
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
