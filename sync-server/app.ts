/** The whole server as one Hono app: it needs no port, so tests call it as phones do. */
import { join } from "node:path";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { MAX_PARCEL_BYTES } from "#seal/parcel";
import { type Access, type AppEnv, requireCaller } from "./access/access.ts";
import { createLimiter, type Limiter } from "./access/limits.ts";
import { createRefusalBook } from "./access/refusal-book.ts";
import { answerError, readToTheEnd, refuseLongAddresses } from "./answer-error.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { custodyRoutes } from "./routes/custody.ts";
import { mapLayerRoutes, tileOrigins } from "./routes/map-layers.ts";
import { mapPackRoutes } from "./routes/map-pack.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { sessionRoutes } from "./routes/session.ts";
import { syncRoutes } from "./routes/sync.ts";
import { layMissing } from "./store/aside-store.ts";
import { createBlobStore } from "./store/blob-store.ts";
import type { Db } from "./store/db.ts";
import type { HintBus } from "./store/hint-bus.ts";
import { tokenSecretOf } from "./store/meta.ts";
import { parcelKeysOf } from "./store/parcel-store.ts";
import { countUncounted } from "./store/scope-sums.ts";
import { type EpochKeeper, keepEpoch } from "./store/witness.ts";

export interface AppOptions {
  readonly db: Db;
  readonly dataDir: string;
  readonly districtCode: string;
  readonly hints: HintBus;
  readonly log: Log;
  /** 天地图 by key; without it no page may ask any server but this one. */
  readonly tianditu?: Config["tianditu"];
  /** The epoch and its witness, where whoever starts the app keeps it noted; else the app opens its own. */
  readonly epoch?: EpochKeeper;
  readonly now?: () => number;
  /** Default: the limits of ALLOWANCES. */
  readonly limiter?: Limiter;
  /** Address of the asker, for limits only. */
  readonly addressOf?: (c: Context<AppEnv>) => string;
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** Builds the app on an open, migrated database. */
export async function createApp(options: AppOptions): Promise<Hono<AppEnv>> {
  const { db, hints, log } = options;
  const now = options.now ?? Date.now;
  const onPutBack = () => log.error({}, "the database was put back by hand: it has a new epoch, and phones send again");
  const epoch = options.epoch ?? (await keepEpoch({ db, dataDir: options.dataDir, onPutBack }));
  await countUncounted(db);
  await layMissing(db, options.districtCode);
  const limiter = options.limiter ?? createLimiter();
  const secret = await tokenSecretOf(db);
  const access: Access = { db, now, districtCode: options.districtCode, secret, limiter };
  const addressOf = options.addressOf ?? (() => "local");
  const noteRefusal = createRefusalBook({ access, log, addressOf });
  const app = new Hono<AppEnv>();
  const layers = { tianditu: options.tianditu ?? null };
  app.use("*", securityHeaders(tileOrigins(layers)));
  // Answers hold names and work; nothing between here and the phone may keep one that does not say so itself.
  app.use("*", async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("Cache-Control", "no-store");
  });
  app.use("/api/*", async (c, next) => {
    const startedMs = now();
    await next();
    log.info({ route: c.req.routePath, method: c.req.method, status: c.res.status, ms: now() - startedMs }, "request");
  });
  app.use("*", refuseLongAddresses);
  const onError = (c: Context) => c.json({ error: "too-large" }, 413);
  const limited = bodyLimit({ maxSize: MAX_BODY_BYTES, onError });
  const parcelLimited = bodyLimit({ maxSize: MAX_PARCEL_BYTES, onError });
  app.use("/api/*", (c, next) => (c.req.path === "/api/sync/parcel" ? parcelLimited : limited)(c, next));
  app.use("/api/*", readToTheEnd);
  app.get("/api/health", async (c) => {
    await db.query("SELECT 1 AS x");
    return c.json({ ok: true, epoch: epoch.now() });
  });
  const blobs = createBlobStore(db, options.dataDir);
  const parcelKeys = await parcelKeysOf(db);
  app.route("/api/sync", syncRoutes({ access, epoch, blobs, parcelKeys, hints, log }));
  app.route("/api/blobs", blobRoutes(access, blobs));
  app.route("/api/custody", custodyRoutes(access));
  app.route("/api/overview", overviewRoutes(access));
  app.use("/api/maps/*", requireCaller(access));
  app.route("/api/maps/layers", mapLayerRoutes(layers));
  app.route("/api/maps", mapPackRoutes({ dir: join(options.dataDir, "maps") }));
  app.route("/api", sessionRoutes({ access, epoch: epoch.now, addressOf }));
  app.all("/api/*", (c) => c.json({ error: "not-found" }, 404));
  app.onError(answerError({ limiter, noteRefusal, addressOf, log }));
  return app;
}

const securityHeaders = (pictureOrigins: readonly string[]) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      mediaSrc: ["'self'", "blob:"],
      manifestSrc: ["'self'"],
      frameSrc: ["'none'"],
      imgSrc: ["'self'", "blob:", "data:", ...pictureOrigins],
      workerSrc: ["'self'", "blob:"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    strictTransportSecurity: "max-age=31536000; includeSubDomains",
    permissionsPolicy: { camera: ["self"], geolocation: ["self"], microphone: [] },
    crossOriginEmbedderPolicy: false,
  });
