/** POST /api/sync/pull: NDJSON, a header, rows, and a mandatory last line. */
import * as v from "valibot";
import { sealKeySchema } from "#domain/kernel/sealed";
import { heartbeatField } from "./heartbeat.ts";

export const MAX_PULL_ROWS = 2000;

/** Position in each scope; opaque to everything but the server and the page that holds it. */
export const cursorSchema = v.record(v.string(), v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
export type Cursor = v.InferOutput<typeof cursorSchema>;

export const pullRequest = v.looseObject({
  proto: v.number(),
  sch: v.number(),
  epoch: v.nullable(v.string()),
  cid: v.string(),
  cursor: cursorSchema,
  /** By scope: the floor there was when this phone began it. Below a floor that has risen since, it begins again. */
  floors: v.optional(cursorSchema),
  /** This phone can take scopes in pages: those it begins may be missing in the answer's cursor. */
  pages: v.optional(v.boolean()),
  heartbeat: heartbeatField,
});
export type PullRequest = v.InferOutput<typeof pullRequest>;

export const pullHead = v.looseObject({
  k: v.literal("head"),
  epoch: v.string(),
  /** Scopes this device may hold now; anything else it must drop. */
  scopes: v.array(v.string()),
  /** Scopes that begin anew with this page: what lies there must go first. */
  resets: v.optional(v.array(v.string())),
  serverNow: v.string(),
  /** Parcels are sealed for this key. */
  parcelKey: v.optional(v.string()),
  /** The operator's key: every record's key is wrapped for it too. */
  recoveryKey: v.optional(sealKeySchema),
});
export const pullRow = v.looseObject({
  k: v.literal("row"),
  scope: v.string(),
  t: v.string(),
  id: v.string(),
  op: v.picklist(["put", "leave"]),
  rev: v.number(),
  /** When the server took the last change, ISO. */
  ra: v.optional(v.string()),
  doc: v.optional(v.record(v.string(), v.unknown())),
});
export const pullTail = v.looseObject({
  k: v.literal("tail"),
  cursor: cursorSchema,
  floors: v.optional(cursorSchema),
  more: v.boolean(),
  rows: v.number(),
  lastN: v.number(),
  /** Highest number of this client in a verified backup; absent where there is none. */
  safe: v.optional(v.number()),
  needBlobs: v.array(v.string()),
  /** Sum of each scope (see scope-sum.ts) as of this page; only with `more: false`. */
  sums: v.optional(v.record(v.string(), v.string())),
});
export const pullLine = v.variant("k", [pullHead, pullRow, pullTail]);
export type PullRow = v.InferOutput<typeof pullRow>;
export type PullHead = v.InferOutput<typeof pullHead>;
export type PullTail = v.InferOutput<typeof pullTail>;
