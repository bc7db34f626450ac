/** When each checkpoint was last looked at, kept beside the rounds for the district's figures. */
import { workScope } from "#domain/kernel/scope";
import { latestStops, type PatrolRound } from "#domain/patrol/round";
import type { Workspace } from "./apply-change.ts";
import type { Queryable } from "./db.ts";

interface Sight {
  readonly id: string;
  readonly community: string;
  readonly at: string;
}

interface RoundAct {
  readonly cmd: string;
  readonly roundId: string;
}

/** Keeps the newest sight of each stop of the rounds that were written; a sight taken back is looked up anew. */
export async function keepSeen(q: Queryable, acts: readonly RoundAct[], workspace: Workspace): Promise<void> {
  const rounds = roundsOf(acts, workspace);
  const retractedIn = new Set(acts.filter((a) => a.cmd === "round.retractStop").map((a) => a.roundId));
  for (const round of rounds) if (retractedIn.has(round.id)) await forgetSights(q, round);
  const seen = new Map<string, Sight>();
  for (const round of rounds) {
    for (const stop of latestStops(round).values()) {
      if (stop.result === "notSeen") continue;
      const known = seen.get(stop.checkpointId);
      if (known && known.at >= stop.at) continue;
      seen.set(stop.checkpointId, { id: stop.checkpointId, community: round.communityCode, at: stop.at });
    }
  }
  if (seen.size > 0) await writeSights(q, [...seen.values()]);
}

function roundsOf(acts: readonly RoundAct[], workspace: Workspace): PatrolRound[] {
  return [...new Set(acts.map((a) => a.roundId))].flatMap((id) => {
    const doc = workspace.doc({ t: "round", id });
    return doc ? [doc as unknown as PatrolRound] : [];
  });
}

async function writeSights(q: Queryable, sights: readonly Sight[]): Promise<void> {
  const sorted = [...sights].sort((a, b) => (a.id < b.id ? -1 : 1));
  await q.query(
    `INSERT INTO checkpoint_seen (checkpoint_id, community, seen_at)
     SELECT x.id, x.community, x.at FROM jsonb_to_recordset($1::jsonb) AS x(id text, community text, at timestamptz)
     ON CONFLICT (checkpoint_id) DO UPDATE SET seen_at = greatest(checkpoint_seen.seen_at, EXCLUDED.seen_at)`,
    [JSON.stringify(sorted)],
  );
}

/** Sets the stops whose sight was taken back to what the community's other rounds know of them. */
async function forgetSights(q: Queryable, round: PatrolRound): Promise<void> {
  const takenBack = new Set((round.retractions ?? []).map((r) => r.stopId));
  const ids = [...new Set(round.stops.filter((s) => takenBack.has(s.id)).map((s) => s.checkpointId))].sort();
  await q.query("DELETE FROM checkpoint_seen WHERE checkpoint_id = ANY($1)", [ids]);
  const rows = await q.query<{ id: string; at: string }>(
    `SELECT s->>'checkpointId' AS id, max(s->>'at') AS at
       FROM feed f JOIN entity e ON e.t = f.t AND e.id = f.id, jsonb_array_elements(e.doc->'stops') s
      WHERE f.scope = $1 AND f.t = 'round' AND f.op = 'put' AND e.id <> $2
        AND s->>'checkpointId' = ANY($3) AND s->>'result' <> 'notSeen'
        AND NOT coalesce(e.doc->'retractions', '[]') @> jsonb_build_array(jsonb_build_object('stopId', s->>'id'))
      GROUP BY 1`,
    [workScope(round.communityCode), round.id, ids],
  );
  if (rows.length > 0)
    await writeSights(
      q,
      rows.map((row) => ({ ...row, community: round.communityCode })),
    );
}
