/** Chance that repeats: every part of the demo district draws from a stream named after it. */
import { assert } from "#domain/kernel/assert";

export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** Whole number in [from, to], both ends included. */
  int(from: number, to: number): number;
  /** In [from, to). */
  between(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  /** True `share` of the time. */
  hit(share: number): boolean;
}

/** mulberry32: 32 bits of state, good enough to spread invented houses. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a, so that each stream has its own seed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The stream `name` of `seed`: the same two always give the same numbers, whatever other streams drew. */
export function chanceOf(seed: number, name: string): Chance {
  const next = mulberry32(hashOf(`${seed}:${name}`));
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    between: (from, to) => from + next() * (to - from),
    hit: (share) => next() < share,
    pick: (list) => {
      const one = list[Math.floor(next() * list.length)];
      assert(one !== undefined, "nothing to pick from");
      return one;
    },
  };
}

const BASE32 = "abcdefghijkmnpqrstuvwxyz23456789";

/** Ten characters of 5 bits, without those that are read for one another. */
export const tagOf = (chance: Chance): string => Array.from({ length: 10 }, () => BASE32[chance.int(0, 31)]).join("");
