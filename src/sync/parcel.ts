/** Sends what waits here by somebody else's hands, and hands in what somebody else gave. */
import { Fault } from "#domain/kernel/fault";
import { MAX_PARCEL_BYTES, PARCEL_TYPE, type ParcelReply, parcelReply, sealParcel } from "#seal/parcel";
import { signWithDevice } from "#storage/device-book";
import { readPhoto } from "#storage/photos";
import type { BlobRow, OutboxRow, Vault } from "#storage/vault/vault";
import type { World } from "#storage/world";
import { readJson } from "./transport.ts";
import { transportOf } from "./transports.ts";

/** For the header, the signature and the list around the files. */
const ROOM_FOR_LIST_BYTES = 4 * 1024 * 1024;
const HAND_IN_MS = 180_000;

export interface PackedParcel {
  readonly file: Blob;
  readonly records: number;
  readonly photos: number;
  /** Photos that did not fit; they wait for the network or the next parcel. */
  readonly photosLeft: number;
}

/** What the records name, thumbnails first, then in the order in which they were taken. */
async function filesNamedBy(vault: Vault, rows: readonly OutboxRow[]): Promise<BlobRow[]> {
  const open = await vault.blobs.where("state").anyOf("onPhone", "sending").toArray();
  const named = new Set([...rows, ...(await vault.ledger.toArray())].flatMap((row) => [...row.env.need]));
  return open.filter((b) => named.has(b.sha256)).sort((a, b) => b.small - a.small || a.addedAt - b.addedAt);
}

/**
 * Everything in the outbox and as many of its photos as fit, sealed for the server and signed by this phone. Nothing
 * here changes: the records stay until the server's own receipt. Throws Fault `parcel-key-missing` where this phone has
 * not met the server since the server has such a key.
 */
export async function packParcel({ vault, person }: World): Promise<PackedParcel> {
  const serverKey = await vault.getMeta("parcelKey");
  if (serverKey === undefined) throw new Fault("parcel-key-missing", "later");
  const cid = (await vault.getMeta("cid")) ?? "";
  const rows = await vault.outbox.orderBy("n").toArray();
  const open = await filesNamedBy(vault, rows);
  const files: Uint8Array[] = [];
  const taken: BlobRow[] = [];
  let room = MAX_PARCEL_BYTES - ROOM_FOR_LIST_BYTES;
  // One after the other: a phone that is short of memory must still get its file.
  for (const row of open) {
    const blob = row.bytes > room ? undefined : await readPhoto(vault, row.sha256);
    if (!blob) continue;
    files.push(new Uint8Array(await blob.arrayBuffer()));
    taken.push(row);
    room -= row.bytes;
  }
  const bytes = await sealParcel({
    list: {
      deviceId: person.deviceId,
      muts: rows.map((row) => ({ ...row.env, cid, n: row.n })),
      files: taken.map(({ sha256, small }, i) => ({ sha256, small, bytes: files[i]?.length ?? 0 })),
    },
    files,
    serverKey,
    sign: (text) => signWithDevice(person.personId, text),
  });
  const photosOf = (list: readonly BlobRow[]): number => list.filter((b) => b.small === 0).length;
  return {
    file: new Blob([bytes], { type: PARCEL_TYPE }),
    records: rows.length,
    photos: photosOf(taken),
    photosLeft: photosOf(open) - photosOf(taken),
  };
}

/** Hands in a parcel of another phone. Throws Fault, `parcel-unreadable` among them. */
export async function handInParcel(world: World, file: Blob): Promise<ParcelReply> {
  if (file.size > MAX_PARCEL_BYTES) throw new Fault("parcel-unreadable", "never");
  const body = new Blob([await file.arrayBuffer()], { type: PARCEL_TYPE });
  const headers = { "Content-Type": PARCEL_TYPE };
  const what = { method: "POST", body, headers, timeoutMs: HAND_IN_MS } as const;
  return readJson(await transportOf(world).ask("/api/sync/parcel", what), parcelReply);
}
