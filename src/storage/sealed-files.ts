/** Files of sealed records: encrypted before they are kept, so that phone, server and backups hold bytes without a picture. */
import { base64Url, fromBase64Url, utf8 } from "#seal/base64";
import { A256_GCM } from "#seal/cipher";
import { readPhoto, saveFile } from "./photos.ts";
import type { World } from "./world.ts";

/** Belongs whole into a sealed argument; `sha256` and `bytes` also beside it in clear, to announce the file. */
export interface SealedFile {
  /** Of the encrypted bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** The cipher, its secret and what it needs besides; base64url. */
  readonly alg: string;
  readonly key: string;
  readonly iv: string;
  /** Media type of what is inside. */
  readonly type: string;
}

const PURPOSE = utf8("zimajia file 1");

/** Encrypts and keeps a file, to be sent like a photo. Throws Fault `storage-full`. */
export async function storeSealedFile(world: World, blob: Blob): Promise<SealedFile> {
  const secret = A256_GCM.newSecret();
  const { iv, bytes } = await A256_GCM.seal(secret, new Uint8Array(await blob.arrayBuffer()), PURPOSE);
  const kept = await saveFile(world, new Blob([bytes], { type: "application/octet-stream" }));
  return { ...kept, alg: A256_GCM.alg, key: base64Url(secret), iv, type: blob.type };
}

/** From this phone or, where it is not here, from the server; undefined where neither has it. */
export async function readSealedFile(world: World, { sha256, key, iv, type }: SealedFile): Promise<Blob | undefined> {
  const hidden = (await readPhoto(world.vault, sha256)) ?? (await world.remotePhotos.fetch?.(sha256));
  if (!hidden) return undefined;
  const bytes = new Uint8Array(await hidden.arrayBuffer());
  return new Blob([await A256_GCM.open(fromBase64Url(key), { iv, bytes }, PURPOSE)], { type });
}
