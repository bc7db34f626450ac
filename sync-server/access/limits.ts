/**
 * How often somebody may ask: enough for a phone that hands in a week, too little for one that never stops. Counted in
 * this process; several on one database tell each other (store/request-buckets.ts). What must hold to the last try, and
 * across restarts (codes), is in the database: store/try-store.ts.
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
  /** Who asked much of this process in the last so many seconds, since he was settled last. */
  busy(withinS: number): Use[];
  /** What is left for him in all processes together. */
  settle(use: Use, left: number): void;
}

/** What was taken by one asker and is not yet known elsewhere. */
export interface Use extends Allowance {
  readonly name: string;
  readonly taken: number;
}

interface Bucket extends Allowance {
  readonly left: number;
  readonly atMs: number;
  /** Not yet told to the other processes. */
  readonly untold: number;
}

/** With so many processes nobody gets more by asking each of them a little. */
const MOST_PROCESSES = 8;

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
  const refilled = ({ left, burst, perS, atMs }: Bucket): number =>
    Math.min(burst, left + ((clock() - atMs) / 1000) * perS);
  return {
    take: (by, key) => {
      const { burst, perS } = allowances[by];
      const nowMs = clock();
      const name = `${by} ${key}`;
      const before = buckets.get(name);
      const left = before ? refilled(before) : burst;
      // Put last: the first of the map is the one that asked longest ago, and the first to be forgotten.
      buckets.delete(name);
      const taken = left >= 1 ? 1 : 0;
      buckets.set(name, { left: left - taken, atMs: nowMs, untold: (before?.untold ?? 0) + taken, burst, perS });
      const oldest = buckets.keys().next().value;
      if (buckets.size > MOST_REMEMBERED && oldest !== undefined) buckets.delete(oldest);
      if (left >= 1) return;
      onLimited(by);
      throw new Fault("too-many", "later", { waitS: Math.max(1, Math.ceil((1 - left) / perS)) });
    },
    busy: (withinS) => {
      const uses: Use[] = [];
      for (const [name, bucket] of buckets) {
        const { untold, burst, perS } = bucket;
        if (untold === 0) continue;
        const much = untold >= Math.max(1, (perS * withinS) / MOST_PROCESSES);
        if (much) uses.push({ name, taken: untold, burst, perS });
        // Less than a share of what comes back meanwhile is no use to anybody.
        buckets.set(name, { ...bucket, untold: 0 });
      }
      return uses;
    },
    settle: ({ name }, left) => {
      const bucket = buckets.get(name);
      if (!bucket) return;
      // What he has asked while the others were heard counts too; and nobody is given more than this process knows of.
      buckets.set(name, { ...bucket, left: Math.min(refilled(bucket), left - bucket.untold), atMs: clock() });
    },
  };
}
