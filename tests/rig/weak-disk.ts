/** A phone whose storage lacks one protection: what the code asks of it is quietly done otherwise. */
import type { DBCoreMutateRequest, DBCoreMutateResponse, DBCoreTable } from "dexie";
import { EPOCH_ROW } from "#storage/cache/cache";
import type { Sending } from "#storage/vault/vault";
import type { Cache, Vault } from "#storage/world";
import type { Guards } from "./guards.ts";

const DONE: DBCoreMutateResponse = { numFailures: 0, failures: {}, lastResult: undefined };
/** DBCoreRangeType.Any: `table.clear()`. */
const EVERYTHING = 3;

/** The table as it is without the missing guard: receipts, rows of the cache. */
export function weakTable(name: string, real: DBCoreTable, guards: Guards): DBCoreTable {
  return {
    ...real,
    mutate: (request) => weakMutate(name, real, { request, guards }),
    count: async (request) => (name === "members" && guards.lacks("membership") ? 0 : real.count(request)),
  };
}

async function weakMutate(
  name: string,
  real: DBCoreTable,
  { request, guards }: { request: DBCoreMutateRequest; guards: Guards },
): Promise<DBCoreMutateResponse> {
  if (request.type === "put") {
    const forgotten =
      (name === "ledger" && guards.lacks("ledger")) || (name === "quarantine" && guards.lacks("keepRefused"));
    if (forgotten) return { ...DONE, results: keysOf(real, request.values) };
  }
  if (request.type === "deleteRange" && request.range.type === EVERYTHING && isCached(name)) {
    if (!guards.lacks("dropCacheOnEpoch")) return real.mutate(request);
    return name === "cursors" ? real.mutate({ type: "delete", trans: request.trans, keys: [EPOCH_ROW] }) : DONE;
  }
  return real.mutate(request);
}

const isCached = (name: string): boolean =>
  ["rows", "pages", "extracts", "shelves", "boot", "members", "cursors"].includes(name);

const keysOf = (table: DBCoreTable, values: readonly unknown[]): unknown[] =>
  values.map((value) => table.schema.primaryKey.extractKey?.(value));

/** Every statement for itself. */
export function withoutTransactions(vault: Vault): void {
  const value = (...args: unknown[]): unknown => (args.at(-1) as () => unknown)();
  Object.defineProperty(vault, "transaction", { value, configurable: true });
}

/** What is on its way leaves the outbox before its reply is there. */
export function withoutWaitingForReply(vault: Vault): void {
  const real = vault.setMeta.bind(vault);
  const value: Vault["setMeta"] = async (name, what) => {
    await real(name, what);
    if (name !== "sending") return;
    const { from, to } = what as Sending;
    await vault.outbox.where("n").between(from, to, true, true).delete();
  };
  Object.defineProperty(vault, "setMeta", { value, configurable: true });
}

/** The cursor of a page stands before its rows do. */
export async function cursorFirst(
  cache: Cache,
  epoch: string,
  cursor: Readonly<Record<string, number>>,
): Promise<void> {
  const known = await cache.cursors.get(EPOCH_ROW);
  if (known === undefined || known.epoch !== epoch) return;
  await cache.cursors.bulkPut(Object.entries(cursor).map(([scope, seq]) => ({ scope, seq, floor: 0 })));
}
