/** The sum of a scope: phone and server count the same rows, so a difference shows that one of them is wrong. */
import { checksum } from "./envelope.ts";

const LANES = 1n << 64n;

/** Hash of one revision of one record, 64 bits. */
export const revisionHash = (t: string, id: string, rev: number): bigint =>
  BigInt(`0x${checksum(`${t}:${id}:${rev}`)}`);

/** Adds modulo 2^64; differences may be negative. */
export const addToSum = (sum: bigint, change: bigint): bigint => BigInt.asUintN(64, sum + change + LANES);

/** Σ hash(type, id, rev), whatever the order, as decimal text. */
export function scopeSum(rows: Iterable<{ readonly t: string; readonly id: string; readonly rev: number }>): string {
  let sum = 0n;
  for (const { t, id, rev } of rows) sum = addToSum(sum, revisionHash(t, id, rev));
  return sum.toString();
}
