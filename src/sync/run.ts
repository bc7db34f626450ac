/** One run: push, pull, photos, and what is to be done besides, each part though another fails. */
import { type Fault, isFault } from "#domain/kernel/fault";
import { keepHouse } from "#storage/housekeeping";
import { renewLease } from "#storage/lease";
import { noteHeld } from "#storage/lost-marker";
import { pinKeyOf } from "#storage/pin-key";
import { steady } from "#storage/steady";
import { resetSending } from "#storage/vault/vault";
import type { World } from "#storage/world";
import { handOver } from "./hand-over.ts";
import { type TellPhone, tellIfChanged } from "./heartbeat.ts";
import { type Known, wouldBeTold } from "./known.ts";
import { beat } from "./leadership.ts";
import { noChecks, pullAll, type ScopeChecks } from "./pull.ts";
import { pushAll } from "./push.ts";
import type { Cause } from "./schedule.ts";
import type { Transport } from "./transport.ts";
import { uploadAll } from "./upload.ts";

const ENDS_THE_RUN = new Set([
  "offline",
  "timeout",
  "captive-portal",
  "unauthenticated",
  "revoked",
  "device-key-missing",
  "too-many",
]);

/** What the server thinks changed: 304 spares the pull when nothing waits here either. */
async function nothingNew(world: World, transport: Transport, known: Known): Promise<boolean> {
  const headers: Record<string, string> = known.tag === undefined ? {} : { "If-None-Match": known.tag };
  delete known.askedAt;
  const response = await transport.ask("/api/sync/heads", { headers, also: [304] });
  known.askedAt = world.clock.now();
  await renewLease(world.vault, response.headers.get("date") ?? "");
  if (response.status === 304) return (await world.vault.ledger.where("folded").equals(1).count()) === 0;
  const tag = response.headers.get("etag");
  if (tag === null) delete known.tag;
  else known.tag = tag;
  return false;
}

/** One part's trouble does not keep the others from trying, unless the line itself is gone. */
async function runParts(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  let first: Fault | undefined;
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      if (!isFault(error) || ENDS_THE_RUN.has(error.code)) throw error;
      first ??= error;
    }
  }
  if (first) throw first;
}

export interface Run {
  readonly world: World;
  readonly transport: Transport;
  readonly known: Known;
  /** Made by the first run. */
  checks?: ScopeChecks;
  readonly tell: TellPhone;
}

async function runAll(run: Run, cause: Cause): Promise<void> {
  const { world, transport, known, tell } = run;
  run.checks ??= noChecks();
  const { checks } = run;
  const pull = async () => {
    await beat(world);
    // The tag is taken before the pull: a change in between costs one pull too many, never one too few.
    if (cause === "tick" && wouldBeTold(known, world.clock.now())) return;
    if (cause === "poke" || cause === "save") delete known.tag;
    if (await nothingNew(world, transport, known)) return;
    try {
      await pullAll(world, transport, { checks, tell });
    } catch (error) {
      delete known.tag;
      throw error;
    }
    if (pinKeyOf(world.person.personId)) await (await import("#storage/keep-seals")).keepSeals(world);
  };
  const push = async () => {
    await beat(world);
    await pushAll(world, transport, tell);
  };
  const upload = () => uploadAll(world, transport);
  const tellNews = () => tellIfChanged(world, transport, tell);
  // Left over from a page that was closed in the middle of a run: nothing is being sent before it is sent.
  const begin = () => resetSending(world.vault);
  const held = () => noteHeld(world.vault, world.person.personId);
  const parts = [begin, push, held, pull, upload, tellNews, () => keepHouse(world)];
  // Every part may be repeated from its beginning, so a lost handle costs a repeat and a full disk is told as one.
  await runParts(parts.map((part) => () => steady([world.vault, world.cache], part)));
}

/** A phone that was switched off hands over what it holds in the same run; the fault then stands in the status. */
export async function runOrHandOver(run: Run, cause: Cause): Promise<void> {
  try {
    await runAll(run, cause);
  } catch (error) {
    if (isFault(error) && error.code === "revoked") await handOver(run.world, run.transport);
    throw error;
  }
}
