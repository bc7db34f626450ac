/** What is known of the live records of a scope without their documents; its packed form is kept beside the scope. */
import { promisify } from "node:util";
import { constants, gunzip, gzip } from "node:zlib";
import type { Lanes } from "#protocol/envelope";
import { nameLanes, placeOf } from "#protocol/pages";
import { revisionLanes, sumOfLanes } from "#protocol/scope-sum";
import { keyOf } from "./records.ts";

const packed = promisify(gzip);
const unpacked = promisify(gunzip);

/** A live record as the database gives it. */
export interface LiveRow {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  readonly ra: string;
  readonly state: string | null;
  readonly day: string | null;
}

export interface Entry extends LiveRow {
  /** Counted once: which page it lies in, its part of that page's name, and its part of the scope's sum. */
  readonly place: number;
  readonly name: Lanes;
  readonly sum: Lanes;
}

/** By `type:id`. Never changed once it is made: whoever reads an older snapshot goes on reading it. */
export type Entries = ReadonlyMap<string, Entry>;

export const entryOf = (row: LiveRow): Entry => {
  const { t, id, rev, ra, state, day } = row;
  return { t, id, rev, ra, state, day, place: placeOf(id), name: nameLanes(row), sum: revisionLanes(t, id, rev) };
};

/** What happened to a record in the scope since. */
export interface ChangedRow extends LiveRow {
  /** false: it has left the scope. */
  readonly there: boolean;
}

export function withChanges(entries: Entries, changes: readonly ChangedRow[]): Entries {
  const next = new Map(entries);
  for (const row of changes) {
    if (row.there) next.set(keyOf(row), entryOf(row));
    else next.delete(keyOf(row));
  }
  return next;
}

export const entriesFrom = (rows: readonly LiveRow[]): Entries =>
  new Map(rows.map((row) => [keyOf(row), entryOf(row)]));

/** The sum that the scope's head must show for these. */
export const sumOf = (entries: Entries): string => sumOfLanes([...entries.values()].map(({ sum }) => sum)).toString();

/** Raised whenever the packed form changes; what is of another one is counted anew. */
export const FORMAT = 1;

type Column = readonly [string, number, string, string | null, string | null];

/** Records by type, as rows without names. */
export async function packEntries(entries: Entries): Promise<Uint8Array> {
  const byType: Record<string, Column[]> = {};
  for (const { t, id, rev, ra, state, day } of entries.values()) {
    byType[t] ??= [];
    byType[t].push([id, rev, ra, state, day]);
  }
  return packed(JSON.stringify(byType), { level: constants.Z_BEST_SPEED });
}

export async function unpackEntries(bytes: Uint8Array): Promise<Entries> {
  const byType = JSON.parse((await unpacked(bytes)).toString()) as Record<string, Column[]>;
  const rows = Object.entries(byType).flatMap(([t, columns]) =>
    columns.map(([id, rev, ra, state, day]): LiveRow => ({ t, id, rev, ra, state, day })),
  );
  return entriesFrom(rows);
}
