/**
 * A backup is a folder: `manifest.json`, one `tables/NAME.ndjson.gz` a table (a row a line, as PostgreSQL writes jsonb,
 * so no number passes through floating point), and the photos under `blobs/`. Both engines write and read the same.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import * as v from "valibot";
import { Fault } from "#domain/kernel/fault";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const manifestSchema = v.object({
  format: v.literal(1),
  takenAt: v.pipe(v.string(), v.isoTimestamp()),
  epoch: v.string(),
  /** Number of the newest migration the rows were written under. */
  migration: count,
  /** Rows, and SHA-256 of the unzipped lines, of each table. */
  tables: v.record(v.string(), v.object({ rows: count, sha256: v.string() })),
  /** Hashes of the photos that were whole. */
  blobs: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

export const tableFile = (folder: string, table: string): string => join(folder, "tables", `${table}.ndjson.gz`);
export const blobFile = (folder: string, sha256: string): string =>
  join(folder, "blobs", sha256.slice(0, 2), sha256.slice(2));

/** Throws Fault `backup-unreadable`. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return v.parse(manifestSchema, JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")));
  } catch (error) {
    throw new Fault("backup-unreadable", "never", { folder, why: error instanceof Error ? error.name : "unknown" });
  }
}

export interface Written {
  readonly rows: number;
  readonly sha256: string;
}

/** Writes lines as they come and puts them on the disk before it answers. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<Written> {
  const hash = createHash("sha256");
  const written = { rows: 0 };
  async function* counted() {
    for await (const line of lines) {
      const text = `${line}\n`;
      hash.update(text);
      written.rows += 1;
      yield text;
    }
  }
  await pipeline(Readable.from(counted()), createGzip({ level: 6 }), createWriteStream(path, { mode: 0o600 }));
  await syncPath(path);
  return { rows: written.rows, sha256: hash.digest("hex") };
}

/** Lines of a table. Breaks off with Fault `backup-damaged` when what is there is not what was written. */
export async function* readLines(folder: string, table: string, expected: Written): AsyncGenerator<string> {
  const hash = createHash("sha256");
  let rows = 0;
  const damaged = () => new Fault("backup-damaged", "never", { folder, table });
  const file = createReadStream(tableFile(folder, table));
  const unzipped = file.pipe(createGunzip());
  file.on("error", (error) => unzipped.destroy(error));
  try {
    for await (const line of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY })) {
      hash.update(`${line}\n`);
      rows += 1;
      yield line;
    }
  } catch {
    throw damaged();
  }
  if (rows !== expected.rows || hash.digest("hex") !== expected.sha256) throw damaged();
}

/** SHA-256 of a file, or null where there is none. */
export async function hashOfFile(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    return null;
  }
  return hash.digest("hex");
}

/** Makes a file or a folder entry survive a power cut. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
