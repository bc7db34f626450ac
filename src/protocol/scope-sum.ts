/** The sum of a scope: phone and server count the same rows, so a difference shows that one of them is wrong. */
import { checksumLanes, type Lanes } from "./envelope.ts";

const LANES = 1n << 64n;
const LANE = 2 ** 32;

/** Hash of one revision of one record, 64 bits. */
export function revisionHash(t: string, id: string, rev: number): bigint {
  const { a, b } = revisionLanes(t, id, rev);
  return (BigInt(a) << 32n) + BigInt(b);
}

export const revisionLanes = (t: string, id: string, rev: number): Lanes => checksumLanes(`${t}:${id}:${rev}`);

/** Adds modulo 2^64 with plain numbers: ten times as fast as large ones, for tens of thousands. */
export function sumOfLanes(all: Iterable<Lanes>): bigint {
  let [high, low] = [0, 0];
  for (const { a, b } of all) {
    low += b;
    high += a;
    if (low >= LANE) {
      low -= LANE;
      high += 1;
    }
    if (high >= LANE) high -= LANE;
  }
  return (BigInt(high) << 32n) + BigInt(low);
}

/** Adds modulo 2^64; differences may be negative. */
export const addToSum = (sum: bigint, change: bigint): bigint => BigInt.asUintN(64, sum + change + LANES);

/** Σ hash(type, id, rev), whatever the order, as decimal text. */
export function scopeSum(rows: Iterable<{ readonly t: string; readonly id: string; readonly rev: number }>): string {
  const lanes: Lanes[] = [];
  for (const { t, id, rev } of rows) lanes.push(revisionLanes(t, id, rev));
  return sumOfLanes(lanes).toString();
}
