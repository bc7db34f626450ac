/** Commands of the operator that keep, prove and move the data. Each gives the exit code and prints what it did. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RestoreOrder, restoreBackup } from "../store/backup/restore-backup.ts";
import { type BackupPlace, takeBackup } from "../store/backup/take-backup.ts";
import { verifyBackup } from "../store/backup/verify-backup.ts";
import { verifyDatabase } from "../store/backup/verify-database.ts";
import type { Db } from "../store/db.ts";
import { openDatabase } from "../store/open-database.ts";
import { witnessMove } from "../store/witness.ts";

const sumOf = (tables: Readonly<Record<string, { readonly rows: number }>>): number =>
  Object.values(tables).reduce((sum, table) => sum + table.rows, 0);

export async function backUp(place: Omit<BackupPlace, "now">): Promise<number> {
  const { folder, manifest } = await takeBackup({ ...place, now: Date.now });
  console.log(`${folder}\n  ${sumOf(manifest.tables)} rows, ${manifest.blobs.length} photos, read back and whole`);
  return 0;
}

/** The database, or the backup in `folder`. Exit code 1 when something is wrong. */
export async function verify(db: Db, dataDir: string, folder: string | null): Promise<number> {
  if (folder !== null) {
    const { tables, blobs, takenAt } = await verifyBackup(folder);
    console.log(`whole: ${sumOf(tables)} rows, ${blobs.length} photos, taken ${takenAt}`);
    return 0;
  }
  const findings = await verifyDatabase(db, dataDir);
  for (const { check, found } of findings) console.log(`${found} ${check}`);
  if (findings.length === 0) console.log("sound: nothing that must not be");
  return findings.length === 0 ? 0 : 1;
}

export async function restore(order: Omit<RestoreOrder, "epoch">): Promise<number> {
  const manifest = await restoreBackup({ ...order, epoch: "new" });
  console.log(`restored to ${manifest.takenAt}: ${sumOf(manifest.tables)} rows, ${manifest.blobs.length} photos`);
  console.log("The server has a new epoch: phones will send again what they still hold.");
  return verify(order.db, order.dataDir, null);
}

/**
 * Proves that a backup can be used: a new one (or the one in `folder`) is restored into a database that is thrown away
 * afterwards, and looked through. Touches nothing of the installation but its folder of backups.
 */
export async function drill(place: Omit<BackupPlace, "now">, folder: string | null): Promise<number> {
  const startedMs = Date.now();
  const chosen = folder ?? (await takeBackup({ ...place, now: Date.now })).folder;
  const dataDir = await mkdtemp(join(tmpdir(), "zimajia-drill-"));
  try {
    const { db } = await openDatabase({ dataDir, databaseUrl: null });
    try {
      const code = await restore({ db, dataDir, folder: chosen, replace: false });
      console.log(`drill of ${chosen} ended after ${Math.round((Date.now() - startedMs) / 1000)} s`);
      return code;
    } finally {
      await db.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Nothing is lost on this way, so phones notice nothing. */
export async function moveToPostgres(from: Db, dataDir: string, url: string): Promise<number> {
  const into = join(dataDir, "moving");
  const { folder } = await takeBackup({ db: from, dataDir, into, keep: 1, now: Date.now, marksPhones: false });
  const { db } = await openDatabase({ dataDir, databaseUrl: url, rungs: ["database-url"] });
  try {
    const manifest = await restoreBackup({ db, dataDir, folder, replace: false, epoch: "kept" });
    const findings = await verifyDatabase(db, dataDir);
    for (const { check, found } of findings) console.log(`${found} ${check}`);
    if (findings.length > 0) return 1;
    await witnessMove(db, dataDir);
    console.log(`${sumOf(manifest.tables)} rows moved. Start the server with DATABASE_URL from now on.`);
  } finally {
    await db.close();
  }
  await rm(into, { recursive: true, force: true });
  return 0;
}
