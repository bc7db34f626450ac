/** Fetches what changed. A page without its last line never happened. */
import * as v from "valibot";
import { Fault } from "#domain/kernel/fault";
import type { Heartbeat } from "#protocol/heartbeat";
import { type PullHead, type PullRow, type PullTail, pullLine } from "#protocol/pull";
import { PROTO, SCHEMA } from "#protocol/version";
import { applyPage, readCursor } from "#storage/cache/apply-page";
import { dropCache } from "#storage/cache/cache";
import type { Stand } from "#storage/cache/stand";
import { forgetScopes, wrongScopes } from "#storage/cache/verify-scopes";
import { renewLease } from "#storage/lease";
import { steady } from "#storage/steady";
import type { World } from "#storage/world";
import { beginScopes } from "./begin-scopes.ts";
import { adoptEpoch, beginAgain } from "./epoch.ts";
import { readHeartbeat, rememberTold, type TellPhone } from "./heartbeat.ts";
import { linesOf } from "./lines.ts";
import { hasType, type Transport } from "./transport.ts";

export interface PulledPage {
  readonly head: PullHead;
  readonly rows: readonly PullRow[];
  readonly tail: PullTail;
}

function parseLine(line: string): v.InferOutput<typeof pullLine> {
  try {
    const parsed = v.safeParse(pullLine, JSON.parse(line));
    if (parsed.success) return parsed.output;
  } catch {
    // Half a line of a broken connection; the same as a page without its end.
    throw new Fault("broken-page", "later");
  }
  throw new Fault("malformed-reply", "later");
}

/** Reads a page to its last line. Throws Fault `captive-portal`, `broken-page`, `malformed-reply`. */
export async function readPage(response: Response): Promise<PulledPage> {
  if (!hasType(response, "application/x-ndjson"))
    throw new Fault("captive-portal", "later", { status: response.status });
  const rows: PullRow[] = [];
  let head: PullHead | undefined;
  let tail: PullTail | undefined;
  try {
    for await (const text of linesOf(response)) {
      if (text.trim() === "") continue;
      const line = parseLine(text);
      if (line.k === "head") head = line;
      else if (line.k === "row") rows.push(line);
      else tail = line;
    }
  } catch (error) {
    throw error instanceof Fault ? error : new Fault("broken-page", "later");
  }
  if (!head || !tail || tail.rows !== rows.length) throw new Fault("broken-page", "later", { rows: rows.length });
  return { head, rows, tail };
}

/** Receipts that stood before this pull began have come back with it: their rows carry them from now on. */
async function unfold(world: World, mids: readonly string[]): Promise<void> {
  if (mids.length === 0) return;
  await world.vault.ledger
    .where("mid")
    .anyOf([...mids])
    .modify({ folded: 0 });
}

async function noteContact(
  world: World,
  page: PulledPage,
  { now, cid, heartbeat }: { readonly now: number; readonly cid: string; readonly heartbeat: Heartbeat },
): Promise<void> {
  const { vault } = world;
  // All in one: each transaction of the vault waits for the disk.
  await vault.transaction("rw", vault.meta, async () => {
    await rememberTold(world, heartbeat);
    await vault.setMeta("needBlobs", page.tail.needBlobs);
    await vault.setMeta("lastContactAt", page.head.serverNow);
    await vault.setMeta("clockOffset", Date.parse(page.head.serverNow) - now);
    if (page.head.parcelKey !== undefined) await vault.setMeta("parcelKey", page.head.parcelKey);
    if (page.head.recoveryKey !== undefined) await vault.setMeta("recoveryKey", page.head.recoveryKey);
    await renewLease(vault, page.head.serverNow);
    // Numbers of another client id mean nothing here: it was changed in another tab meanwhile.
    const sameClient = ((await vault.getMeta("cid")) ?? "") === cid;
    if (page.tail.safe !== undefined && sameClient) await vault.setMeta("safe", page.tail.safe);
    if ((await vault.getMeta("epoch")) === undefined) await vault.setMeta("epoch", page.head.epoch);
  });
}

/** Which scopes were counted when, and which were fetched anew already: one engine's memory. */
export interface ScopeChecks {
  readonly countedAt: Map<string, number>;
  readonly fetchedAnew: Set<string>;
}

/** A page that was applied, and what stands among the cursors since. */
interface Pulled {
  readonly page: PulledPage;
  readonly stand: Stand;
}

export const noChecks = (): ScopeChecks => ({ countedAt: new Map(), fetchedAnew: new Set() });

/** Counting reads every row of a scope: not more often than this, whatever changes. */
const COUNT_EVERY_MS = 10 * 60_000;

/**
 * Compares what this phone holds with the server's sums and forgets the scopes that differ.
 * A scope that is still wrong after it was fetched anew is left: then the server's own count is in doubt.
 * @returns whether something must be fetched again.
 */
async function healScopes(world: World, { page, stand }: Pulled, checks: ScopeChecks): Promise<boolean> {
  const { vault, cache, clock } = world;
  const due = Object.entries(page.tail.sums ?? {}).filter(
    ([scope]) => Math.abs(clock.now() - (checks.countedAt.get(scope) ?? 0)) >= COUNT_EVERY_MS,
  );
  if (due.length === 0) return false;
  const wrong = await wrongScopes(cache, Object.fromEntries(due), stand);
  for (const [scope] of due) checks.countedAt.set(scope, clock.now());
  const anew = wrong.filter((scope) => !checks.fetchedAnew.has(scope));
  if (anew.length === 0) return false;
  for (const scope of anew) {
    checks.fetchedAnew.add(scope);
    checks.countedAt.delete(scope);
  }
  await vault.transaction("rw", vault.meta, async () => {
    await vault.setMeta("healed", ((await vault.getMeta("healed")) ?? 0) + anew.length);
  });
  await forgetScopes(cache, anew);
  return true;
}

interface PullRun {
  readonly world: World;
  readonly transport: Transport;
  readonly checks: ScopeChecks;
  readonly tell: TellPhone;
}

/** @returns whether there is more to fetch. */
async function pullPage({ world, transport, checks, tell }: PullRun): Promise<boolean> {
  const { vault, cache } = world;
  const [receipts, position, epoch = null, cid = ""] = await Promise.all([
    vault.ledger.where("folded").equals(1).primaryKeys(),
    readCursor(cache),
    vault.getMeta("epoch"),
    vault.getMeta("cid"),
  ]);
  const { cursor, floors, epoch: ofCache, stand } = position;
  if (ofCache !== null && epoch !== null && ofCache !== epoch) {
    // Left over from a change of epoch in another tab: rows of the old server under the new one's cursor.
    await dropCache(cache);
    return true;
  }
  const heartbeat = await readHeartbeat(world, tell);
  const json = { proto: PROTO, sch: SCHEMA, epoch: ofCache ?? epoch, cid, cursor, floors, pages: true, heartbeat };
  const page = await readPage(await transport.ask("/api/sync/pull", { method: "POST", json }));
  const answeredAt = world.clock.now();
  if (epoch !== null && page.head.epoch !== epoch) {
    await adoptEpoch(world, page.head.epoch);
    return true;
  }
  const applied = await steady(cache, () => applyPage(cache, page, stand));
  if (applied === "other-epoch") await dropCache(cache);
  if (applied !== "whole") return true;
  await noteContact(world, page, { now: answeredAt, cid, heartbeat });
  const toBegin = page.head.scopes.filter((scope) => !(scope in page.tail.cursor));
  if (toBegin.length > 0) {
    await beginScopes(world, transport, { scopes: toBegin, epoch: page.head.epoch });
    // Counted as they came; to read all of it once more can wait.
    for (const scope of toBegin) checks.countedAt.set(scope, world.clock.now());
    return true;
  }
  if (page.tail.more) return true;
  await unfold(world, receipts);
  return healScopes(world, { page, stand }, checks);
}

/** 30,000 rows is the cap of a device; twice that means that something turns in circles. */
const MAX_PAGES = 400;

/** Pulls until there is no more. Throws Fault. */
export async function pullAll(
  world: World,
  transport: Transport,
  { checks = noChecks(), tell = {} }: { readonly checks?: ScopeChecks; readonly tell?: TellPhone } = {},
): Promise<void> {
  for (let page = 0; page < MAX_PAGES; page++) {
    try {
      if (!(await pullPage({ world, transport, checks, tell }))) return;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const next = error.code === "wrong-epoch" ? error.detail["epoch"] : undefined;
      if (typeof next === "string") await adoptEpoch(world, next);
      else if (error.code === "behind" && page === 0) await beginAgain(world);
      else throw error;
    }
  }
}
