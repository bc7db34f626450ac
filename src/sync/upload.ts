/** Sends photos: thumbnails first, then originals, oldest first; broken off anywhere, it goes on from there. */
import { Fault, isFault } from "#domain/kernel/fault";
import { CHUNK_BYTES } from "#storage/photos";
import type { BlobRow, Vault } from "#storage/vault/vault";
import type { World } from "#storage/world";
import type { Transport } from "./transport.ts";

const PATCH_BYTES = 2 * CHUNK_BYTES;
/** Answers of one file that may be out of step before it is left for the next run. */
const MAX_RESTARTS = 3;

/** What the server asks for, and what its receipts say it has been promised. */
async function filesToSend(vault: Vault): Promise<BlobRow[]> {
  const asked = new Set((await vault.getMeta("needBlobs")) ?? []);
  const open = await vault.blobs.where("state").anyOf("onPhone", "sending").toArray();
  if (open.length > 0) {
    await vault.ledger.each((row) => {
      for (const sha256 of row.env.need) asked.add(sha256);
    });
  }
  const lost = (await vault.blobs.bulkGet([...asked])).filter((b): b is BlobRow => b !== undefined);
  const announced = (await vault.getMeta("needBlobs")) ?? [];
  const wanted = lost.filter((b) => b.state !== "received" || announced.includes(b.sha256));
  return wanted.sort((a, b) => b.small - a.small || a.addedAt - b.addedAt);
}

async function slice(vault: Vault, row: BlobRow, offset: number): Promise<Blob> {
  const first = Math.floor(offset / CHUNK_BYTES);
  const last = Math.floor((offset + PATCH_BYTES - 1) / CHUNK_BYTES);
  const chunks = await vault.chunks
    .where("[sha256+i]")
    .between([row.sha256, first], [row.sha256, last], true, true)
    .toArray();
  const skip = offset - first * CHUNK_BYTES;
  const bytes = new Blob(chunks.map((c) => c.data)).slice(skip, skip + PATCH_BYTES);
  if (bytes.size === 0) throw new Fault("photo-damaged", "never", { sha256: row.sha256 });
  return bytes;
}

interface Progress {
  readonly offset: number;
  readonly stored: boolean;
}

function progressOf(response: Response): Progress {
  const stored = response.headers.get("blob-stored") === "true";
  const offset = Number(response.headers.get("upload-offset") ?? Number.NaN);
  if (!stored && !Number.isInteger(offset)) throw new Fault("captive-portal", "later", { status: response.status });
  return { offset: stored ? 0 : offset, stored };
}

async function sendFile(vault: Vault, transport: Transport, row: BlobRow): Promise<void> {
  const path = `/api/blobs/${row.sha256}`;
  const where = async () => progressOf(await transport.ask(path, { method: "HEAD" }));
  await vault.blobs.update(row.sha256, { state: "sending" });
  let at = await where();
  for (let restarts = 0; !at.stored; ) {
    const body = await slice(vault, row, at.offset);
    const headers = {
      "Content-Type": "application/octet-stream",
      "Upload-Offset": String(at.offset),
      "Upload-Length": String(row.bytes),
      "X-Blob-Type": row.type,
    };
    try {
      at = progressOf(await transport.ask(path, { method: "PATCH", body, headers, timeoutMs: 120_000 }));
    } catch (error) {
      const outOfStep = isFault(error) && (error.code === "offset-mismatch" || error.code === "hash-mismatch");
      if (!outOfStep || ++restarts > MAX_RESTARTS) throw error;
      at = await where();
    }
  }
  await vault.blobs.update(row.sha256, { state: "received" });
}

const ENDS_THE_RUN = new Set(["offline", "timeout", "captive-portal", "unauthenticated", "revoked", "unavailable"]);

/** One file's trouble does not hold the others. Throws the first Fault when all have been tried. */
export async function uploadAll(world: World, transport: Transport): Promise<void> {
  const { vault } = world;
  let first: unknown;
  for (const row of await filesToSend(vault)) {
    try {
      await sendFile(vault, transport, row);
    } catch (error) {
      await vault.blobs.update(row.sha256, { state: "onPhone" });
      if (!isFault(error) || ENDS_THE_RUN.has(error.code)) throw error;
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}
