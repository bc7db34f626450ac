/**
 * The base map: the newest *.pmtiles in one folder, with its list of checksums, read in ranges.
 * A file named *.gcj02.pmtiles holds tiles of the shifted datum.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { Hono } from "hono";
import { MAP_CHUNK_BYTES, type MapManifest } from "#protocol/map-pack";

interface PackFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

interface Pack extends PackFile {
  readonly manifest: MapManifest;
}

export interface MapPackOptions {
  /** Folder with the packs; it need not exist. */
  readonly dir: string;
}

/** Routes: GET /manifest, GET or HEAD /pack/:version (Range). Whoever mounts them decides who may ask. */
export function mapPackRoutes({ dir }: MapPackOptions) {
  const current = packReader(dir);
  const app = new Hono();

  app.get("/manifest", async (c) => {
    const pack = await current();
    if (!pack) return c.json({ error: "not-found" }, 404);
    c.header("Cache-Control", "no-cache");
    c.header("ETag", `"${pack.manifest.version}"`);
    return c.json(pack.manifest);
  });

  app.on(["GET", "HEAD"], "/pack/:version", async (c) => {
    const pack = await current();
    if (pack?.manifest.version !== c.req.param("version")) return c.json({ error: "not-found" }, 404);
    const common = {
      "Accept-Ranges": "bytes",
      "Cache-Control": "private, max-age=31536000, immutable",
      "Content-Type": "application/vnd.pmtiles",
      ETag: `"${pack.manifest.version}"`,
    };
    const range = rangeOf(c.req.header("range"), pack.bytes);
    if (range === "bad") return c.body(null, 416, { ...common, "Content-Range": `bytes */${pack.bytes}` });
    const { from, to } = range ?? { from: 0, to: pack.bytes - 1 };
    const headers = { ...common, "Content-Length": String(to - from + 1) };
    const partial = { ...headers, "Content-Range": `bytes ${from}-${to}/${pack.bytes}` };
    const told = range ? partial : headers;
    const status = range ? 206 : 200;
    if (c.req.method === "HEAD") return c.body(null, status, told);
    return c.body(bytesOf(pack.path, from, to), status, told);
  });
  return app;
}

const bytesOf = (path: string, start: number, end: number): ReadableStream =>
  Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream;

/** One range of bytes, ends included; undefined for none asked; several at once are not served. */
function rangeOf(header: string | undefined, bytes: number): { from: number; to: number } | "bad" | undefined {
  if (header === undefined) return undefined;
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === "" && last === "") return "bad";
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes - 1 : Math.min(bytes - 1, Number(last));
  return from <= to && from < bytes ? { from, to } : "bad";
}

/** The newest pack; read through once after each change of the file, by one reader at a time. */
function packReader(dir: string): () => Promise<Pack | undefined> {
  const known: { file?: PackFile; pack?: Promise<Pack> } = {};
  return async () => {
    const file = await newestIn(dir);
    if (!file) return undefined;
    const { file: last } = known;
    const same = last?.path === file.path && last.bytes === file.bytes && last.changedMs === file.changedMs;
    if (!same || !known.pack) {
      known.file = file;
      known.pack = readPack(file);
      // A file that went away while it was read is looked for again at the next request.
      known.pack.catch(() => delete known.file);
    }
    return known.pack;
  };
}

async function newestIn(dir: string): Promise<PackFile | undefined> {
  const names = await readdir(dir).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith(".pmtiles"))
      .map(async (name): Promise<PackFile> => {
        const path = join(dir, name);
        const { size, mtimeMs } = await stat(path);
        return { path, bytes: size, changedMs: mtimeMs };
      }),
  );
  files.sort((a, b) => b.changedMs - a.changedMs || a.path.localeCompare(b.path));
  return files.find((f) => f.bytes > 0);
}

async function readPack(file: PackFile): Promise<Pack> {
  const handle = await open(file.path, "r");
  try {
    const sha256 = await chunkHashes(handle, file.bytes);
    const name = basename(file.path, ".pmtiles");
    const version = createHash("sha256").update(sha256.join()).digest("hex").slice(0, 16);
    const manifest: MapManifest = {
      name: name.replace(/\.gcj02$/, ""),
      version,
      bytes: file.bytes,
      chunkBytes: MAP_CHUNK_BYTES,
      sha256,
      bbox: await bboxIn(handle),
      crs: name.endsWith(".gcj02") ? "gcj02" : "wgs84",
    };
    return { ...file, manifest };
  } finally {
    await handle.close();
  }
}

async function chunkHashes(handle: FileHandle, bytes: number): Promise<string[]> {
  const buffer = Buffer.alloc(MAP_CHUNK_BYTES);
  const hashes: string[] = [];
  for (let at = 0; at < bytes; at += MAP_CHUNK_BYTES) {
    const { bytesRead } = await handle.read(buffer, 0, MAP_CHUNK_BYTES, at);
    hashes.push(createHash("sha256").update(buffer.subarray(0, bytesRead)).digest("hex"));
  }
  return hashes;
}

/** PMTiles 3 header: the box as 32-bit integers of 10⁻⁷ degrees from byte 102. */
const BBOX_AT = 102;

async function bboxIn(handle: FileHandle): Promise<MapManifest["bbox"]> {
  const buffer = Buffer.alloc(16);
  await handle.read(buffer, 0, 16, BBOX_AT);
  const degrees = (at: number) => buffer.readInt32LE(at) / 1e7;
  return [degrees(0), degrees(4), degrees(8), degrees(12)];
}
