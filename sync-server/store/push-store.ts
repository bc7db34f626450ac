/**
 * Pushes, one transaction for those that wait together: lock the clients, skip what is known, decide each command
 * against the locked records, keep every envelope with its outcome, number the feed last, commit, and only then answer.
 */
import type { Ref } from "#domain/kernel/command";
import type { Heartbeat } from "#protocol/heartbeat";
import type { OutcomeName, PushReply, PushRequest, PushResult } from "#protocol/push";
import type { Caller } from "../access/access.ts";
import { Workspace } from "./apply-change.ts";
import { isAsideAbout, layAside } from "./aside-store.ts";
import { auditOfPush } from "./audit-push.ts";
import { writeAudit } from "./audit-store.ts";
import { numberCases } from "./case-numbers.ts";
import type { Db, Queryable } from "./db.ts";
import { overwrittenIn } from "./overwritten-store.ts";
import { asReused, isOther, isUnder, type Kept, type Received, receive, secondMid, settle } from "./push-decide.ts";
import { blobsWanted, type ClientMark, keepBlobRefs, keepConflicts, keepPush } from "./push-keep.ts";
import { callerAsOf, type Hold, holding, locksOf } from "./push-locks.ts";
import { lockRecords, writeRecords } from "./records.ts";
import { endSignIns } from "./retire-store.ts";
import { keepSeen } from "./seen-store.ts";

export interface PushDeps {
  readonly db: Db;
  /** The epoch in force. */
  readonly epoch: () => string;
  readonly now: () => number;
  /** Told after the commit in which scopes something changed. */
  readonly onWritten?: (scopes: ReadonlySet<string>) => void;
}

/** One request of one device. Two of the same client must never share a transaction. */
export interface PushJob {
  readonly caller: Caller;
  readonly request: PushRequest;
  /** Its first envelope made the server fail: it is set aside unseen. */
  readonly condemned?: boolean;
}

interface Client {
  readonly lastN: number;
  readonly safeN: number | null;
  readonly mine: boolean;
}

interface Turn {
  readonly job: PushJob;
  readonly results: PushResult[];
  readonly kept: Kept[];
  readonly client: Client;
  lastN: number;
  expect?: number;
  fork?: boolean;
}

/** Outcomes come back by `mid`, replies in the order of the jobs; a broken envelope costs nothing but itself. */
export async function pushTogether(deps: PushDeps, jobs: readonly PushJob[]): Promise<PushReply[]> {
  // Learned by a transaction that begins again: everything is locked as hard as it goes.
  const hold: Hold = { all: false };
  const done = await deps.db.tx(async (q) => {
    const serverNow = new Date(deps.now()).toISOString();
    const clients = await lockClients(q, jobs);
    const turns = jobs.map((job) => newTurn(job, clients));
    const workspace = await takeTurns(q, turns, { serverNow, hold });
    const kept = turns.flatMap((turn) => turn.kept);
    await keepPush(q, turns.map(markOf), kept);
    await keepConflicts(q, workspace);
    await keepBlobRefs(q, workspace);
    await keepSeen(q, roundActs(kept), workspace);
    await endSignIns(q, kept);
    await writeAudit(q, ...turns.flatMap((turn) => auditOfPush(turn.job.caller, turn.kept)));
    const wanted = await blobsWanted(q, jobs.map(personOf));
    const touched = await writeRecords(q, workspace.writes());
    const base = { epoch: deps.epoch(), serverNow };
    return { touched, replies: turns.map((turn) => replyOf(turn, base, wanted.get(personOf(turn.job)) ?? [])) };
  });
  if (done.touched.length > 0) deps.onWritten?.(new Set(done.touched));
  return done.replies;
}

/** Commands that changed a round. */
const roundActs = (kept: readonly Kept[]): { cmd: string; roundId: string }[] =>
  kept.flatMap(({ envelope, outcome }) =>
    envelope && outcome !== "quarantined" && envelope.e.t === "round"
      ? [{ cmd: envelope.cmd, roundId: envelope.e.id }]
      : [],
  );

const personOf = (job: PushJob): string => job.caller.actor.personId;

function newTurn(job: PushJob, clients: ReadonlyMap<string, ClientRow>): Turn {
  const row = clients.get(job.request.cid);
  const lastN = row?.last_n ?? 0;
  const client = { lastN, safeN: row?.safe_n ?? null, mine: row?.device_id === job.caller.deviceId };
  return { job, client, lastN, results: [], kept: [], ...(client.mine ? {} : { fork: true }) };
}

function markOf({ job, lastN, kept, client }: Turn): ClientMark {
  const heartbeat: Heartbeat | null = job.request.heartbeat ?? null;
  const { cid } = job.request;
  return { cid, deviceId: job.caller.deviceId, lastN, mine: client.mine, took: kept.length > 0, heartbeat };
}

function replyOf(turn: Turn, base: { epoch: string; serverNow: string }, needBlobs: readonly string[]): PushReply {
  const { results, lastN, expect, fork, client } = turn;
  return {
    ...base,
    results,
    lastN,
    needBlobs: client.mine ? [...needBlobs] : [],
    ...(client.mine && client.safeN !== null ? { safe: client.safeN } : {}),
    ...(expect ? { expect } : {}),
    ...(fork ? { fork } : {}),
  };
}

interface ClientRow {
  readonly cid: string;
  readonly last_n: number;
  readonly safe_n: number | null;
  readonly device_id: string;
}

const LOCK_CLIENTS = {
  name: "lock-clients",
  text: "SELECT cid, last_n, safe_n, device_id FROM client WHERE cid = ANY($1) ORDER BY cid FOR UPDATE",
};

async function lockClients(q: Queryable, jobs: readonly PushJob[]): Promise<Map<string, ClientRow>> {
  const cids = jobs.map((j) => j.request.cid);
  const rows = await q.query<ClientRow>(LOCK_CLIENTS, [cids]);
  const fresh = jobs.filter((j) => !rows.some((row) => row.cid === j.request.cid));
  if (fresh.length > 0) {
    await q.query(
      `INSERT INTO client (cid, device_id, person_id) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS x(cid, d, p)
        ORDER BY x.cid ON CONFLICT DO NOTHING`,
      [fresh.map((j) => j.request.cid), fresh.map((j) => j.caller.deviceId), fresh.map(personOf)],
    );
    rows.push(...(await q.query<ClientRow>(LOCK_CLIENTS, [fresh.map((j) => j.request.cid)])));
  }
  return new Map(rows.map((row) => [row.cid, row]));
}

interface Known {
  readonly mid: string;
  readonly cid: string;
  readonly n: number;
  readonly h: string;
  readonly outcome: OutcomeName;
  readonly rev: number;
  readonly reason: string | null;
  readonly conflicts: string[];
  readonly at: string;
}

const KNOWN = {
  name: "known-mutations",
  text: `SELECT mid, cid, n, h, outcome, rev, reason, conflicts, at FROM mutation WHERE mid = ANY($1)
     UNION
     SELECT m.mid, m.cid, m.n, m.h, m.outcome, m.rev, m.reason, m.conflicts, m.at FROM mutation m
       JOIN unnest($2::text[], $3::bigint[]) AS x(cid, n) ON x.cid = m.cid AND x.n = m.n`,
};

interface Taking {
  readonly serverNow: string;
  readonly hold: Hold;
}

async function takeTurns(q: Queryable, turns: readonly Turn[], { serverNow, hold }: Taking): Promise<Workspace> {
  const mine = turns
    .filter((turn) => turn.client.mine)
    .map((turn) => ({
      turn,
      received: turn.job.request.muts.map((mut, i) => receive(mut, turn.job.condemned === true && i === 0)),
    }));
  const numbered = mine.flatMap(({ turn, received }) =>
    received.flatMap((item) =>
      item.mid === null ? [] : [{ mid: item.mid, second: secondMid(item), n: item.n, cid: turn.job.request.cid }],
    ),
  );
  const known = numbered.length === 0 ? [] : await q.query<Known>(KNOWN, midsAndNumbers(numbered));
  const workspace = new Workspace();
  const load = async (refs: readonly Ref[], look: readonly Ref[] = []) =>
    workspace.add([...refs, ...look], await lockRecords(q, refs, look));
  const everything = mine.flatMap(({ received }) => received);
  const { write, look } = locksOf(
    everything,
    mine.map(({ turn }) => turn.job.caller),
    hold,
  );
  await load(write, look);
  const requireHeld = holding(look, hold);
  const laid = new Set<string>();
  const isAside = async ({ t, id }: Ref) => laid.has(`${t}:${id}`) || isAsideAbout(q, id);
  const context = { known, workspace, serverNow, load, requireHeld, isAside, laid };
  for (const { turn, received } of mine) await takeTurn(turn, received, context);
  await numberCases(q, workspace, serverNow);
  const moved = workspace.movedSealed();
  if (moved.length > 0) await load(workspace.unasked(await overwrittenIn(q, moved)));
  workspace.moveOverwritten();
  await load(workspace.unasked(workspace.stubs()));
  workspace.writeStubs();
  return workspace;
}

const midsAndNumbers = (numbered: readonly { mid: string; second: string; cid: string; n: number }[]) => [
  numbered.flatMap((x) => [x.mid, x.second]),
  numbered.map((x) => x.cid),
  numbered.map((x) => x.n),
];

interface TurnContext {
  readonly known: readonly Known[];
  readonly workspace: Workspace;
  readonly serverNow: string;
  readonly load: (refs: readonly Ref[]) => Promise<void>;
  readonly requireHeld: (refs: readonly Ref[]) => void;
  readonly isAside: (ref: Ref) => Promise<boolean>;
  /** Keys `type:id` of what the records are about that were set aside in this transaction. */
  readonly laid: Set<string>;
}

async function takeTurn(turn: Turn, received: readonly Received[], context: TurnContext): Promise<void> {
  const caller = callerAsOf(turn.job.caller, context.workspace, context.serverNow);
  const { cid } = turn.job.request;
  const byMid = new Map(context.known.map((k) => [k.mid, k]));
  const byN = new Map(context.known.filter((k) => k.cid === cid).map((k) => [k.n, k.mid]));
  // Another mutation stands under one of these numbers: two phones share a client id.
  const forked = received.some((item) => item.mid !== null && byN.has(item.n) && !isUnder(item, byN.get(item.n)));
  for (const item of received) {
    const first = item.mid === null ? undefined : byMid.get(item.mid);
    const reused = first !== undefined && isOther(item, first);
    const before = reused ? byMid.get(secondMid(item)) : first;
    if (before && reused) {
      turn.results.push({ ...resultOf(before), mid: first.mid });
      if (item.n === turn.lastN + 1) turn.lastN = item.n;
      continue;
    }
    if (before) {
      turn.results.push(resultOf(before));
      if (item.n === turn.lastN + 1) turn.lastN = item.n;
      continue;
    }
    if (forked) {
      turn.fork = true;
      return;
    }
    if (item.n !== turn.lastN + 1) {
      turn.expect = turn.lastN + 1;
      return;
    }
    const kept = reused
      ? asReused(item, { ...context, caller, cid }, secondMid(item))
      : await settle(item, { ...context, caller, cid });
    if (kept.outcome === "quarantined") {
      layAside(context.workspace, { ...kept, reason: kept.reason ?? "unknown" }, caller.orgCode);
      if (kept.envelope) context.laid.add(`${kept.envelope.e.t}:${kept.envelope.e.id}`);
    }
    turn.kept.push(kept);
    turn.results.push({ ...resultOf(kept), mid: item.mid ?? "" });
    turn.lastN = item.n;
  }
}

const resultOf = ({ mid, outcome, at, rev, conflicts, reason }: Known | Kept): PushResult => ({
  mid,
  outcome,
  at,
  rev,
  conflicts,
  ...(reason ? { reason } : {}),
});
