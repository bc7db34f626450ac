/** Old removals are forgotten by the feed: a phone that was away longer begins those scopes anew, once, and loses nothing. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordsOf } from "#storage/cache/page-bytes";
import { newId, record } from "#storage/record";
import { loadRecords } from "../../sync-server/load-records.ts";
import { compactFeed } from "../../sync-server/store/compact-feed.ts";
import { reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, OTHER_COMMUNITY, PEOPLE, TEAM } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const DAY_MS = 86_400_000;
let server: TestServer;
const clock = { ms: Date.now() };
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));
const phones: Phone[] = [];

const phone = async (personId: string): Promise<Phone> => {
  const one = await phoneOf(server, network, personId);
  phones.push(one);
  return one;
};

beforeAll(async () => {
  server = await aServer(aNeighbourhood(), () => clock.ms);
}, 120_000);

afterAll(async () => {
  for (const { engine, world } of phones) {
    engine.stop();
    world.close();
  }
  await server.close();
});

const names = async ({ world }: Phone): Promise<string[]> => {
  const pages = await world.cache.pages.where("t").equals("person").toArray();
  return [...new Set(pages.flatMap((p) => recordsOf(p).map((r) => r.id)))].sort();
};

/** Somebody of the team, who then leaves it: his record leaves the scopes of the team. */
async function comesAndLeaves(id: string): Promise<void> {
  const grant = {
    id: `${id}.g`,
    role: "volunteer",
    orgCode: COMMUNITY,
    unitId: TEAM,
    from: "2026-01-01T00:00:00.000Z",
  };
  const doc = { id, displayName: "演示·客", orgCode: OTHER_COMMUNITY, grants: [grant], demo: true };
  await loadRecords(server.db, [{ t: "person", id, doc }]);
}

async function leaves(id: string): Promise<void> {
  const [row] = await server.db.query<{ scopes: string[] }>("SELECT scopes FROM entity WHERE id = $1", [id]);
  const left = row?.scopes.filter((s) => s !== `t:${TEAM}`) ?? [];
  await server.db.query("UPDATE entity SET scopes = $2, rev = rev + 1 WHERE id = $1", [id, left]);
  await server.db.query(
    `WITH h AS (UPDATE scope_head SET head = head + 1 WHERE scope = $2 RETURNING head)
     UPDATE feed SET op = 'leave', seq = h.head, at = now() FROM h WHERE feed.id = $1 AND feed.scope = $2`,
    [id, `t:${TEAM}`],
  );
}

test("[F32] Li was away for 200 days: what she had done still counts, and whoever left her team meanwhile is gone from her phone", async () => {
  await comesAndLeaves("person-guest");
  const li = await phone(PEOPLE.li);
  await li.engine.runOnce();
  expect(await names(li)).toContain("person-guest");
  const roundId = newId();
  expect((await record(li.world, [startRound(roundId)])).ok).toBe(true);

  await leaves("person-guest");
  await server.db.query("UPDATE feed SET at = now() - interval '190 days' WHERE id = 'person-guest'");
  expect(await compactFeed(server.db, clock.ms)).toBe(1);
  await server.db.query("UPDATE device SET signed_in_until = now() + interval '1 day'");

  await li.engine.runOnce();
  expect(await names(li)).not.toContain("person-guest");
  expect(await names(li)).toContain(PEOPLE.wang);
  expect(await li.world.vault.outbox.count()).toBe(0);
  const kept = await server.db.query("SELECT 1 AS x FROM entity WHERE t = 'round' AND id = $1", [roundId]);
  expect(kept).toHaveLength(1);
  expect((await li.world.vault.getMeta("healed")) ?? 0).toBe(0);
});

test("[F32] a quiet scope stands at its head, so that a phone that comes every day never begins again", async () => {
  const wang = await phone(PEOPLE.wang);
  await wang.engine.runOnce();
  const before = await wang.world.cache.cursors.get(`t:${TEAM}`);
  const [head] = await server.db.query<{ head: number }>("SELECT head FROM scope_head WHERE scope = $1", [`t:${TEAM}`]);
  expect(before?.seq).toBe(head?.head);
});

test("[F41] a scope of several pages is compacted between two of them: read to its end without beginning again, nothing missed", async () => {
  const chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
  const slots = Array.from({ length: 2_300 }, (_, i) => {
    const id = `many-${String(i).padStart(4, "0")}`;
    const doc = {
      id,
      communityCode: COMMUNITY,
      teamId: "team-elsewhere",
      on: "2026-12-01",
      band: "night",
      state: "planned",
    };
    return { t: "rosterSlot", id, doc };
  });
  await loadRecords(server.db, slots);
  const scope = `w:${COMMUNITY}`;
  const body = { proto: 1, sch: 2, epoch: null, cid: chen.cid };
  const page = async (cursor: Record<string, number>, floors: Record<string, number>) => {
    const text = await (await chen.call("/api/sync/pull", { ...body, cursor, floors })).text();
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, never>);
    return { head: lines[0] ?? {}, rows: lines.slice(1, -1), tail: lines[lines.length - 1] ?? {} };
  };
  const seen = new Set<string>();
  const resets: string[] = [];
  let cursor: Record<string, number> = {};
  let floors: Record<string, number> = {};
  for (let n = 0; n < 6; n++) {
    const got = await page(cursor, floors);
    for (const row of got.rows) if (row["scope"] === scope) seen.add(String(row["id"]));
    resets.push(...((got.head["resets"] ?? []) as string[]));
    cursor = got.tail["cursor"] ?? {};
    floors = got.tail["floors"] ?? {};
    if (n === 0) {
      // A removal far above where the phone has come so far is forgotten: its floor rises over the cursor.
      await server.db.query(
        `WITH h AS (UPDATE scope_head SET head = head + 1 WHERE scope = $1 RETURNING head)
         UPDATE feed SET op = 'leave', seq = h.head, at = now() - interval '190 days' FROM h
          WHERE feed.scope = $1 AND feed.id = 'many-2299'`,
        [scope],
      );
      expect(await compactFeed(server.db, clock.ms)).toBe(1);
      expect(got.tail["more"]).toBe(true);
    }
    if (got.tail["more"] === false) break;
  }
  expect(resets.length).toBeLessThanOrEqual(1);
  expect(slots.slice(0, 2_299).filter((s) => !seen.has(s.id))).toEqual([]);
  expect((await page(cursor, floors)).rows).toEqual([]);
});

test("[F27] Zhao's sign-in ended while she was out: her records are taken as always, she reads nothing until she is enrolled again", async () => {
  const zhao = await phone(PEOPLE.zhao);
  await zhao.engine.runOnce();
  const issueId = newId();
  expect((await record(zhao.world, [reportHazard(issueId)])).ok).toBe(true);
  clock.ms += 100 * DAY_MS;
  await expect(zhao.engine.runOnce()).rejects.toMatchObject({ code: "sign-in-ended" });
  expect(await zhao.world.vault.outbox.count()).toBe(0);
  expect(await zhao.world.vault.quarantine.count()).toBe(0);
  expect(await server.db.query("SELECT 1 AS x FROM entity WHERE t = 'issue' AND id = $1", [issueId])).toHaveLength(1);
  await expect(zhao.engine.runOnce()).rejects.toMatchObject({ code: "sign-in-ended" });
  zhao.engine.stop();
  zhao.world.close();
  const again = await phone(PEOPLE.zhao);
  await again.engine.runOnce();
  expect(await again.world.cache.rows.get(["issue", issueId])).toBeDefined();
});
