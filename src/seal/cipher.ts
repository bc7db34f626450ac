/**
 * The ciphers, behind two interfaces, so that others can stand in their place where they are demanded (Web Crypto has
 * neither SM2 nor SM4). Keys are texts or bytes of the cipher's own making; whatever was sealed names its cipher.
 */
import { base64Url, fromBase64Url, utf8 } from "./base64.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Sealed {
  readonly epk: string;
  readonly iv: string;
  readonly bytes: Bytes;
}

/** Seals for the holder of a key pair; whoever seals needs no secret. */
export interface SealCipher {
  readonly alg: string;
  newKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }>;
  seal(publicKey: string, plain: Bytes, aad: Bytes): Promise<Sealed>;
  /** Throws when it was sealed for another key or changed since. */
  open(privateKey: string, sealed: Sealed, aad: Bytes): Promise<Bytes>;
}

/** Seals for the holder of a secret. */
export interface SecretCipher {
  readonly alg: string;
  newSecret(): Bytes;
  seal(secret: Bytes, plain: Bytes, aad: Bytes): Promise<Pick<Sealed, "iv" | "bytes">>;
  /** Throws when it was sealed by another secret or changed since. */
  open(secret: Bytes, sealed: Pick<Sealed, "iv" | "bytes">, aad: Bytes): Promise<Bytes>;
}

const SECRET_BYTES = 32;
const IV_BYTES = 12;

const gcm = (iv: Bytes, aad: Bytes): AesGcmParams => ({ name: "AES-GCM", iv, additionalData: aad });
const newIv = (): Bytes => crypto.getRandomValues(new Uint8Array(IV_BYTES));
const secretKey = (secret: Bytes, use: "encrypt" | "decrypt"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", secret, "AES-GCM", false, [use]);

export const A256_GCM: SecretCipher = {
  alg: "a256gcm",
  newSecret: () => crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
  async seal(secret, plain, aad) {
    const iv = newIv();
    const bytes = await crypto.subtle.encrypt(gcm(iv, aad), await secretKey(secret, "encrypt"), plain);
    return { iv: base64Url(iv), bytes: new Uint8Array(bytes) };
  },
  async open(secret, { iv, bytes }, aad) {
    const key = await secretKey(secret, "decrypt");
    return new Uint8Array(await crypto.subtle.decrypt(gcm(fromBase64Url(iv), aad), key, bytes));
  },
};

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;

const publicOf = (text: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", fromBase64Url(text), CURVE, true, []);
const textOf = async (key: CryptoKey): Promise<string> =>
  base64Url(new Uint8Array(await crypto.subtle.exportKey("raw", key)));

/** ECDH on P-256 with a new key each time, HKDF, AES-256-GCM. `purpose`: what is sealed for one opens as no other. */
export function p256Gcm(purpose: string): SealCipher {
  /** One AES key a sealing, from both keys of the exchange by HKDF. */
  async function sharedKey(mine: CryptoKey, theirs: CryptoKey, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
    const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
    const hkdf = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: utf8(purpose) };
    return crypto.subtle.deriveKey(how, hkdf, { name: "AES-GCM", length: 256 }, false, [use]);
  }
  return {
    alg: "p256-hkdf-a256gcm",
    async newKeys() {
      const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
      const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
      return { publicKey: await textOf(pair.publicKey), privateKey: base64Url(pkcs8) };
    },
    async seal(publicKey, plain, aad) {
      const once = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
      const key = await sharedKey(once.privateKey, await publicOf(publicKey), "encrypt");
      const iv = newIv();
      const bytes = await crypto.subtle.encrypt(gcm(iv, aad), key, plain);
      return { epk: await textOf(once.publicKey), iv: base64Url(iv), bytes: new Uint8Array(bytes) };
    },
    async open(privateKey, { epk, iv, bytes }, aad) {
      const mine = await crypto.subtle.importKey("pkcs8", fromBase64Url(privateKey), CURVE, false, ["deriveBits"]);
      const key = await sharedKey(mine, await publicOf(epk), "decrypt");
      return new Uint8Array(await crypto.subtle.decrypt(gcm(fromBase64Url(iv), aad), key, bytes));
    },
  };
}
