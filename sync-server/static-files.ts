/** Serves the built app from one folder: hashed assets for ever, everything else asked for again, deep links to the page. */
import { existsSync } from "node:fs";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";
import type { AppEnv } from "./access/access.ts";

const MONTH_S = 31_536_000;

export function serveBuiltApp(app: Hono<AppEnv>, dist: string): void {
  if (!existsSync(dist)) return;
  app.use(
    "/assets/*",
    serveStatic({
      root: dist,
      onFound: (_path, c) => c.header("Cache-Control", `public, max-age=${MONTH_S}, immutable`),
    }),
  );
  app.use("*", serveStatic({ root: dist, onFound: (_path, c) => c.header("Cache-Control", "no-cache") }));
  app.get(
    "*",
    serveStatic({ root: dist, path: "index.html", onFound: (_path, c) => c.header("Cache-Control", "no-cache") }),
  );
}
