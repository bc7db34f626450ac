/** Photos: resumable upload under their hash, and reading by whoever may read a record that shows them. */
import { Readable } from "node:stream";
import { Hono } from "hono";
import { Fault } from "#domain/kernel/fault";
import { type Access, type AppEnv, requireCaller } from "../access/access.ts";
import type { BlobStore } from "../store/blob-store.ts";

const CHUNK_BYTES = 1024 * 1024;
const HASH = /^[0-9a-f]{64}$/;

export function blobRoutes(access: Access, blobs: BlobStore): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", requireCaller(access));

  app.on(["HEAD", "GET"], "/:sha256", async (c) => {
    const sha256 = hashOf(c.req.param("sha256"));
    if (c.req.method === "HEAD" || c.req.header("x-upload") !== undefined) {
      const { offset, stored } = await blobs.offset(sha256);
      return c.body(null, 200, {
        "Upload-Offset": String(offset),
        "Blob-Stored": String(stored),
        "Cache-Control": "no-store",
      });
    }
    if (!(await mayRead(access, c.get("caller").scopes, sha256))) throw new Fault("not-found", "never");
    const file = await blobs.open(sha256);
    if (!file) throw new Fault("not-found", "never");
    return c.body(Readable.toWeb(file.stream) as ReadableStream, 200, {
      "Content-Type": "image/jpeg",
      "Content-Length": String(file.bytes),
      "Content-Disposition": "inline",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "private, max-age=31536000, immutable",
    });
  });

  app.patch("/:sha256", async (c) => {
    const sha256 = hashOf(c.req.param("sha256"));
    const at = Number(c.req.header("upload-offset") ?? "0");
    const total = Number(c.req.header("upload-length") ?? "0");
    if (!Number.isInteger(at) || !Number.isInteger(total) || total <= 0) throw new Fault("malformed", "never");
    if (!(await isAnnounced(access, c.get("caller").deviceId, sha256))) throw new Fault("forbidden", "later");
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (bytes.length > CHUNK_BYTES) throw new Fault("too-large", "never");
    const { offset, stored } = await blobs.append(sha256, { at, total, bytes });
    return c.body(null, 204, { "Upload-Offset": String(offset), "Blob-Stored": String(stored) });
  });
  return app;
}

function hashOf(text: string): string {
  if (!HASH.test(text)) throw new Fault("malformed", "never");
  return text;
}

/** A file is taken only after a record of this device has named it: nobody fills the disk with strays. */
async function isAnnounced(access: Access, deviceId: string, sha256: string): Promise<boolean> {
  const rows = await access.db.query("SELECT 1 AS x FROM blob_ref WHERE sha256 = $1 AND device_id = $2 LIMIT 1", [
    sha256,
    deviceId,
  ]);
  return rows.length > 0;
}

async function mayRead(access: Access, scopes: readonly string[], sha256: string): Promise<boolean> {
  const rows = await access.db.query(
    `SELECT 1 AS x FROM blob_ref r JOIN entity e ON e.t = r.t AND e.id = r.id
      WHERE r.sha256 = $1 AND e.scopes && $2::text[] LIMIT 1`,
    [sha256, [...scopes]],
  );
  return rows.length > 0;
}
