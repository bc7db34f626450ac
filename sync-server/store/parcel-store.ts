/** Takes in what somebody carried: a parcel of another phone, opened, judged and kept like that phone's own push. */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { Fault } from "#domain/kernel/fault";
import { MAX_MUTATIONS, type PushResult } from "#protocol/push";
import { PROTO, SCHEMA } from "#protocol/version";
import { type OpenedParcel, PARCEL_CIPHER, type ParcelReply } from "#seal/parcel";
import type { Caller } from "../access/access.ts";
import type { BlobStore } from "./blob-store.ts";
import type { Queryable } from "./db.ts";
import { metaValue } from "./meta.ts";
import type { Push } from "./push-queue.ts";

const pair = { publicKey: v.string(), privateKey: v.string() };
const parcelKeys = v.object({ ...pair, older: v.optional(v.array(v.object({ ...pair, until: v.string() })), []) });

/** The pair parcels are sealed for, and those that phones without a line may still seal for; newest first. */
export type ParcelKeys = v.InferOutput<typeof parcelKeys>;

export const PARCEL_KEYS = "parcel-keys";

/** Those that still open parcels. */
export const olderThanNow = (older: ParcelKeys["older"], nowMs: number): ParcelKeys["older"] =>
  older.filter(({ until }) => Date.parse(until) > nowMs);

/** Secret halves that open a parcel now, newest first. */
export const parcelOpeners = ({ privateKey, older }: ParcelKeys, nowMs: number): string[] => [
  privateKey,
  ...olderThanNow(older, nowMs).map((old) => old.privateKey),
];

/** The keys parcels are sealed for, in the database, so that a restored server still opens old parcels. */
export async function parcelKeysOf(q: Queryable): Promise<ParcelKeys> {
  const makeKeys = async (): Promise<string> => JSON.stringify(await PARCEL_CIPHER.newKeys());
  return v.parse(parcelKeys, JSON.parse(await metaValue(q, PARCEL_KEYS, makeKeys)));
}

const PIECE_BYTES = 1024 * 1024;

/**
 * Numbers of the parcel's own, from 1: what the phone pushed or will push itself under its own numbers is not touched,
 * and a record that came both ways is known by its `mid`. The same parcel has the same id each time it is handed in.
 */
const clientIdOf = (parcel: Uint8Array): string => createHash("sha256").update(parcel).digest("hex").slice(0, 32);

export interface ParcelDeps {
  readonly push: Push;
  readonly blobs: BlobStore;
  readonly epoch: string;
  /** Whether a record of this person names the file. */
  readonly isAnnounced: (personId: string, sha256: string) => Promise<boolean>;
}

/** Records, then the files they name. Throws Fault `unavailable` when some could not be kept; it may be handed in again. */
export async function takeParcel(
  { push, blobs, epoch, isAnnounced }: ParcelDeps,
  sender: Caller,
  { bytes, list, files }: OpenedParcel & { readonly bytes: Uint8Array },
): Promise<ParcelReply> {
  const cid = clientIdOf(bytes);
  const muts = list.muts.map((mut, i) => ({ ...mut, cid, n: i + 1 }));
  const results: PushResult[] = [];
  for (let i = 0; i < muts.length; i += MAX_MUTATIONS) {
    const request = {
      proto: PROTO,
      sch: SCHEMA,
      epoch,
      cid,
      muts: muts.slice(i, i + MAX_MUTATIONS),
      heartbeat: undefined,
    };
    results.push(...(await push({ caller: sender, request })).results);
  }
  if (results.length < muts.length || results.some((r) => r.outcome === "retry"))
    throw new Fault("unavailable", "later");
  let photos = 0;
  for (const [i, { sha256, small }] of list.files.entries()) {
    const file = files[i];
    if (!file || !(await isAnnounced(sender.actor.personId, sha256))) continue;
    await keepFile(blobs, sha256, file);
    if (small === 0) photos += 1;
  }
  return { records: results.length, aside: results.filter((r) => r.outcome === "quarantined").length, photos };
}

/** Goes on where the phone itself broke off; a piece that is out of step is asked for again. */
async function keepFile(blobs: BlobStore, sha256: string, file: Uint8Array): Promise<void> {
  let { offset, stored } = await blobs.offset(sha256);
  while (!stored) {
    const piece = file.slice(offset, offset + PIECE_BYTES);
    ({ offset, stored } = await blobs.append(sha256, { at: offset, total: file.length, bytes: piece }));
  }
}
