/** What a record costs on the disk of the server, pushed as phones push it, and what a backup of it weighs. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeBackup } from "../sync-server/store/backup/take-backup.ts";
import type { Db } from "../sync-server/store/db.ts";
import { migrate } from "../sync-server/store/migrate.ts";
import { openDatabase } from "../sync-server/store/open-database.ts";
import { reportHazard } from "../tests/builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../tests/builders/neighbourhood.ts";
import { appOn } from "../tests/harness/app-on.ts";
import { WirePhone } from "../tests/harness/wire-phone.ts";
import { type BenchSize, type Figure, ms, shown } from "./figures.ts";

const AT_ONCE = 200;
const WORDS = "纸箱和旧家具堆在楼道里，挡住了消防门，已请住户今晚搬走，明早再看一次";

const sizeOf = async (db: Db): Promise<number> => {
  const [row] = await db.query<{ bytes: number }>("SELECT pg_database_size(current_database()) AS bytes");
  return row?.bytes ?? 0;
};

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

async function pushReports(li: WirePhone, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const muts = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) =>
      li.envelope(reportHazard(`storage-${from + i}`, { words: WORDS })),
    );
    const { results } = await li.push(muts);
    const odd = results.find((result) => result.outcome !== "applied");
    if (odd || results.length !== muts.length) throw new Error(`a report was not taken: ${odd?.reason}`);
  }
}

export async function storage(size: BenchSize): Promise<Figure[]> {
  const count = size.quick ? 200 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), "zimajia-bench-"));
  const { db } = await openDatabase({ dataDir: join(folder, "data"), databaseUrl: null });
  await migrate(db);
  const server = await appOn(db, aNeighbourhood());
  try {
    const li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
    const before = await sizeOf(db);
    await pushReports(li, count);
    const after = await sizeOf(db);
    const from = performance.now();
    const { folder: backup } = await takeBackup({
      ...{ db, dataDir: server.dataDir, into: join(folder, "backups") },
      ...{ now: Date.now, keep: 1 },
    });
    const tookMs = performance.now() - from;
    const bytes = bytesIn(backup);
    return [
      shown(
        "S",
        `${count} reports pushed: on disk for each, with its envelope, feed, audit and indexes`,
        `${((after - before) / count / 1000).toFixed(2)} kB`,
      ),
      shown(
        "S",
        "a backup, for each of them; until it was written, read back and whole",
        `${(bytes / count / 1000).toFixed(2)} kB; ${ms(tookMs)}`,
      ),
    ];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
