/** Issues, most severe and newest first, by index: ten thousand rows cost as much as fifty. */
import { useLiveQuery } from "dexie-react-hooks";
import { useMemo } from "react";
import { SEVERITIES, type Severity } from "#domain/checklist/checklist";
import { ISSUE_STATES, type Issue, type IssueState } from "#domain/issue/issue";
import { type Cache, type CachedRow, issueRank } from "./cache/cache.ts";
import type { Folded } from "./overlay.ts";
import { type Shown, show } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

export interface IssueQuery {
  readonly states?: readonly IssueState[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Looked for in the words, the category and the spot. */
  readonly text?: string | undefined;
  readonly roundId?: string | undefined;
  readonly compoundId?: string | undefined;
  readonly limit: number;
}

export interface IssuePage {
  readonly rows: Shown<Issue>[];
  /** All that match, shown or not. */
  readonly total: number;
}

const issueOf = (row: { readonly doc: unknown }): Issue => row.doc as Issue;

function matches(issue: Issue, query: IssueQuery): boolean {
  const { states, severities, roundId, compoundId } = query;
  if (states && !states.includes(issue.state)) return false;
  if (severities && !severities.includes(issue.severity)) return false;
  if (roundId !== undefined && issue.roundId !== roundId) return false;
  if (compoundId !== undefined && issue.place.compoundId !== compoundId) return false;
  const text = query.text?.trim().toLowerCase();
  if (!text) return true;
  return [issue.words, issue.categoryLabel, issue.place.spot].some((s) => s?.toLowerCase().includes(text));
}

/** The index ranges that hold exactly the states and severities asked for. */
function rangesOf(cache: Cache, query: IssueQuery) {
  const states = query.states ?? ISSUE_STATES;
  const ranks: readonly string[] = query.severities?.map((s) => String(SEVERITIES.indexOf(s))) ?? [""];
  return states.flatMap((state) =>
    ranks.map(
      (rank) => () =>
        cache.rows.where("[t+state+rank]").between(["issue", state, rank], ["issue", state, `${rank}\uffff`]),
    ),
  );
}

interface Found {
  readonly rows: readonly CachedRow[];
  readonly total: number;
}

async function findServerIssues(cache: Cache, query: IssueQuery, limit: number): Promise<Found> {
  if (query.roundId !== undefined) {
    const rows = await cache.rows.where("[t+roundId]").equals(["issue", query.roundId]).toArray();
    const hits = rows.filter((r) => matches(issueOf(r), query));
    return { rows: hits, total: hits.length };
  }
  const ranges = rangesOf(cache, query);
  if (query.text?.trim() || query.compoundId !== undefined) {
    const all = await Promise.all(ranges.map((range) => range().toArray()));
    const hits = all.flat().filter((r) => matches(issueOf(r), query));
    return { rows: hits, total: hits.length };
  }
  const counts = await Promise.all(ranges.map((range) => range().count()));
  const heads = await Promise.all(ranges.map((range) => range().limit(limit).toArray()));
  return { rows: heads.flat(), total: counts.reduce((a, b) => a + b, 0) };
}

/** Server rows with what waits over them, sorted and cut. Rows that are pending are counted once, as they stand now. */
export async function findIssues(cache: Cache, overlay: Folded, query: IssueQuery): Promise<IssuePage> {
  const pending = [...overlay.refs.values()].filter((r) => r.t === "issue").map((r) => r.id);
  const found = await findServerIssues(cache, query, query.limit + pending.length);
  const stored = await cache.rows.bulkGet(pending.map((id): [string, string] => ["issue", id]));
  const shown = new Map<string, Shown<Issue>>();
  for (const row of found.rows) {
    const one = show<Issue>("issue", row.id, row, overlay);
    if (one && !overlay.docs.has(`issue:${row.id}`)) shown.set(row.id, one);
  }
  let total = found.total;
  pending.forEach((id, i) => {
    const row = stored[i];
    if (row && matches(issueOf(row), query)) total -= 1;
    const one = show<Issue>("issue", id, row, overlay);
    if (!one || !matches(one.doc, query)) return;
    total += 1;
    shown.set(id, one);
  });
  const ranked = [...shown.values()].map((s) => ({ s, rank: issueRank(s.doc) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return { rows: ranked.slice(0, query.limit).map((r) => r.s), total };
}

/** undefined while it is read for the first time; a changed query keeps the last answer until the next is there. */
export function useIssues(query: IssueQuery): IssuePage | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const key = JSON.stringify(query);
  return useLiveQuery(
    async () => (overlay ? findIssues(cache, overlay, JSON.parse(key) as IssueQuery) : undefined),
    [cache, overlay, key],
  );
}

/** null: unknown here; undefined: still reading. */
export function useIssue(id: string): Shown<Issue> | null | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const row = useKeyed(`issue ${id}`, async () => (await cache.rows.get(["issue", id])) ?? null);
  return useMemo(() => {
    if (row === undefined || !overlay) return undefined;
    return show<Issue>("issue", id, row ?? undefined, overlay);
  }, [row, overlay, id]);
}
