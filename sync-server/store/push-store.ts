/**
 * One push, one transaction: lock the client, skip what is known, decide each command against the locked records,
 * keep every envelope with its outcome, number the feed last, commit, and only then answer.
 */
import * as v from "valibot";
import { COMMANDS } from "#domain/commands";
import type { Ref } from "#domain/kernel/command";
import { type Envelope, envelopeChecksum, envelopeSchema } from "#protocol/envelope";
import type { OutcomeName, PushReply, PushRequest, PushResult } from "#protocol/push";
import type { Caller } from "../access/access.ts";
import { Workspace } from "./apply-change.ts";
import type { Db, Queryable } from "./db.ts";
import { lockRecords, writeRecords } from "./records.ts";

export interface PushDeps {
  readonly db: Db;
  readonly epoch: string;
  readonly now: () => number;
}

interface Received {
  readonly envelope: Envelope;
  /** As it came, for the archive. */
  readonly raw: unknown;
}

interface Kept {
  readonly mid: string;
  readonly outcome: OutcomeName;
  readonly at: string;
  readonly rev: number;
  readonly conflicts: string[];
  readonly reason?: string;
  readonly envelope: Envelope | null;
  readonly n: number;
  readonly h: string;
  readonly raw: unknown;
}

const NUMBERED = v.looseObject({
  mid: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  n: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** A push of one device. Outcomes come back by `mid`; a broken envelope costs nothing but itself. */
export async function push(deps: PushDeps, caller: Caller, request: PushRequest): Promise<PushReply> {
  return deps.db.tx(async (q) => {
    const serverNow = new Date(deps.now()).toISOString();
    const client = await lockClient(q, caller, request.cid);
    const base = { epoch: deps.epoch, serverNow };
    if (!client.mine) return { ...base, results: [], lastN: client.lastN, fork: true, needBlobs: [] };
    const turn = await takeTurn(q, { request, caller, serverNow, lastN: client.lastN });
    await q.query("UPDATE client SET last_n = $2, seen_at = now() WHERE cid = $1", [request.cid, turn.lastN]);
    const needBlobs = await blobsWanted(q, caller.deviceId);
    await writeRecords(q, turn.workspace.writes());
    const { results, lastN, expect, fork } = turn;
    return { ...base, results, lastN, needBlobs, ...(expect ? { expect } : {}), ...(fork ? { fork } : {}) };
  });
}

async function lockClient(q: Queryable, caller: Caller, cid: string): Promise<{ lastN: number; mine: boolean }> {
  await q.query("INSERT INTO client (cid, device_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    cid,
    caller.deviceId,
    caller.actor.personId,
  ]);
  const rows = await q.query<{ last_n: number; device_id: string }>(
    "SELECT last_n, device_id FROM client WHERE cid = $1 FOR UPDATE",
    [cid],
  );
  return { lastN: rows[0]?.last_n ?? 0, mine: rows[0]?.device_id === caller.deviceId };
}

interface TurnInput {
  readonly request: PushRequest;
  readonly caller: Caller;
  readonly serverNow: string;
  readonly lastN: number;
}

interface Turn {
  readonly results: PushResult[];
  readonly workspace: Workspace;
  readonly lastN: number;
  readonly expect?: number;
  readonly fork?: boolean;
}

interface Known {
  readonly mid: string;
  readonly h: string;
  readonly outcome: OutcomeName;
  readonly rev: number;
  readonly reason: string | null;
  readonly conflicts: string[];
  readonly at: string;
}

async function takeTurn(q: Queryable, input: TurnInput): Promise<Turn> {
  const { request, caller, serverNow } = input;
  const received = request.muts.map(parseReceived);
  const known = await knownMids(
    q,
    received.flatMap((r) => (r.mid ? [r.mid] : [])),
  );
  const forked = await forkedNumbers(q, request.cid, received);
  const workspace = new Workspace(await lockRecords(q, refsOf(received)));
  const kept: Kept[] = [];
  const results: PushResult[] = [];
  let lastN = input.lastN;
  let expect: number | undefined;
  for (const item of received) {
    const before = item.mid ? known.get(item.mid) : undefined;
    if (before) {
      results.push(resultOfKnown(before));
      lastN = Math.max(lastN, item.n === lastN + 1 ? item.n : lastN);
      continue;
    }
    if (forked) return finish(q, { results, workspace, lastN, fork: true }, kept, caller);
    if (item.n !== lastN + 1) {
      expect = lastN + 1;
      break;
    }
    const result = settle(item, { workspace, caller, serverNow, cid: request.cid });
    kept.push(result);
    results.push(publicResult(result));
    lastN = item.n;
  }
  return finish(q, { results, workspace, lastN, ...(expect === undefined ? {} : { expect }) }, kept, caller);
}

async function finish(q: Queryable, turn: Turn, kept: readonly Kept[], caller: Caller): Promise<Turn> {
  await keepMutations(q, kept, caller);
  await keepConflicts(q, turn.workspace);
  await keepBlobRefs(q, turn.workspace, caller.deviceId);
  await keepSeen(q, kept, turn.workspace);
  return turn;
}

interface Parsed {
  readonly mid: string | null;
  readonly n: number;
  readonly received: Received | null;
  readonly raw: unknown;
}

function parseReceived(raw: unknown): Parsed {
  const numbered = v.safeParse(NUMBERED, raw);
  const mid = numbered.success ? numbered.output.mid : null;
  const n = numbered.success ? numbered.output.n : 0;
  const parsed = v.safeParse(envelopeSchema, raw);
  return { mid, n, raw, received: parsed.success ? { envelope: parsed.output, raw } : null };
}

function refsOf(parsed: readonly Parsed[]): Ref[] {
  return parsed.flatMap(({ received }) => {
    if (!received) return [];
    const { envelope } = received;
    const spec = COMMANDS.get(envelope.cmd);
    const args = spec?.parse(envelope.args);
    if (!spec || !args?.ok) return [];
    return [spec.target(args.value), ...spec.needs(args.value), ...extraRefs(envelope)];
  });
}

/** Records a command makes beside its own: service records are named by round and person. */
function extraRefs(envelope: Envelope): Ref[] {
  const { roundId, minutes } = envelope.args as { roundId?: string; minutes?: readonly { personId?: string }[] };
  if (!roundId || !Array.isArray(minutes)) return [];
  return minutes.map((m) => ({ t: "serviceRecord", id: `${roundId}.${m.personId ?? ""}` }));
}

async function knownMids(q: Queryable, mids: readonly string[]): Promise<Map<string, Known>> {
  if (mids.length === 0) return new Map();
  const rows = await q.query<Known>(
    "SELECT mid, h, outcome, rev, reason, conflicts, at FROM mutation WHERE mid = ANY($1)",
    [mids],
  );
  return new Map(rows.map((row) => [row.mid, row]));
}

/** Does another mutation already stand under one of these numbers? Then two phones share a client id. */
async function forkedNumbers(q: Queryable, cid: string, parsed: readonly Parsed[]): Promise<boolean> {
  const withMid = parsed.filter((p) => p.mid !== null && p.n > 0);
  if (withMid.length === 0) return false;
  const rows = await q.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM mutation m
       JOIN unnest($2::bigint[], $3::text[]) AS x(n, mid) ON x.n = m.n AND x.mid <> m.mid WHERE m.cid = $1`,
    [cid, withMid.map((p) => p.n), withMid.map((p) => p.mid ?? "")],
  );
  return (rows[0]?.found ?? 0) > 0;
}

const resultOfKnown = (k: Known): PushResult => ({
  mid: k.mid,
  outcome: k.outcome,
  at: k.at,
  rev: k.rev,
  conflicts: k.conflicts,
  ...(k.reason ? { reason: k.reason } : {}),
});

const publicResult = ({ mid, outcome, at, rev, conflicts, reason }: Kept): PushResult => ({
  mid,
  outcome,
  at,
  rev,
  conflicts,
  ...(reason ? { reason } : {}),
});

interface SettleContext {
  readonly workspace: Workspace;
  readonly caller: Caller;
  readonly serverNow: string;
  readonly cid: string;
}

function settle(item: Parsed, context: SettleContext): Kept {
  const { envelope } = item.received ?? { envelope: null };
  const base = { mid: item.mid ?? "", envelope, n: item.n, h: envelope?.h ?? "", raw: item.raw, at: context.serverNow };
  const quarantine = (reason: string): Kept => ({ ...base, outcome: "quarantined", rev: 0, conflicts: [], reason });
  if (!envelope) return quarantine("malformed");
  if (envelope.cid !== context.cid || envelopeChecksum(envelope) !== envelope.h) return quarantine("damaged");
  if (envelope.user !== context.caller.actor.personId) return quarantine("not-allowed");
  return decideOne(envelope, base, context, quarantine);
}

function decideOne(
  envelope: Envelope,
  base: Omit<Kept, "outcome" | "rev" | "conflicts">,
  { workspace, caller, serverNow }: SettleContext,
  quarantine: (reason: string) => Kept,
): Kept {
  const spec = COMMANDS.get(envelope.cmd);
  if (!spec) return quarantine("unknown-command");
  const args = spec.parse(envelope.args);
  if (!args.ok) return quarantine(args.error.kind);
  const target = spec.target(args.value);
  const env = {
    actor: caller.actor,
    at: correctedAt(envelope),
    now: serverNow,
    look: (ref: Ref) => workspace.doc(ref),
  };
  const verdict = spec.decide(workspace.doc(target), args.value, env);
  if (!verdict.ok) return quarantine(verdict.error.kind);
  const conflicts = workspace.apply(verdict.value, envelope, serverNow);
  return { ...base, outcome: conflicts.length > 0 ? "merged" : "applied", rev: workspace.rev(target), conflicts };
}

/** When the person did it, by the server's clock as far as the phone knew it. */
function correctedAt(envelope: Envelope): string {
  const ms = Date.parse(envelope.at) + (envelope.off ?? 0);
  return Number.isNaN(ms) ? envelope.at : new Date(ms).toISOString();
}

async function keepMutations(q: Queryable, kept: readonly Kept[], caller: Caller): Promise<void> {
  const rows = kept.filter((k) => k.mid !== "");
  if (rows.length === 0) return;
  await q.query(
    `INSERT INTO mutation (mid, cid, n, h, person_id, device_id, payload, outcome, rev, reason, conflicts, at)
     SELECT x.mid, x.cid, x.n, x.h, $2, $3, x.payload, x.outcome, x.rev, x.reason, x.conflicts, x.at
       FROM jsonb_to_recordset($1::jsonb) AS x(mid text, cid text, n bigint, h text, payload jsonb, outcome text,
            rev bigint, reason text, conflicts jsonb, at timestamptz)`,
    [
      JSON.stringify(
        rows.map((k) => ({
          mid: k.mid,
          cid: k.envelope?.cid ?? "",
          n: k.n,
          h: k.h,
          payload: k.raw ?? null,
          outcome: k.outcome,
          rev: k.rev,
          reason: k.reason ?? null,
          conflicts: k.conflicts,
          at: k.at,
        })),
      ),
      caller.actor.personId,
      caller.deviceId,
    ],
  );
}

async function keepConflicts(q: Queryable, workspace: Workspace): Promise<void> {
  if (workspace.conflicts.length === 0) return;
  await q.query(
    `INSERT INTO conflict (t, id, field, mid, lost, lost_by, lost_at)
     SELECT x.t, x.id, x.field, x.mid, x.lost, x."lostBy", x."lostAt"
       FROM jsonb_to_recordset($1::jsonb) AS x(t text, id text, field text, mid text, lost jsonb, "lostBy" text, "lostAt" timestamptz)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(workspace.conflicts)],
  );
}

async function keepBlobRefs(q: Queryable, workspace: Workspace, deviceId: string): Promise<void> {
  if (workspace.blobs.length === 0) return;
  const json = JSON.stringify(workspace.blobs);
  await q.query(
    `INSERT INTO blob (sha256, bytes) SELECT DISTINCT ON (x.sha256) x.sha256, x.bytes
       FROM jsonb_to_recordset($1::jsonb) AS x(sha256 text, bytes bigint) ORDER BY x.sha256 ON CONFLICT DO NOTHING`,
    [json],
  );
  await q.query(
    `INSERT INTO blob_ref (sha256, t, id, device_id) SELECT DISTINCT x.sha256, x.t, x.id, $2
       FROM jsonb_to_recordset($1::jsonb) AS x(sha256 text, t text, id text) ON CONFLICT DO NOTHING`,
    [json, deviceId],
  );
}

/** Keeps the newest sight of each checkpoint beside the rounds. */
async function keepSeen(q: Queryable, kept: readonly Kept[], workspace: Workspace): Promise<void> {
  const seen = new Map<string, { id: string; community: string; at: string }>();
  for (const { envelope, outcome } of kept) {
    if (!envelope || outcome === "quarantined" || !envelope.cmd.startsWith("round.")) continue;
    const round = workspace.doc({ t: "round", id: envelope.e.id });
    const stops = (round?.["stops"] ?? []) as readonly { checkpointId: string; result: string; at: string }[];
    for (const stop of stops) {
      if (stop.result === "notSeen") continue;
      const community = String(round?.["communityCode"] ?? "");
      const known = seen.get(stop.checkpointId);
      if (!known || known.at < stop.at) seen.set(stop.checkpointId, { id: stop.checkpointId, community, at: stop.at });
    }
  }
  if (seen.size === 0) return;
  await q.query(
    `INSERT INTO checkpoint_seen (checkpoint_id, community, seen_at)
     SELECT x.id, x.community, x.at FROM jsonb_to_recordset($1::jsonb) AS x(id text, community text, at timestamptz) ORDER BY x.id
     ON CONFLICT (checkpoint_id) DO UPDATE SET seen_at = greatest(checkpoint_seen.seen_at, EXCLUDED.seen_at)`,
    [JSON.stringify([...seen.values()])],
  );
}

/** Files this device announced that have not arrived whole, thumbnails (small) first. */
export async function blobsWanted(q: Queryable, deviceId: string): Promise<string[]> {
  const rows = await q.query<{ sha256: string }>(
    `SELECT b.sha256 FROM blob b WHERE b.stored_at IS NULL
        AND EXISTS (SELECT 1 FROM blob_ref r WHERE r.sha256 = b.sha256 AND r.device_id = $1)
      ORDER BY b.bytes LIMIT 200`,
    [deviceId],
  );
  return rows.map((r) => r.sha256);
}
