import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { assert } from "#domain/kernel/assert";
import { Fault } from "#domain/kernel/fault";
import type { Db } from "./db.ts";

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Where the server's own migrations lie. */
export const migrationsFolder = (): string => join(import.meta.dirname, "migrations");

/**
 * Brings the database to the newest shape: runs the files `NNNN-name.sql` that were not run yet, each in one
 * transaction, while no other node does. Gives the names it ran. Throws Fault `migration-changed` if a file that was
 * run has other bytes now, `database-newer` if the database knows a migration this program does not have, and
 * `migration-out-of-order` if a file was put before one that was run. `upTo`: number of the last file to run, for the
 * tables of an older backup.
 */
export async function migrate(
  db: Db,
  folder = migrationsFolder(),
  upTo = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const files = (await readMigrations(folder)).filter((file) => file.number <= upTo);
  return db.withLock("zimajia migrations", async () => {
    await db.script(`create table if not exists schema_migration (
      number integer primary key,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default now()
    )`);
    const waiting = await waitingFiles(db, files);
    for (const file of waiting) {
      await db.tx(async (q) => {
        await q.script(file.sql);
        await q.query("insert into schema_migration (number, name, sha256) values ($1, $2, $3)", [
          file.number,
          file.name,
          file.sha256,
        ]);
      });
    }
    return waiting.map((file) => file.name);
  });
}

async function waitingFiles(db: Db, files: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await db.query<Pick<Migration, "number" | "name" | "sha256">>(
    "select number, name, sha256 from schema_migration order by number",
  );
  for (const row of applied) {
    const file = files.find((one) => one.number === row.number);
    if (file === undefined) throw new Fault("database-newer", "after-update", { migration: row.name });
    if (file.sha256 !== row.sha256) throw new Fault("migration-changed", "never", { migration: row.name });
  }
  const last = applied[applied.length - 1]?.number ?? 0;
  const waiting = files.filter((file) => !applied.some((row) => row.number === file.number));
  const early = waiting.find((file) => file.number < last);
  if (early !== undefined) throw new Fault("migration-out-of-order", "never", { migration: early.name });
  return waiting;
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const files = await Promise.all(names.map((name) => readMigration(folder, name)));
  const numbers = new Set(files.map((file) => file.number));
  assert(numbers.size === files.length, "two migrations have the same number");
  return files;
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name);
  assert(match !== null, `a migration is called NNNN-name.sql, not ${name}`);
  // A checkout on Windows may carry CRLF; that is not another migration.
  const sql = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
  return { number: Number(match[1]), name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
}
