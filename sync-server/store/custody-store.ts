/** Keeps what a switched-off phone hands in beside its records, so that it may be wiped without a loss. */
import { createHash } from "node:crypto";
import type { CustodyReply, CustodyRequest } from "#protocol/custody";
import type { Caller } from "../access/access.ts";
import type { Db } from "./db.ts";
import { noteHandOver } from "./hand-over-store.ts";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Handed extends CustodyRequest {
  readonly nowMs: number;
}

/** Stores drafts (the same one once) and names the files; answers which of the files have not arrived. */
export function takeIntoCustody(db: Db, caller: Caller, { drafts, blobs, nowMs }: Handed): Promise<CustodyReply> {
  return db.tx(async (q) => {
    await noteHandOver(q, caller.deviceId, nowMs);
    for (const draft of drafts) {
      await q.query(
        "INSERT INTO custody (device_id, h, person_id, payload) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        // The text as a JSON string of ASCII: whatever it holds, the database can keep it.
        [caller.deviceId, hashOf(draft), caller.actor.personId, JSON.stringify(Buffer.from(draft).toString("base64"))],
      );
    }
    const files = JSON.stringify(blobs);
    await q.query(
      `INSERT INTO blob (sha256, bytes) SELECT DISTINCT ON (x.sha256) x.sha256, x.bytes
         FROM jsonb_to_recordset($1::jsonb) AS x(sha256 text, bytes bigint) ORDER BY x.sha256 ON CONFLICT DO NOTHING`,
      [files],
    );
    await q.query(
      `INSERT INTO blob_ref (sha256, t, id, device_id) SELECT DISTINCT x.sha256, 'custody', $2, $2
         FROM jsonb_to_recordset($1::jsonb) AS x(sha256 text) ON CONFLICT DO NOTHING`,
      [files, caller.deviceId],
    );
    const missing = await q.query<{ sha256: string }>(
      "SELECT sha256 FROM blob WHERE sha256 = ANY($1) AND stored_at IS NULL ORDER BY bytes",
      [blobs.map((b) => b.sha256)],
    );
    return { taken: true, needBlobs: missing.map((b) => b.sha256) };
  });
}
