/**
 * A scope that is read for the first time comes in pages of about 64 records. POST /api/sync/pages/list tells which there
 * are; POST /api/sync/pages gives some. A page is named by what lies in it, so what a phone has is not fetched again.
 */
import * as v from "valibot";
import { checksumLanes, type Lanes } from "./envelope.ts";
import { sumOfLanes } from "./scope-sum.ts";

const RECORDS_PER_PAGE = 64;
export const MAX_PAGES_ASKED = 64;
const MAX_DEPTH = 7;

/** Where a record lies, whatever the depth: 32 bits. */
export const placeOf = (id: string): number => checksumLanes(id).a;

/** The page of a place: its first `depth` digits (0…3). */
export function bucketAt(place: number, depth: number): string {
  let bucket = "";
  for (let i = 0; i < depth; i++) bucket += (place >>> (30 - 2 * i)) & 3;
  return bucket;
}

/** Pages of a type: a record lies in the page of the first `depth` digits (0…3) of its id's hash. */
export const bucketOf = (id: string, depth: number): string => bucketAt(placeOf(id), depth);

/** The least depth at which `count` records lie 64 to a page, or fewer. */
export function depthFor(count: number): number {
  let depth = 0;
  while (depth < MAX_DEPTH && count > RECORDS_PER_PAGE * 4 ** depth) depth += 1;
  return depth;
}

export interface NamedRecord {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  /** When the server took this revision, ISO. */
  readonly ra?: string | null | undefined;
}

/** A record's part of the name of its page. */
export const nameLanes = ({ t, id, rev, ra }: NamedRecord): Lanes => checksumLanes(`${t}:${id}:${ra ?? ""}:${rev}`);

/** How many there are, and the sum of their parts. */
export const nameOfLanes = (lanes: readonly Lanes[]): string => `${lanes.length}-${sumOfLanes(lanes).toString(36)}`;

/** How many there are and Σ hash(type, id, revision, when it was taken), whatever the order. */
export const pageName = (records: readonly NamedRecord[]): string => nameOfLanes(records.map(nameLanes));

const asker = {
  proto: v.number(),
  sch: v.number(),
  epoch: v.nullable(v.string()),
};
const scopeName = v.pipe(v.string(), v.maxLength(200));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bucket = v.pipe(v.string(), v.regex(/^[0-3]{0,7}$/));
const localDate = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

export const pageListRequest = v.looseObject({ ...asker, scopes: v.pipe(v.array(scopeName), v.maxLength(2_000)) });

/** Pages of one type in one scope. */
const shelf = v.looseObject({
  t: v.string(),
  /** true: stays in pages on the phone; false: records somebody still works with, which become rows. */
  packed: v.boolean(),
  depth: v.number(),
  /** Bucket and name of each. */
  pages: v.array(v.tuple([bucket, v.string()])),
});
const listedScope = v.looseObject({ scope: v.string(), head: seq, floor: seq, shelves: v.array(shelf) });
export const pageList = v.looseObject({
  epoch: v.string(),
  /** Records that were done with before this day are packed. */
  since: localDate,
  serverNow: v.string(),
  scopes: v.array(listedScope),
});
export type ListedScope = v.InferOutput<typeof listedScope>;
export type PageList = v.InferOutput<typeof pageList>;

const wantedPage = v.looseObject({
  scope: scopeName,
  /** The scope's head in the list: what the page must at least know. */
  at: seq,
  t: v.pipe(v.string(), v.maxLength(60)),
  packed: v.boolean(),
  bucket,
});
export type WantedPage = v.InferOutput<typeof wantedPage>;
export const pagesRequest = v.looseObject({
  ...asker,
  since: localDate,
  pages: v.pipe(v.array(wantedPage), v.minLength(1), v.maxLength(MAX_PAGES_ASKED)),
});

/** What a document holds is looked at where it is used; to walk through each of fifty thousand here takes seconds on a phone. */
const isDoc = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export interface PageRecord {
  readonly id: string;
  readonly rev: number;
  readonly ra?: string;
  readonly doc: Record<string, unknown>;
}
/** By hand: a schema for each of fifty thousand records takes ten times as long. */
export const isPageRecord = (value: unknown): value is PageRecord => {
  if (!isDoc(value)) return false;
  const { id, rev, ra, doc } = value;
  return (
    typeof id === "string" && typeof rev === "number" && (ra === undefined || typeof ra === "string") && isDoc(doc)
  );
};
const servedPage = v.looseObject({
  k: v.literal("page"),
  scope: v.string(),
  t: v.string(),
  packed: v.boolean(),
  bucket,
});
/** NDJSON: pages, whose `records` stand last in their line, then a mandatory last line that says how many. */
export const pageLine = v.variant("k", [servedPage, v.looseObject({ k: v.literal("end"), pages: v.number() })]);

/** A page as it came: which one it is, and the JSON of its records in UTF-8, into which nobody has looked. */
export interface ServedPage {
  readonly scope: string;
  readonly t: string;
  readonly packed: boolean;
  readonly bucket: string;
  readonly json: Uint8Array;
}
