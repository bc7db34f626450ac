/** Push, pull, heads and the live poke. */
import { Hono } from "hono";
import { Fault } from "#domain/kernel/fault";
import { asKeptOnPhone } from "#domain/sealed/sealed-records";
import { custodyRequest } from "#protocol/custody";
import { heartbeatRequest } from "#protocol/heartbeat";
import { pullRequest } from "#protocol/pull";
import { MAX_PUSH_BYTES, pushRequest } from "#protocol/push";
import { OLDEST_PROTO, PROTO } from "#protocol/version";
import { MAX_PARCEL_BYTES, openParcel } from "#seal/parcel";
import { type Access, type AppEnv, callerOfDevice, requireCaller, requireSender } from "../access/access.ts";
import { isSignedBy } from "../access/device-key.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { auditOf, writeAudit } from "../store/audit-store.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { takeIntoCustody } from "../store/custody-store.ts";
import { notePull, tellDevice } from "../store/device-store.ts";
import { deviceById } from "../store/enrolment-store.ts";
import type { HintBus } from "../store/hint-bus.ts";
import { parcelOpeners, takeParcel } from "../store/parcel-store.ts";
import { headsTag, type PulledPage, pull } from "../store/pull-store.ts";
import { createPushQueue } from "../store/push-queue.ts";
import type { EpochKeeper } from "../store/witness.ts";
import { isAnnounced } from "./blobs.ts";
import { compressed } from "./compressed.ts";
import { type LiveStreams, liveRoute } from "./live.ts";
import { pageRoutes } from "./pages.ts";
import { parseBody } from "./parse-body.ts";

export interface SyncDeps {
  readonly access: Access;
  readonly epoch: EpochKeeper;
  readonly blobs: BlobStore;
  readonly hints: HintBus;
  readonly streams: LiveStreams;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Scopes that begin with more records than this together come in pages, for phones that know how to take them. */
  readonly streamUpTo: number;
  /** How often a quiet stream of hints shows that it lives. */
  readonly beatMs?: number;
}

/** A push body may be larger than its limit for the phone: late photos' references, old releases. */
const PUSH_BODY_BYTES = 4 * MAX_PUSH_BYTES;
const CUSTODY_BODY_BYTES = 1024 * 1024;

/** A phone that was switched off may still hand in what it holds, and nothing else. */
const HANDING_IN = /\/(push|custody)$/;

export function syncRoutes(deps: SyncDeps): Hono<AppEnv> {
  const { access, epoch, blobs, hints, streams, metrics, log, streamUpTo } = deps;
  const app = new Hono<AppEnv>();
  const onCondemned = (error: string) => log.error({ error }, "an envelope made the server fail and was set aside");
  const onFailure = (err: unknown) => log.error({ err }, "an envelope made the server fail");
  const push = createPushQueue({
    ...{ db: access.db, epoch: epoch.now, now: access.now, onCondemned, onFailure },
    onWritten: hints.poke,
  });
  const inForce = requireCaller(access);
  const handingIn = requireSender(access);
  app.use("*", (c, next) => (HANDING_IN.test(c.req.path) ? handingIn : inForce)(c, next));

  app.post("/push", async (c) => {
    const request = await parseBody(c, pushRequest, PUSH_BODY_BYTES);
    await requireEpoch(epoch, request.epoch);
    const reply = await push({ caller: c.get("caller"), request });
    for (const { outcome } of reply.results) metrics.add("zimajia_push_records_total", { outcome });
    const accepts = c.req.header("accept-encoding") ?? "";
    return compressed(JSON.stringify(reply), { type: "application/json", accepts });
  });

  app.post("/custody", async (c) => {
    const request = await parseBody(c, custodyRequest, CUSTODY_BODY_BYTES);
    return c.json(await takeIntoCustody(access.db, c.get("caller"), { ...request, nowMs: access.now() }));
  });

  app.post("/parcel", async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (bytes.length > MAX_PARCEL_BYTES) throw new Fault("too-large", "never");
    const openers = parcelOpeners((await access.keys.read()).parcel, access.now());
    const opened = await openParcel(bytes, openers, async (deviceId, text, signature) => {
      const device = await deviceById(access.db, deviceId);
      return device !== undefined && (await isSignedBy(device.public_key, text, signature));
    });
    const sender = await callerOfDevice(access, opened.list.deviceId);
    const isNamed = (personId: string, sha256: string) => isAnnounced(access, personId, sha256);
    const reply = await takeParcel({ push, blobs, epoch: epoch.now(), isAnnounced: isNamed }, sender, {
      ...opened,
      bytes,
    });
    await writeAudit(access.db, auditOf(c.get("caller"), "carry-parcel", sender.deviceId));
    return c.json(reply);
  });

  app.post("/pull", async (c) => {
    const request = await parseBody(c, pullRequest);
    if (request.proto < OLDEST_PROTO) throw new Fault("too-old", "after-update");
    if (request.proto > PROTO) throw new Fault("server-too-old", "later");
    await requireEpoch(epoch, request.epoch);
    const caller = c.get("caller");
    const page = await pull(access.db, caller, request, streamUpTo);
    if (page === "behind") {
      log.error({ route: c.req.routePath }, "a phone has seen more of this database than it holds");
      await epoch.recheck();
      await requireEpoch(epoch, request.epoch);
      throw new Fault("behind", "later");
    }
    await notePull(access.db, {
      deviceId: caller.deviceId,
      heartbeat: request.heartbeat ?? null,
      nowMs: access.now(),
    });
    const serverNow = new Date(access.now()).toISOString();
    const { parcel, recovery } = await access.keys.recent();
    const text = pageText(page, {
      k: "head",
      epoch: epoch.now(),
      resets: page.resets,
      scopes: caller.scopes,
      serverNow,
      parcelKey: parcel.publicKey,
      recoveryKey: recovery,
    });
    return compressed(text, { type: "application/x-ndjson", accepts: c.req.header("accept-encoding") ?? "" });
  });

  app.post("/heartbeat", async (c) => {
    const { heartbeat } = await parseBody(c, heartbeatRequest);
    await tellDevice(access.db, c.get("caller").deviceId, heartbeat);
    return c.body(null, 204);
  });

  app.get("/heads", async (c) => {
    const tag = `"${epoch.now()}-${await headsTag(access.db, c.get("caller").scopes)}"`;
    c.header("ETag", tag);
    // A phone in force may read on from this time, which is no clock of its own.
    c.header("Date", new Date(access.now()).toUTCString());
    return c.req.header("if-none-match") === tag ? c.body(null, 304) : c.json({ epoch: epoch.now() });
  });

  app.route("/pages", pageRoutes({ access, epoch, requireEpoch: (known) => requireEpoch(epoch, known) }));
  app.get(
    "/live",
    liveRoute({ access, hints, streams, ...(deps.beatMs === undefined ? {} : { beatMs: deps.beatMs }) }),
  );
  return app;
}

/**
 * Throws Fault `wrong-epoch` for a phone that knows this server from before a restore. A phone may also know more than this
 * process: another one has found the database put back, so this one looks again before it says no.
 */
async function requireEpoch(epoch: EpochKeeper, known: string | null): Promise<void> {
  if (known === null || known === epoch.now()) return;
  await epoch.recheck();
  if (known !== epoch.now()) throw new Fault("wrong-epoch", "later", { epoch: epoch.now() });
}

function pageText(page: PulledPage, head: Record<string, unknown> & { readonly serverNow: string }): string {
  const lines = [JSON.stringify(head)];
  for (const { scope, t, id, op, rev, doc, taken_at } of page.rows) {
    const row = { k: "row", scope, t, id, op, rev: rev ?? 0 };
    const kept = doc && asKeptOnPhone(t, doc, head.serverNow);
    lines.push(JSON.stringify(op === "put" ? { ...row, ra: taken_at, doc: kept } : row));
  }
  const { cursor, floors, more, rows, lastN, safeN, needBlobs, sums } = page;
  const tail = { k: "tail", cursor, floors, more, rows: rows.length, lastN, needBlobs };
  lines.push(JSON.stringify({ ...tail, ...(safeN === null ? {} : { safe: safeN }), ...(sums ? { sums } : {}) }));
  return `${lines.join("\n")}\n`;
}
