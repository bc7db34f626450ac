/** Keys of phones: they never leave the phone, so a signature says which phone it was. */
import { webcrypto } from "node:crypto";

const importPublic = (publicKey: string): Promise<webcrypto.CryptoKey> => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  return webcrypto.subtle.importKey("raw", Buffer.from(publicKey, "base64url"), algorithm, false, ["verify"]);
};

/** A code must not be used up for a key that could never sign. */
export const isPublicKey = (publicKey: string): Promise<boolean> =>
  importPublic(publicKey).then(
    () => true,
    () => false,
  );

/** ECDSA P-256 / SHA-256 over the text, base64url, by this public key. */
export async function isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  try {
    const key = await importPublic(publicKey);
    const bytes = Buffer.from(signature, "base64url");
    return await webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes, Buffer.from(text));
  } catch {
    // A key or signature that cannot be read proves nothing: the same as a wrong one.
    return false;
  }
}
