import { Fault } from "#domain/kernel/fault";

/**
 * SHA-256 of the bytes as 64 lower-case hex digits. Throws Fault `insecure-page` where the page came over plain http
 * from another machine: browsers hash only on https and localhost.
 */
export async function sha256Hex(bytes: Blob): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) throw new Fault("insecure-page", "never");
  const digest = await subtle.digest("SHA-256", await bytes.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
