/**
 * Photos by their hash: `blobs/ab/cdef…` once whole and verified, `incoming/<hash>` until then.
 * A file counts as stored only after its bytes and its folder entry are on the disk.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "#domain/kernel/fault";
import type { Db } from "./db.ts";

export const MAX_BLOB_BYTES = 10_000_000;

export interface Arrived {
  /** Bytes that have arrived. */
  readonly offset: number;
  /** Whole, verified and on the disk. */
  readonly stored: boolean;
  /** Since when, ISO. */
  readonly storedAt?: string;
}

export interface OpenedBlob {
  readonly stream: ReturnType<typeof createReadStream>;
  readonly bytes: number;
  /** Its first bytes are those of a JPEG, the only kind of picture that phones make; sealed files are bytes for nobody here. */
  readonly isPicture: boolean;
}

export interface BlobStore {
  offset(sha256: string): Promise<Arrived>;
  /** Adds bytes at `at`. Throws Fault `offset-mismatch`, `too-large` or `hash-mismatch`. */
  append(sha256: string, chunk: { at: number; total: number; bytes: Uint8Array }): Promise<Arrived>;
  open(sha256: string): Promise<OpenedBlob | null>;
}

export function createBlobStore(db: Db, dataDir: string): BlobStore {
  const incoming = (sha256: string) => join(dataDir, "incoming", sha256);
  const folder = (sha256: string) => join(dataDir, "blobs", sha256.slice(0, 2));
  const final = (sha256: string) => join(folder(sha256), sha256.slice(2));
  const busy = new Map<string, Promise<unknown>>();

  const noteStored = async (sha256: string, bytes: number): Promise<string> => {
    const rows = await db.query<{ stored_at: string }>(
      `INSERT INTO blob (sha256, bytes, stored_at) VALUES ($1, $2, now())
       ON CONFLICT (sha256) DO UPDATE SET stored_at = coalesce(blob.stored_at, now()) RETURNING stored_at`,
      [sha256, bytes],
    );
    return rows[0]?.stored_at ?? "";
  };

  const offset = async (sha256: string): Promise<Arrived> => {
    const whole = await sizeOf(final(sha256));
    // A server that died between the rename and its note finds the file here and notes it now.
    if (whole !== null) return { offset: whole, stored: true, storedAt: await noteStored(sha256, whole) };
    return { offset: (await sizeOf(incoming(sha256))) ?? 0, stored: false };
  };

  const append: BlobStore["append"] = async (sha256, { at, total, bytes }) => {
    const known = await offset(sha256);
    if (known.stored) return known;
    if (known.offset !== at) throw new Fault("offset-mismatch", "later", { offset: known.offset });
    if (total > MAX_BLOB_BYTES || at + bytes.length > total) throw new Fault("too-large", "never");
    await mkdir(join(dataDir, "incoming"), { recursive: true });
    await writeSynced(incoming(sha256), at, bytes);
    if (at + bytes.length < total) return { offset: at + bytes.length, stored: false };
    await verify(incoming(sha256), sha256);
    await mkdir(folder(sha256), { recursive: true });
    await rename(incoming(sha256), final(sha256));
    await syncFolder(folder(sha256));
    return { offset: total, stored: true, storedAt: await noteStored(sha256, total) };
  };

  return {
    offset,
    // Two uploads of one photo take turns: the second finds the first one's bytes.
    append: (sha256, chunk) => {
      const turn = (busy.get(sha256) ?? Promise.resolve()).catch(() => undefined).then(() => append(sha256, chunk));
      busy.set(sha256, turn);
      const done = () => {
        if (busy.get(sha256) === turn) busy.delete(sha256);
      };
      turn.then(done, done);
      return turn;
    },
    open: async (sha256) => {
      const bytes = await sizeOf(final(sha256));
      if (bytes === null) return null;
      const isPicture = await beginsAsJpeg(final(sha256));
      return { stream: createReadStream(final(sha256)), bytes, isPicture };
    },
  };
}

const JPEG_START = [0xff, 0xd8, 0xff];

async function beginsAsJpeg(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read(new Uint8Array(JPEG_START.length), 0, JPEG_START.length, 0);
    return JPEG_START.every((byte, i) => buffer[i] === byte);
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function writeSynced(path: string, at: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, at === 0 ? "w" : "r+");
  try {
    await file.write(bytes, 0, bytes.length, at);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function verify(path: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  if (hash.digest("hex") === sha256) return;
  await rm(path, { force: true });
  throw new Fault("hash-mismatch", "later");
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
