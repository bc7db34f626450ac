import pg from "pg";
import { assert } from "#domain/kernel/assert";
import { Fault } from "#domain/kernel/fault";
import {
  type Db,
  isoFromTimestamptz,
  numberFromInt8,
  type Param,
  type Queryable,
  realRetryEnvironment,
  retryTransaction,
  runWatched,
  type Statement,
  sqlState,
} from "./db.ts";

/** How to reach a PostgreSQL: a URL, or a socket folder (or host) with a port. */
export type PgTarget =
  | { readonly url: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
      readonly password: string | null;
    };

export interface PgOptions {
  /** Most connections at once. */
  readonly max?: number;
  /** Told when the server drops a connection; the pool goes on with new ones. */
  readonly onConnectionLost?: (error: Error) => void;
  readonly retry?: typeof realRetryEnvironment;
  /** Name others see in the list of connections. */
  readonly applicationName?: string;
}

/** What a running server is called in the list of connections. */
export const SERVER_NAME = "zimajia-server";

const RELISTEN_MS = 1_000;

/** The same server under another database name. */
export function targetOf(target: PgTarget, database: string): PgTarget {
  if (!("url" in target)) return { ...target, database };
  const url = new URL(target.url);
  url.pathname = `/${database}`;
  return { url: url.href };
}

/** A single connection for start-up work outside the pool; the caller ends it. */
export async function connectOnce(target: PgTarget): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(target));
  client.on("error", () => undefined); // the statement under way rejects by itself
  await client.connect();
  return client;
}

/** Opens the pool and proves with one query that the server answers; else throws Fault `database-unavailable` or the database's own refusal. */
export async function openPgDb(target: PgTarget, options: PgOptions = {}): Promise<Db> {
  const lost = options.onConnectionLost ?? (() => undefined);
  const { max = 16, applicationName: application_name = "zimajia" } = options;
  // One connection stays: it shows the others that somebody is at work here, and spares the first request after a rest.
  const pool = new pg.Pool({ ...clientConfig(target), application_name, max, min: 1, idleTimeoutMillis: 30_000 });
  // A backend that dies makes its client emit `error`. Nobody listening would end the Node process.
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));
  try {
    await named(pool.query("select 1"));
  } catch (error) {
    await pool.end();
    throw error;
  }
  const outside = queryableOf((config) => pool.query(config));
  const stops = new Set<() => Promise<void>>();
  return {
    kind: "postgres",
    ...outside,
    tx: (fn) => retryTransaction(() => inTransaction(pool, fn), options.retry ?? realRetryEnvironment),
    withLock: (name, fn) => holdingAdvisoryLock(target, name, fn),
    listen: async (channel, onPayload) => {
      const stop = await listenOn(target, channel, onPayload);
      const forget = async (): Promise<void> => {
        if (stops.delete(forget)) await stop();
      };
      stops.add(forget);
      return forget;
    },
    close: async () => {
      await Promise.all([...stops].map((stop) => stop()));
      await pool.end();
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, fn: (q: Queryable) => Promise<T>): Promise<T> {
  const client = await named(pool.connect());
  const q = queryableOf((config) => client.query(config));
  try {
    await q.query("begin");
    const value = await runWatched(q, fn);
    await q.query("commit");
    client.release();
    return value;
  } catch (error) {
    const clean = await client.query("rollback").then(
      () => true,
      () => false,
    );
    client.release(!clean); // a connection that cannot roll back is thrown away
    throw error;
  }
}

async function holdingAdvisoryLock<T>(target: PgTarget, name: string, fn: () => Promise<T>): Promise<T> {
  // Its own connection: the lock must outlive every transaction of `fn` and must not take a place in the pool.
  const client = await named(connectOnce(target));
  try {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [name]);
    return await fn();
  } finally {
    await client.end();
  }
}

async function listenOn(
  target: PgTarget,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<() => Promise<void>> {
  assert(/^[a-z_]+$/.test(channel), "a channel is a plain lower-case name");
  const state: { stopped: boolean; client: pg.Client | null; timer: NodeJS.Timeout | null } = {
    stopped: false,
    client: null,
    timer: null,
  };
  const open = async (): Promise<void> => {
    const client = new pg.Client(clientConfig(target));
    client.on("error", () => undefined); // `end` follows, and that opens the next one
    client.on("notification", (message) => onPayload(message.payload ?? ""));
    await client.connect();
    await client.query(`listen ${channel}`);
    if (state.stopped) return client.end();
    state.client = client;
    client.once("end", reopenLater);
  };
  const reopenLater = (): void => {
    if (state.stopped) return;
    state.timer = setTimeout(() => {
      open().then(() => onPayload(""), reopenLater);
    }, RELISTEN_MS);
  };
  await open();
  return async () => {
    state.stopped = true;
    if (state.timer !== null) clearTimeout(state.timer);
    await state.client?.end();
  };
}

type RunQuery = (config: pg.QueryConfig) => Promise<pg.QueryResult | pg.QueryResult[]>;

function queryableOf(run: RunQuery): Queryable {
  return {
    query: async <R>(statement: Statement, params: readonly Param[] = []): Promise<R[]> => {
      const config = typeof statement === "string" ? { text: statement } : { ...statement };
      const result = await named(run(params.length > 0 ? { ...config, values: [...params] } : config));
      return (Array.isArray(result) ? [] : result.rows) as R[];
    },
    script: async (sql) => {
      await named(run({ text: sql }));
    },
  };
}

const CONNECTION_GONE = /^(08|57P0)/;
const SOCKET_CODES = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ENOENT", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);

/** A lost connection becomes Fault `database-unavailable` (later); a commit under way may or may not have happened. */
async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const state = sqlState(error);
    if (error instanceof pg.DatabaseError && !CONNECTION_GONE.test(state ?? "")) throw error;
    if (error instanceof pg.DatabaseError || isSocketError(error)) {
      const fault = new Fault("database-unavailable", "later", state === null ? {} : { sqlState: state });
      fault.cause = error;
      throw fault;
    }
    throw error;
  }
}

function isSocketError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return SOCKET_CODES.has(error.code);
  // The driver has no code for its own "connection ended" errors; they are plain Errors thrown by pg itself.
  return error.constructor === Error && /node_modules[\\/]pg(-pool)?[\\/]/.test(error.stack ?? "");
}

function clientConfig(target: PgTarget): pg.ClientConfig {
  const common = {
    types: { getTypeParser },
    application_name: "zimajia",
    connectionTimeoutMillis: 20_000,
    keepAlive: true,
  };
  if ("url" in target) return { ...common, connectionString: target.url };
  const { host, port, user, database, password } = target;
  return { ...common, host, port, user, database, ...(password === null ? {} : { password }) };
}

const OID = {
  bytea: 17,
  int8: 20,
  int8Array: 1016,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  timestamptzArray: 1185,
};

/** A flat array of numbers or times in PostgreSQL's text form; neither holds commas or escapes. */
function eachOf<T>(text: string, read: (member: string) => T): (T | null)[] {
  const inner = text.slice(1, -1);
  if (inner === "") return [];
  return inner.split(",").map((member) => (member === "NULL" ? null : read(member.replaceAll('"', ""))));
}

const unchanged = (text: string): string => text;

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [OID.bytea, (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"))],
  [OID.int8, numberFromInt8],
  [OID.int8Array, (text) => eachOf(text, numberFromInt8)],
  [OID.date, unchanged],
  [OID.timestamp, unchanged],
  [OID.timestamptz, isoFromTimestamptz],
  [OID.timestamptzArray, (text) => eachOf(text, isoFromTimestamptz)],
]);

function getTypeParser(oid: number): (value: string) => unknown {
  return parsers.get(oid) ?? pg.types.getTypeParser(oid, "text");
}
