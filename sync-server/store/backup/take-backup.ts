/** Takes a backup while the server runs, reads it back, and only then says so to the phones. */
import { copyFile, link, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Db, Queryable } from "../db.ts";
import { CODE_SECRET, epochOf, TOKEN_SECRET } from "../meta.ts";
import { blobFile, type Manifest, readLines, readManifest, syncPath, tableFile, writeLines } from "./backup-format.ts";
import { verifyBackup } from "./verify-backup.ts";

const FETCHED_ROWS = 500;

export interface BackupPlace {
  readonly db: Db;
  /** Folder of the installation, with its `blobs`. */
  readonly dataDir: string;
  /** Folder that holds the backups. */
  readonly into: string;
  readonly now: () => number;
  /** How many to keep; older ones go when a new one is verified. */
  readonly keep: number;
  /** false: this copy will not be kept, so phones must not count on it, and it is whole. Default true. */
  readonly marksPhones?: boolean;
}

export interface TakenBackup {
  readonly folder: string;
  readonly manifest: Manifest;
}

const NAME = /^zimajia-\d{8}T\d{9}Z$/;

/** Backups in a folder, oldest first. */
export async function listBackups(into: string): Promise<string[]> {
  const names = await readdir(into).catch(() => []);
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => join(into, name));
}

/**
 * One snapshot of every table, and the photos that were whole in it. An unfinished backup never has the name of one.
 * Throws Fault `backup-damaged` when what was written cannot be read back.
 */
export const takeBackup = (place: BackupPlace): Promise<TakenBackup> =>
  place.db.withLock("backup", () => takeAlone(place));

async function takeAlone(place: BackupPlace): Promise<TakenBackup> {
  await dropUnfinished(place.into);
  const takenAt = new Date(place.now()).toISOString();
  const folder = join(place.into, `zimajia-${takenAt.replace(/[-:.]/g, "")}`);
  const unfinished = `${folder}.unfinished`;
  await mkdir(join(unfinished, "tables"), { recursive: true, mode: 0o700 });
  const rows = await place.db.tx((q) => writeTables(q, unfinished, place.marksPhones ?? true));
  await keepBlobs(place.dataDir, unfinished, rows.blobs);
  const manifest: Manifest = { format: 1, takenAt, ...rows };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(join(unfinished, "manifest.json"), text, { mode: 0o600, flush: true });
  await verifyBackup(unfinished);
  await rename(unfinished, folder);
  await syncPath(place.into);
  await dropOld(place);
  if (place.marksPhones ?? true) await tellPhones(place);
  return { folder, manifest };
}

/** What an earlier attempt left behind; nobody else is at it while the lock is held. */
async function dropUnfinished(into: string): Promise<void> {
  const names = await readdir(into).catch(() => []);
  for (const name of names) {
    if (name.endsWith(".unfinished")) await rm(join(into, name), { recursive: true, force: true });
  }
}

async function writeTables(
  q: Queryable,
  folder: string,
  isKept: boolean,
): Promise<Omit<Manifest, "format" | "takenAt">> {
  await q.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  const tables: Record<string, Manifest["tables"][string]> = {};
  for (const name of await tableNames(q)) {
    tables[name] = await writeLines(tableFile(folder, name), rowsOf(q, name, isKept));
  }
  const [newest] = await q.query<{ number: number }>("SELECT max(number)::int AS number FROM schema_migration");
  const blobs = await q.query<{ sha256: string }>(
    "SELECT sha256 FROM blob WHERE stored_at IS NOT NULL ORDER BY sha256",
  );
  return {
    epoch: await epochOf(q),
    migration: newest?.number ?? 0,
    tables,
    blobs: blobs.map((b) => b.sha256),
  };
}

/** Every table but the list of migrations, which belongs to the program. */
export async function tableNames(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'schema_migration' ORDER BY 1`,
  );
  return rows.map((r) => r.name);
}

/**
 * Not in a copy that is kept: whoever finds a backup could sign tokens, or work out the codes that are out. A restored
 * server makes others: phones sign in anew by themselves, codes are given out anew by the desk.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  meta: `WHERE name NOT IN ('${TOKEN_SECRET}', '${CODE_SECRET}')`,
  signed_request: "WHERE false",
  request_bucket: "WHERE false",
  page_directory: "WHERE false",
};

async function* rowsOf(q: Queryable, table: string, isKept: boolean): AsyncGenerator<string> {
  const rows = `${table} kept ${(isKept && LEFT_OUT[table]) || ""}`;
  await q.query(`DECLARE backed_up NO SCROLL CURSOR FOR SELECT to_jsonb(kept)::text AS line FROM ${rows}`);
  for (;;) {
    const rows = await q.query<{ line: string }>(`FETCH ${FETCHED_ROWS} FROM backed_up`);
    for (const { line } of rows) yield line;
    if (rows.length < FETCHED_ROWS) break;
  }
  await q.query("CLOSE backed_up");
}

/** A photo never changes, so the backup may share its bytes; on another disk it is copied. */
async function keepBlobs(dataDir: string, folder: string, hashes: readonly string[]): Promise<void> {
  for (const sha256 of hashes) {
    const to = blobFile(folder, sha256);
    await mkdir(dirname(to), { recursive: true });
    await shareFile(blobFile(dataDir, sha256), to);
  }
}

export async function shareFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return;
    if (code === "ENOENT") throw error;
    await copyFile(from, to);
    await syncPath(to);
  }
}

async function dropOld({ into, keep }: BackupPlace): Promise<void> {
  const old = (await listBackups(into)).slice(0, -Math.max(1, keep));
  for (const folder of old) await rm(folder, { recursive: true, force: true });
}

/**
 * What stands in the oldest backup that may be restored is safe: phones may forget it. Anything newer they keep, for
 * the day that backup is the one that is restored. A backup of before a restore may be of a time that never was: under a
 * number of a cloned phone it may hold what its twin had sent. While such a one is kept, nothing new is safe.
 */
async function tellPhones({ db, into }: BackupPlace): Promise<void> {
  const oldest = (await listBackups(into))[0];
  if (oldest === undefined) return;
  const manifest = await readManifest(oldest);
  const expected = manifest.tables["client"];
  if (!expected || manifest.epoch !== (await epochOf(db))) return;
  const marks: { cid: string; n: number }[] = [];
  for await (const line of readLines(oldest, "client", expected)) {
    const { cid, last_n: n } = JSON.parse(line) as { cid: string; last_n: number };
    marks.push({ cid, n });
  }
  await db.query(
    `UPDATE client SET safe_n = x.n FROM jsonb_to_recordset($1::jsonb) AS x(cid text, n bigint)
      WHERE client.cid = x.cid AND client.safe_n IS DISTINCT FROM x.n`,
    [JSON.stringify(marks)],
  );
}
