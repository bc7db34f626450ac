/**
 * Which records lie in which page of a scope. Nothing of it is stored: it is read from the live records, and kept in
 * memory as long as the scope's head stands where it stood.
 */
import type { Doc } from "#domain/kernel/command";
import type { LocalDate } from "#domain/kernel/ids";
import { isKeptInPages } from "#domain/registry";
import { bucketOf, depthFor, type ListedScope, pageName } from "#protocol/pages";
import type { Db, Queryable } from "./db.ts";

export interface Entry {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  readonly ra: string;
}

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
  readonly records: number;
  readonly shelves: readonly Shelf[];
  /** Names of the pages are only counted for whoever asks for a list. */
  listed?: ListedScope;
}

/** Entries that are kept in memory, of all scopes together; each costs about 200 bytes. */
const MOST_RECORDS = 400_000;

interface LiveRow extends Entry {
  readonly scope: string;
  readonly state: string | null;
  readonly day: string | null;
}

function shelvesOf(rows: readonly LiveRow[], since: LocalDate): Shelf[] {
  const kinds = new Map<string, { t: string; packed: boolean; entries: Entry[] }>();
  for (const { t, id, rev, ra, state, day } of rows) {
    // What a registry looks at to say whether a record is done with; nothing else of it is read here.
    const packed = isKeptInPages(t, { state, on: day ?? "" } as Doc, since);
    const kind = kinds.get(`${t} ${packed}`) ?? { t, packed, entries: [] };
    kinds.set(`${t} ${packed}`, kind);
    kind.entries.push({ t, id, rev, ra });
  }
  return [...kinds.values()].map(({ t, packed, entries }) => {
    const depth = depthFor(entries.length);
    const buckets = new Map<string, Entry[]>();
    for (const entry of entries) {
      const bucket = bucketOf(entry.id, depth);
      const known = buckets.get(bucket);
      if (known) known.push(entry);
      else buckets.set(bucket, [entry]);
    }
    return { t, packed, depth, buckets };
  });
}

/** The page list of a scope, as a phone gets it. */
export function listOf(directory: Directory): ListedScope {
  const { scope, head, floor, shelves } = directory;
  directory.listed ??= {
    ...{ scope, head, floor },
    shelves: shelves.map(({ t, packed, depth, buckets }) => ({
      ...{ t, packed, depth },
      pages: [...buckets].map(([bucket, entries]): [string, string] => [bucket, pageName(entries)]),
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
  return [...shelf.buckets.values()].flat().filter((entry) => bucketOf(entry.id, length) === page.bucket);
}

export interface Directories {
  /** As of now, all scopes in one snapshot. */
  list(scopes: readonly string[], since: LocalDate): Promise<Directory[]>;
  /** One that knows at least what the scope's head `at` knew. */
  atLeast(scope: string, at: number, since: LocalDate): Promise<Directory>;
}

interface Head {
  readonly scope: string;
  readonly head: number;
  readonly floor: number;
}

const HEADS = `SELECT w.scope, coalesce(h.head, 0)::bigint AS head, coalesce(h.floor, 0)::bigint AS floor
   FROM unnest($1::text[]) AS w(scope) LEFT JOIN scope_head h ON h.scope = w.scope`;

const LIVE = `SELECT f.scope, e.t, e.id, e.rev, e.taken_at AS ra, e.doc->>'state' AS state, e.doc->>'on' AS day
   FROM feed f JOIN entity e ON e.t = f.t AND e.id = f.id
  WHERE f.scope = ANY($1) AND f.op = 'put' AND f.scope = ANY(e.scopes) ORDER BY f.scope, e.t, e.id`;

/** `epoch`: that of the database now; what was read before a restore counts no more. */
export function createDirectories(db: Db, epoch: () => string, mostRecords = MOST_RECORDS): Directories {
  // The one that was asked for last is the last to go.
  const kept = new Map<string, Directory>();
  const of = { epoch: epoch() };
  const forgetOldEpoch = (): void => {
    if (of.epoch === epoch()) return;
    of.epoch = epoch();
    kept.clear();
  };
  const keep = (directory: Directory): Directory => {
    kept.delete(directory.scope);
    kept.set(directory.scope, directory);
    let records = [...kept.values()].reduce((sum, d) => sum + d.records, 0);
    for (const [scope, old] of kept) {
      if (records <= mostRecords || scope === directory.scope) break;
      kept.delete(scope);
      records -= old.records;
    }
    return directory;
  };

  const read = async (q: Queryable, scopes: readonly string[], since: LocalDate): Promise<Directory[]> => {
    const heads = await q.query<Head>(HEADS, [scopes]);
    const fresh = (h: Head): Directory | undefined => {
      const known = kept.get(h.scope);
      return known?.head === h.head && known.floor === h.floor && known.since === since ? known : undefined;
    };
    const stale = heads.filter((h) => !fresh(h)).map((h) => h.scope);
    const rows = stale.length === 0 ? [] : await q.query<LiveRow>(LIVE, [stale]);
    const byScope = new Map<string, LiveRow[]>(stale.map((scope) => [scope, []]));
    for (const row of rows) byScope.get(row.scope)?.push(row);
    return heads.map((h) => {
      const mine = byScope.get(h.scope) ?? [];
      const known = fresh(h);
      if (known) return known;
      return { ...h, since, records: mine.length, shelves: shelvesOf(mine, since) };
    });
  };

  const list = async (scopes: readonly string[], since: LocalDate): Promise<Directory[]> => {
    forgetOldEpoch();
    const found = await db.tx(async (q) => {
      await q.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      return read(q, scopes, since);
    });
    return found.map(keep);
  };

  return {
    list,
    atLeast: async (scope, at, since) => {
      forgetOldEpoch();
      const known = kept.get(scope);
      if (known && known.head >= at && known.since === since) return keep(known);
      const found = await list([scope], since);
      return found[0] as Directory;
    },
  };
}
