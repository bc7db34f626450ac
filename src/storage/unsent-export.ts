/** Everything unsent in one piece, to be carried out by hand when the network or the phone gives up. */
import { readPhoto } from "./photos.ts";
import type { DraftRow, OutboxRow, QuarantineRow } from "./vault/vault.ts";
import type { World } from "./world.ts";

export interface ExportedPhoto {
  readonly sha256: string;
  readonly type: string;
  /** 1 for a thumbnail. */
  readonly small: 0 | 1;
  readonly base64: string;
}

export interface UnsentExport {
  readonly v: 2;
  readonly personId: string;
  readonly displayName: string;
  readonly deviceId: string;
  readonly cid: string;
  /** Device clock, ISO. */
  readonly exportedAt: string;
  readonly outbox: readonly OutboxRow[];
  readonly quarantine: readonly QuarantineRow[];
  readonly drafts: readonly DraftRow[];
  /** Hashes of photos that are on the list but not whole on this phone any more. */
  readonly missing: readonly string[];
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}

/** Records, set-aside ones, drafts, and every photo that is not on the server. */
export async function readUnsent(world: World): Promise<{ content: UnsentExport; photos: ExportedPhoto[] }> {
  const { vault, person } = world;
  const [outbox, quarantine, drafts, blobs, cid] = await Promise.all([
    vault.outbox.orderBy("n").toArray(),
    vault.quarantine.toArray(),
    vault.drafts.toArray(),
    vault.blobs.where("state").anyOf("onPhone", "sending").toArray(),
    vault.getMeta("cid"),
  ]);
  const photos: ExportedPhoto[] = [];
  const missing: string[] = [];
  // One after the other: a phone that is short of memory must still get its file.
  for (const { sha256, type, small } of blobs) {
    const blob = await readPhoto(vault, sha256);
    if (blob) photos.push({ sha256, type, small, base64: await base64Of(blob) });
    else missing.push(sha256);
  }
  const { personId, displayName, deviceId } = person;
  const exportedAt = new Date(world.clock.now()).toISOString();
  const whose = { personId, displayName, deviceId, cid: cid ?? "" };
  return { content: { v: 2, ...whose, exportedAt, outbox, quarantine, drafts, missing }, photos };
}
