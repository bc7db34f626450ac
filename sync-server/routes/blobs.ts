/** Photos: resumable upload under their hash, and reading by whoever may read a record that shows them. */
import { Readable } from "node:stream";
import { Hono } from "hono";
import { Fault } from "#domain/kernel/fault";
import { adminSeats } from "#domain/people/people-commands";
import { type Access, type AppEnv, type Caller, requireCaller, requireSender } from "../access/access.ts";
import type { Arrived, BlobStore, OpenedBlob } from "../store/blob-store.ts";

const CHUNK_BYTES = 1024 * 1024;
const HASH = /^[0-9a-f]{64}$/;

export function blobRoutes(access: Access, blobs: BlobStore): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const inForce = requireCaller(access);
  const handingIn = requireSender(access);
  // A phone that was switched off uploads what it still holds, and reads nothing.
  app.use("*", (c, next) => (c.req.method === "PATCH" || c.req.method === "HEAD" ? handingIn : inForce)(c, next));

  app.on(["HEAD", "GET"], "/:sha256", async (c) => {
    const sha256 = hashOf(c.req.param("sha256"));
    if (c.req.method === "HEAD" || c.req.header("x-upload") !== undefined) {
      return c.body(null, 200, { ...arrivedHeaders(await blobs.offset(sha256)), "Cache-Control": "no-store" });
    }
    if (!(await mayRead(access, c.get("caller"), sha256))) throw new Fault("not-found", "never");
    const file = await blobs.open(sha256);
    if (!file) throw new Fault("not-found", "never");
    return c.body(Readable.toWeb(file.stream) as ReadableStream, 200, {
      ...kindOf(file),
      "Content-Length": String(file.bytes),
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "private, max-age=31536000, immutable",
    });
  });

  app.patch("/:sha256", async (c) => {
    const sha256 = hashOf(c.req.param("sha256"));
    const at = Number(c.req.header("upload-offset") ?? "0");
    const total = Number(c.req.header("upload-length") ?? "0");
    if (!Number.isInteger(at) || !Number.isInteger(total) || total <= 0) throw new Fault("malformed", "never");
    if (!(await isAnnounced(access, c.get("caller").actor.personId, sha256))) throw new Fault("forbidden", "later");
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (bytes.length > CHUNK_BYTES) throw new Fault("too-large", "never");
    return c.body(null, 204, arrivedHeaders(await blobs.append(sha256, { at, total, bytes })));
  });
  return app;
}

/** What is no picture is never shown as one, nor as anything else: a page that was handed in as a photo stays bytes. */
const kindOf = ({ isPicture }: OpenedBlob): Record<string, string> => ({
  "Content-Type": isPicture ? "image/jpeg" : "application/octet-stream",
  "Content-Disposition": isPicture ? "inline" : "attachment",
});

const arrivedHeaders = ({ offset, stored, storedAt }: Arrived): Record<string, string> => ({
  "Upload-Offset": String(offset),
  "Blob-Stored": String(stored),
  ...(storedAt === undefined ? {} : { "Blob-Stored-At": storedAt }),
});

function hashOf(text: string): string {
  if (!HASH.test(text)) throw new Fault("malformed", "never");
  return text;
}

/** A file is taken only after a record from a phone of this person has named it: nobody fills the disk with strays. */
export async function isAnnounced(access: Access, personId: string, sha256: string): Promise<boolean> {
  const rows = await access.db.query(
    "SELECT 1 AS x FROM blob_ref r JOIN device d ON d.id = r.device_id WHERE r.sha256 = $1 AND d.person_id = $2 LIMIT 1",
    [sha256, personId],
  );
  return rows.length > 0;
}

/** Shown by a record that the caller may read, or handed in with an unfinished form by a phone of his own unit's people. */
async function mayRead(access: Access, { scopes, actor }: Caller, sha256: string): Promise<boolean> {
  const rows = await access.db.query(
    `SELECT 1 AS x FROM blob_ref r JOIN entity e ON e.t = r.t AND e.id = r.id
      WHERE r.sha256 = $1 AND e.scopes && $2::text[]
     UNION ALL
     SELECT 1 FROM blob_ref r JOIN device d ON d.id = r.device_id JOIN entity e ON e.t = 'person' AND e.id = d.person_id
      WHERE r.sha256 = $1 AND r.t = 'custody' AND e.doc->>'orgCode' = ANY($3) LIMIT 1`,
    [sha256, [...scopes], adminSeats(actor)],
  );
  return rows.length > 0;
}
