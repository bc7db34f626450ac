/** What stands around every route: headers, one line of log and one number a request, limits of size. */
import type { Context, Hono, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { MAX_PARCEL_BYTES } from "#seal/parcel";
import type { AppEnv } from "./access/access.ts";
import { readToTheEnd, refuseLongAddresses } from "./answer-error.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

const MAX_BODY_BYTES = 2 * 1024 * 1024;

export interface FrameDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Whose pictures a page may show beside ours. */
  readonly pictureOrigins: readonly string[];
}

/** To be called first: it stands around whatever is added afterwards. */
export function frame(app: Hono<AppEnv>, { log, metrics, pictureOrigins }: FrameDeps): void {
  app.use("/api/*", bareWhereEmpty);
  app.use("/api/blobs/*", strangersBytes);
  app.use("*", securityHeaders(pictureOrigins));
  // Answers hold names and work; nothing between here and the phone may keep one that does not say so itself.
  app.use("*", async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("Cache-Control", "no-store");
  });
  app.use("*", async (c, next) => {
    const startedMs = performance.now();
    await next();
    const ms = Math.round(performance.now() - startedMs);
    // The pattern, never the path: a path holds ids, and there are as many of them as records.
    const { method, routePath: route } = c.req;
    const { status } = c.res;
    metrics.add("zimajia_http_requests_total", { method: nameOf(method), route, status: String(status) });
    metrics.observe("zimajia_http_request_seconds", { route }, ms / 1000);
    if (c.req.path.startsWith("/api/")) log.info({ route, method: nameOf(method), status, ms }, "request");
  });
  app.use("*", refuseLongAddresses);
  const onError = (c: Context) => c.json({ error: "too-large" }, 413);
  const limited = bodyLimit({ maxSize: MAX_BODY_BYTES, onError });
  const parcelLimited = bodyLimit({ maxSize: MAX_PARCEL_BYTES, onError });
  app.use("/api/*", (c, next) => (c.req.path === "/api/sync/parcel" ? parcelLimited : limited)(c, next));
  app.use("/api/*", readToTheEnd);
}

/** What a page may do and who may frame it: a rule for contents. */
const ABOUT_CONTENTS = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "origin-agent-cluster",
  "permissions-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-dns-prefetch-control",
  "x-download-options",
  "x-frame-options",
  "x-permitted-cross-domain-policies",
  "x-xss-protection",
] as const;

/** A phone that asks all day whether there is news gets "no" in a few bytes: without contents there is nothing to guard. */
const bareWhereEmpty: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.res.status !== 204 && c.res.status !== 304) return;
  for (const name of ABOUT_CONTENTS) c.res.headers.delete(name);
};

/** What somebody uploaded is nobody's page: should a browser take it for one after all, it may run, load and ask nothing. */
const STRANGERS_POLICY = [
  "sandbox",
  ...["default-src", "base-uri", "form-action", "frame-ancestors"].map((name) => `${name} 'none'`),
].join("; ");

const strangersBytes: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  c.res.headers.set("Content-Security-Policy", STRANGERS_POLICY);
};

const METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]);

/** A method comes from outside and may be any word. */
const nameOf = (method: string): string => (METHODS.has(method) ? method : "other");

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
