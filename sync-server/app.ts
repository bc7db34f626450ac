/** The whole server as one Hono app: it needs no port, so tests call it as phones do. */
import { join } from "node:path";
import { type Context, Hono } from "hono";
import { type Access, type AppEnv, requireCaller } from "./access/access.ts";
import { createLimiter, type Limiter } from "./access/limits.ts";
import { createRefusalBook } from "./access/refusal-book.ts";
import { answerError } from "./answer-error.ts";
import type { Config } from "./config.ts";
import { frame } from "./frame.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { caseFiguresRoutes } from "./routes/case-figures.ts";
import { custodyRoutes } from "./routes/custody.ts";
import { createLiveStreams } from "./routes/live.ts";
import { mapLayerRoutes, tileOrigins } from "./routes/map-layers.ts";
import { mapPackRoutes } from "./routes/map-pack.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { sessionRoutes } from "./routes/session.ts";
import { syncRoutes } from "./routes/sync.ts";
import { watchRoutes } from "./routes/watch.ts";
import { layMissing } from "./store/aside-store.ts";
import { createBlobStore } from "./store/blob-store.ts";
import { countUncountedCases } from "./store/case-count-store.ts";
import type { Db } from "./store/db.ts";
import type { HintBus } from "./store/hint-bus.ts";
import { type KeyRing, openKeyRing } from "./store/key-ring.ts";
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
  /** Told of the limits in use, to share them with other processes. */
  readonly onLimiter?: (limiter: Limiter, keys: KeyRing) => void;
  /** Address of the asker, for limits only. */
  readonly addressOf?: (c: Context<AppEnv>) => string;
  /** Was it asked on this machine itself? Default: never. */
  readonly isLocal?: (c: Context<AppEnv>) => boolean;
  /** Scopes that begin with more records than this together come in pages. Default: 500. */
  readonly streamUpTo?: number;
  /** How often a quiet stream of hints shows that it lives. Default: 50 s. */
  readonly beatMs?: number;
  /** Opens /metrics to whoever shows it; without it only to this machine. */
  readonly metricsToken?: string | null;
}

/** Fewer come sooner in the one answer of a pull than in three. */
const STREAM_UP_TO = 500;

/** Builds the app on an open, migrated database. */
export async function createApp(options: AppOptions): Promise<Hono<AppEnv>> {
  const { db, hints, log } = options;
  const now = options.now ?? Date.now;
  const onPutBack = () => log.error({}, "the database was put back by hand: it has a new epoch, and phones send again");
  const epoch = options.epoch ?? (await keepEpoch({ db, dataDir: options.dataDir, onPutBack }));
  await countUncounted(db);
  await layMissing(db, options.districtCode);
  await countUncountedCases(db);
  const metrics = createMetrics();
  const streams = createLiveStreams();
  const limiter = options.limiter ?? createLimiter({ onLimited: (by) => metrics.add("zimajia_limited_total", { by }) });
  const keys = await openKeyRing(db, options.dataDir);
  options.onLimiter?.(limiter, keys);
  const access: Access = { db, now, districtCode: options.districtCode, keys, limiter };
  const { addressOf = () => "local", isLocal = () => false } = options;
  const noteRefusal = createRefusalBook({ access, log, addressOf });
  const app = new Hono<AppEnv>();
  const layers = { tianditu: options.tianditu ?? null };
  frame(app, { log, metrics, pictureOrigins: tileOrigins(layers) });
  app.route("/", watchRoutes({ access, hints, streams, metrics, token: options.metricsToken ?? null, isLocal }));
  app.get("/api/health", async (c) => {
    await db.query("SELECT 1 AS x");
    return c.json({ ok: true, epoch: epoch.now() });
  });
  const blobs = createBlobStore(db, options.dataDir);
  const { streamUpTo = STREAM_UP_TO } = options;
  const beat = options.beatMs === undefined ? {} : { beatMs: options.beatMs };
  const sync = { access, epoch, blobs, hints, streams, metrics, log, streamUpTo, ...beat };
  app.route("/api/sync", syncRoutes(sync));
  app.route("/api/blobs", blobRoutes(access, blobs));
  app.route("/api/custody", custodyRoutes(access));
  app.route("/api/overview", overviewRoutes(access));
  app.route("/api/mediations/figures", caseFiguresRoutes(access));
  app.use("/api/maps/*", requireCaller(access));
  app.route("/api/maps/layers", mapLayerRoutes(layers));
  app.route("/api/maps", mapPackRoutes({ dir: join(options.dataDir, "maps") }));
  app.route("/api", sessionRoutes({ access, epoch: epoch.now, addressOf, hints }));
  app.all("/api/*", (c) => c.json({ error: "not-found" }, 404));
  app.onError(answerError({ limiter, noteRefusal, addressOf, log }));
  return app;
}
