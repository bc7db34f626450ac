/** Figures per community, for streets and the district: counts only, no texts. */
import { Hono } from "hono";
import { holds } from "#domain/kernel/actor";
import { Fault } from "#domain/kernel/fault";
import { type Access, type AppEnv, communitiesIn, requireCaller } from "../access/access.ts";
import { communityFigures } from "./community-figures.ts";

interface Counted {
  readonly community: string;
  readonly n: number;
  readonly key: string;
}

const SUPERVISORS = ["communityAdmin", "streetAdmin", "districtAdmin"] as const;

/** Who may know when the places of a compound were last looked at: its secretary, and the community's own staff. */
const WATCHERS = ["branchSecretary", "gridWorker", "communityAdmin"] as const;

export function overviewRoutes(access: Access): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", requireCaller(access));
  app.get("/", async (c) => {
    const { actor } = c.get("caller");
    const all = (await communitiesIn(access.db))(access.districtCode);
    const codes = all.filter((code) => holds(actor, SUPERVISORS, code));
    const [issues, rounds, seen] = await Promise.all([
      issueCounts(access, codes),
      roundCounts(access, codes),
      seenCounts(access, codes),
    ]);
    const rows = codes.map((code) => ({
      communityCode: code,
      openBySeverity: pick(issues, code),
      roundsByState: pick(rounds, code),
      checkpoints: pick(seen, code),
    }));
    return c.json({ at: new Date(access.now()).toISOString(), communities: rows });
  });
  app.get("/:community", async (c) => {
    const community = c.req.param("community");
    const { actor } = c.get("caller");
    if (!/^\d{12}$/.test(community) || !holds(actor, SUPERVISORS, community)) throw new Fault("forbidden", "never");
    return c.json(await communityFigures(access, community));
  });
  app.get("/:community/seen/:compound", async (c) => {
    const { community, compound } = c.req.param();
    if (!holds(c.get("caller").actor, WATCHERS, community, compound)) throw new Fault("forbidden", "never");
    return c.json({ at: new Date(access.now()).toISOString(), seen: await sightsIn(access, community, compound) });
  });
  return app;
}

/** When each place of a compound was last looked at; by whom is not kept here. */
const sightsIn = async (access: Access, community: string, compound: string) => {
  const rows = await access.db.query<{ id: string; at: string }>(
    `SELECT c.id, s.seen_at AS at FROM entity c JOIN checkpoint_seen s ON s.checkpoint_id = c.id
      WHERE c.t = 'checkpoint' AND c.doc->>'communityCode' = $1 AND c.doc->>'compoundId' = $2 ORDER BY c.id`,
    [community, compound],
  );
  return rows.map(({ id, at }) => ({ checkpointId: id, at: new Date(at).toISOString() }));
};

const pick = (rows: readonly Counted[], code: string): Record<string, number> =>
  Object.fromEntries(rows.filter((r) => r.community === code).map((r) => [r.key, r.n]));

const issueCounts = (access: Access, codes: readonly string[]): Promise<Counted[]> =>
  access.db.query<Counted>(
    `SELECT doc->>'communityCode' AS community, doc->>'severity' AS key, count(*)::int AS n FROM entity
      WHERE t = 'issue' AND doc->>'communityCode' = ANY($1) AND doc->>'state' NOT IN ('closed', 'declined') GROUP BY 1, 2`,
    [codes],
  );

/** Rounds of the last 30 days by state. */
const roundCounts = (access: Access, codes: readonly string[]): Promise<Counted[]> =>
  access.db.query<Counted>(
    `SELECT doc->>'communityCode' AS community, doc->>'state' AS key, count(*)::int AS n FROM entity
      WHERE t = 'round' AND doc->>'communityCode' = ANY($1) AND doc->>'on' >= $2 GROUP BY 1, 2`,
    [codes, new Date(access.now() - 30 * 86_400_000).toISOString().slice(0, 10)],
  );

/** Checkpoints in all, and those looked at in the last 7 days. */
const seenCounts = (access: Access, codes: readonly string[]): Promise<Counted[]> =>
  access.db.query<Counted>(
    `SELECT doc->>'communityCode' AS community, 'all' AS key, count(*)::int AS n FROM entity
      WHERE t = 'checkpoint' AND doc->>'communityCode' = ANY($1) AND doc->>'retiredOn' IS NULL GROUP BY 1
     UNION ALL
     SELECT community, 'seen7d', count(*)::int FROM checkpoint_seen
      WHERE community = ANY($1) AND seen_at > $2 GROUP BY 1`,
    [codes, new Date(access.now() - 7 * 86_400_000).toISOString()],
  );
