/** Serves the built app from one folder: hashed assets for ever, everything else asked for again, deep links to the page. */
import { existsSync } from "node:fs";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono, MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import type { AppEnv } from "./access/access.ts";

const YEAR_S = 31_536_000;

const kept =
  (rule: string): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next();
    if (c.res.ok) c.header("Cache-Control", rule);
  };

/** To be called last: every address nobody answered before belongs to the app. Text travels compressed. */
export function serveBuiltApp(app: Hono<AppEnv>, dist: string): void {
  if (!existsSync(dist)) return;
  app.use("*", compress());
  app.use("/assets/*", kept(`public, max-age=${YEAR_S}, immutable`), serveStatic({ root: dist }));
  // A page of an older version asks for files that are gone; the page itself in their place would be run as a script.
  app.get("/assets/*", (c) => c.notFound());
  app.use("*", kept("no-cache"), serveStatic({ root: dist }));
  app.get("*", serveStatic({ root: dist, path: "index.html" }));
}
