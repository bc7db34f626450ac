import "fake-indexeddb/auto";
import Dexie from "dexie";
import { afterEach, beforeEach, expect, test } from "vitest";
import { personScope } from "#domain/kernel/scope";
import { columnsOf } from "./cache/cache.ts";
import { findMyIssues } from "./my-issues.ts";
import { readOverlay } from "./overlay.ts";
import { newId, record } from "./record.ts";
import { aPhone, COMMUNITY, ME, TEAM } from "./world.fixture.ts";
import type { World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await aPhone();
});
afterEach(async () => {
  world.close();
  for (const name of [world.vault.name, world.cache.name]) await Dexie.delete(name);
});

/** An issue as a pull leaves it: in the feed of its reporter and, for staff, in that of the community. */
async function pulled(n: number, reportedById: string): Promise<void> {
  const id = `i-${String(n).padStart(6, "0")}`;
  const reportedAt = new Date(Date.parse("2026-01-01T00:00:00Z") + n * 60_000).toISOString();
  const doc = { id, reportedById, reportedAt, severity: "yellow", state: "answered", events: [] };
  await world.cache.rows.put({ t: "issue", id, rev: 1, doc, ...columnsOf("issue", doc) });
  await world.cache.members.bulkPut(
    [personScope(reportedById), `w:${COMMUNITY}`]
      .filter((scope) => scope.startsWith("w:") || reportedById === ME)
      .map((scope) => ({ scope, t: "issue", id })),
  );
}

const mine = async (limit: number) => findMyIssues(world.cache, await readOverlay(world), ME, limit);

test("Wang sees what he reported, the newest first, and nothing of the others", async () => {
  for (let n = 0; n < 6; n++) await pulled(n, n % 2 === 0 ? ME : "p-li");
  const found = await mine(50);
  expect(found.rows.map((r) => r.doc.id)).toEqual(["i-000004", "i-000002", "i-000000"]);
  expect(found.total).toBe(3);
});

test("what he reported a moment ago without a line stands at the top and counts once", async () => {
  await pulled(1, ME);
  const issueId = newId();
  const args = {
    issueId,
    communityCode: COMMUNITY,
    teamId: TEAM,
    source: "direct",
    place: { spot: "3 栋后面" },
    checklistVersionId: "cl-1",
    category: "c-1",
    categoryLabel: "楼道堆物",
    severity: "yellow",
    photos: [],
    ownerKind: "branch",
  };
  expect((await record(world, [{ cmd: "issue.report", args }])).ok).toBe(true);
  const found = await mine(50);
  expect(found.rows.map((r) => [r.doc.id, r.stage])).toEqual([
    [issueId, "onPhone"],
    ["i-000001", "received"],
  ]);
  expect(found.total).toBe(2);
});

test("of many only the first page is read, and the rest is counted", async () => {
  for (let n = 0; n < 120; n++) await pulled(n, ME);
  const found = await mine(50);
  expect([found.rows.length, found.total, found.rows[0]?.doc.id]).toEqual([50, 120, "i-000119"]);
});
