/** Photos by the hash of their bytes, in pieces of 256 KiB beside the records that refer to them. */
import { useLiveQuery } from "dexie-react-hooks";
import { useEffect, useState } from "react";
import type { PhotoRef } from "#domain/issue/issue";
import { steady } from "./steady.ts";
import { useWorld } from "./use-world.ts";
import type { BlobRow, ChunkRow, Vault } from "./vault/vault.ts";
import type { World } from "./world.ts";

export const CHUNK_BYTES = 256 * 1024;
export type PhotoStage = "onPhone" | "sending" | "received";

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
      if (await vault.blobs.get(row.sha256)) continue;
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

const stageOf = (rows: readonly (BlobRow | undefined)[]): PhotoStage => {
  const states = rows.map((r) => r?.state ?? "received");
  if (states.every((s) => s === "received")) return "received";
  return states.includes("sending") ? "sending" : "onPhone";
};

/** One stage a photo, in the order of `refs`; a photo that is not on this phone came from the server. */
export function usePhotoStages(refs: readonly PhotoRef[]): readonly PhotoStage[] | undefined {
  const { vault } = useWorld();
  const key = refs.map((r) => `${r.sha256} ${r.thumbSha256}`).join(" ");
  return useLiveQuery(async () => {
    const rows = await vault.blobs.bulkGet(key === "" ? [] : key.split(" "));
    return Array.from({ length: rows.length / 2 }, (_, i) => stageOf(rows.slice(2 * i, 2 * i + 2)));
  }, [vault, key]);
}
