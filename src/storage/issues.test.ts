import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { Issue } from "#domain/issue/issue";
import { type Cache, columnsOf, issueRank } from "./cache/cache.ts";
import { findIssues } from "./issues.ts";
import { readOverlay } from "./overlay.ts";
import { aPhone } from "./world.fixture.ts";

const SEVERITIES = ["red", "orange", "yellow", "blue"] as const;

function anIssue(n: number, more: Partial<Issue> = {}): Issue {
  // Fifty at the same minute: rows of one rank lie on both sides of every cut between two readings.
  const at = new Date(Date.UTC(2026, 2, 1) + Math.floor(n / 50) * 60_000).toISOString();
  return {
    id: `i${String(n).padStart(5, "0")}`,
    communityCode: n % 2 ? "450303001010" : "450303001003",
    source: "direct",
    place: { compoundId: `k${n % 20}` },
    checklistVersionId: "v1",
    category: "x",
    categoryLabel: "堆物",
    severity: SEVERITIES[n % 4]!,
    words: `第 ${n} 件`,
    photos: [],
    ownerKind: "community",
    reportedById: "p1",
    reportedAt: at,
    state: n % 3 ? "closed" : "reported",
    events: [],
    ...more,
  };
}

/** The phone holds these and no others. */
async function keep(cache: Cache, issues: readonly Issue[]): Promise<void> {
  await cache.rows.clear();
  const rows = issues.map((doc) => {
    const plain = doc as unknown as Record<string, never>;
    return { t: "issue", id: doc.id, rev: 1, doc: plain, ...columnsOf("issue", plain) };
  });
  await cache.rows.bulkPut(rows);
}

test("every issue of a community is found once, the most severe and newest first, however often the reading stops", async () => {
  const world = await aPhone();
  const issues = Array.from({ length: 3_000 }, (_, n) => anIssue(n));
  await keep(world.cache, issues);
  const overlay = await readOverlay(world);
  const found = await findIssues(world.cache, overlay, { communityCode: "450303001010", limit: 5_000 });
  const expected = issues.filter((i) => i.communityCode === "450303001010");
  expect(found.total).toBe(expected.length);
  expect(new Set(found.rows.map((r) => r.doc.id))).toEqual(new Set(expected.map((i) => i.id)));
  const ranks = found.rows.map((r) => SEVERITIES.indexOf(r.doc.severity));
  expect(ranks).toEqual([...ranks].sort());
});

test("the first page comes before the rest is counted, and is the same as the first page of everything", async () => {
  const world = await aPhone();
  await keep(
    world.cache,
    Array.from({ length: 2_500 }, (_, n) => anIssue(n)),
  );
  const overlay = await readOverlay(world);
  const query = { text: "堆物", severities: ["orange", "blue"], limit: 20 } as const;
  const first = await findIssues(world.cache, overlay, query, { far: "first" });
  const all = await findIssues(world.cache, overlay, query);
  expect(first).toMatchObject({ counting: true, total: 20 });
  expect(all.total).toBe(1_250);
  expect(all.counting).toBeUndefined();
  expect(first.rows.map((r) => r.doc.id)).toEqual(all.rows.map((r) => r.doc.id));
});

test("a word that stands in one issue only is found, and nothing is said to be still counted", async () => {
  const world = await aPhone();
  const issues = Array.from({ length: 1_500 }, (_, n) => anIssue(n));
  await keep(world.cache, [...issues, anIssue(9_999, { words: "井盖", severity: "blue" })]);
  const overlay = await readOverlay(world);
  const found = await findIssues(world.cache, overlay, { text: "井盖", limit: 20 }, { far: "first" });
  expect(found.rows.map((r) => r.doc.id)).toEqual(["i09999"]);
  expect(found).toMatchObject({ total: 1 });
  expect(found.counting).toBeUndefined();
});

test("an issue is found by the sound of its kind and of the names beside it, typed whole or by first letters; its words only as they are written", async () => {
  const world = await aPhone();
  await keep(world.cache, [anIssue(1, { categoryLabel: "楼道堆物", words: "旧沙发", severity: "blue" })]);
  const overlay = await readOverlay(world);
  const alsoIn = () => ["叠彩花园", undefined];
  const found = async (text: string) => (await findIssues(world.cache, overlay, { text, limit: 20 }, { alsoIn })).total;
  for (const text of ["duiwu", "LDDW", "diecai", "dchy", "沙发"]) expect(await found(text), text).toBe(1);
  for (const text of ["shafa", "jgs", "dw花"]) expect(await found(text), text).toBe(0);
});

test("issues of one compound are found without a look at any other, the most severe and newest first", async () => {
  const world = await aPhone();
  const issues = Array.from({ length: 3_000 }, (_, n) => anIssue(n));
  await keep(world.cache, [...issues, anIssue(9_000, { place: { spot: "河边" } })]);
  const overlay = await readOverlay(world);
  const read: string[] = [];
  world.cache.rows.hook("reading", (row) => {
    read.push(row.id);
    return row;
  });
  const query = { compoundId: "k7", states: ["reported"], limit: 10 } as const;
  const first = await findIssues(world.cache, overlay, query, { far: "first" });
  const expected = issues.filter((i) => i.place.compoundId === "k7" && i.state === "reported");
  expect(first.rows.map((r) => r.doc.id)).toEqual(
    [...expected]
      .sort((a, b) => (issueRank(a) < issueRank(b) ? -1 : issueRank(a) > issueRank(b) ? 1 : a.id < b.id ? -1 : 1))
      .slice(0, 10)
      .map((i) => i.id),
  );
  expect(read.length).toBeGreaterThan(0);
  expect(issues.filter((i) => read.includes(i.id)).every((i) => i.place.compoundId === "k7")).toBe(true);
  expect((await findIssues(world.cache, overlay, query)).total).toBe(expected.length);
});
