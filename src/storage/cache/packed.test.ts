import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { OPEN_STATES } from "#domain/issue/issue";
import type { Doc } from "#domain/kernel/command";
import { bucketOf, depthFor } from "#protocol/pages";
import { findIssues, type IssueQuery } from "../issues.ts";
import { readOverlay } from "../overlay.ts";
import { aPhone } from "../world.fixture.ts";
import { type Cache, columnsOf, type ServerRecord, waitingName } from "./cache.ts";
import { putPages, readOn, takeOut, written } from "./packed.ts";
import { readRecord } from "./read-record.ts";

const SCOPE = "w:450303001010";
const SEVERITIES = ["red", "orange", "yellow", "blue"];
const STATES = ["reported", "closed", "declined", "closed"];

function anIssue(n: number): ServerRecord {
  const id = `i${String(n).padStart(4, "0")}`;
  const doc = {
    id,
    communityCode: n % 2 ? "450303001010" : "450303001003",
    place: { compoundId: `k${n % 7}` },
    category: "x",
    categoryLabel: "堆物",
    severity: SEVERITIES[n % 4],
    words: `第 ${n} 件`,
    photos: [],
    reportedById: "p1",
    reportedAt: new Date(Date.UTC(2026, 2, 1) + n * 60_000).toISOString(),
    roundId: `r${n % 11}`,
    state: STATES[((n * 5) % 7) % 4],
    events: [],
  };
  return { t: "issue", id, rev: 1, doc: doc as unknown as Doc };
}

const isOpen = ({ doc }: ServerRecord): boolean => OPEN_STATES.includes(doc["state"] as never);

async function intoRows(cache: Cache, records: readonly ServerRecord[]): Promise<void> {
  await cache.rows.bulkPut(records.map((r) => ({ ...r, ...columnsOf(r.t, r.doc) })));
}

interface Lying {
  readonly before?: string;
  readonly name?: string;
}

async function intoPages(cache: Cache, records: readonly ServerRecord[], { before, name }: Lying = {}): Promise<void> {
  const depth = depthFor(records.length);
  const t = name ?? records[0]?.t ?? "";
  const pages = new Map<string, ServerRecord[]>();
  for (const r of records) pages.set(bucketOf(r.id, depth), [...(pages.get(bucketOf(r.id, depth)) ?? []), r]);
  await cache.shelves.put({ scope: SCOPE, t, depth, ...(before === undefined ? {} : { before }) });
  const all = [...pages].map(([bucket, of]) => written({ scope: SCOPE, t, bucket }, of));
  await cache.transaction("rw", cache.tables, () => putPages(cache, all));
}

const QUERIES: readonly Omit<IssueQuery, "limit">[] = [
  {},
  { states: ["closed"] },
  { states: ["reported"] },
  { states: ["reported", "declined"], severities: ["red", "blue"] },
  { severities: ["orange"] },
  { communityCode: "450303001010" },
  { communityCode: "450303001010", states: ["closed"] },
  { compoundId: "k3" },
  { compoundId: "k3", communityCode: "450303001003", severities: ["yellow"] },
  { roundId: "r4" },
  { text: "第 17" },
  { text: "堆物", states: ["closed"], communityCode: "450303001003" },
];

test("every list answers the same, whether issues lie in rows, the closed ones in pages, or all while they wait", async () => {
  const issues = Array.from({ length: 300 }, (_, n) => anIssue(n));
  const answers = async (packed: boolean, waiting = false) => {
    const world = await aPhone();
    const { cache } = world;
    await cache.rows.clear();
    const open = issues.filter(isOpen);
    await intoRows(cache, waiting ? open.slice(0, 20) : packed ? open : issues);
    if (waiting) await intoPages(cache, open.slice(20), { name: waitingName("issue") });
    if (packed)
      await intoPages(
        cache,
        issues.filter((r) => !isOpen(r)),
      );
    const overlay = await readOverlay(world);
    const found = [];
    for (const query of QUERIES) {
      const { rows, total } = await findIssues(cache, overlay, { ...query, limit: 30 });
      found.push({ query, total, ids: rows.map((r) => r.doc.id as string).sort() });
    }
    world.close();
    return found;
  };
  const inRows = await answers(false);
  expect(await answers(true)).toEqual(inRows);
  expect(await answers(true, true)).toEqual(inRows);
  expect(inRows.every(({ total }) => total > 0)).toBe(true);
});

test("a record that changed lies in its row alone, and its page no longer has it", async () => {
  const { cache } = await aPhone();
  await cache.rows.clear();
  const closed = Array.from({ length: 100 }, (_, n) => anIssue(n)).filter((r) => !isOpen(r));
  await intoPages(cache, closed);
  const [one] = closed;
  if (!one) throw new Error("none is closed");
  expect(await readRecord(cache, one)).toMatchObject({ rev: 1 });
  await cache.transaction("rw", cache.tables, () => takeOut(cache, [{ ...one, scope: SCOPE }]));
  expect(await readRecord(cache, one)).toBeUndefined();
  await intoRows(cache, [{ ...one, rev: 2 }]);
  expect(await readRecord(cache, one)).toMatchObject({ rev: 2 });
});

test("days are read from pages only where these reach so far", async () => {
  const { cache } = await aPhone();
  const aSlot = (id: string, on: string): ServerRecord => ({ t: "rosterSlot", id, rev: 1, doc: { id, on } });
  await intoRows(cache, [aSlot("now", "2026-05-01")]);
  await intoPages(cache, [aSlot("old", "2026-01-05"), aSlot("older", "2025-01-05")], { before: "2026-04-20" });
  const ids = async (from: string, to: string) => (await readOn(cache, "rosterSlot", from, to)).map((r) => r.id).sort();
  expect(await ids("2026-01-01", "2026-12-31")).toEqual(["now", "old"]);
  const read: unknown[] = [];
  cache.extracts.hook("reading", (row) => {
    read.push(row);
    return row;
  });
  expect(await ids("2026-04-20", "2026-12-31")).toEqual(["now"]);
  expect(read).toEqual([]);
});
