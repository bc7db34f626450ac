/** For whoever watches over the server: does it live, may it be asked, what are its numbers. */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { Fault } from "#domain/kernel/fault";
import type { Access, AppEnv } from "../access/access.ts";
import type { Metrics } from "../metrics.ts";
import { readFigures } from "../store/figures-store.ts";
import type { HintBus } from "../store/hint-bus.ts";
import type { LiveStreams } from "./live.ts";

export interface WatchDeps {
  readonly access: Access;
  readonly hints: HintBus;
  readonly streams: LiveStreams;
  readonly metrics: Metrics;
  /** Who shows it may read the numbers; null: only somebody on this machine may. */
  readonly token: string | null;
  /** Was it asked on this machine, and not through a proxy on it? */
  readonly isLocal: (c: Context<AppEnv>) => boolean;
}

const READY_WITHIN_MS = 2_000;

export function watchRoutes(deps: WatchDeps): Hono<AppEnv> {
  const { access, hints, metrics, streams } = deps;
  const app = new Hono<AppEnv>();
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.get("/readyz", async (c) => {
    const ready = !hints.closed && (await answersSoon(access.db.query("SELECT 1 AS x")));
    return c.json({ ready }, ready ? 200 : 503);
  });
  app.get("/metrics", async (c) => {
    // Whoever may not read it learns nothing, not even that it is there.
    if (!mayRead(deps, c)) throw new Fault("not-found", "never");
    const figures = await readFigures(access.db, access.now());
    const text = metrics.text([...figures, { name: "zimajia_live_streams", value: streams.open }]);
    return c.body(text, 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
  });
  return app;
}

function mayRead({ token, isLocal }: WatchDeps, c: Context<AppEnv>): boolean {
  if (token === null) return isLocal(c);
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(c.req.header("authorization") ?? ""), digest(`Bearer ${token}`));
}

async function answersSoon(work: Promise<unknown>): Promise<boolean> {
  const timer: { late?: NodeJS.Timeout } = {};
  const late = new Promise<boolean>((done) => {
    timer.late = setTimeout(() => done(false), READY_WITHIN_MS);
  });
  const answered = work.then(
    () => true,
    () => false,
  );
  const soon = await Promise.race([answered, late]);
  clearTimeout(timer.late);
  return soon;
}
