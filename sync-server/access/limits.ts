/**
 * How often somebody may ask, in this process: enough for a phone that hands in a week, too little for one that never
 * stops. What must hold across processes and restarts (codes) is in the database: store/try-store.ts.
 */
import { Fault } from "#domain/kernel/fault";

export interface Allowance {
  /** So many at once. */
  readonly burst: number;
  /** So many more each second. */
  readonly perS: number;
}

/**
 * A phone, a person with all his phones, tokens of one phone; a stranger is an address whose requests are refused.
 * Many phones share the address of their mobile network, so an address alone is never held against a known phone.
 */
export const ALLOWANCES = {
  device: { burst: 900, perS: 15 },
  person: { burst: 1800, perS: 30 },
  token: { burst: 60, perS: 0.2 },
  stranger: { burst: 300, perS: 2 },
} as const satisfies Record<string, Allowance>;
export type LimitedBy = keyof typeof ALLOWANCES;

export interface Limiter {
  /** Counts one request. Throws Fault `too-many` with the seconds to wait. */
  take(by: LimitedBy, key: string): void;
}

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

const MOST_REMEMBERED = 50_000;

export interface LimiterOptions {
  /** Monotonic, ms. Not the clock of the records: that one may stand still or jump. */
  readonly clock?: () => number;
  readonly allowances?: Readonly<Record<LimitedBy, Allowance>>;
  readonly onLimited?: (by: LimitedBy) => void;
}

/** Makes the limits of one process. */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const { clock = () => performance.now(), allowances = ALLOWANCES, onLimited = () => undefined } = options;
  const buckets = new Map<string, Bucket>();
  return {
    take: (by, key) => {
      const { burst, perS } = allowances[by];
      const nowMs = clock();
      const name = `${by} ${key}`;
      const before = buckets.get(name);
      const left = Math.min(burst, before ? before.left + ((nowMs - before.atMs) / 1000) * perS : burst);
      // Put last: the first of the map is the one that asked longest ago, and the first to be forgotten.
      buckets.delete(name);
      buckets.set(name, { left: left >= 1 ? left - 1 : left, atMs: nowMs });
      const oldest = buckets.keys().next().value;
      if (buckets.size > MOST_REMEMBERED && oldest !== undefined) buckets.delete(oldest);
      if (left >= 1) return;
      onLimited(by);
      throw new Fault("too-many", "later", { waitS: Math.max(1, Math.ceil((1 - left) / perS)) });
    },
  };
}
