/** Issues, most severe and newest first, by index: ten thousand rows cost as much as fifty. */
import { useLiveQuery } from "dexie-react-hooks";
import { SEVERITIES, type Severity } from "#domain/checklist/checklist";
import { ISSUE_STATES, type Issue, type IssueState, OPEN_STATES } from "#domain/issue/issue";
import { createSoundsOf, isBySound } from "#domain/kernel/pinyin";
import { type Cache, issueRank, pageNames, type ServerRecord, waitingName } from "./cache/cache.ts";
import { type Extract, notInRows, PageReader, type PlacedExtract, readExtracts } from "./cache/packed.ts";
import { type IssuePage, readIssues } from "./my-issues.ts";
import type { Folded } from "./overlay.ts";
import { type Shown, show } from "./shown.ts";
import { useOverlay, useWorld } from "./use-world.ts";

export interface IssueQuery {
  readonly states?: readonly IssueState[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Looked for in the words, the category, the spot, what was said later, and what `alsoIn` adds. */
  readonly text?: string | undefined;
  readonly communityCode?: string | undefined;
  readonly roundId?: string | undefined;
  readonly compoundId?: string | undefined;
  readonly limit: number;
}

const issueOf = (row: { readonly doc: unknown }): Issue => row.doc as Issue;

/** Words that stand on the screen for ids of the issue: names of places and people. */
export type AlsoIn = (issue: Issue) => readonly (string | undefined)[];

/** The names of ten thousand issues are a few hundred: how each sounds is worked out once while a search goes on. */
function createNameSounds(): (name: string) => string {
  const soundsOf = createSoundsOf();
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const sounds = soundsOf(name);
    known.set(name, sounds);
    return sounds;
  };
}

/** Is the text in the issue? Words are found as they are written; names (kind, place, person) also as they sound. */
function textSearch(text: string | undefined, alsoIn: AlsoIn | undefined): Fits {
  const wanted = text?.trim().toLowerCase();
  if (!wanted) return () => true;
  const soundsOf = isBySound(wanted) ? createNameSounds() : undefined;
  return (issue) => {
    const names = [issue.categoryLabel, issue.place.spot, ...(alsoIn?.(issue) ?? [])];
    const said = [issue.words, ...issue.events.map((e) => e.text)];
    if ([...names, ...said].some((s) => s?.toLowerCase().includes(wanted))) return true;
    return soundsOf !== undefined && names.some((s) => s !== undefined && soundsOf(s).includes(wanted));
  };
}

type Fits = (issue: Issue) => boolean;

function fitting(query: IssueQuery, alsoIn: AlsoIn | undefined): Fits {
  const hasText = textSearch(query.text, alsoIn);
  return (issue) => isAsked(issue, query) && hasText(issue);
}

function isAsked(issue: Issue, query: IssueQuery): boolean {
  const { states, severities, roundId, compoundId, communityCode } = query;
  if (communityCode !== undefined && issue.communityCode !== communityCode) return false;
  if (states && !states.includes(issue.state)) return false;
  if (severities && !severities.includes(issue.severity)) return false;
  if (roundId !== undefined && issue.roundId !== roundId) return false;
  return compoundId === undefined || issue.place.compoundId === compoundId;
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
  readonly rows: readonly ServerRecord[];
  readonly total: number;
  /** There may be more. */
  readonly cut?: true;
}

const isScan = (query: IssueQuery): boolean =>
  Boolean(query.text?.trim()) || query.compoundId !== undefined || query.communityCode !== undefined;

const FIRST_BATCH = 200;
const BATCH = 1_000;

/** Everything, or what lies in one compound or community, most severe and newest first. */
function rankedBy(cache: Cache, { compoundId, communityCode }: IssueQuery) {
  const [index, of] =
    compoundId !== undefined
      ? ["[t+compoundId+rank]", ["issue", compoundId]]
      : communityCode !== undefined
        ? ["[t+communityCode+rank]", ["issue", communityCode]]
        : ["[t+rank]", ["issue"]];
  return (from: string, to: string) => cache.rows.where(index).between([...of, from], [...of, to], true, true);
}

type Ranked = ReturnType<typeof rankedBy>;

/**
 * Reads issues in the order of the screen, batch by batch, so that neither the page nor its memory holds them all.
 * Stops where `visit` answers false.
 */
async function walkRanked(ranked: Ranked, prefix: string, visit: (row: ServerRecord) => boolean): Promise<boolean> {
  let from = prefix;
  // Rows of the same rank may lie on both sides of a cut.
  let atCut = new Set<string>();
  for (let size = FIRST_BATCH; ; size = BATCH) {
    const asked = size + atCut.size;
    const rows = await ranked(from, `${prefix}\uffff`).limit(asked).toArray();
    for (const row of rows) if (!atCut.has(row.id) && !visit(row)) return false;
    const last = rows[rows.length - 1]?.rank;
    if (rows.length < asked || last === undefined) return true;
    from = last;
    atCut = new Set(rows.filter((row) => row.rank === last).map((row) => row.id));
  }
}

type HowFar = "first" | "all";

/** What no index counts: the first `limit` hits, and how many there are, or at least are where `far` is "first". */
async function scanIssues(cache: Cache, { query, limit, fits, far }: Wanted): Promise<Found> {
  const rows: ServerRecord[] = [];
  let total = 0;
  const visit = (row: ServerRecord): boolean => {
    if (!fits(issueOf(row))) return true;
    total += 1;
    if (rows.length < limit) rows.push(row);
    return far === "all" || rows.length < limit;
  };
  const severities = query.severities?.map((s) => String(SEVERITIES.indexOf(s))).sort() ?? [""];
  const ranked = rankedBy(cache, query);
  if (isOnlyIndexed(query)) {
    const ranges = severities.map((prefix) => () => ranked(prefix, `${prefix}\uffff`));
    return countAndHead(ranges, limit);
  }
  for (const prefix of severities) if (!(await walkRanked(ranked, prefix, visit))) return { rows, total, cut: true };
  return { rows, total };
}

/** One index holds exactly what is asked for. */
const isOnlyIndexed = ({ text, states, compoundId, communityCode }: IssueQuery): boolean =>
  !text?.trim() && !states && (compoundId === undefined || communityCode === undefined);

async function countAndHead(ranges: readonly (() => ReturnType<Ranked>)[], limit: number): Promise<Found> {
  const counts = await Promise.all(ranges.map((range) => range().count()));
  const heads = await Promise.all(ranges.map((range) => range().limit(limit).toArray()));
  return { rows: heads.flat(), total: counts.reduce((a, b) => a + b, 0) };
}

interface Wanted {
  readonly query: IssueQuery;
  readonly limit: number;
  readonly fits: Fits;
  readonly far: HowFar;
}

async function findInRows(cache: Cache, wanted: Wanted): Promise<Found> {
  const { query, limit, fits } = wanted;
  if (query.roundId !== undefined) {
    const rows = await cache.rows.where("[t+roundId]").equals(["issue", query.roundId]).toArray();
    const hits = rows.filter((r) => fits(issueOf(r)));
    return { rows: hits, total: hits.length };
  }
  if (isScan(query)) return scanIssues(cache, wanted);
  return countAndHead(rangesOf(cache, query), limit);
}

/** What an extract can tell; the words it cannot. */
function mayMatch({ state, rank, roundId, compoundId, communityCode }: Extract, query: IssueQuery): boolean {
  if (query.communityCode !== undefined && communityCode !== query.communityCode) return false;
  if (query.states && !query.states.includes(state as IssueState)) return false;
  if (query.severities && !query.severities.some((s) => rank?.startsWith(`${SEVERITIES.indexOf(s)}.`))) return false;
  if (query.roundId !== undefined && roundId !== query.roundId) return false;
  return query.compoundId === undefined || compoundId === query.compoundId;
}

const byRank = (a: Extract, b: Extract): number => ((a.rank ?? "") < (b.rank ?? "") ? -1 : 1);

/** Issues that lie in pages of these names: their extracts are read, and of the pages those that hold a hit. */
async function findInPages(
  cache: Cache,
  names: readonly string[],
  { query, limit, fits, far }: Wanted,
): Promise<Found> {
  const hits = await notInRows(
    cache,
    "issue",
    (await readExtracts(cache, names)).filter((extract) => mayMatch(extract, query)),
  );
  const ranked: PlacedExtract[] = [...hits].sort(byRank);
  const reader = new PageReader(cache);
  if (!query.text?.trim()) return { rows: await reader.readAll(ranked.slice(0, limit)), total: ranked.length };
  const rows: ServerRecord[] = [];
  let total = 0;
  for (let from = 0; from < ranked.length; from += FIRST_BATCH) {
    for (const row of await reader.readAll(ranked.slice(from, from + FIRST_BATCH))) {
      if (!fits(issueOf(row))) continue;
      total += 1;
      if (rows.length < limit) rows.push(row);
      if (far === "first" && rows.length >= limit) return { rows, total, cut: true };
    }
  }
  return { rows, total };
}

/** Pages hold what is done with, and what waits for its row; a list of open work need not look into the former. */
async function findServerIssues(cache: Cache, wanted: Wanted): Promise<Found> {
  const { states } = wanted.query;
  const inRows = await findInRows(cache, wanted);
  const names = states?.every((state) => OPEN_STATES.includes(state)) ? [waitingName("issue")] : pageNames("issue");
  const inPages = await findInPages(cache, names, wanted);
  const found = { rows: [...inRows.rows, ...inPages.rows], total: inRows.total + inPages.total };
  return inRows.cut || inPages.cut ? { ...found, cut: true } : found;
}

/** Server rows with what waits over them, sorted and cut. Rows that are pending are counted once, as they stand now. */
export async function findIssues(
  cache: Cache,
  overlay: Folded,
  query: IssueQuery,
  { alsoIn, far = "all" }: { readonly alsoIn?: AlsoIn | undefined; readonly far?: HowFar } = {},
): Promise<IssuePage> {
  const fits = fitting(query, alsoIn);
  const pending = [...overlay.refs.values()].filter((r) => r.t === "issue").map((r) => r.id);
  const found = await findServerIssues(cache, { query, limit: query.limit + pending.length, fits, far });
  const stored = await readIssues(cache, pending);
  const shown = new Map<string, Shown<Issue>>();
  for (const row of found.rows) {
    const one = show<Issue>("issue", row.id, row, overlay);
    if (one && !overlay.docs.has(`issue:${row.id}`)) shown.set(row.id, one);
  }
  let total = found.total;
  pending.forEach((id, i) => {
    const row = stored[i];
    if (row && fits(issueOf(row))) total -= 1;
    const one = show<Issue>("issue", id, row, overlay);
    if (!one || !fits(one.doc)) return;
    total += 1;
    shown.set(id, one);
  });
  const ranked = [...shown.values()].map((s) => ({ s, rank: issueRank(s.doc) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  const rows = ranked.slice(0, query.limit).map((r) => r.s);
  return found.cut ? { rows, total, counting: true } : { rows, total };
}

/** undefined while it is read for the first time; a changed query keeps the last answer until the next is there. */
export function useIssues(query: IssueQuery, alsoIn?: AlsoIn): IssuePage | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const key = JSON.stringify(query);
  const first = useLiveQuery(async () => {
    if (!overlay || !isScan(JSON.parse(key) as IssueQuery)) return undefined;
    return { key, page: await findIssues(cache, overlay, JSON.parse(key) as IssueQuery, { alsoIn, far: "first" }) };
  }, [cache, overlay, key, alsoIn]);
  // The count waits for the first page; it would only take its time.
  const ready = overlay !== undefined && (!isScan(query) || first?.key === key);
  const whole = useLiveQuery(async () => {
    if (!overlay || !ready) return undefined;
    return { key, page: await findIssues(cache, overlay, JSON.parse(key) as IssueQuery, { alsoIn }) };
  }, [cache, overlay, key, alsoIn, ready]);
  if (whole?.key === key) return whole.page;
  return (first?.key === key ? first : (whole ?? first))?.page;
}
