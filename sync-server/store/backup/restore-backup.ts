/**
 * Puts a backup into a database, all rows or none. A restored server is another one: it takes a new epoch, and phones
 * send again what they still hold. A move to another database loses nothing, so there the epoch stays.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault } from "#domain/kernel/fault";
import { auditHeads, auditRows } from "../audit-store.ts";
import type { Db, Queryable } from "../db.ts";
import { epochOf } from "../meta.ts";
import { migrate } from "../migrate.ts";
import { SERVER_NAME } from "../pg-db.ts";
import { blobFile, type Manifest, readLines, writeLines } from "./backup-format.ts";
import { shareFile, tableNames } from "./take-backup.ts";
import { verifyBackup } from "./verify-backup.ts";

const ROWS_AT_ONCE = 500;

export interface RestoreOrder {
  readonly db: Db;
  readonly dataDir: string;
  /** The backup. */
  readonly folder: string;
  /** Throw away what the database holds; without it only an empty one is filled. */
  readonly replace: boolean;
  readonly epoch: "new" | "kept";
}

/** Throws Fault `backup-damaged`, `backup-newer` (another release wrote it), `database-in-use`
 * or `database-not-empty`. */
export async function restoreBackup(order: RestoreOrder): Promise<Manifest> {
  const { db, folder } = order;
  const manifest = await verifyBackup(folder);
  await refuseWhileServed(db);
  if (!order.replace && (await holdsRecords(db))) throw new Fault("database-not-empty", "never");
  await setAuditAside(order);
  await startOver(db);
  await migrate(db, undefined, manifest.migration);
  const [newest] = await db.query<{ number: number }>("SELECT max(number)::int AS number FROM schema_migration");
  if (newest?.number !== manifest.migration) throw new Fault("backup-newer", "after-update", { folder });
  await copyBlobs(order, manifest);
  await db.tx(async (q) => {
    for (const name of await tableNames(q)) await fillTable(q, folder, name, manifest);
    if (order.epoch === "new") {
      await q.query("UPDATE meta SET value = $1 WHERE name = 'epoch'", [randomBytes(9).toString("base64url")]);
    }
  });
  await migrate(db);
  return manifest;
}

/** A server that still runs would answer from rows that are no longer there. */
async function refuseWhileServed(db: Db): Promise<void> {
  if (db.kind !== "postgres") return;
  const [others] = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND application_name = $1`,
    [SERVER_NAME],
  );
  if ((others?.n ?? 0) > 0) throw new Fault("database-in-use", "later", { connections: others?.n ?? 0 });
}

async function holdsRecords(db: Db): Promise<boolean> {
  const [made] = await db.query<{ there: boolean }>("SELECT to_regclass('public.entity') IS NOT NULL AS there");
  return made?.there === true && (await db.query("SELECT 1 AS x FROM entity LIMIT 1")).length > 0;
}

/** The audit that is about to go is evidence: it stays as a file beside the database, a row a line. */
async function setAuditAside({ db, dataDir }: RestoreOrder): Promise<void> {
  const [made] = await db.query<{ there: boolean }>(
    `SELECT count(*) > 0 AS there FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = 'audit' AND column_name = 'hash'`,
  );
  const heads = made?.there ? await auditHeads(db) : [];
  if (heads.length === 0) return;
  await mkdir(dataDir, { recursive: true });
  async function* lines() {
    for await (const row of auditRows(db)) yield JSON.stringify(row);
  }
  await writeLines(join(dataDir, `audit-until-${await epochOf(db)}.ndjson.gz`), lines());
}

/** Back to a database without a table, so that an older backup meets the tables of its time. */
async function startOver(db: Db): Promise<void> {
  const names = await tableNames(db);
  await db.script([...names, "schema_migration"].map((name) => `DROP TABLE IF EXISTS ${name} CASCADE;`).join("\n"));
}

async function copyBlobs({ dataDir, folder }: RestoreOrder, manifest: Manifest): Promise<void> {
  for (const sha256 of manifest.blobs) {
    const to = blobFile(dataDir, sha256);
    await mkdir(dirname(to), { recursive: true });
    await shareFile(blobFile(folder, sha256), to);
  }
}

async function fillTable(q: Queryable, folder: string, name: string, manifest: Manifest): Promise<void> {
  const expected = manifest.tables[name];
  // Rows a migration put there belong to the backup's own rows.
  await q.query(`DELETE FROM ${name}`);
  if (!expected) return;
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    await q.query(
      `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(null::${name}, $1::jsonb)`,
      [`[${batch.join(",")}]`],
    );
    batch = [];
  };
  for await (const line of readLines(folder, name, expected)) {
    batch.push(line);
    if (batch.length >= ROWS_AT_ONCE) await flush();
  }
  await flush();
  await setCounters(q, name);
}

/** Numbers that the database gives go on after the highest that is there. */
async function setCounters(q: Queryable, table: string): Promise<void> {
  const columns = await q.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'YES'`,
    [table],
  );
  for (const { name } of columns) {
    await q.query(
      `SELECT setval(pg_get_serial_sequence('${table}', '${name}'), coalesce(max(${name}), 0) + 1, false) FROM ${table}`,
    );
  }
}
