/** A phone with one volunteer, for tests: the server's rows as a first pull would have left them. */
import type { ServerRecord } from "./cache/cache.ts";
import { pageOf } from "./cache/page-bytes.ts";
import { openWorld, type World } from "./world.ts";

export const ME = "p-wang";
export const TEAM = "t-1";
export const COMMUNITY = "450303001001";

const grant = { id: "g-1", role: "volunteer", orgCode: COMMUNITY, unitId: TEAM, from: "2026-01-01T00:00:00.000Z" };
const person = { id: ME, displayName: "王", orgCode: COMMUNITY, grants: [grant], demo: true };
const group = { id: "gr-1", name: "一组", leadId: ME, memberIds: [ME, "p-li"] };
const team = { id: TEAM, name: "紫马甲", kind: "purpleVest", communityCode: COMMUNITY, groups: [group], demo: true };

const paged = (t: string, doc: { id: string }): ServerRecord => ({ t, id: doc.id, rev: 1, doc });

/** Opens a fresh world under a person id nobody used before. */
export async function aPhone(nowMs = Date.parse("2026-05-01T01:00:00.000Z")): Promise<World> {
  const clock = { now: () => nowMs };
  const rest = { displayName: "王", orgCode: COMMUNITY, districtCode: "450303000000", hasPin: false, lastUsedAt: "" };
  const world = await openWorld({ personId: ME, deviceId: "d-1", ...rest }, clock);
  for (const record of [paged("person", person), paged("team", team)]) {
    await world.cache.shelves.put({ scope: "s", t: record.t, depth: 0 });
    await world.cache.pages.put(pageOf({ scope: "s", t: record.t, bucket: "" }, [record]));
  }
  await world.cache.cursors.put({ scope: "s", seq: 1 });
  return world;
}

export const startArgs = (roundId: string, memberIds: readonly string[] = [ME, "p-li"]) => ({
  roundId,
  communityCode: COMMUNITY,
  teamId: TEAM,
  groupId: "gr-1",
  routeId: "route-1",
  checkpointIds: ["cp-1", "cp-2"],
  ordered: false,
  checklistVersionId: "cl-1",
  memberIds,
  trackMode: "off",
  safetySeen: true,
});
