/**
 * The base map on this device: a PMTiles pack in pieces, in a database of its own, for it is large and can be fetched
 * again. A download goes on where it stopped; the new version takes over at once and whole, then the old one goes.
 */
import Dexie, { liveQuery, type Table } from "dexie";
import { useEffect, useState } from "react";
import { assert } from "#domain/kernel/assert";
import { Fault } from "#domain/kernel/fault";
import type { MapManifest } from "#protocol/map-pack";
import { steady } from "./steady.ts";

/** Pieces asked for and put at once: a transaction each would cost more than the writing. */
const BATCH = 8;
/** Pieces kept in memory; a whole zoom level of the district lies in them. */
const HELD_CHUNKS = 12;

interface PackRow {
  /** `name@version`. */
  readonly id: string;
  readonly state: "loading" | "ready";
  readonly manifest: MapManifest;
}

interface ChunkRow {
  readonly pack: string;
  readonly i: number;
  readonly data: ArrayBuffer;
}

class MapDatabase extends Dexie {
  declare readonly packs: Table<PackRow, string>;
  declare readonly chunks: Table<ChunkRow, [string, number]>;

  constructor(name: string) {
    super(name);
    this.version(1).stores({ packs: "id, state", chunks: "[pack+i]" });
  }
}

export type ArchiveStatus =
  | { readonly state: "none" }
  | { readonly state: "loading"; readonly manifest: MapManifest; readonly haveBytes: number }
  | { readonly state: "ready"; readonly manifest: MapManifest };

/** Bytes `offset` to `offset + length` of the file with this version; only the sync layer knows where from. */
export type FetchRange = (ask: {
  readonly version: string;
  readonly offset: number;
  readonly length: number;
}) => Promise<ArrayBuffer>;

export interface DownloadOptions {
  /** Bytes on this device so far. */
  readonly onHave?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A pack that can be drawn; the map view takes it as it is. */
export interface InstalledArchive {
  readonly key: string;
  readonly crs: MapManifest["crs"];
  /** Throws Fault `map-archive-gone` once another version has taken over. */
  readRange(offset: number, length: number): Promise<ArrayBuffer>;
}

const idOf = (manifest: MapManifest): string => `${manifest.name}@${manifest.version}`;
const everyChunkOf = (id: string): [[string, number], [string, number]] => [
  [id, 0],
  [id, Number.MAX_SAFE_INTEGER],
];

export class MapArchives {
  private readonly db: MapDatabase;

  constructor(databaseName = "maps") {
    this.db = new MapDatabase(databaseName);
  }

  /** What is installed; while nothing is, what is on its way. */
  async status(): Promise<ArchiveStatus> {
    const packs = await this.db.packs.toArray();
    const ready = packs.find((p) => p.state === "ready");
    if (ready) return { state: "ready", manifest: ready.manifest };
    const loading = packs[0];
    if (!loading) return { state: "none" };
    const have = await this.db.chunks
      .where("[pack+i]")
      .between(...everyChunkOf(loading.id))
      .count();
    const { manifest } = loading;
    return { state: "loading", manifest, haveBytes: Math.min(manifest.bytes, have * manifest.chunkBytes) };
  }

  /** The pack to draw; undefined where none is whole. */
  async open(): Promise<InstalledArchive | undefined> {
    const row = await this.db.packs.where("state").equals("ready").first();
    return row && openReader(this.db, row);
  }

  /**
   * Fetches what is missing of a pack and installs it. Safe to break off and to call again. Throws Fault
   * `map-chunk-damaged` (later) where a piece is not what the manifest says, `storage-full` where there is no room;
   * what came before is kept. A `signal` ends it after the pieces that are on their way.
   */
  async download(manifest: MapManifest, fetchRange: FetchRange, options: DownloadOptions = {}): Promise<void> {
    const id = idOf(manifest);
    assert(manifest.sha256.length === Math.ceil(manifest.bytes / manifest.chunkBytes), "manifest with a gap");
    if ((await this.db.packs.get(id))?.state === "ready") return;
    await this.dropOthersBut(id, "loading");
    await this.db.packs.put({ id, state: "loading", manifest });
    const missing = await this.missingOf(id, manifest);
    let have = manifest.sha256.length - missing.length;
    for (const run of runsOf(missing)) {
      if (options.signal?.aborted) return;
      const rows = await fetchRun(id, run, manifest, fetchRange);
      await steady(this.db, () => this.db.chunks.bulkPut(rows));
      have += run.length;
      options.onHave?.(Math.min(manifest.bytes, have * manifest.chunkBytes));
    }
    await this.install(id, manifest);
  }

  /** Frees the space. */
  async remove(): Promise<void> {
    await this.db.transaction("rw", this.db.packs, this.db.chunks, async () => {
      await this.db.packs.clear();
      await this.db.chunks.clear();
    });
  }

  close(): void {
    this.db.close();
  }

  private async missingOf(id: string, manifest: MapManifest): Promise<number[]> {
    const keys = await this.db.chunks
      .where("[pack+i]")
      .between(...everyChunkOf(id))
      .primaryKeys();
    const have = new Set(keys.map(([, i]) => i));
    return manifest.sha256.map((_, i) => i).filter((i) => !have.has(i));
  }

  /** One transaction: the new pack is whole and readable, or the old one still is. */
  private async install(id: string, manifest: MapManifest): Promise<void> {
    await this.db.transaction("rw", this.db.packs, this.db.chunks, async () => {
      await this.db.packs.put({ id, state: "ready", manifest });
      await this.dropOthersBut(id);
    });
  }

  private async dropOthersBut(id: string, state?: PackRow["state"]): Promise<void> {
    await this.db.transaction("rw", this.db.packs, this.db.chunks, async () => {
      const packs = await this.db.packs.toArray();
      for (const old of packs.filter((p) => p.id !== id && (state === undefined || p.state === state))) {
        await this.db.chunks
          .where("[pack+i]")
          .between(...everyChunkOf(old.id))
          .delete();
        await this.db.packs.delete(old.id);
      }
    });
  }
}

/** Neighbours among the missing pieces, at most BATCH in a run: one request and one put each. */
function runsOf(missing: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const i of missing) {
    const last = runs[runs.length - 1];
    if (last && last.length < BATCH && last[last.length - 1] === i - 1) last.push(i);
    else runs.push([i]);
  }
  return runs;
}

async function fetchRun(
  id: string,
  run: readonly number[],
  manifest: MapManifest,
  fetchRange: FetchRange,
): Promise<ChunkRow[]> {
  const { chunkBytes, bytes, version } = manifest;
  const offset = run[0]! * chunkBytes;
  const length = Math.min(bytes, offset + run.length * chunkBytes) - offset;
  const data = await fetchRange({ version, offset, length });
  const rows = run.map((i, n): ChunkRow => ({ pack: id, i, data: data.slice(n * chunkBytes, (n + 1) * chunkBytes) }));
  for (const row of rows)
    if ((await sha256Of(row.data)) !== manifest.sha256[row.i])
      throw new Fault("map-chunk-damaged", "later", { chunk: row.i });
  return rows;
}

async function sha256Of(data: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
}

function openReader(db: MapDatabase, { id, manifest }: PackRow): InstalledArchive {
  /** In order of last use. */
  const held = new Map<number, Promise<ArrayBuffer>>();
  const chunk = (i: number): Promise<ArrayBuffer> => {
    const known = held.get(i) ?? readChunk(db, id, i);
    held.delete(i);
    held.set(i, known);
    // A failed read must not be remembered as the answer.
    known.catch(() => held.delete(i));
    const [oldest] = held.keys();
    if (held.size > HELD_CHUNKS && oldest !== undefined) held.delete(oldest);
    return known;
  };
  const readRange = async (offset: number, length: number): Promise<ArrayBuffer> => {
    const end = Math.min(manifest.bytes, offset + length);
    const out = new Uint8Array(Math.max(0, end - offset));
    for (let at = offset; at < end; ) {
      const i = Math.floor(at / manifest.chunkBytes);
      const piece = new Uint8Array(await chunk(i)).subarray(
        at - i * manifest.chunkBytes,
        end - i * manifest.chunkBytes,
      );
      out.set(piece, at - offset);
      at += piece.length;
    }
    return out.buffer;
  };
  return { key: id, crs: manifest.crs, readRange };
}

async function readChunk(db: MapDatabase, pack: string, i: number): Promise<ArrayBuffer> {
  const row = await db.chunks.get([pack, i]);
  if (!row) throw new Fault("map-archive-gone", "later", { chunk: i });
  return row.data;
}

const SHARED: { archives?: MapArchives } = {};

/** The base map of this device; it belongs to no person. */
export function mapArchives(): MapArchives {
  SHARED.archives ??= new MapArchives();
  return SHARED.archives;
}

/** What is installed or on its way on this device; undefined while it is read. */
export const useArchiveStatus = (): ArchiveStatus | undefined => useWatched(() => mapArchives().status());

function useWatched<T>(read: () => Promise<T>): T | undefined {
  const [value, setValue] = useState<T>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read never changes its meaning
  useEffect(() => {
    const watch = liveQuery(read).subscribe(setValue);
    return () => watch.unsubscribe();
  }, []);
  return value;
}

/** The installed base map, and the next one when it takes over; undefined while there is none. */
export function useMapArchive(): InstalledArchive | undefined {
  const [archive, setArchive] = useState<InstalledArchive>();
  useEffect(() => {
    const watch = liveQuery(() => mapArchives().open()).subscribe((now) =>
      setArchive((before) => (before?.key === now?.key ? before : now)),
    );
    return () => watch.unsubscribe();
  }, []);
  return archive;
}
