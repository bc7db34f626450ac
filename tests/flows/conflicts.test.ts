/** Two people change the same thing without signal: what lost is kept with author and time, and one tap brings it back. */
import "fake-indexeddb/auto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Overwritten } from "#domain/overwritten/overwritten";
import { newId, record } from "#storage/record";
import { reportHazard } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, COMPOUND, PEOPLE } from "../builders/neighbourhood.ts";
import { FlakyNetwork } from "../harness/network.ts";
import { type Phone, phoneOf } from "../harness/phone.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import type { Act } from "../harness/wire-phone.ts";

let server: TestServer;
let chen: Phone;
let he: Phone;
const network = new FlakyNetwork(async (path, init) => server.ask(path, init));

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  chen = await phoneOf(server, network, PEOPLE.chen);
  he = await phoneOf(server, network, PEOPLE.he);
  for (const { engine } of [chen, he]) await engine.runOnce();
}, 120_000);

afterAll(async () => {
  for (const { engine, world } of [chen, he]) {
    engine.stop();
    world.close();
  }
  await server.close();
});

const save = (i: number, more: Record<string, unknown>): Act => ({
  cmd: "checkpoint.save",
  args: {
    ...{
      checkpointId: `cp-${i + 1}`,
      tag: `TAG${i}`,
      communityCode: COMMUNITY,
      compoundId: COMPOUND,
      kind: "stairwell",
    },
    ...{ name: `${i + 1}栋1单元 ${i + 2}楼`, position: [110.3005 + i * 0.0003, 25.3005], ...more },
  },
});

const does = async ({ world }: Phone, act: Act): Promise<void> => {
  const result = await record(world, [act]);
  expect(result).toMatchObject({ ok: true });
};

const docOf = async (t: string, id: string): Promise<Record<string, unknown>> => {
  const rows = await server.db.query<{ doc: Record<string, unknown> }>(
    "SELECT doc FROM entity WHERE t = $1 AND id = $2",
    [t, id],
  );
  return rows[0]?.doc ?? {};
};

const lostOn = async ({ world }: Phone, recordId: string): Promise<Overwritten[]> => {
  const rows = await world.cache.rows.where("[t+id]").between(["overwritten", ""], ["overwritten", "\uffff"]).toArray();
  return rows.map((r) => r.doc as unknown as Overwritten).filter((one) => one.recordId === recordId);
};

test("[F36] Chen and He rename the same checkpoint without signal: the later name stands, the other is kept and comes back with one tap", async () => {
  await does(chen, save(0, { name: "陈起的名字" }));
  await does(he, save(0, { name: "何起的名字" }));
  await chen.engine.runOnce();
  await he.engine.runOnce();
  expect((await docOf("checkpoint", "cp-1"))["name"]).toBe("何起的名字");
  await chen.engine.runOnce();
  const [lost] = await lostOn(chen, "cp-1");
  expect(lost).toMatchObject({
    field: "name",
    lost: "陈起的名字",
    lostById: PEOPLE.chen,
    byId: PEOPLE.he,
    state: "open",
  });
  expect(lost?.lostAt).toMatch(/Z$/);
  const args = { overwrittenId: lost?.id ?? "", t: "checkpoint", recordId: "cp-1" };
  await does(chen, { cmd: "overwritten.bringBack", args });
  await chen.engine.runOnce();
  expect((await docOf("checkpoint", "cp-1"))["name"]).toBe("陈起的名字");
  expect(await docOf("overwritten", lost?.id ?? "")).toMatchObject({ state: "broughtBack", settledById: PEOPLE.chen });
});

test("[F36] bringing back over a third name that nobody had seen keeps that one in its turn", async () => {
  await does(chen, save(1, { name: "甲" }));
  await does(he, save(1, { name: "乙" }));
  await chen.engine.runOnce();
  await he.engine.runOnce();
  await chen.engine.runOnce();
  const [lost] = await lostOn(chen, "cp-2");
  await does(chen, {
    cmd: "overwritten.bringBack",
    args: { overwrittenId: lost?.id ?? "", t: "checkpoint", recordId: "cp-2" },
  });
  await does(he, save(1, { name: "丙" }));
  await he.engine.runOnce();
  await chen.engine.runOnce();
  expect((await docOf("checkpoint", "cp-2"))["name"]).toBe("甲");
  expect((await lostOn(chen, "cp-2")).map((one) => [one.lost, one.state])).toEqual(
    expect.arrayContaining([
      ["甲", "broughtBack"],
      ["丙", "open"],
    ]),
  );
});

test("[F36] the one changes the name, the other the place of the same form: both stand, and nothing is lost", async () => {
  await does(chen, save(2, { name: "新名字" }));
  await does(he, save(2, { position: [110.31, 25.31] }));
  await chen.engine.runOnce();
  await he.engine.runOnce();
  expect(await docOf("checkpoint", "cp-3")).toMatchObject({ name: "新名字", position: [110.31, 25.31] });
  await chen.engine.runOnce();
  expect(await lostOn(chen, "cp-3")).toEqual([]);
});

test("[F37] Chen answers what He is closing, both without signal: no step is taken that the rules do not allow, and both sets of words are kept", async () => {
  const issueId = newId();
  await does(chen, reportHazard(issueId, { teamId: undefined, source: "direct" }));
  await chen.engine.runOnce();
  const move = (to: string, text: string): Act => ({
    cmd: "issue.move",
    args: { issueId, eventId: newId(), to, text },
  });
  await does(chen, move("accepted", ""));
  await does(chen, move("answered", "清走了"));
  await chen.engine.runOnce();
  await he.engine.runOnce();
  await does(he, move("closed", "看过，没有了"));
  await does(chen, move("handling", "又堵上了"));
  await chen.engine.runOnce();
  await he.engine.runOnce();
  expect((await docOf("issue", issueId))["state"]).toBe("handling");
  expect(await he.world.vault.quarantine.toArray()).toMatchObject([
    { reason: "bad-transition", env: { args: { text: "看过，没有了" } } },
  ]);
  await he.engine.runOnce();
  const onDesk = await chen.engine
    .runOnce()
    .then(() => chen.world.cache.rows.where("[t+id]").between(["setAside", ""], ["setAside", "\uffff"]).toArray());
  expect(onDesk.map((r) => r.doc["args"])).toMatchObject([{ text: "看过，没有了" }]);
});

test("[F37] notes of both are united, whoever comes first", async () => {
  const issueId = newId();
  await does(chen, reportHazard(issueId, { teamId: undefined, source: "direct" }));
  await chen.engine.runOnce();
  await he.engine.runOnce();
  const note = (text: string): Act => ({ cmd: "issue.addNote", args: { issueId, eventId: newId(), text } });
  await does(chen, note("陈看过"));
  await does(he, note("何看过"));
  await he.engine.runOnce();
  await chen.engine.runOnce();
  const events = (await docOf("issue", issueId))["events"] as { text?: string }[];
  expect(events.flatMap((e) => e.text ?? [])).toEqual(["何看过", "陈看过"]);
});
