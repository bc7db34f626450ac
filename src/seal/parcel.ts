/**
 * A parcel: what one phone could not send, sealed to the server, so that anybody may carry it. A carrier reads and
 * changes nothing: the content is encrypted for the server's key, the whole is signed by the phone's key.
 *
 * `ZMJP1\n` · header as JSON · `\n` · encrypted content · signature (64 bytes)
 * Content: length of the list (4 bytes, big endian) · list as JSON · bytes of the files in the order of the list
 */
import * as v from "valibot";
import { joined } from "#domain/kernel/bytes";
import { Fault } from "#domain/kernel/fault";
import { base64Url, fromBase64Url, utf8 } from "./base64.ts";
import { p256Gcm, type SealCipher } from "./cipher.ts";

/** Larger ones do not open on an old phone or travel through a chat. */
export const MAX_PARCEL_BYTES = 24 * 1024 * 1024;
export const PARCEL_TYPE = "application/octet-stream";

const MAGIC = "ZMJP1\n";
const SIGNATURE_BYTES = 64;
const HEADER_BYTES = 2_048;
const LENGTH_BYTES = 4;

const parcelHeader = v.looseObject({
  /** Which cipher sealed it; another one may be demanded one day. */
  alg: v.string(),
  deviceId: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** The sender's key of this one parcel, and what the cipher needs besides; base64url. */
  epk: v.string(),
  iv: v.string(),
});
type ParcelHeader = v.InferOutput<typeof parcelHeader>;

const parcelFile = v.looseObject({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PARCEL_BYTES)),
  /** 1 for a thumbnail. */
  small: v.picklist([0, 1]),
});

const parcelList = v.looseObject({
  deviceId: v.string(),
  /** Envelopes in their order; each is judged on its own, as in a push. */
  muts: v.pipe(v.array(v.record(v.string(), v.unknown())), v.maxLength(10_000)),
  files: v.pipe(v.array(parcelFile), v.maxLength(1_000)),
});
export type ParcelList = v.InferOutput<typeof parcelList>;

/** Seals parcels, and nothing else: a parcel's text is of no use as another sealed thing. */
export const PARCEL_CIPHER: SealCipher = p256Gcm("zimajia parcel 1");

/** Another cipher is added here; a parcel names the one it was sealed with. */
const CIPHERS: readonly SealCipher[] = [PARCEL_CIPHER];

/** What the phone's key signs: never mistaken for the text of a token. */
async function signedText(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `parcel:${base64Url(hash)}`;
}

function content(list: ParcelList, files: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = utf8(JSON.stringify(list));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, head.length);
  return joined([length, head, ...files]);
}

const hidden = (deviceId: string): Uint8Array<ArrayBuffer> => utf8(`${MAGIC}${deviceId}`);

export interface ParcelToSeal {
  readonly list: ParcelList;
  /** Bytes of `list.files`, in their order. */
  readonly files: readonly Uint8Array[];
  readonly serverKey: string;
  /** Signs a text with the phone's key; base64url of 64 bytes. */
  readonly sign: (text: string) => Promise<string>;
}

/** Seals and signs. */
export async function sealParcel({ list, files, serverKey, sign }: ParcelToSeal): Promise<Uint8Array<ArrayBuffer>> {
  const { epk, iv, bytes } = await PARCEL_CIPHER.seal(serverKey, content(list, files), hidden(list.deviceId));
  const header: ParcelHeader = { alg: PARCEL_CIPHER.alg, deviceId: list.deviceId, epk, iv };
  const signed = joined([utf8(MAGIC), utf8(`${JSON.stringify(header)}\n`), bytes]);
  return joined([signed, fromBase64Url(await sign(await signedText(signed)))]);
}

const unreadable = (): Fault => new Fault("parcel-unreadable", "never");

/** Runs `read` on bytes of which nothing is known; whatever it throws means that they are not a parcel. */
async function orUnreadable<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Fault ? error : unreadable();
  }
}

function readHeader(parcel: Uint8Array): { header: ParcelHeader; end: number } {
  const start = new TextDecoder().decode(parcel.subarray(0, HEADER_BYTES));
  const lineEnd = start.indexOf("\n", MAGIC.length);
  if (!start.startsWith(MAGIC) || lineEnd < 0) throw unreadable();
  const text = start.slice(MAGIC.length, lineEnd);
  const header = v.parse(parcelHeader, JSON.parse(text));
  return { header, end: MAGIC.length + new TextEncoder().encode(text).length + 1 };
}

function readContent(plain: Uint8Array<ArrayBuffer>): { list: ParcelList; files: Uint8Array<ArrayBuffer>[] } {
  const listEnd = LENGTH_BYTES + new DataView(plain.buffer, plain.byteOffset).getUint32(0);
  const list = v.parse(parcelList, JSON.parse(new TextDecoder().decode(plain.subarray(LENGTH_BYTES, listEnd))));
  let at = listEnd;
  const files = list.files.map(({ bytes }) => {
    at += bytes;
    return plain.subarray(at - bytes, at);
  });
  if (at !== plain.length) throw unreadable();
  return { list, files };
}

export interface OpenedParcel {
  readonly list: ParcelList;
  readonly files: readonly Uint8Array<ArrayBuffer>[];
}

/** Throws what the last of the keys throws. */
async function openByOne(
  cipher: SealCipher,
  [key = "", ...others]: readonly string[],
  sealed: Parameters<SealCipher["open"]>[1],
  bound: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await cipher.open(key, sealed, bound);
  } catch (error) {
    if (others.length === 0) throw error;
    return openByOne(cipher, others, sealed, bound);
  }
}

/**
 * Checks whose it is, then opens it by the first of the server's keys it was sealed for. `isFrom` tells whether the phone's key made this signature of this text.
 * Throws Fault `parcel-unreadable`: no parcel, changed on the way, from a phone nobody knows, or for another server.
 */
export async function openParcel(
  parcel: Uint8Array<ArrayBuffer>,
  privateKeys: readonly string[],
  isFrom: (deviceId: string, text: string, signature: string) => Promise<boolean>,
): Promise<OpenedParcel> {
  return orUnreadable(async () => {
    const { header, end } = readHeader(parcel);
    const cipher = CIPHERS.find(({ alg }) => alg === header.alg);
    const signed = parcel.slice(0, parcel.length - SIGNATURE_BYTES);
    const signature = base64Url(parcel.subarray(parcel.length - SIGNATURE_BYTES));
    if (!cipher || !(await isFrom(header.deviceId, await signedText(signed), signature))) throw unreadable();
    const { epk, iv, deviceId } = header;
    const sealed = { epk, iv, bytes: signed.slice(end) };
    const opened = readContent(await openByOne(cipher, privateKeys, sealed, hidden(deviceId)));
    if (opened.list.deviceId !== deviceId) throw unreadable();
    return opened;
  });
}

/** POST /api/sync/parcel answers with numbers only: the carrier learns nothing of the content. */
export const parcelReply = v.looseObject({
  /** Records the server holds now, those it held before included. */
  records: v.number(),
  /** Of these, set aside for the community to look at. */
  aside: v.number(),
  photos: v.number(),
});
export type ParcelReply = v.InferOutput<typeof parcelReply>;
