/** Pages of a scope for whoever reads it for the first time; each request is held against what its caller may hold now. */
import { type Context, Hono } from "hono";
import { localDateOf } from "#domain/kernel/clock";
import { Fault } from "#domain/kernel/fault";
import { pageListRequest, pagesRequest } from "#protocol/pages";
import { OLDEST_PROTO, PROTO } from "#protocol/version";
import type { Access, AppEnv } from "../access/access.ts";
import { createDirectories, listOf } from "../store/page-directory.ts";
import { type ReadPage, readPages } from "../store/page-store.ts";
import type { EpochKeeper } from "../store/witness.ts";
import { answerOf, compressed, squeezed } from "./compressed.ts";
import { holdPackedPages } from "./packed-pages.ts";
import { parseBody } from "./parse-body.ts";

/** Records that were done with so long ago are packed: nobody leafs back so far on the first day. */
const SETTLED_DAYS = 2;
/** About as small as gzip gets it at best, in half of its time. */
const QUALITY = 5;

function textOf(pages: readonly ReadPage[]): string {
  const lines = pages.map(({ page: { scope, t, packed, bucket }, records }) => {
    const head = JSON.stringify({ k: "page", scope, t, packed, bucket });
    return `${head.slice(0, -1)},"records":[${records}]}`;
  });
  lines.push(JSON.stringify({ k: "end", pages: pages.length }));
  return `${lines.join("\n")}\n`;
}

interface PageDeps {
  readonly access: Access;
  readonly epoch: EpochKeeper;
  /** Throws Fault `wrong-epoch`. */
  readonly requireEpoch: (known: string | null) => Promise<void>;
}

export function pageRoutes({ access, epoch, requireEpoch }: PageDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const serverNow = (): string => new Date(access.now()).toISOString();
  const directories = createDirectories(access.db, epoch.now);
  const packed = holdPackedPages();

  const admit = async (
    c: Context<AppEnv>,
    request: { readonly proto: number; readonly epoch: string | null },
    scopes: readonly string[],
  ): Promise<void> => {
    if (request.proto < OLDEST_PROTO) throw new Fault("too-old", "after-update");
    if (request.proto > PROTO) throw new Fault("server-too-old", "later");
    await requireEpoch(request.epoch);
    const held = new Set(c.get("caller").scopes);
    if (scopes.some((scope) => !held.has(scope))) throw new Fault("forbidden", "never");
  };

  app.post("/list", async (c) => {
    const request = await parseBody(c, pageListRequest);
    await admit(c, request, request.scopes);
    const since = localDateOf(new Date(access.now() - SETTLED_DAYS * 86_400_000).toISOString());
    const scopes = (await directories.list([...new Set(request.scopes)], since)).map(listOf);
    const text = JSON.stringify({ epoch: epoch.now(), since, serverNow: serverNow(), scopes });
    return compressed(text, { type: "application/json", accepts: c.req.header("accept-encoding") ?? "" });
  });

  app.post("/", async (c) => {
    const request = await parseBody(c, pagesRequest);
    await admit(
      c,
      request,
      request.pages.map((page) => page.scope),
    );
    const accepts = c.req.header("accept-encoding") ?? "";
    const under = (key: string): string => `${accepts} ${key}`;
    const read = await readPages(directories, { ...request, now: serverNow() }, (key) => packed.get(under(key)));
    if (read.known) return answerOf(await read.known);
    const pack = () => squeezed(textOf(read.pages), { type: "application/x-ndjson", accepts, quality: QUALITY });
    return answerOf(await (read.key === null ? pack() : packed.pack(under(read.key), pack)));
  });
  return app;
}
