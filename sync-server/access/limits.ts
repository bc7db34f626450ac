/** Slows down guessing: after `free` failures of a key, each further one doubles the wait, up to an hour. */
export interface Limiter {
  /** Seconds the key must still wait; 0 means: go on. */
  waitS(key: string): number;
  fail(key: string): void;
  succeed(key: string): void;
}

const MAX_KEYS = 10_000;

export function createLimiter(now: () => number, free = 5, firstWaitS = 30): Limiter {
  const failures = new Map<string, { count: number; untilMs: number }>();
  return {
    waitS: (key) => Math.max(0, Math.ceil(((failures.get(key)?.untilMs ?? 0) - now()) / 1000)),
    fail: (key) => {
      const count = (failures.get(key)?.count ?? 0) + 1;
      const waitS = count < free ? 0 : Math.min(3600, firstWaitS * 2 ** (count - free));
      failures.delete(key);
      failures.set(key, { count, untilMs: now() + waitS * 1000 });
      const oldest = failures.keys().next().value;
      if (failures.size > MAX_KEYS && oldest !== undefined) failures.delete(oldest);
    },
    succeed: (key) => failures.delete(key),
  };
}
