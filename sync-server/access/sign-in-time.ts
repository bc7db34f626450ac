/**
 * The time under a signed request for a token. A phone signs what its own clock says; where that is far from the server's,
 * or was signed before, it is given a time of the server's to sign, which nobody can know beforehand.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** So far a phone's clock may be off, or a request be on its way, ms. */
export const SIGN_IN_WINDOW_MS = 5 * 60_000;

interface Signer {
  readonly secret: string;
  readonly deviceId: string;
}

const sealOf = ({ secret, deviceId }: Signer, words: string): string =>
  createHmac("sha256", secret).update(`sign-in-time:${deviceId}:${words}`).digest("base64url").slice(0, 22);

/** `2026-11-24T08:00:00.000Z~nonce~seal`. Phones of any release sign it as it stands. */
export function timeToSign(signer: Signer, nowMs: number): string {
  const words = `${new Date(nowMs).toISOString()}~${randomBytes(9).toString("base64url")}`;
  return `${words}~${sealOf(signer, words)}`;
}

/**
 * The time that was signed, epoch ms; null for one that is too far off. A time of ours counts only with our seal: somebody
 * on the line who lets a phone sign one of next week has signed nothing.
 */
export function signedTime(signer: Signer, at: string, nowMs: number): number | null {
  const [time = "", nonce, seal] = at.split("~");
  const isOurs = nonce !== undefined;
  if (isOurs && !isSame(seal ?? "", sealOf(signer, `${time}~${nonce}`))) return null;
  const ms = Date.parse(time);
  return Math.abs(nowMs - ms) <= SIGN_IN_WINDOW_MS ? ms : null;
}

function isSame(given: string, due: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(due)];
  return a.length === b.length && timingSafeEqual(a, b);
}
