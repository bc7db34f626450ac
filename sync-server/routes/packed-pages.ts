/**
 * Pages as they were packed for the last phone that asked for the same ones: a roll-out reads the same pages on every phone
 * of a community. The key names every revision in them, so what changed has another key, and what is no longer held here
 * is read and packed again.
 */
import type { Squeezed } from "./compressed.ts";

const MOST_BYTES = 48 * 1024 * 1024;

export interface PackedPages {
  get(key: string): Promise<Squeezed> | undefined;
  /** Packs once for all who ask meanwhile. */
  pack(key: string, pack: () => Promise<Squeezed>): Promise<Squeezed>;
}

export function holdPackedPages(mostBytes = MOST_BYTES): PackedPages {
  // The one that was asked for last is the last to go.
  const held = new Map<string, { readonly packed: Promise<Squeezed>; bytes: number }>();
  const state = { bytes: 0 };
  const drop = (key: string): void => {
    state.bytes -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  };
  const get: PackedPages["get"] = (key) => {
    const one = held.get(key);
    if (one === undefined) return undefined;
    held.delete(key);
    held.set(key, one);
    return one.packed;
  };
  const pack: PackedPages["pack"] = async (key, work) => {
    const known = get(key);
    if (known) return known;
    const one = { packed: work(), bytes: 0 };
    held.set(key, one);
    try {
      const { body } = await one.packed;
      one.bytes = body.length;
      state.bytes += one.bytes;
      for (const old of held.keys()) {
        if (state.bytes <= mostBytes) break;
        drop(old);
      }
    } catch (error) {
      drop(key);
      throw error;
    }
    return one.packed;
  };
  return { get, pack };
}
