/** POST /api/sync/push */
import * as v from "valibot";
import { heartbeatField } from "./heartbeat.ts";

export const MAX_MUTATIONS = 200;
export const MAX_PUSH_BYTES = 256 * 1024;

/** The envelopes stay unknown here: one that is broken must not cost its neighbours. */
export const pushRequest = v.looseObject({
  proto: v.number(),
  sch: v.number(),
  epoch: v.nullable(v.string()),
  cid: v.pipe(v.string(), v.minLength(8), v.maxLength(64)),
  muts: v.pipe(v.array(v.unknown()), v.maxLength(MAX_MUTATIONS)),
  heartbeat: heartbeatField,
});
export type PushRequest = v.InferOutput<typeof pushRequest>;

export const OUTCOMES = ["applied", "merged", "quarantined", "retry"] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

export const pushResult = v.looseObject({
  mid: v.string(),
  outcome: v.picklist(OUTCOMES),
  /** When the server took it, ISO: the receipt. */
  at: v.string(),
  rev: v.number(),
  /** Fields where somebody else's value was overwritten, and is kept. */
  conflicts: v.array(v.string()),
  reason: v.optional(v.string()),
});
export type PushResult = v.InferOutput<typeof pushResult>;

export const pushReply = v.looseObject({
  epoch: v.string(),
  results: v.array(pushResult),
  lastN: v.number(),
  /** Set when the counter had a hole: send from here. */
  expect: v.optional(v.number()),
  /** This client id belongs to another phone now: take a new one. */
  fork: v.optional(v.boolean()),
  /** Highest number of this client in a verified backup; absent where there is none. */
  safe: v.optional(v.number()),
  needBlobs: v.array(v.string()),
  serverNow: v.string(),
});
export type PushReply = v.InferOutput<typeof pushReply>;
