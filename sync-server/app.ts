/** The whole server as one Hono app: it needs no port, so tests call it as phones do. */
import { join } from "node:path";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { isFault } from "#domain/kernel/fault";
import { ERROR_CODES, type ErrorCode } from "#protocol/error-codes";
import { type Access, type AppEnv, requireCaller } from "./access/access.ts";
import type { Log } from "./log.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { mapPackRoutes } from "./routes/map-pack.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { sessionRoutes } from "./routes/session.ts";
import { syncRoutes } from "./routes/sync.ts";
import { createBlobStore } from "./store/blob-store.ts";
import type { Db } from "./store/db.ts";
import type { HintBus } from "./store/hint-bus.ts";
import { epochOf, tokenSecretOf } from "./store/meta.ts";

export interface AppOptions {
  readonly db: Db;
  readonly dataDir: string;
  readonly districtCode: string;
  readonly hints: HintBus;
  readonly log: Log;
  readonly now?: () => number;
  /** Address of the asker, for limits only. */
  readonly addressOf?: (request: Request) => string;
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** Builds the app on an open, migrated database. */
export async function createApp(options: AppOptions): Promise<Hono<AppEnv>> {
  const { db, hints, log } = options;
  const now = options.now ?? Date.now;
  const epoch = await epochOf(db);
  const access: Access = { db, now, districtCode: options.districtCode, secret: await tokenSecretOf(db) };
  const addressOf = options.addressOf ?? (() => "local");
  const app = new Hono<AppEnv>();
  app.use("*", securityHeaders());
  app.use("/api/*", bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ error: "too-large" }, 413) }));
  app.use("/api/*", async (c, next) => {
    const startedMs = now();
    await next();
    log.info({ route: c.req.routePath, method: c.req.method, status: c.res.status, ms: now() - startedMs }, "request");
  });
  app.get("/api/health", async (c) => {
    await db.query("SELECT 1 AS x");
    return c.json({ ok: true, epoch });
  });
  app.route("/api/sync", syncRoutes({ access, epoch, hints }));
  app.route("/api/blobs", blobRoutes(access, createBlobStore(db, options.dataDir)));
  app.route("/api/overview", overviewRoutes(access));
  app.use("/api/maps/*", requireCaller(access));
  app.route("/api/maps", mapPackRoutes({ dir: join(options.dataDir, "maps") }));
  app.route("/api", sessionRoutes({ access, epoch, addressOf }));
  app.all("/api/*", (c) => c.json({ error: "not-found" }, 404));
  app.onError((error, c) => {
    if (isFault(error) && error.code in ERROR_CODES) {
      const { status } = ERROR_CODES[error.code as ErrorCode];
      return c.json({ error: error.code, ...error.detail }, status);
    }
    // The route and the kind of error; never a body, a name or a record.
    log.error({ route: c.req.routePath, error: error.name, stack: error.stack }, "request failed");
    return c.json({ error: "unavailable" }, 503);
  });
  return app;
}

const securityHeaders = () =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", "blob:", "data:"],
      workerSrc: ["'self'", "blob:"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    permissionsPolicy: { camera: ["self"], geolocation: ["self"], microphone: [] },
    crossOriginEmbedderPolicy: false,
  });
