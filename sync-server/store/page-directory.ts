/**
 * Which records lie in which page of a scope, as of a snapshot of the database. What is known of a scope is brought up to
 * date by what its feed numbered since, and held against the scope's sum; only where it is not known or does not agree are
 * the live records counted. It is kept in memory and, for scopes that are worth it, beside them in the database.
 */
import type { Doc } from "#domain/kernel/command";
import type { LocalDate } from "#domain/kernel/ids";
import { isKeptInPages } from "#domain/registry";
import { bucketAt, depthFor, type ListedScope, nameOfLanes } from "#protocol/pages";
import type { Db, Queryable } from "./db.ts";
import { type Entries, type Entry, entriesFrom, sumOf, withChanges } from "./page-entries.ts";
import { changedIn, type Head, headsOf, type KeptEntries, keepEntries, keptIn, liveIn } from "./page-rows.ts";

/** Records of one type that are packed, or of those that are not. */
export interface Shelf {
  readonly t: string;
  readonly packed: boolean;
  readonly depth: number;
  readonly buckets: ReadonlyMap<string, readonly Entry[]>;
}

export interface Directory {
  readonly scope: string;
  readonly since: LocalDate;
  readonly head: number;
  readonly floor: number;
  readonly entries: Entries;
  readonly shelves: readonly Shelf[];
  /** Names of the pages are only counted for whoever asks for a list. */
  listed?: ListedScope;
}

/** Entries that are kept in memory, of all scopes together; each costs about 300 bytes. */
const MOST_RECORDS = 250_000;
/** Fewer are counted as quickly as they are read back. */
const WORTH_KEEPING = 500;
/** Changes since the last time it was kept, to the records there are, that make it worth keeping anew. */
const WORTH_KEEPING_ANEW = 0.1;

function shelvesOf(all: Entries, since: LocalDate): Shelf[] {
  const kinds = new Map<string, { t: string; packed: boolean; entries: Entry[] }>();
  for (const entry of all.values()) {
    const { t, state, day } = entry;
    // What a registry looks at to say whether a record is done with; nothing else of it is read here.
    const packed = isKeptInPages(t, { state, on: day ?? "" } as Doc, since);
    const kind = kinds.get(`${t} ${packed}`) ?? { t, packed, entries: [] };
    kinds.set(`${t} ${packed}`, kind);
    kind.entries.push(entry);
  }
  // In one order in every process and at every start: what two phones ask for after it is then the same.
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { t, packed, entries }]) => {
    const depth = depthFor(entries.length);
    const buckets = [...bucketsOf(entries, depth)].sort(([a], [b]) => (a < b ? -1 : 1));
    return { t, packed, depth, buckets: new Map(buckets) };
  });
}

function bucketsOf(entries: readonly Entry[], depth: number): Map<string, Entry[]> {
  const buckets = new Map<string, Entry[]>();
  for (const entry of entries) {
    const bucket = bucketAt(entry.place, depth);
    const known = buckets.get(bucket);
    if (known) known.push(entry);
    else buckets.set(bucket, [entry]);
  }
  return buckets;
}

const nameOf = (entries: readonly Entry[]): string => nameOfLanes(entries.map(({ name }) => name));

/** The page list of a scope, as a phone gets it. */
export function listOf(directory: Directory): ListedScope {
  const { scope, head, floor, shelves } = directory;
  directory.listed ??= {
    ...{ scope, head, floor },
    shelves: shelves.map(({ t, packed, depth, buckets }) => ({
      ...{ t, packed, depth },
      pages: [...buckets].map(([bucket, entries]): [string, string] => [bucket, nameOf(entries)]),
    })),
  };
  return directory.listed;
}

/** Entries of one page, though the directory may have another depth by now. */
export function entriesOf(
  directory: Directory,
  page: { t: string; packed: boolean; bucket: string },
): readonly Entry[] {
  const shelf = directory.shelves.find((s) => s.t === page.t && s.packed === page.packed);
  if (!shelf) return [];
  const { length } = page.bucket;
  if (length === shelf.depth) return shelf.buckets.get(page.bucket) ?? [];
  return [...shelf.buckets.values()].flat().filter((entry) => bucketAt(entry.place, length) === page.bucket);
}

export interface Directories {
  /** As of now, all scopes in one snapshot. */
  list(scopes: readonly string[], since: LocalDate): Promise<Directory[]>;
  /** The same, and `read` in that snapshot too. */
  within<T>(
    scopes: readonly string[],
    since: LocalDate,
    read: (q: Queryable, directories: readonly Directory[]) => Promise<T>,
  ): Promise<T>;
}

type Known = Omit<KeptEntries, "scope">;

/** What stands at or above the floor lacks nothing that the feed does not tell. */
const isOfUse = (known: Known | undefined, { head, floor }: Head): known is Known =>
  known !== undefined && known.head <= head && known.head >= floor;

/** Entries of scopes as of this snapshot, from what is known of them. */
async function upToDate(q: Queryable, heads: readonly Head[], known: ReadonlyMap<string, Known>) {
  const found = new Map<string, Entries>();
  const behind = heads.flatMap((head) => {
    const one = known.get(head.scope);
    if (!isOfUse(one, head)) return [];
    if (one.head === head.head) found.set(head.scope, one.entries);
    return one.head === head.head ? [] : [{ head, one, scope: head.scope, since: one.head }];
  });
  const changes = behind.length === 0 ? new Map() : await changedIn(q, behind);
  for (const { scope, head, one } of behind) {
    const entries = withChanges(one.entries, changes.get(scope) ?? []);
    if (sumOf(entries) === head.sum) found.set(scope, entries);
  }
  return found;
}

class MemoryOfScopes {
  readonly #kept = new Map<string, Directory>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(scope: string): Directory | undefined {
    return this.#kept.get(scope);
  }

  clear(): void {
    this.#kept.clear();
  }

  /** The one that was asked for last is the last to go. */
  keep(directory: Directory): void {
    const { scope } = directory;
    const known = this.#kept.get(scope);
    this.#kept.delete(scope);
    this.#kept.set(scope, known && known.head > directory.head ? known : directory);
    let records = [...this.#kept.values()].reduce((sum, d) => sum + d.entries.size, 0);
    for (const [old, { entries }] of this.#kept) {
      if (records <= this.#most || old === scope) break;
      this.#kept.delete(old);
      records -= entries.size;
    }
  }
}

/** `epoch`: that of the database now; what was read before a restore counts no more. */
export function createDirectories(db: Db, epoch: () => string, mostRecords = MOST_RECORDS): Directories {
  const memory = new MemoryOfScopes(mostRecords);
  /** Head of each scope as it was last kept in the database, as far as this process knows. */
  const keptAt = new Map<string, number>();
  const of = { epoch: epoch() };
  const forgetOldEpoch = (): void => {
    if (of.epoch === epoch()) return;
    of.epoch = epoch();
    memory.clear();
    keptAt.clear();
  };

  /** From memory; else from what is kept, once it agrees with the scope's sum. */
  const knownOf = async (q: Queryable, heads: readonly Head[]): Promise<Map<string, Known>> => {
    const known = new Map<string, Known>();
    for (const { scope } of heads) {
      const one = memory.get(scope);
      if (one) known.set(scope, one);
    }
    const strange = heads.filter(({ scope, head }) => !known.has(scope) && head >= WORTH_KEEPING);
    if (strange.length === 0) return known;
    for (const { scope, head, entries } of await keptIn(
      q,
      strange.map(({ scope }) => scope),
    )) {
      keptAt.set(scope, head);
      const now = strange.find((one) => one.scope === scope);
      if (now?.head !== head || sumOf(entries) === now.sum) known.set(scope, { head, entries });
    }
    return known;
  };

  const read = async (q: Queryable, scopes: readonly string[], since: LocalDate): Promise<Directory[]> => {
    const heads = await headsOf(q, scopes);
    const found = await upToDate(q, heads, await knownOf(q, heads));
    const uncounted = heads.filter(({ scope }) => !found.has(scope)).map(({ scope }) => scope);
    const live = uncounted.length === 0 ? new Map() : await liveIn(q, uncounted);
    for (const [scope, rows] of live) found.set(scope, entriesFrom(rows));
    return heads.map(({ scope, head, floor }) => {
      const before = memory.get(scope);
      if (before?.head === head && before.floor === floor && before.since === since) return before;
      const entries = found.get(scope) ?? new Map<string, Entry>();
      return { scope, since, head, floor, entries, shelves: shelvesOf(entries, since) };
    });
  };

  /** It saves time at the next start and nothing else: that it fails stops nobody. */
  const keepBeside = async ({ scope, head, entries }: Directory): Promise<void> => {
    const { size } = entries;
    const at = keptAt.get(scope);
    if (size < WORTH_KEEPING || (at !== undefined && head - at < Math.max(WORTH_KEEPING, size * WORTH_KEEPING_ANEW)))
      return;
    keptAt.set(scope, head);
    await keepEntries(db, { scope, head, entries }).catch(() => keptAt.delete(scope));
  };

  const within: Directories["within"] = async (scopes, since, work) => {
    forgetOldEpoch();
    const { directories, result } = await db.tx(async (q) => {
      await q.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      const found = await read(q, scopes, since);
      return { directories: found, result: await work(q, found) };
    });
    for (const directory of directories) {
      memory.keep(directory);
      await keepBeside(directory);
    }
    return result;
  };
  return { within, list: (scopes, since) => within(scopes, since, async (_q, directories) => [...directories]) };
}

/** The name of a page as it is now, whatever depth it was asked for at. */
export const nameOfPage = (directory: Directory, page: { t: string; packed: boolean; bucket: string }): string =>
  nameOf(entriesOf(directory, page));
