/** Photos by the hash of their bytes, in pieces of 256 KiB beside the records that refer to them. */
import { useLiveQuery } from "dexie-react-hooks";
import { useCallback, useEffect, useRef, useState } from "react";
import type { PhotoRef } from "#domain/issue/issue";
import { receiptNumber } from "#domain/kernel/receipt-number";
import { steady } from "./steady.ts";
import { useWorld } from "./use-world.ts";
import type { BlobRow, ChunkRow, Vault } from "./vault/vault.ts";
import type { World } from "./world.ts";

export const CHUNK_BYTES = 256 * 1024;

/** How far one photo (with its thumbnail) has come. `percent`: whole, of bytes the server has acknowledged, 0–99. */
export type PhotoWay =
  | { readonly name: "stored" }
  | { readonly name: "sending"; readonly percent: number }
  /** With the receipt of the original where this phone got it; `at` ISO, server clock. */
  | { readonly name: "received"; readonly number?: string; readonly at?: string };

interface Packed {
  readonly row: BlobRow;
  readonly chunks: readonly ChunkRow[];
}

/** Hashes and cuts before any transaction is open: awaiting the hash inside would commit it early. */
async function pack(blob: Blob, small: 0 | 1, addedAt: number): Promise<Packed> {
  const data = await blob.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const sha256 = Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
  const chunks: ChunkRow[] = [];
  for (let i = 0; i * CHUNK_BYTES < data.byteLength; i++) {
    chunks.push({ sha256, i, data: data.slice(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES) });
  }
  const type = blob.type || "image/jpeg";
  return { row: { sha256, state: "onPhone", bytes: data.byteLength, type, small, addedAt }, chunks };
}

async function putPacked(vault: Vault, packed: readonly Packed[]): Promise<void> {
  await vault.transaction("rw", vault.blobs, vault.chunks, async () => {
    for (const { row, chunks } of packed) {
      // Taken again, it is young again: the sweep must not fetch it away before its record is saved.
      if ((await vault.blobs.update(row.sha256, { addedAt: row.addedAt })) > 0) continue;
      await vault.chunks.bulkPut([...chunks]);
      await vault.blobs.put(row);
    }
  });
}

/** Saves both sizes together. The same photo twice is kept once. Throws Fault `storage-full`. */
export async function savePhoto(
  world: World,
  photo: { readonly original: Blob; readonly thumb: Blob; readonly width: number; readonly height: number },
): Promise<PhotoRef> {
  const now = world.clock.now();
  const [original, thumb] = await Promise.all([pack(photo.original, 0, now), pack(photo.thumb, 1, now)]);
  await steady(world.vault, () => putPacked(world.vault, [thumb, original]));
  return {
    sha256: original.row.sha256,
    bytes: original.row.bytes,
    thumbSha256: thumb.row.sha256,
    thumbBytes: thumb.row.bytes,
    width: photo.width,
    height: photo.height,
  };
}

/** Saves a file of another kind by the hash of its bytes. Throws Fault `storage-full`. */
export async function saveFile(world: World, file: Blob): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const packed = await pack(file, 0, world.clock.now());
  await steady(world.vault, () => putPacked(world.vault, [packed]));
  return { sha256: packed.row.sha256, bytes: packed.row.bytes };
}

/** A photo of this phone, whole; undefined where it is not here or a piece is missing. */
export async function readPhoto(vault: Vault, sha256: string): Promise<Blob | undefined> {
  const row = await vault.blobs.get(sha256);
  if (!row) return undefined;
  const chunks = await vault.chunks.where("sha256").equals(sha256).sortBy("i");
  const blob = new Blob(
    chunks.map((c) => c.data),
    { type: row.type },
  );
  return blob.size === row.bytes ? blob : undefined;
}

async function findPhoto(world: World, sha256: string, fallback: string | undefined): Promise<Blob | undefined> {
  const local = await readPhoto(world.vault, sha256);
  if (local) return local;
  const remote = world.remotePhotos.fetch;
  const fetched = remote ? await remote(sha256) : undefined;
  if (fetched || fallback === undefined) return fetched;
  return (await readPhoto(world.vault, fallback)) ?? (remote ? remote(fallback) : undefined);
}

interface Loaded {
  readonly key: string;
  readonly url: string;
}

/** Object URL of a photo, from this phone or from the server; undefined while unknown or out of reach. */
export function usePhotoUrl(sha256: string | undefined, fallbackSha?: string): string | undefined {
  const world = useWorld();
  const [loaded, setLoaded] = useState<Loaded>();
  const key = `${sha256 ?? ""} ${fallbackSha ?? ""}`;
  useEffect(() => {
    if (sha256 === undefined) return undefined;
    let url: string | undefined;
    let current = true;
    const load = async () => {
      const blob = await findPhoto(world, sha256, fallbackSha);
      if (!blob || !current) return;
      url = URL.createObjectURL(blob);
      setLoaded({ key, url });
    };
    // A picture that cannot be had is no fault of the screen: it keeps its empty frame.
    load().catch(() => current && setLoaded(undefined));
    return () => {
      current = false;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [world, sha256, fallbackSha, key]);
  return loaded?.key === key ? loaded.url : undefined;
}

/** Object URLs of several pictures by their ids; null: cannot be had, missing: not known yet. `find` must stay the same. */
export function useObjectUrls(
  ids: readonly string[],
  find: (id: string) => Promise<Blob | undefined>,
): ReadonlyMap<string, string | null> {
  const [urls, setUrls] = useState<ReadonlyMap<string, string | null>>(new Map());
  const made = useRef(new Map<string, string>());
  const key = ids.join(",");
  useEffect(() => {
    let current = true;
    const load = async (id: string) => {
      // A picture that cannot be had is no fault of the screen: it keeps its empty frame.
      const blob = await find(id).catch(() => undefined);
      if (!current || made.current.has(id)) return;
      if (blob) made.current.set(id, URL.createObjectURL(blob));
      setUrls((known) => new Map([...known, [id, made.current.get(id) ?? null]]));
    };
    for (const id of key.split(",")) if (id !== "" && !made.current.has(id)) void load(id);
    return () => {
      current = false;
    };
  }, [find, key]);
  useEffect(() => {
    const all = made.current;
    return () => {
      for (const url of all.values()) URL.revokeObjectURL(url);
      all.clear();
    };
  }, []);
  return urls;
}

/** Object URLs of several thumbnails, in the order of `refs`; undefined while unknown or out of reach. */
function useThumbUrls(refs: readonly PhotoRef[]): readonly (string | undefined)[] {
  const world = useWorld();
  const pairs = refs.map((r) => `${r.thumbSha256} ${r.sha256}`);
  const find = useCallback(
    (pair: string) => {
      const [thumb = "", original] = pair.split(" ");
      return findPhoto(world, thumb, original);
    },
    [world],
  );
  const urls = useObjectUrls(pairs, find);
  return pairs.map((pair) => urls.get(pair) ?? undefined);
}

export interface ShownPhoto {
  readonly id: string;
  readonly url: string;
  readonly way: PhotoWay | undefined;
}

/** The photos that can be shown now, each with its way, and the one with the hash `opened` at full size. */
export function useShownPhotos(refs: readonly PhotoRef[], opened: string | null) {
  const ways = usePhotoWays(refs);
  const urls = useThumbUrls(refs);
  const one = refs.find((r) => r.sha256 === opened);
  const large = usePhotoUrl(one?.sha256, one?.thumbSha256);
  const photos = refs.flatMap((r, i): ShownPhoto[] => {
    const url = urls[i];
    return url === undefined ? [] : [{ id: r.sha256, url, way: ways?.[i] }];
  });
  return { photos, large };
}

const receivedWay = (original: BlobRow | undefined): PhotoWay =>
  original?.receivedAt === undefined
    ? { name: "received" }
    : { name: "received", number: receiptNumber(original.sha256), at: original.receivedAt };

/** Original and thumbnail of one photo. A file that is not on this phone came from the server. */
export function wayOf(rows: readonly (BlobRow | undefined)[]): PhotoWay {
  const open = rows.filter((r): r is BlobRow => r !== undefined && r.state !== "received");
  if (open.length === 0) return receivedWay(rows[0]);
  if (!open.some((r) => r.state === "sending")) return { name: "stored" };
  const all = rows.filter((r): r is BlobRow => r !== undefined);
  const bytes = all.reduce((sum, r) => sum + r.bytes, 0);
  const sent = all.reduce((sum, r) => sum + (r.state === "received" ? r.bytes : (r.sent ?? 0)), 0);
  return { name: "sending", percent: Math.min(99, Math.floor((100 * sent) / Math.max(1, bytes))) };
}

/** One way a photo, in the order of `refs`. */
export function usePhotoWays(
  refs: readonly Pick<PhotoRef, "sha256" | "thumbSha256">[],
): readonly PhotoWay[] | undefined {
  const { vault } = useWorld();
  const key = refs.map((r) => `${r.sha256} ${r.thumbSha256}`).join(" ");
  return useLiveQuery(async () => {
    const rows = await vault.blobs.bulkGet(key === "" ? [] : key.split(" "));
    return Array.from({ length: rows.length / 2 }, (_, i) => wayOf(rows.slice(2 * i, 2 * i + 2)));
  }, [vault, key]);
}
