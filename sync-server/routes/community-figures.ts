/** One community in figures: what a street or the district may see of it. Counts only; no text, no person. */
import type { Access } from "../access/access.ts";

/** Rounds and shifts are counted over so many days back, today included. */
const ROUND_DAYS = 14;
const DAY_MS = 86_400_000;
const MOST_CATEGORIES = 12;

/** Open and done issues by state and severity, what they are about, rounds by day, places seen by compound. */
export async function communityFigures(access: Access, community: string) {
  const [issues, categories, days, compounds] = await Promise.all([
    issueFigures(access, community),
    categoryFigures(access, community),
    dayFigures(access, community),
    compoundFigures(access, community),
  ]);
  return { at: new Date(access.now()).toISOString(), communityCode: community, issues, categories, days, compounds };
}

const issueFigures = (access: Access, community: string) =>
  access.db.query<{ state: string; severity: string; n: number }>(
    `SELECT doc->>'state' AS state, doc->>'severity' AS severity, count(*)::int AS n FROM entity
      WHERE t = 'issue' AND doc->>'communityCode' = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [community],
  );

/** What is not done, by category, most first. */
const categoryFigures = (access: Access, community: string) =>
  access.db.query<{ category: string; categoryLabel: string; checklistVersionId: string; n: number }>(
    `SELECT doc->>'category' AS category, max(doc->>'categoryLabel') AS "categoryLabel",
            max(doc->>'checklistVersionId') AS "checklistVersionId", count(*)::int AS n FROM entity
      WHERE t = 'issue' AND doc->>'communityCode' = $1 AND doc->>'state' NOT IN ('closed', 'declined')
      GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${MOST_CATEGORIES}`,
    [community],
  );

/** Shifts planned and rounds walked on each local day, newest first. */
const dayFigures = (access: Access, community: string) => {
  const localDay = (daysBack: number): string =>
    new Date(access.now() + 8 * 3_600_000 - daysBack * DAY_MS).toISOString().slice(0, 10);
  return access.db.query<{ on: string; planned: number; finished: number; running: number }>(
    `SELECT doc->>'on' AS "on",
            count(*) FILTER (WHERE t = 'rosterSlot' AND doc->>'state' = 'planned')::int AS planned,
            count(*) FILTER (WHERE t = 'round' AND doc->>'state' = 'finished')::int AS finished,
            count(*) FILTER (WHERE t = 'round' AND doc->>'state' <> 'finished')::int AS running
       FROM entity WHERE t IN ('rosterSlot', 'round') AND doc->>'communityCode' = $1 AND doc->>'on' BETWEEN $2 AND $3
      GROUP BY 1 ORDER BY 1 DESC`,
    [community, localDay(ROUND_DAYS - 1), localDay(0)],
  );
};

/** Places in use of each compound, and how many of them somebody looked at in the last 7 and 30 days. */
const compoundFigures = (access: Access, community: string) =>
  access.db.query<{ compoundId: string; all: number; seen7d: number; seen30d: number }>(
    `SELECT c.doc->>'compoundId' AS "compoundId", count(*)::int AS "all",
            count(*) FILTER (WHERE s.seen_at > $2)::int AS "seen7d",
            count(*) FILTER (WHERE s.seen_at > $3)::int AS "seen30d"
       FROM entity c LEFT JOIN checkpoint_seen s ON s.checkpoint_id = c.id
      WHERE c.t = 'checkpoint' AND c.doc->>'communityCode' = $1 AND c.doc->>'retiredOn' IS NULL GROUP BY 1 ORDER BY 1`,
    [community, new Date(access.now() - 7 * DAY_MS).toISOString(), new Date(access.now() - 30 * DAY_MS).toISOString()],
  );
