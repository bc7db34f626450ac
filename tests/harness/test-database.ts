/** Databases of the one server of this test run (see one-cluster.ts). */
import { inject } from "vitest";
import type { Db } from "../../sync-server/store/db.ts";
import { migrate } from "../../sync-server/store/migrate.ts";
import { targetOf } from "../../sync-server/store/pg-db.ts";
import { freshDatabaseOn, type TestConnection, urlOf } from "../../sync-server/store/test-cluster.ts";

async function connection(): Promise<TestConnection> {
  const reply = await fetch(inject("testClusterAt"));
  if (!reply.ok) throw new Error(`no database server for the tests: ${await reply.text()}`);
  return (await reply.json()) as TestConnection;
}

/** A migrated database of its own; closing it drops it. */
export const freshDatabase = async (): Promise<Db> => freshDatabaseOn(await connection(), migrate);

/** A database without a single table, and the server it lies on; null on a machine that has only PGlite. */
export async function emptyDatabase(): Promise<{ db: Db; connection: TestConnection }> {
  const found = await connection();
  const bare = found === null ? null : { ...found, template: "template0" };
  return { db: await freshDatabaseOn(bare, async () => undefined), connection: bare };
}

/** The address of an empty database, as an operator writes it into DATABASE_URL. */
export async function databaseUrl(): Promise<{ url: string; close: () => Promise<void> }> {
  const { db, connection: found } = await emptyDatabase();
  const [row] = await db.query<{ name: string }>("SELECT current_database() AS name");
  if (found === null || row === undefined) throw new Error("no PostgreSQL on this machine");
  return { url: urlOf(targetOf(found.server, row.name)), close: () => db.close() };
}
