/** What the desk keeps, on the wire: the checklist of a running round, places out of use and back, figures. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import {
  aNeighbourhood,
  CHECKLIST,
  COMMUNITY,
  COMPOUND,
  OTHER_COMMUNITY,
  PEOPLE,
  ROUTE,
} from "../builders/neighbourhood.ts";
import { aServer, type TestServer } from "../harness/server.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const NEXT = "checklist-2";
let server: TestServer;
let li: WirePhone;
let chen: WirePhone;
let qin: WirePhone;

const phoneOf = async (personId: string) => WirePhone.enrol(server.ask, await server.codeFor(personId));

/** The newest row of a record in everything a phone may pull. */
async function docOf(phone: WirePhone, t: string, id: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await phone.pull();
  const own = rows.filter((row) => row.t === t && row.id === id).sort((a, b) => b.rev - a.rev);
  return own[0]?.doc as Record<string, unknown> | undefined;
}

const gas = { id: "gas", label: "燃气异味", labelEn: "Smell of gas", severity: "red" };
const content = { title: "第二版", sections: [{ id: "fire", label: "消防", labelEn: "Fire", categories: [gas] }] };

beforeAll(async () => {
  server = await aServer(aNeighbourhood());
  [li, chen, qin] = [await phoneOf(PEOPLE.li), await phoneOf(PEOPLE.chen), await phoneOf(PEOPLE.qin)];
  // Figures count back from today.
  li.at = new Date().toISOString();
}, 120_000);

afterAll(() => server.close());

test("Qin publishes a new checklist while Li walks; Li's round keeps the version it was started under", async () => {
  expect(await li.does(startRound("r1"), confirmStop("r1", "cp-1"))).toEqual(["applied", "applied"]);
  const draft = { versionId: NEXT, districtCode: "450303000000", n: 2, effectiveOn: "2026-11-24", ...content };
  const publish = { versionId: NEXT, effectiveOn: "2026-11-24", ...content };
  const done = await qin.does({ cmd: "checklist.saveDraft", args: draft }, { cmd: "checklist.publish", args: publish });
  expect(done).toEqual(["applied", "applied"]);
  expect(await docOf(li, "checklistVersion", NEXT)).toMatchObject({ state: "published", title: "第二版" });
  const goesOn = [confirmStop("r1", "cp-2"), reportHazard("i1", { roundId: "r1" })];
  expect(await li.does(...goesOn)).toEqual(["applied", "applied"]);
  expect(await docOf(chen, "round", "r1")).toMatchObject({ checklistVersionId: CHECKLIST, state: "running" });
  const underTheNew = reportHazard("i2", { checklistVersionId: NEXT });
  expect(await li.does(underTheNew)).toEqual(["category-unknown"]);
});

test("publishing is one deed: refused as a whole it leaves the draft as it was", async () => {
  const versionId = "checklist-3";
  const args = { versionId, districtCode: "450303000000", n: 3, effectiveOn: "2026-12-01", ...content };
  await qin.does({ cmd: "checklist.saveDraft", args });
  const empty = { versionId, effectiveOn: "2026-12-02", title: "空的", sections: [] };
  expect(await qin.does({ cmd: "checklist.publish", args: empty })).toEqual(["checklist-empty"]);
  expect(await docOf(qin, "checklistVersion", versionId)).toMatchObject({
    state: "draft",
    title: "第二版",
    effectiveOn: "2026-12-01",
  });
});

test("Qin adds a section, renames one and puts them in order; the phones have them as she did, and one without a category does not go out", async () => {
  const versionId = "checklist-4";
  const args = { versionId, districtCode: "450303000000", n: 4, effectiveOn: "2026-12-03", ...content };
  const winter = { id: "winter", label: "防冻", labelEn: "Frost", categories: [] };
  const fire = { ...content.sections[0], label: "防火", labelEn: "Fire safety" };
  const pipe = { id: "pipe", label: "水管冻裂", labelEn: "Burst pipe", severity: "yellow" };
  await qin.does({ cmd: "checklist.saveDraft", args });
  const publish = (sections: unknown[]) => ({
    cmd: "checklist.publish",
    args: { versionId, effectiveOn: "2026-12-03", title: "第四版", sections },
  });
  expect(await qin.does(publish([winter, fire]))).toEqual(["checklist-section-empty"]);
  const sections = [{ ...winter, categories: [pipe] }, fire];
  expect(await qin.does(publish(sections))).toEqual(["applied"]);
  expect(await docOf(li, "checklistVersion", versionId)).toMatchObject({ state: "published", sections });
  expect(await docOf(chen, "round", "r1")).toMatchObject({ checklistVersionId: CHECKLIST, state: "running" });
});

test("a published checklist stays as it is", async () => {
  const args = { versionId: CHECKLIST, effectiveOn: "2026-12-01", ...content };
  expect(await qin.does({ cmd: "checklist.publish", args })).toEqual(["checklist-not-draft"]);
});

test("Chen takes a checkpoint and a route out of use and brings both back; nothing else about them changes", async () => {
  const before = await docOf(chen, "checkpoint", "cp-4");
  const retire = (retiredOn: string | null) => [
    { cmd: "checkpoint.retire", args: { checkpointId: "cp-4", retiredOn } },
    { cmd: "route.retire", args: { routeId: ROUTE, retiredOn } },
  ];
  expect(await chen.does(...retire("2026-11-24"))).toEqual(["applied", "applied"]);
  expect(await docOf(li, "checkpoint", "cp-4")).toMatchObject({ retiredOn: "2026-11-24" });
  expect(await docOf(li, "route", ROUTE)).toMatchObject({ retiredOn: "2026-11-24" });
  expect(await chen.does(...retire(null))).toEqual(["applied", "applied"]);
  expect(await docOf(li, "checkpoint", "cp-4")).toEqual({ ...before, retiredOn: null });
});

test("a role that ends by itself is no role the day after", async () => {
  const grant = { id: "g-wang", role: "gridWorker", orgCode: COMMUNITY };
  const give = (to: string) => ({ cmd: "person.grantRole", args: { personId: PEOPLE.wang, grant: { ...grant, to } } });
  expect(await chen.does(give("2026-11-01T16:00:00.000Z"))).toEqual(["invalid-arguments"]);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  chen.at = new Date().toISOString();
  expect(await chen.does(give(soon))).toEqual(["applied"]);
  const wang = await phoneOf(PEOPLE.wang);
  expect((await wang.pull()).tail).toBeDefined();
  expect(await docOf(wang, "issue", "i1")).toBeDefined();
  const past = new Date(Date.now() - 1000).toISOString();
  await server.db.query(
    `UPDATE entity SET doc = jsonb_set(doc, '{grants}', (SELECT jsonb_agg(CASE WHEN g->>'id' = 'g-wang'
       THEN g || jsonb_build_object('to', $2::text) ELSE g END) FROM jsonb_array_elements(doc->'grants') g))
      WHERE t = 'person' AND id = $1`,
    [PEOPLE.wang, past],
  );
  expect(await docOf(await phoneOf(PEOPLE.wang), "issue", "i1")).toBeUndefined();
});

test("Qin sees figures of a community, and no word of anybody; Lu sees those of his own only", async () => {
  const reply = await qin.call(`/api/overview/${COMMUNITY}`);
  const text = await reply.text();
  const figures = JSON.parse(text) as Record<string, unknown>;
  expect(figures["issues"]).toContainEqual({ state: "reported", severity: "orange", n: 1 });
  expect(figures["categories"]).toEqual([
    { category: "blockedFireLane", categoryLabel: "消防通道占堵", checklistVersionId: CHECKLIST, n: 1 },
  ]);
  expect(figures["compounds"]).toEqual([{ compoundId: COMPOUND, all: 4, seen7d: expect.any(Number), seen30d: 2 }]);
  expect(text).not.toContain(PEOPLE.li);
  const seen = await (await chen.call(`/api/overview/${COMMUNITY}/seen/${COMPOUND}`)).json();
  expect(seen).toMatchObject({
    seen: [
      { checkpointId: "cp-1", at: expect.any(String) },
      { checkpointId: "cp-2", at: expect.any(String) },
    ],
  });
  const lu = await phoneOf(PEOPLE.lu);
  expect((await lu.call(`/api/overview/${COMMUNITY}`)).status).toBe(403);
  expect((await lu.call(`/api/overview/${OTHER_COMMUNITY}`)).status).toBe(200);
  expect((await li.call(`/api/overview/${COMMUNITY}`)).status).toBe(403);
});
