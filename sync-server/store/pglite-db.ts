import { fsyncSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PGlite, type PGliteOptions, type Transaction } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
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
} from "./db.ts";
import { takeLock } from "./folder-lock.ts";

export interface PgliteOptions {
  /** Folder of the database, or null for one in memory. */
  readonly folder: string | null;
  readonly retry?: typeof realRetryEnvironment;
}

/**
 * Opens PostgreSQL in WebAssembly: one connection, in this process. A folder is written durably and held by a lock
 * file; a second process gets Fault `database-in-use` (later).
 */
export async function openPgliteDb(options: PgliteOptions): Promise<Db> {
  const { folder } = options;
  const unlock = folder === null ? () => undefined : lockFolder(folder);
  try {
    const pg = await PGlite.create({ ...(folder === null ? {} : durableOptions(folder)), parsers: PARSERS });
    return dbOf(pg, unlock, options.retry ?? realRetryEnvironment);
  } catch (error) {
    unlock();
    throw error;
  }
}

function lockFolder(folder: string): () => void {
  mkdirSync(dirname(folder), { recursive: true });
  // PGlite itself lets two processes open one folder, and each silently overwrites the other.
  const lock = takeLock(`${folder}.lock`);
  if (!lock.taken) throw new Fault("database-in-use", "later", { pid: lock.heldByPid });
  return lock.release;
}

function dbOf(pg: PGlite, unlock: () => void, retry: typeof realRetryEnvironment): Db {
  const locks = new Map<string, Promise<unknown>>();
  return {
    kind: "pglite",
    ...queryableOf(pg),
    tx: (fn) => retryTransaction(() => pg.transaction((tx) => runWatched(queryableOf(tx), fn)), retry),
    withLock: (name, fn) => {
      // One process, one connection: waiting for one another inside this process is the whole lock.
      const before = locks.get(name) ?? Promise.resolve();
      const mine = before.then(fn, fn);
      locks.set(name, mine);
      return mine;
    },
    listen: async (channel, onPayload) => {
      assert(/^[a-z_]+$/.test(channel), "a channel is a plain lower-case name");
      const stop = await pg.listen(channel, onPayload);
      return () => stop();
    },
    close: async () => {
      // An instance left open keeps Node alive.
      if (!pg.closed) await pg.close();
      unlock();
    },
  };
}

function queryableOf(runner: Pick<PGlite, "query" | "exec"> | Transaction): Queryable {
  return {
    query: async <R>(statement: string | { readonly text: string }, params: readonly Param[] = []) => {
      const text = typeof statement === "string" ? statement : statement.text;
      const result = await runner.query<R>(text, params.map(likePg));
      return result.rows as R[];
    },
    script: async (sql) => {
      await runner.exec(sql);
    },
  };
}

/** pg sends numbers as text and lets the server read them; PGlite refuses a number for a text parameter. */
function likePg(param: Param): unknown {
  if (typeof param === "number") return String(param);
  return isList(param) ? param.map(likePg) : param;
}

const isList = (param: Param): param is readonly Param[] => Array.isArray(param);

const OID = { int8: 20, date: 1082, timestamp: 1114, timestamptz: 1184 } as const;

const unchanged = (text: string): string => text;

const PARSERS: NonNullable<PGliteOptions["parsers"]> = {
  [OID.int8]: numberFromInt8,
  [OID.date]: unchanged,
  [OID.timestamp]: unchanged,
  [OID.timestamptz]: isoFromTimestamptz,
};

/**
 * As shipped, fsync is off and fdatasync a stub, so a power cut loses acknowledged commits and then the folder does
 * not open. Both halves are needed: fsync wired to the file system, and the write-ahead log told to use it.
 */
function durableOptions(folder: string): PGliteOptions {
  return {
    fs: new DurableNodeFs(folder),
    startParams: [...PGlite.defaultStartParams.filter((flag) => flag !== "-F"), "-c", "wal_sync_method=fsync"],
  };
}

interface NodeFsModule {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: { readonly nfd?: number }) => number } };
}

function hasNodeFs(module: unknown): module is NodeFsModule {
  return typeof module === "object" && module !== null && "NODEFS" in module;
}

class DurableNodeFs extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const ready = await super.init(...args);
    const wireFsync = (module: unknown): void => {
      assert(hasNodeFs(module), "PGlite's module has no NODEFS any more: its durability must be proved again");
      module.NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd !== undefined) fsyncSync(stream.nfd);
        return 0;
      };
    };
    const before = ready.emscriptenOpts.preRun ?? [];
    const steps = Array.isArray(before) ? before : [before];
    return { emscriptenOpts: { ...ready.emscriptenOpts, preRun: [...steps, wireFsync] } };
  }
}
