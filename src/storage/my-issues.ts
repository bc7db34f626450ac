/** What somebody reported himself, and single issues: all that the first screens of a phone need of issues. */
import { useMemo } from "react";
import type { Issue } from "#domain/issue/issue";
import { personScope } from "#domain/kernel/scope";
import { type Cache, pageNames, type ServerRecord } from "./cache/cache.ts";
import { readExtracts } from "./cache/packed.ts";
import { readRecord, readRecords } from "./cache/read-record.ts";
import type { Folded } from "./overlay.ts";
import { type Shown, show } from "./shown.ts";
import { useKeyed, useKeyedOver, useOverlay, useWorld } from "./use-world.ts";

export interface IssuePage {
  readonly rows: Shown<Issue>[];
  /** All that match, shown or not. */
  readonly total: number;
  /** The first page is there, the rest is still being counted: `total` is the least it can be. */
  readonly counting?: true;
}

/** In their order; undefined where the server has not told of it. */
export async function readIssues(cache: Cache, ids: readonly string[]): Promise<(ServerRecord | undefined)[]> {
  const found = await readRecords(
    cache,
    ids.map((id) => ({ t: "issue", id })),
  );
  return ids.map((id) => found.get(`issue:${id}`));
}

/** Ids of what this person reported, the newest first: ids are made in the order of time. */
async function readMyIssueIds(cache: Cache, personId: string): Promise<string[]> {
  const scope = personScope(personId);
  const keys = await cache.members
    .where("[scope+t+id]")
    .between([scope, "issue", ""], [scope, "issue", "\uffff"])
    .primaryKeys();
  const packed = await readExtracts(cache, pageNames("issue"), scope);
  const ids = new Set([...keys.map(([, , id]) => id), ...packed.map(({ id }) => id)]);
  return [...ids].sort().reverse();
}

/** What `personId` reported, newest first, with what still waits on this phone; only `limit` records are read. */
export async function findMyIssues(cache: Cache, overlay: Folded, personId: string, limit: number): Promise<IssuePage> {
  const stored = await readMyIssueIds(cache, personId);
  const known = new Set(stored);
  const pending = [...overlay.refs.values()].filter((r) => r.t === "issue" && !known.has(r.id)).map((r) => r.id);
  const ids = [...pending, ...stored.slice(0, limit)];
  const rows = await readIssues(cache, ids);
  const shown = ids.flatMap((id, i) => {
    const one = show<Issue>("issue", id, rows[i], overlay);
    return one && one.doc.reportedById === personId ? [one] : [];
  });
  shown.sort((a, b) => b.doc.reportedAt.localeCompare(a.doc.reportedAt));
  const fresh = pending.filter((id) => shown.some((s) => s.doc.id === id)).length;
  return { rows: shown.slice(0, limit), total: stored.length + fresh };
}

/** undefined while it is read for the first time. */
export function useMyIssues(limit: number): IssuePage | undefined {
  const { cache, person } = useWorld();
  return useKeyedOver(`my issues ${limit}`, (overlay) => findMyIssues(cache, overlay, person.personId, limit));
}

/** null: unknown here; undefined: still reading. */
export function useIssue(id: string): Shown<Issue> | null | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const row = useKeyed(`issue ${id}`, async () => (await readRecord(cache, { t: "issue", id })) ?? null);
  return useMemo(() => {
    if (row === undefined || !overlay) return undefined;
    return show<Issue>("issue", id, row ?? undefined, overlay);
  }, [row, overlay, id]);
}
