/**
 * Boxes of a record: each value sealed for the record's key, whose secret half is wrapped for each key of those entitled.
 * Sealing needs public keys only, so it works while the phone is locked; a box opens as part of its own record only.
 */
import type { Ref } from "#domain/kernel/command";
import type { KeyWrap, RecordSeal, SealedBox, SealKey } from "#domain/kernel/sealed";
import { base64Url, fromBase64Url, utf8 } from "./base64.ts";
import { p256Gcm, type SealCipher } from "./cipher.ts";

const BOXES = p256Gcm("zimajia box 1");
const WRAPS = p256Gcm("zimajia wrap 1");

/** Another cipher is added here; keys, boxes and wraps name the one they were made with. */
const CIPHERS: readonly { readonly boxes: SealCipher; readonly wraps: SealCipher }[] = [{ boxes: BOXES, wraps: WRAPS }];

function ciphersOf(alg: string): (typeof CIPHERS)[number] {
  const found = CIPHERS.find(({ boxes }) => boxes.alg === alg);
  if (!found) throw new Error(`sealed by a cipher that is not known here: ${alg}`);
  return found;
}

/** A key's own name: from its hash, so that nobody passes one key off as another. */
export async function kidOf(publicKey: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(publicKey)));
  return base64Url(hash.subarray(0, 16));
}

export interface KeyPair extends SealKey {
  readonly privateKey: string;
}

/** A new pair, of a person's phone, of a record, or of the operator. */
export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await BOXES.newKeys();
  return { id: await kidOf(publicKey), alg: BOXES.alg, publicKey, privateKey };
}

const belongsTo = ({ t, id }: Ref) => utf8(`${t}:${id}`);

/** Seals a JSON value as part of the record. */
export async function sealValue<T>(seal: Pick<RecordSeal, "kid" | "alg" | "publicKey">, ref: Ref, value: T) {
  const cipher = ciphersOf(seal.alg).boxes;
  const { epk, iv, bytes } = await cipher.seal(seal.publicKey, utf8(JSON.stringify(value)), belongsTo(ref));
  return { sealed: seal.alg, kid: seal.kid, epk, iv, ct: base64Url(bytes) } as SealedBox<T>;
}

/** Opens a box of the record by the record's secret. Throws when it is no box of this record, or was changed. */
export async function openValue<T>(secret: string, ref: Ref, box: SealedBox<T>): Promise<T> {
  const { epk, iv, ct } = box;
  const plain = await ciphersOf(box.sealed).boxes.open(secret, { epk, iv, bytes: fromBase64Url(ct) }, belongsTo(ref));
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}

export interface Recipient {
  /** Or RECOVERY. */
  readonly personId: string;
  readonly key: SealKey;
}

/** Wraps a record's secret for a key. */
export async function wrapFor({ personId, key }: Recipient, kid: string, secret: string): Promise<KeyWrap> {
  const { epk, iv, bytes } = await ciphersOf(key.alg).wraps.seal(key.publicKey, utf8(secret), utf8(kid));
  return { id: key.id, personId, epk, iv, ct: base64Url(bytes) };
}

/** The record's secret, by one's own key; undefined where it was not wrapped for this key. Throws for a damaged wrap. */
export async function unwrap(seal: RecordSeal, mine: KeyPair): Promise<string | undefined> {
  const wrap = seal.wraps.find(({ id }) => id === mine.id);
  if (!wrap) return undefined;
  const { epk, iv, ct } = wrap;
  const bytes = fromBase64Url(ct);
  return new TextDecoder().decode(
    await ciphersOf(mine.alg).wraps.open(mine.privateKey, { epk, iv, bytes }, utf8(seal.kid)),
  );
}
