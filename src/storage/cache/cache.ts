/** What the server said; may be dropped and fetched again at any time. A new layout takes a new name, never an upgrade. */
import Dexie, { type Table } from "dexie";
import { SEVERITIES } from "#domain/checklist/checklist";
import type { Issue } from "#domain/issue/issue";
import type { Doc } from "#domain/kernel/command";
import { isRecordType, REGISTRY } from "#domain/registry";
import { ifUnused } from "./in-use.ts";

/**
 * 2: issues of one compound have an index of their own. 3: what is done with lies in pages; issues of one community.
 * 4: a page holds the bytes that the server wrote.
 */
const LAYOUT = 4;

export interface ServerRecord {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  /** When the server took the last change, ISO. */
  readonly ra?: string;
  readonly doc: Doc;
}

/** Columns for indexes; a row without one is not in that index. */
export interface RowColumns {
  readonly on?: string;
  readonly rank?: string;
  readonly state?: string;
  readonly roundId?: string;
  readonly compoundId?: string;
  readonly communityCode?: string;
}
export type CachedRow = ServerRecord & RowColumns;

export interface CachedPage {
  readonly scope: string;
  /** Its type, or the name under which records of the type wait for their rows. */
  readonly t: string;
  /** Of as many digits as its shelf is deep. */
  readonly bucket: string;
  /** See page-bytes.ts. */
  readonly json: Uint8Array;
}

/** All pages of a type in one scope. */
export interface Shelf {
  readonly scope: string;
  readonly t: string;
  readonly depth: number;
  /** Of a type that lies in rows and pages: no record of these pages is `on` this day or later. */
  readonly before?: string;
}

/** What lists ask of the records of a page, so that they need not read it; only of types that lie in rows, too. */
export interface ExtractPage {
  readonly scope: string;
  readonly t: string;
  readonly bucket: string;
  /** JSON of Extract[]. */
  readonly text: string;
}

/** A scope that is being read for the first time, in pages. */
export interface BeginningRow {
  readonly scope: string;
  /** The scope's head when its first list was made: what changed since is pulled. */
  readonly at: number;
  readonly floor: number;
  /** Pages that became rows, by their place, with their names: they are not fetched again. */
  readonly rowPages: Readonly<Record<string, string>>;
  /** Of this beginning, random: what a tab has written counts for no other one. Absent where an older app began it. */
  readonly run?: string;
  /** What was left over from before is still being taken out; a tab that finds it so begins anew. */
  readonly emptying?: true;
}

export interface CursorRow {
  readonly scope: string;
  readonly seq: number;
  /** The floor of the scope when this phone began it. */
  readonly floor?: number;
  /** Only on the row EPOCH_ROW: the server these cursors belong to, and the schema they were read under. */
  readonly epoch?: string;
  readonly sch?: number;
}
export interface MemberRow {
  readonly scope: string;
  readonly t: string;
  readonly id: string;
}

/** Name of the cursor row that holds the epoch; no scope is called so. */
export const EPOCH_ROW = "@epoch";
/** Name of the cursor row that counts how often rows changed without their cursor. */
const DROPS_ROW = "@drops";

/** What stands among the cursors and is no scope. */
export const isScope = (name: string): boolean => name !== EPOCH_ROW && name !== DROPS_ROW;

const nameOf = (personId: string, layout: number): string => `cache-${personId}-g${layout}`;

export class Cache extends Dexie {
  declare readonly rows: Table<CachedRow, [string, string]>;
  declare readonly pages: Table<CachedPage, [string, string, string]>;
  declare readonly extracts: Table<ExtractPage, [string, string, string]>;
  declare readonly shelves: Table<Shelf, [string, string]>;
  declare readonly boot: Table<BeginningRow, string>;
  declare readonly cursors: Table<CursorRow, string>;
  declare readonly members: Table<MemberRow, [string, string, string]>;

  constructor(personId: string) {
    // What screens share lies in shared-queries.ts; a second copy of every row read would cost memory and time.
    super(nameOf(personId, LAYOUT), { cache: "disabled" });
    this.version(1).stores({
      rows: "[t+id], [t+on], [t+rank], [t+state+rank], [t+roundId], [t+compoundId+rank], [t+communityCode+rank]",
      pages: "[scope+t+bucket], scope, t",
      extracts: "[scope+t+bucket], scope, t",
      shelves: "[scope+t], scope, t",
      boot: "scope",
      cursors: "scope",
      members: "[scope+t+id], scope, [t+id]",
    });
  }
}

/** Has the first reading of a scope not come to its end yet? Until then a record that is missing says nothing. */
export const isStillComing = async (cache: Cache): Promise<boolean> =>
  (await cache.boot.count()) > 0 || (await cache.cursors.where("scope").notEqual(DROPS_ROW).count()) === 0;

export const isPaged = (t: string): boolean => isRecordType(t) && REGISTRY[t].keep === "pages";

/**
 * Records of a first sync that somebody still works with become rows, which takes ten times as long as pages. Of these types
 * there are many, and their lists can read pages: they lie in pages of this name first, and get their rows one after the
 * other when nothing else goes on (unpack.ts).
 */
export const waitsInPages = (t: string): boolean => t === "issue";
export const waitingName = (t: string): string => `${t}~`;
/** The type of the records in pages of this name. */
export const typeIn = (name: string): string => name.replace(/~$/, "");
/** Both names under which pages of a type may lie. */
export const pageNames = (t: string): string[] => [t, waitingName(t)];

const LAST_MS = 9_999_999_999_999;

/** Most severe first, then newest first, as text that sorts so. */
export function issueRank(issue: Pick<Issue, "severity" | "reportedAt">): string {
  const left = String(LAST_MS - Date.parse(issue.reportedAt)).padStart(13, "0");
  return `${SEVERITIES.indexOf(issue.severity)}.${left}`;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export function columnsOf(t: string, doc: Doc): RowColumns {
  const on = text(doc["on"]);
  const roundId = text(doc["roundId"]);
  const state = text(doc["state"]);
  const compoundId = t === "issue" ? text((doc as Partial<Issue>).place?.compoundId) : undefined;
  const communityCode = t === "issue" ? text(doc["communityCode"]) : undefined;
  const rank = t === "issue" ? issueRank(doc as unknown as Issue) : t === "round" ? "" : undefined;
  return {
    ...(on === undefined ? {} : { on }),
    ...(roundId === undefined ? {} : { roundId }),
    ...(state === undefined ? {} : { state }),
    ...(rank === undefined ? {} : { rank }),
    ...(compoundId === undefined ? {} : { compoundId }),
    ...(communityCode === undefined ? {} : { communityCode }),
  };
}

const oldLayouts = (personId: string): string[] =>
  Array.from({ length: LAYOUT - 1 }, (_, i) => nameOf(personId, i + 1));

/** Deletes what an older app kept in its own layout, for good: the person leaves this phone. */
export async function dropOldLayouts(personId: string): Promise<void> {
  for (const name of oldLayouts(personId)) await Dexie.delete(name);
}

/** As dropOldLayouts, but for what an old tab still reads; to be called once this layout holds the server's answer. */
export async function dropUnusedLayouts(personId: string): Promise<void> {
  for (const name of oldLayouts(personId)) await ifUnused(name, () => Dexie.delete(name));
}

const dropsOf = async (cache: Cache): Promise<number> => (await cache.cursors.get(DROPS_ROW))?.seq ?? 0;

/** Must run in the transaction that takes rows out, or puts some in before their cursor: see stand.ts. */
export async function countDrop(cache: Cache): Promise<void> {
  await cache.cursors.put({ scope: DROPS_ROW, seq: (await dropsOf(cache)) + 1 });
}

/**
 * The next pull starts from nothing. Cursors and rows go in one transaction; pages stay until their scope begins, and of
 * those only the ones that are named as the server names them.
 */
export async function dropCache(cache: Cache): Promise<void> {
  await cache.transaction("rw", cache.cursors, cache.boot, cache.rows, cache.members, async () => {
    const drops = await dropsOf(cache);
    await Promise.all([cache.cursors, cache.boot, cache.rows, cache.members].map((table) => table.clear()));
    await cache.cursors.put({ scope: DROPS_ROW, seq: drops + 1 });
  });
}
