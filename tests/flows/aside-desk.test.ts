/** What the server did not take lies on a desk: it is applied, handed over or filed away, and its author learns it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SetAside } from "#domain/aside/set-aside";
import type { PullRow } from "#protocol/pull";
import { loadRecords } from "../../sync-server/load-records.ts";
import { layMissing } from "../../sync-server/store/aside-store.ts";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, OTHER_COMMUNITY, PEOPLE, TEAM } from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { type Act, WirePhone } from "../harness/wire-phone.ts";

let server: TestServer;
let chen: WirePhone;

const phoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  chen = await phoneOf(PEOPLE.chen);
}, 120_000);

afterAll(() => server.close());

const laidIn = (rows: readonly PullRow[]): SetAside[] =>
  rows.filter((r) => r.t === "setAside" && r.op === "put").map((r) => r.doc as unknown as SetAside);

/** What lies open on somebody's desk (or in his own tray), by its author, in order. */
const openOf = async (phone: WirePhone, personId: string): Promise<SetAside[]> =>
  laidIn((await phone.pull()).rows)
    .filter((one, i, all) => all.findIndex((other) => other.id === one.id) === i)
    .filter((one) => one.personId === personId && one.state === "open")
    .sort((a, b) => a.n - b.n);

const apply = (one: SetAside, args: Record<string, unknown> = { ...one.args }): Act => ({
  cmd: "aside.apply",
  args: { asideId: one.id, eventId: `${one.id}.a`, cmd: one.cmd, personId: one.personId, args },
});

const takeRole = async (personId: string): Promise<void> => {
  chen.at = new Date().toISOString();
  expect(await chen.does({ cmd: "person.revokeRole", args: { personId, grantId: "grant-volunteer" } })).toEqual([
    "applied",
  ]);
};

const docOf = async (t: string, id: string): Promise<Record<string, unknown> | undefined> =>
  (
    await server.db.query<{ doc: Record<string, unknown> }>("SELECT doc FROM entity WHERE t = $1 AND id = $2", [t, id])
  )[0]?.doc;

test("Wang lost his role while he was out; Chen applies his report as it is, and it is Wang's report", async () => {
  const wang = await phoneOf(PEOPLE.wang);
  wang.at = new Date(Date.now() - 3_600_000).toISOString();
  await takeRole(PEOPLE.wang);
  const sha256 = "ab".repeat(32);
  const photo = { sha256, bytes: 900, thumbSha256: "cd".repeat(32), thumbBytes: 90, width: 4, height: 3 };
  const pushed = await wang.push([wang.envelope(reportHazard("a1", { photos: [photo] }))]);
  expect(pushed.results[0]).toMatchObject({ outcome: "quarantined", reason: "not-allowed" });
  expect(pushed.needBlobs).toContain(sha256);
  const [one] = await openOf(chen, PEOPLE.wang);
  expect(one).toMatchObject({ orgCode: COMMUNITY, cmd: "issue.report", reason: "not-allowed", about: { id: "a1" } });
  if (!one) return;
  expect(await chen.does(apply(one))).toEqual(["applied"]);
  expect(await docOf("issue", "a1")).toMatchObject({ reportedById: PEOPLE.wang, reportedAt: wang.at });
  expect(await openOf(chen, PEOPLE.wang)).toEqual([]);
  const mine = laidIn((await wang.pull()).rows).find((r) => r.id === one.id);
  expect(mine).toMatchObject({ state: "applied", events: [{ kind: "applied", byId: PEOPLE.chen }] });
  expect(await chen.does(apply(one))).toEqual(["already-settled"]);
  const audit = await server.db.query("SELECT person_id, act FROM audit WHERE subject = $1", [one.id]);
  expect(audit).toEqual([{ person_id: PEOPLE.chen, act: "aside.apply" }]);
});

test("stops of a round that was set aside wait with it; applied in their order the whole round is there", async () => {
  const zhao = await phoneOf(PEOPLE.zhao);
  zhao.at = new Date(Date.now() - 3_600_000).toISOString();
  await takeRole(PEOPLE.zhao);
  const start = startRound("a2", { memberIds: [PEOPLE.zhao, PEOPLE.li] });
  expect(await zhao.does(start, confirmStop("a2", "cp-1"))).toEqual(["not-a-member", "parent-set-aside"]);
  expect(await zhao.does(confirmStop("a2", "cp-2"), confirmStop("no-such-round", "cp-2"))).toEqual([
    "parent-set-aside",
    "not-found",
  ]);
  const waiting = (await openOf(chen, PEOPLE.zhao)).filter((one) => one.about?.id === "a2");
  expect(waiting.map((one) => one.cmd)).toEqual(["round.start", "round.confirmStop", "round.confirmStop"]);
  expect(await chen.does(...waiting.map((one) => apply(one)))).toEqual(["applied", "applied", "applied"]);
  const round = await docOf("round", "a2");
  expect(round?.["leadId"]).toBe(PEOPLE.zhao);
  expect(round).toMatchObject({ stops: [{ byId: PEOPLE.zhao }, { byId: PEOPLE.zhao }] });
});

test("Li's hazard had no place; Chen mends and applies it, and that it was mended stands there", async () => {
  const li = await phoneOf(PEOPLE.li);
  expect(await li.does(reportHazard("a3", { place: {} }))).toEqual(["place-missing"]);
  const [one] = await openOf(chen, PEOPLE.li);
  if (!one) throw new Error("nothing on the desk");
  expect(await chen.does(apply(one))).toEqual(["place-missing"]);
  expect(await chen.does(apply(one, { ...one.args, place: { spot: "3栋后面" } }))).toEqual(["applied"]);
  expect(await docOf("issue", "a3")).toMatchObject({ place: { spot: "3栋后面" }, reportedById: PEOPLE.li });
  expect(await docOf("setAside", one.id)).toMatchObject({ events: [{ kind: "applied", mended: true }] });
});

test("handed over it leaves Chen's desk and lies on Lu's, who files it away with a reason and can look at it again", async () => {
  const li = await phoneOf(PEOPLE.li);
  await li.does(reportHazard("a4", { communityCode: OTHER_COMMUNITY, teamId: undefined, place: { spot: "河那边" } }));
  const [one] = await openOf(chen, PEOPLE.li);
  if (!one) throw new Error("nothing on the desk");
  const event = { asideId: one.id };
  const over = { ...event, eventId: "h", orgCode: OTHER_COMMUNITY, text: "是清秀社区的" };
  expect(await chen.does({ cmd: "aside.handOver", args: { ...over, orgCode: "999999999999" } })).toEqual([
    "org-unknown",
  ]);
  expect(await chen.does({ cmd: "aside.handOver", args: over })).toEqual(["applied"]);
  expect((await chen.pull()).rows.filter((r) => r.id === one.id).map((r) => r.op)).toEqual(["leave"]);
  const lu = await phoneOf(PEOPLE.lu);
  expect((await openOf(lu, PEOPLE.li)).map((r) => r.id)).toEqual([one.id]);
  expect(await lu.does({ cmd: "aside.file", args: { ...event, eventId: "f0", text: "" } })).toEqual(["reason-missing"]);
  expect(await lu.does({ cmd: "aside.file", args: { ...event, eventId: "f", text: "那边已经报过" } })).toEqual([
    "applied",
  ]);
  expect(laidIn((await li.pull()).rows).find((r) => r.id === one.id)?.state).toBe("filed");
  expect(await lu.does({ cmd: "aside.reopen", args: { ...event, eventId: "r" } })).toEqual(["applied"]);
  expect(await lu.does(apply(one))).toEqual(["applied"]);
  expect(await docOf("issue", "a4")).toMatchObject({ communityCode: OTHER_COMMUNITY, reportedById: PEOPLE.li });
});

test("an old role that Chen could not give himself is not lent to him by an old record", async () => {
  const id = "person-former";
  const grants = [
    {
      id: "g1",
      role: "districtAdmin",
      orgCode: "450303000000",
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-11-25T00:00:00.000Z",
    },
  ];
  await loadRecords(server.db, [
    { t: "person", id, doc: { id, displayName: "演示·前任", orgCode: COMMUNITY, grants, demo: true } },
  ]);
  const former = await phoneOf(id);
  const grant = { id: "g2", role: "streetAdmin", orgCode: "450303001000" };
  const broken = {
    ...former.envelope({ cmd: "person.grantRole", args: { personId: PEOPLE.chen, grant } }),
    h: "0".repeat(16),
  };
  expect((await former.push([broken])).results[0]?.reason).toBe("damaged");
  const [one] = await openOf(chen, id);
  if (!one) throw new Error("nothing on the desk");
  expect(await chen.does(apply(one))).toEqual(["not-allowed"]);
});

test("what was set aside before there were desks is laid on one when the server starts", async () => {
  const zhao = await phoneOf(PEOPLE.zhao);
  expect(await zhao.does(startRound("a5", { teamId: TEAM, safetySeen: false }))).toHaveLength(1);
  const mine = "DELETE FROM entity WHERE t = 'setAside' AND doc->'about'->>'id' = 'a5' RETURNING id";
  const [gone] = await server.db.query<{ id: string }>(mine);
  await server.db.query("DELETE FROM feed WHERE t = 'setAside' AND id = $1", [gone?.id ?? ""]);
  await layMissing(server.db, "450303000000");
  expect((await openOf(chen, PEOPLE.zhao)).some((one) => one.id === gone?.id)).toBe(true);
});
