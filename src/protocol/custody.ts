/** POST /api/sync/custody: what a phone that was switched off holds beside its outbox, before it is wiped. */
import * as v from "valibot";
import { heartbeatSchema } from "./heartbeat.ts";

export const MAX_CUSTODY_BLOBS = 1000;

export const custodyRequest = v.looseObject({
  cid: v.pipe(v.string(), v.maxLength(64)),
  /** Unfinished forms as JSON text: kept, never read by a rule. */
  drafts: v.pipe(v.array(v.pipe(v.string(), v.maxLength(900_000))), v.maxLength(200)),
  /** Every file that the server does not hold whole, so far as the phone knows. */
  blobs: v.pipe(
    v.array(
      v.looseObject({
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
        bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000)),
      }),
    ),
    v.maxLength(MAX_CUSTODY_BLOBS),
  ),
});
export type CustodyRequest = v.InferOutput<typeof custodyRequest>;

/** `needBlobs`: what must still be uploaded before the phone may forget anything. */
export const custodyReply = v.looseObject({ taken: v.literal(true), needBlobs: v.array(v.string()) });
export type CustodyReply = v.InferOutput<typeof custodyReply>;

const nullableText = v.nullable(v.string());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const handOverSchema = v.looseObject({
  /** Of the phone. */
  id: v.string(),
  personId: v.string(),
  displayName: v.string(),
  orgCode: v.string(),
  name: v.string(),
  revokedAt: v.string(),
  /** The person no longer takes part. */
  retiredAt: nullableText,
  /** What the phone said of itself when it was last heard, and when. */
  told: v.nullable(heartbeatSchema),
  toldAt: nullableText,
  /** Last time it handed in; null: it has not come back since it was switched off. */
  handedAt: nullableText,
  settledAt: nullableText,
  records: whole,
  forms: whole,
  files: whole,
  /** Files that were announced and have not arrived whole. */
  missing: whole,
});
export type HandOver = v.InferOutput<typeof handOverSchema>;

/** GET /api/custody: phones that were switched off, and what came of them. */
export const handOversReply = v.looseObject({ phones: v.array(handOverSchema) });

const custodyForm = v.looseObject({ id: v.string(), savedAt: nullableText, value: v.optional(v.unknown()) });
export type CustodyForm = v.InferOutput<typeof custodyForm>;

/** GET /api/custody/:id: its unfinished forms; the contents of reports only. */
export const custodyFormsReply = v.looseObject({ forms: v.array(custodyForm) });

/** POST /api/custody/:id/settle: somebody has dealt with it, or takes that back. */
export const settleRequest = v.looseObject({ settled: v.boolean() });
