/** Puts the demo district into an empty database: photos first, then every record and the mark, all or nothing. */
import { localDateOf } from "#domain/kernel/clock";
import type { Instant } from "#domain/kernel/ids";
import { loadInto } from "../load-records.ts";
import { createBlobStore } from "../store/blob-store.ts";
import type { Db, Queryable } from "../store/db.ts";
import { metaValue } from "../store/meta.ts";
import { demoDistrict } from "./demo-district.ts";
import { type DemoPhotos, drawPhotos } from "./photos.ts";

const SEED = 450303;

export interface DemoPlace {
  /** Folder of the installation; the photos go to its `blobs`. */
  readonly dataDir: string;
  readonly scale: 1 | 10;
  readonly now: Instant;
}

/** Loads it once; does nothing where any record is. Several servers may start together. */
export async function loadDemo(db: Db, { dataDir, scale, now }: DemoPlace): Promise<void> {
  await db.withLock("demo-district", async () => {
    const there = await db.query("SELECT 1 AS x FROM entity LIMIT 1");
    if (there.length > 0) return;
    const photos = drawPhotos();
    const records = [...demoDistrict({ seed: SEED, scale, today: localDateOf(now), now }, photos)];
    await storePhotos(db, dataDir, photos);
    await db.tx(async (q) => {
      await linkPhotos(q, records);
      await metaValue(q, "demo", () => now);
      await loadInto(q, records);
      await keepCounting(q);
    });
  });
}

async function storePhotos(db: Db, dataDir: string, { all }: DemoPhotos): Promise<void> {
  const blobs = createBlobStore(db, dataDir);
  for (const { ref, original, thumb } of all) {
    await blobs.append(ref.sha256, { at: 0, total: ref.bytes, bytes: original });
    await blobs.append(ref.thumbSha256, { at: 0, total: ref.thumbBytes, bytes: thumb });
  }
}

/** Whoever may read a record may read its photos. */
async function linkPhotos(q: Queryable, records: Iterable<{ t: string; id: string; doc: object }>): Promise<void> {
  const links = [...records].flatMap((record) => {
    if (record.t !== "issue") return [];
    const hashes = JSON.stringify(record.doc).matchAll(/"(?:thumbS|s)ha256":"([0-9a-f]{64})"/g);
    return [...new Set([...hashes].map((match) => match[1]))].map((sha256) => ({ sha256, t: record.t, id: record.id }));
  });
  await q.query(
    `INSERT INTO blob_ref (sha256, t, id, device_id) SELECT x.sha256, x.t, x.id, 'demo'
       FROM jsonb_to_recordset($1::jsonb) AS x(sha256 text, t text, id text)`,
    [JSON.stringify(links)],
  );
}

/** The next quarrel of a register gets the number after the last one of the demo. */
const keepCounting = (q: Queryable): Promise<unknown[]> =>
  q.query(
    `INSERT INTO case_counter (prefix, last)
     SELECT left(doc->>'number', -5), max(right(doc->>'number', 4)::int) FROM entity WHERE t = 'mediation' GROUP BY 1`,
  );

/** Whether this database holds the demo district. */
export const holdsDemo = async (q: Queryable): Promise<boolean> =>
  (await q.query("SELECT 1 AS x FROM meta WHERE name = 'demo'")).length > 0;
