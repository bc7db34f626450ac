import { Fault } from "#domain/kernel/fault";

/**
 * A value handed to a statement. Times are ISO strings, a jsonb value is its JSON text (`JSON.stringify`), an array
 * is a PostgreSQL array: the two drivers agree on these and on nothing more.
 */
export type Param = string | number | boolean | null | Uint8Array | readonly Param[];

/** JSON texts as one: an array of texts would have each quote of each of them escaped on the way. */
export const jsonArrayOf = (texts: readonly string[]): string => `[${texts.join(",")}]`;

/** SQL text, or text with a name: a named statement is parsed once per connection (hot paths). */
export type Statement = string | { readonly name: string; readonly text: string };

export interface Queryable {
  /** Runs one statement and gives its rows. int8 is a number, jsonb a value, bytea a Uint8Array, timestamptz ISO text (ms, Z). */
  query<R>(statement: Statement, params?: readonly Param[]): Promise<R[]>;
  /** Runs SQL text of several statements without parameters (migrations). */
  script(sql: string): Promise<void>;
}

/** The one door to the database. Only this folder knows drivers. */
export interface Db extends Queryable {
  readonly kind: "postgres" | "pglite";
  /**
   * Runs `fn` in one transaction and commits; a thrown error rolls back. On a serialization failure or a deadlock the
   * whole `fn` runs again (at most 5 times more), so it must have no effect outside its queries, and must use only
   * the `Queryable` it is given.
   */
  tx<T>(fn: (q: Queryable) => Promise<T>): Promise<T>;
  /** Runs `fn` while no other process or caller holds the lock of that name. `fn` uses the `Db` as usual. */
  withLock<T>(name: string, fn: () => Promise<T>): Promise<T>;
  /**
   * Hears `NOTIFY channel`; gives the function that stops it. An empty payload after a broken connection means
   * "something may have been missed".
   */
  listen?(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Five-character SQLSTATE of a database error, or null. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}

const TRY_AGAIN = new Set(["40001", "40P01"]);
const MOST_RETRIES = 5;

/** Chance and waiting of the retries, handed in by tests. */
export interface RetryEnvironment {
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export const realRetryEnvironment: RetryEnvironment = {
  random: Math.random,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
};

/** Runs a transaction again after 40001 and 40P01; throws Fault `database-contention` (later) when it never gets through. */
export async function retryTransaction<T>(attempt: () => Promise<T>, env = realRetryEnvironment): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const state = sqlState(error);
      if (state === null || !TRY_AGAIN.has(state)) throw error;
      if (retries === MOST_RETRIES) throw new Fault("database-contention", "later", { sqlState: state });
      // Full jitter: two transactions that collided must not meet again at the same moment.
      await env.sleep(env.random() * 10 * 2 ** retries);
    }
  }
}

/**
 * Runs `fn` on an open transaction. A statement that failed and was caught inside leaves the transaction aborted, and
 * COMMIT would silently roll back: in that case one more statement makes the database say so (25P02).
 */
export async function runWatched<T>(q: Queryable, fn: (q: Queryable) => Promise<T>): Promise<T> {
  const seen = { failure: false };
  const watch = async <V>(work: Promise<V>): Promise<V> => {
    try {
      return await work;
    } catch (error) {
      seen.failure = true;
      throw error;
    }
  };
  const value = await fn({
    query: (statement, params) => watch(q.query(statement, params)),
    script: (sql) => watch(q.script(sql)),
  });
  if (seen.failure) await q.query("select 1");
  return value;
}

/** int8 text as a number. Positions and counts stay below 2^53; anything larger is a bug, not a rounding. */
export function numberFromInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("bug: int8 beyond 2^53");
  return value;
}

/** PostgreSQL's timestamptz text as ISO 8601 in UTC with milliseconds (finer digits are cut); `infinity` stays as it is. */
export function isoFromTimestamptz(text: string): string {
  const iso = text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
  const time = Date.parse(iso);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
