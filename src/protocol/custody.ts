/** POST /api/sync/custody: what a phone that was switched off holds beside its outbox, before it is wiped. */
import * as v from "valibot";

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
