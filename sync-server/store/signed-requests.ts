/** Which signed requests for a token were taken: every process and every restart knows, as long as one would be taken. */
import type { Queryable } from "./db.ts";

export interface SignedRequest {
  readonly deviceId: string;
  /** As it was signed, to the letter. */
  readonly at: string;
  /** From then on its time alone refuses it, epoch ms. */
  readonly untilMs: number;
}

/** So many that have run out go with each new one: the table stays as small as what may still come again. */
const FORGOTTEN_AT_ONCE = 20;

const TAKE = {
  name: "take-signed-request",
  text: `WITH old AS (SELECT ctid FROM signed_request WHERE until < $4 LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED),
              gone AS (DELETE FROM signed_request WHERE ctid IN (SELECT ctid FROM old))
         INSERT INTO signed_request (device_id, at, until) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING 1 AS taken`,
};

/** True for the first who comes with it, false for everybody after him. */
export async function takeSignedRequest(q: Queryable, request: SignedRequest, nowMs: number): Promise<boolean> {
  const { deviceId, at, untilMs } = request;
  const taken = await q.query(TAKE, [deviceId, at, new Date(untilMs).toISOString(), new Date(nowMs).toISOString()]);
  return taken.length === 1;
}
