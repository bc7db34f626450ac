/** Reads scopes for the first time, page by page: first what a screen needs at once, then what is still worked with. */
import { Fault } from "#domain/kernel/fault";
import { MAX_PAGES_ASKED, type PageList, pageList, type ServedPage, type WantedPage } from "#protocol/pages";
import { PROTO, SCHEMA } from "#protocol/version";
import { endScope, planScope, takePages } from "#storage/cache/take-pages";
import { steady } from "#storage/steady";
import type { World } from "#storage/world";
import { byteLinesOf } from "./lines.ts";
import { parsePageLine } from "./page-lines.ts";
import { hasType, readJson, type Transport } from "./transport.ts";

/** The first answers are small, so that the first screen stands soon. */
const FIRST_PAGES = 16;
/** Answers that are asked for while one is written. */
const ASKED_AHEAD = 2;
/** What the first screen needs, in this order: names and places, then who walks when; then the other rows, then the pages. */
const FIRST_TYPES = ["person", "orgUnit", "team", "checklistVersion", "route", "compound"];
const FIRST_ROWS = ["rosterSlot", "round", "roundJoin"];

function rankOf({ t, packed }: WantedPage): number {
  const first = packed ? FIRST_TYPES.indexOf(t) : FIRST_ROWS.indexOf(t);
  if (first >= 0) return packed ? first : FIRST_TYPES.length + first;
  return 100 + (packed ? (t === "checkpoint" || t === "grid" ? 1 : 2) : 0);
}

async function readPages(response: Response): Promise<ServedPage[]> {
  if (!hasType(response, "application/x-ndjson"))
    throw new Fault("captive-portal", "later", { status: response.status });
  const pages: ServedPage[] = [];
  let said: number | undefined;
  try {
    for await (const line of byteLinesOf(response)) {
      if (line.length === 0) continue;
      const read = parsePageLine(line);
      if ("json" in read) pages.push(read);
      else said = read.pages;
    }
  } catch (error) {
    throw error instanceof Fault ? error : new Fault("broken-page", "later");
  }
  if (said !== pages.length) throw new Fault("broken-page", "later", { pages: pages.length });
  return pages;
}

const keyOf = (page: { scope: string; t: string; packed: boolean; bucket: string }): string =>
  `${page.scope} ${page.t} ${page.packed} ${page.bucket}`;

function namesIn(list: PageList): Map<string, string> {
  const names = new Map<string, string>();
  for (const { scope, shelves } of list.scopes)
    for (const { t, packed, pages } of shelves)
      for (const [bucket, name] of pages) names.set(keyOf({ scope, t, packed, bucket }), name);
  return names;
}

/** Parts in the order they are asked for. */
function partsOf(wanted: readonly WantedPage[]): WantedPage[][] {
  const sorted = wanted
    .map((page, i) => ({ page, i, rank: rankOf(page) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ page }) => page);
  const parts: WantedPage[][] = [];
  for (let from = 0, size = FIRST_PAGES; from < sorted.length; from += size, size = MAX_PAGES_ASKED)
    parts.push(sorted.slice(from, from + size));
  return parts;
}

/** A scope that was taken away between two requests: the next pull says so. */
async function askStill(transport: Transport, path: string, json: unknown): Promise<Response> {
  try {
    return await transport.ask(path, { method: "POST", json });
  } catch (error) {
    if (error instanceof Fault && error.code === "forbidden") throw new Fault("broken-page", "later");
    throw error;
  }
}

/** Fetches what the scopes lack and gives each its cursor. May end early: whoever calls pulls and looks again. Throws Fault. */
export async function beginScopes(
  { cache }: World,
  transport: Transport,
  { scopes, epoch }: { readonly scopes: readonly string[]; readonly epoch: string },
): Promise<void> {
  const asker = { proto: PROTO, sch: SCHEMA, epoch };
  const list = await readJson(await askStill(transport, "/api/sync/pages/list", { ...asker, scopes }), pageList);
  const names = namesIn(list);
  const wanted: WantedPage[] = [];
  const runs = new Map<string, string>();
  for (const listed of list.scopes) {
    const plan = await steady(cache, () => planScope(cache, list, listed));
    if (!plan) return;
    runs.set(listed.scope, plan.run);
    wanted.push(...plan.wanted);
  }
  const end = (scope: string) => steady(cache, () => endScope(cache, scope, runs.get(scope) ?? ""));
  const open = new Map<string, number>(list.scopes.map(({ scope }) => [scope, 0]));
  for (const { scope } of wanted) open.set(scope, (open.get(scope) ?? 0) + 1);
  const fetchPart = async (pages: WantedPage[]): Promise<ServedPage[]> =>
    readPages(await askStill(transport, "/api/sync/pages", { ...asker, since: list.since, pages }));
  const unasked = partsOf(wanted);
  for (const [scope, left] of open) if (left === 0) await end(scope);
  const ahead: Promise<ServedPage[]>[] = [];
  const ask = (count: number): void => {
    for (const part of unasked.splice(0, count)) {
      const pages = fetchPart(part);
      // A failure is told when that part is to be written.
      pages.catch(() => undefined);
      ahead.push(pages);
    }
  };
  // The first part has the line for itself: the first screen waits for it.
  ask(1);
  for (let next = ahead.shift(); next; next = ahead.shift()) {
    const pages = await next;
    // The line and the server work while the disk does.
    ask(ASKED_AHEAD - ahead.length);
    const nameOf = (page: ServedPage): string => names.get(keyOf(page)) ?? "";
    if (!(await steady(cache, () => takePages(cache, { list, pages, nameOf, runs })))) return;
    for (const { scope } of pages) {
      const left = (open.get(scope) ?? 0) - 1;
      open.set(scope, left);
      if (left === 0) await end(scope);
    }
  }
}
