/** What a phone says of itself with each contact: counts, ages and sizes. No names, no places, no contents. */
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sizeBytes = v.nullable(v.pipe(v.number(), v.minValue(0)));

/** Unknown fields are dropped: the server keeps only what stands here. `null` means that the browser does not say. */
export const heartbeatSchema = v.object({
  build: v.pipe(v.string(), v.maxLength(40)),
  sch: v.number(),
  /** Records that wait, and when the oldest of them was saved, ISO, by the server's clock as far as the phone knows it. */
  outbox: count,
  oldestAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  /** Pictures of records that are not on the server. */
  photos: count,
  /** Their files, thumbnails too, and the bytes that have not been acknowledged. */
  blobs: count,
  blobBytes: count,
  /** Records the server set aside and the phone still shows. */
  quarantined: count,
  usedBytes: sizeBytes,
  quotaBytes: sizeBytes,
  persisted: v.nullable(v.boolean()),
  /** Estimated server − device, ms. */
  offMs: v.nullable(v.number()),
  /** Number its next record will get: a number that never arrives is a record to ask for. */
  nextN: count,
  /** Scopes whose cached rows did not match the server's sum and were fetched anew. */
  healed: count,
  /** The browser had cleared this phone: the client id and the next number of what was cleared. */
  lost: v.optional(v.object({ cid: v.pipe(v.string(), v.maxLength(64)), nextN: count, unsent: count })),
});
export type Heartbeat = v.InferOutput<typeof heartbeatSchema>;

/** A broken one is left out; it never costs the records beside it. */
export const heartbeatField = v.fallback(v.optional(heartbeatSchema), undefined);

export const heartbeatRequest = v.looseObject({ heartbeat: heartbeatSchema });
