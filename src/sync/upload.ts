/** Sends photos: thumbnails first, then originals, oldest first; broken off anywhere, it goes on from there. */
import { Fault, isFault } from "#domain/kernel/fault";
import { CHUNK_BYTES } from "#storage/photos";
import type { BlobRow, Vault } from "#storage/vault/vault";
import type { World } from "#storage/world";
import type { Transport } from "./transport.ts";

/** A piece is small at first, so that a slow line shows progress and a cut costs little; a quick one gets larger pieces. */
const FIRST_PIECE_BYTES = 64 * 1024;
const LARGEST_PIECE_BYTES = 2 * CHUNK_BYTES;
const QUICK_MS = 1_500;
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

async function slice(vault: Vault, row: BlobRow, offset: number, pieceBytes: number): Promise<Blob> {
  const first = Math.floor(offset / CHUNK_BYTES);
  const last = Math.floor((Math.min(offset + pieceBytes, row.bytes) - 1) / CHUNK_BYTES);
  const chunks = await vault.chunks
    .where("[sha256+i]")
    .between([row.sha256, first], [row.sha256, last], true, true)
    .toArray();
  // Whatever follows a gap would be sent in its place, again and again, and refused for its hash each time.
  if (chunks.length !== last - first + 1) throw new Fault("photo-damaged", "never", { sha256: row.sha256 });
  const skip = offset - first * CHUNK_BYTES;
  return new Blob(chunks.map((c) => c.data)).slice(skip, skip + pieceBytes);
}

interface Progress {
  readonly offset: number;
  readonly stored: boolean;
  /** Server clock, ISO. */
  readonly storedAt: string | null;
}

function progressOf(response: Response): Progress {
  const stored = response.headers.get("blob-stored") === "true";
  const offset = Number(response.headers.get("upload-offset") ?? Number.NaN);
  if (!stored && !Number.isInteger(offset)) throw new Fault("captive-portal", "later", { status: response.status });
  return { offset: stored ? 0 : offset, stored, storedAt: response.headers.get("blob-stored-at") };
}

/** The piece size that suits the line; kept from one file to the next. */
interface Pace {
  pieceBytes: number;
}

function adjust(pace: Pace, tookMs: number): void {
  const next = tookMs < QUICK_MS ? pace.pieceBytes * 2 : pace.pieceBytes / 2;
  pace.pieceBytes = Math.min(LARGEST_PIECE_BYTES, Math.max(FIRST_PIECE_BYTES, next));
}

interface Sending {
  readonly world: World;
  readonly transport: Transport;
  readonly pace: Pace;
}

async function sendPiece({ world, transport, pace }: Sending, row: BlobRow, offset: number): Promise<Progress> {
  const body = await slice(world.vault, row, offset, pace.pieceBytes);
  const headers = {
    "Content-Type": "application/octet-stream",
    "Upload-Offset": String(offset),
    "Upload-Length": String(row.bytes),
    "X-Blob-Type": row.type,
  };
  const startedMs = world.clock.now();
  const path = `/api/blobs/${row.sha256}`;
  const answer = progressOf(await transport.ask(path, { method: "PATCH", body, headers, timeoutMs: 120_000 }));
  adjust(pace, world.clock.now() - startedMs);
  return answer;
}

async function sendFile(sending: Sending, row: BlobRow): Promise<void> {
  const { vault } = sending.world;
  const where = async () => progressOf(await sending.transport.ask(`/api/blobs/${row.sha256}`, { method: "HEAD" }));
  await vault.blobs.update(row.sha256, { state: "sending" });
  let at = await where();
  for (let restarts = 0; !at.stored; ) {
    await vault.blobs.update(row.sha256, { sent: at.offset });
    try {
      at = await sendPiece(sending, row, at.offset);
    } catch (error) {
      const outOfStep = isFault(error) && (error.code === "offset-mismatch" || error.code === "hash-mismatch");
      if (!outOfStep || ++restarts > MAX_RESTARTS) throw error;
      at = await where();
    }
  }
  await vault.blobs.update(row.sha256, {
    state: "received",
    sent: row.bytes,
    ...(at.storedAt === null ? {} : { receivedAt: at.storedAt }),
  });
}

const ENDS_THE_RUN = new Set(["offline", "timeout", "captive-portal", "unauthenticated", "revoked", "unavailable"]);

/** One file's trouble does not hold the others. Throws the first Fault when all have been tried. */
export async function uploadAll(world: World, transport: Transport): Promise<void> {
  const { vault } = world;
  const sending = { world, transport, pace: { pieceBytes: FIRST_PIECE_BYTES } };
  let first: unknown;
  for (const row of await filesToSend(vault)) {
    try {
      await sendFile(sending, row);
    } catch (error) {
      await vault.blobs.update(row.sha256, { state: "onPhone" });
      if (!isFault(error) || ENDS_THE_RUN.has(error.code)) throw error;
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}
