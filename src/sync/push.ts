/** Sends the outbox in order. A record leaves it only into the ledger or the quarantine, never into nothing. */
import { Fault } from "#domain/kernel/fault";
import { MAX_MUTATIONS, MAX_PUSH_BYTES, type PushReply, type PushResult, pushReply } from "#protocol/push";
import { PROTO, SCHEMA } from "#protocol/version";
import { steady } from "#storage/steady";
import {
  type LedgerRow,
  type OutboxRow,
  type QuarantineRow,
  rekey,
  resumeFrom,
  type Sending,
  type Vault,
} from "#storage/vault/vault";
import type { World } from "#storage/world";
import { adoptEpoch } from "./epoch.ts";
import { readHeartbeat, rememberTold, type TellPhone } from "./heartbeat.ts";
import { readJson, type Transport } from "./transport.ts";

/** Head of the request beside the envelopes. */
const HEAD_BYTES = 1_024;

export type PushStep = "empty" | "more" | "blocked";

/** As many of the oldest as fit; at least one, however large. */
export function cutBatch(
  rows: readonly OutboxRow[],
  cid: string,
  limit: number,
): { sent: OutboxRow[]; muts: unknown[] } {
  const sent: OutboxRow[] = [];
  const muts: unknown[] = [];
  let bytes = HEAD_BYTES;
  for (const row of rows) {
    const mut = { ...row.env, cid, n: row.n };
    bytes += new TextEncoder().encode(JSON.stringify(mut)).length + 1;
    if (sent.length >= limit || (sent.length > 0 && bytes > MAX_PUSH_BYTES)) break;
    sent.push(row);
    muts.push(mut);
  }
  return { sent, muts };
}

/** What was sent lies in one run of numbers, as it was cut. */
const runOf = (sent: readonly OutboxRow[]): Sending => ({ from: sent[0]?.n ?? 0, to: sent.at(-1)?.n ?? 0 });

const inRun = (vault: Vault, { from, to }: Sending) => vault.outbox.where("n").between(from, to, true, true);

/** What was answered, as it stands in the outbox: read in one piece; under new numbers, where another tab gave them, one by one. */
async function answeredRows(vault: Vault, run: Sending, mids: ReadonlySet<string>): Promise<OutboxRow[]> {
  const rows = (await inRun(vault, run).toArray()).filter((row) => mids.has(row.mid));
  if (rows.length === mids.size) return rows;
  const here = new Set(rows.map((row) => row.mid));
  const others = [...mids].filter((mid) => !here.has(mid));
  return [...rows, ...(await vault.outbox.where("mid").anyOf(others).toArray())];
}

/** In one piece where nothing else lies between them. */
async function takeFromOutbox(vault: Vault, run: Sending, gone: readonly { readonly n: number }[]): Promise<void> {
  const whole = gone.length === run.to - run.from + 1 && gone.every(({ n }) => run.from <= n && n <= run.to);
  if (whole) await inRun(vault, run).delete();
  else await vault.outbox.bulkDelete(gone.map((row) => row.n));
}

/** Moves what was answered, in as few requests as there are places to move it to. */
async function settleAll(vault: Vault, run: Sending, results: readonly PushResult[], ackAt: number): Promise<void> {
  const byMid = new Map(results.map((result) => [result.mid, result]));
  const rows = await answeredRows(vault, run, new Set(byMid.keys()));
  const [again, aside, receipts] = [[] as OutboxRow[], [] as QuarantineRow[], [] as LedgerRow[]];
  for (const row of rows) {
    const result = byMid.get(row.mid);
    if (!result) continue;
    const { outcome, rev, conflicts, at } = result;
    const { mid, n, ek, env } = row;
    if (outcome === "retry") again.push({ ...row, state: "retry", tries: row.tries + 1 });
    else if (outcome === "quarantined")
      aside.push({ mid, n, ek, env, reason: result.reason ?? "unknown", receivedAt: at });
    else receipts.push({ mid, n, ackAt, folded: 1, ek, env, outcome, rev, receivedAt: at, conflicts });
  }
  await vault.outbox.bulkPut(again);
  await vault.quarantine.bulkPut(aside);
  await vault.ledger.bulkPut(receipts);
  await takeFromOutbox(vault, run, [...aside, ...receipts]);
}

/** Results by `mid`, outbox → ledger or quarantine, all in one transaction. */
async function settle(
  vault: Vault,
  sent: readonly OutboxRow[],
  { reply, ackAt, sameClient }: { reply: PushReply; ackAt: number; sameClient: boolean },
): Promise<void> {
  await vault.transaction("rw", vault.meta, vault.outbox, vault.ledger, vault.quarantine, async () => {
    const epoch = await vault.getMeta("epoch");
    // Given by a server before it was restored: it has forgotten since what it says here.
    const holds = epoch === undefined || epoch === reply.epoch;
    await vault.meta.delete("sending");
    if (!holds) return;
    await settleAll(vault, runOf(sent), reply.results, ackAt);
    await vault.setMeta("needBlobs", reply.needBlobs);
    await vault.setMeta("clockOffset", Date.parse(reply.serverNow) - ackAt);
    await vault.setMeta("lastContactAt", reply.serverNow);
    if (reply.safe !== undefined && sameClient) await vault.setMeta("safe", reply.safe);
    if (epoch === undefined) await vault.setMeta("epoch", reply.epoch);
  });
}

interface PushRun {
  readonly world: World;
  readonly transport: Transport;
  readonly tell: TellPhone;
}

async function send({ world, transport, tell }: PushRun, limit: number): Promise<PushStep> {
  const { vault } = world;
  const rows = await vault.outbox.orderBy("n").limit(limit).toArray();
  if (rows.length === 0) return "empty";
  const cid = await vault.getMeta("cid");
  const epoch = (await vault.getMeta("epoch")) ?? null;
  const { sent, muts } = cutBatch(rows, cid ?? "", limit);
  await vault.setMeta("sending", runOf(sent));
  try {
    const heartbeat = await readHeartbeat(world, tell);
    const json = { proto: PROTO, sch: SCHEMA, epoch, cid, muts, heartbeat };
    const reply = await readJson(await transport.ask("/api/sync/push", { method: "POST", json }), pushReply);
    // Somebody in another tab took a new client id meanwhile: these numbers mean nothing any more, the mids still do.
    const sameClient = (await vault.getMeta("cid")) === cid;
    await steady(vault, () => settle(vault, sent, { reply, ackAt: world.clock.now(), sameClient }));
    await rememberTold(world, heartbeat);
    return await after(world, reply, epoch, sameClient);
  } catch (error) {
    await vault.meta.delete("sending");
    const next = error instanceof Fault ? error.detail["epoch"] : undefined;
    if (!(error instanceof Fault) || error.code !== "wrong-epoch" || typeof next !== "string") throw error;
    await adoptEpoch(world, next);
    return "more";
  }
}

async function after(world: World, reply: PushReply, epoch: string | null, sameClient: boolean): Promise<PushStep> {
  if (epoch !== null && reply.epoch !== epoch) {
    await adoptEpoch(world, reply.epoch);
    return "more";
  }
  if (reply.fork && sameClient) {
    await rekey(world.vault);
    return "more";
  }
  if (reply.expect !== undefined && sameClient) {
    const first = await world.vault.outbox.orderBy("n").first();
    if (!first) return "empty";
    if (first.n !== reply.expect) await resumeFrom(world.vault, reply.expect);
    else if (reply.results.length === 0) return "blocked";
    return "more";
  }
  if (reply.results.length === 0 || reply.results.some((r) => r.outcome === "retry")) return "blocked";
  return "more";
}

/** More rounds than any honest outbox needs: a server that answers in circles must not keep a phone awake. */
const MAX_STEPS = 500;

/** Pushes until the outbox is empty or the server asks to wait. Throws Fault. */
export async function pushAll(world: World, transport: Transport, tell: TellPhone = {}): Promise<PushStep> {
  let limit = MAX_MUTATIONS;
  for (let step = 0; step < MAX_STEPS; step++) {
    try {
      const result = await send({ world, transport, tell }, limit);
      if (result !== "more") return result;
    } catch (error) {
      const tooLarge = error instanceof Fault && error.code === "too-large" && limit > 1;
      if (!tooLarge) throw error;
      limit = Math.max(1, Math.floor(limit / 2));
    }
  }
  return "blocked";
}
