/** Which photos anything on this phone still refers to. */
import type { Envelope } from "#protocol/envelope";
import type { Vault } from "./vault/vault.ts";

const HASH = /^[0-9a-f]{64}$/;

/** Every photo hash anywhere in a value, whatever form the draft has. */
export function hashesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    if (HASH.test(value)) found.add(value);
  } else if (Array.isArray(value)) {
    for (const member of value) hashesIn(member, found);
  } else if (value !== null && typeof value === "object") {
    for (const member of Object.values(value)) hashesIn(member, found);
  }
  return found;
}

/** Announced ones and whatever the arguments name, thumbnails included. */
export const hashesOf = (env: Pick<Envelope, "need" | "args">): Set<string> => hashesIn(env.args, new Set(env.need));

export async function hashesInDrafts(vault: Vault): Promise<Set<string>> {
  const found = new Set<string>();
  await vault.drafts.each((row) => {
    hashesIn(row.value, found);
  });
  return found;
}

/** Photos of what waits, of what was set aside, and of what the server asked for. */
export async function hashesWaiting(vault: Vault): Promise<Set<string>> {
  const found = new Set((await vault.getMeta("needBlobs")) ?? []);
  const add = (row: { readonly env: Envelope }): void => {
    for (const sha256 of hashesOf(row.env)) found.add(sha256);
  };
  await vault.outbox.each(add);
  await vault.quarantine.each(add);
  return found;
}

/** Those of `wanted` that a receipt refers to; `sinceMs`: receipts from then on only (device ms). */
export async function hashesInReceipts(vault: Vault, wanted: ReadonlySet<string>, sinceMs = 0): Promise<Set<string>> {
  const found = new Set<string>();
  await vault.ledger
    .where("ackAt")
    .aboveOrEqual(sinceMs)
    .each((row) => {
      for (const sha256 of hashesOf(row.env)) if (wanted.has(sha256)) found.add(sha256);
    });
  return found;
}
