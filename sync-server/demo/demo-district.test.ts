import { createHash } from "node:crypto";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { ISSUE_NEXT, ISSUE_STATES } from "#domain/issue/issue";
import { findsPersonalData } from "#domain/issue/personal-data";
import { addDays, localDateOf } from "#domain/kernel/clock";
import { bboxOf, centroidOf, contains, isInBbox } from "#domain/kernel/geo";
import { id as idSchema } from "#domain/kernel/schema";
import { canGo } from "#domain/mediation/mediation";
import { latestStops } from "#domain/patrol/round";
import { type RecordType, type RecordTypes, scopesOfDoc } from "#domain/registry";
import { DEMO_SIGN_INS, type DemoOptions, type DemoRecord, demoDistrict } from "./demo-district.ts";
import { DEMO_BOX } from "./layout.ts";
import { DISTRICT, districtUnits, HOME } from "./org-units.ts";
import { drawPhotos } from "./photos.ts";

const OPTIONS: DemoOptions = { seed: 7, scale: 1, today: "2026-05-20", now: "2026-05-20T08:00:00.000Z" };

const docsOf = <T extends RecordType>(records: readonly DemoRecord[], t: T): RecordTypes[T][] =>
  records.filter((r) => r.t === t).map((r) => r.doc as RecordTypes[T]);

function checksum(records: Iterable<DemoRecord>): string {
  const hash = createHash("sha256");
  for (const r of records) hash.update(`${JSON.stringify(r)}\n`);
  return hash.digest("hex");
}

/** Strings of a document that look like instants, at any depth. */
function instantsIn(value: unknown): string[] {
  if (typeof value === "string") return /^\d{4}-\d\d-\d\dT/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(instantsIn) : [];
}

const brokenIds = (records: readonly DemoRecord[]): string[] =>
  records.filter((r) => !v.is(idSchema, r.id) || r.doc.id !== r.id).map((r) => r.id);

const PHOTOS = drawPhotos();
let records: DemoRecord[] = [];
beforeAll(() => {
  records = [...demoDistrict(OPTIONS, PHOTOS)];
});

describe("the demo district as a whole", () => {
  test("has 22 + 15 communities, 258 compounds and 228 of them without a manager", () => {
    const units = docsOf(records, "orgUnit");
    const compounds = docsOf(records, "compound");
    expect(units.filter((u) => u.level === "community" && u.kind === "urban")).toHaveLength(22);
    expect(units.filter((u) => u.level === "community" && u.kind === "rural")).toHaveLength(15);
    expect(units.filter((u) => u.level === "street")).toHaveLength(3);
    expect(compounds).toHaveLength(258);
    expect(compounds.filter((c) => c.managementMode === "none")).toHaveLength(228);
    expect(compounds.every((c) => c.name.endsWith("（演示）") && c.demo)).toBe(true);
    expect(new Set(compounds.map((c) => c.name)).size).toBe(258);
    expect(compounds.filter((c) => c.communityCode === HOME).length).toBeGreaterThanOrEqual(8);
  });

  test("the units alone are the real ones, with no invented number", () => {
    expect(districtUnits().map((r) => r.id)).toEqual(docsOf(records, "orgUnit").map((u) => u.id));
    expect(districtUnits().some((r) => r.doc.phones)).toBe(false);
    expect(docsOf(records, "orgUnit").filter((u) => u.phones?.length === 3)).toHaveLength(37);
  });

  test("is the same for the same seed and another for another", () => {
    expect(checksum(demoDistrict(OPTIONS))).toBe(checksum(records));
    expect(checksum(demoDistrict({ ...OPTIONS, seed: 8 }, PHOTOS))).not.toBe(checksum(records));
  }, 120_000);

  test("every id fits the schema and is used once, and every record lies in some scope", () => {
    expect(brokenIds(records)).toEqual([]);
    expect(new Set(records.map((r) => `${r.t} ${r.id}`)).size).toBe(records.length);
    expect(records.filter((r) => scopesOfDoc(r.t, { ...r.doc }).length === 0)).toEqual([]);
  });

  test("nothing happened after now", () => {
    expect(records.filter((r) => instantsIn(r.doc).some((at) => at > OPTIONS.now)).map((r) => r.id)).toEqual([]);
  });
});

describe("places", () => {
  test("every compound lies in the district's box, its buildings and checkpoints inside it, and none overlap", () => {
    const compounds = docsOf(records, "compound");
    const wrong = compounds.filter((c) => {
      const middle = centroidOf([c.ring]);
      const inside = c.buildings.every((b) => contains([c.ring], { lng: b.center[0], lat: b.center[1] }));
      return !middle || !isInBbox(DEMO_BOX, middle) || !inside || c.ring.length < 5 || c.ring.length > 8;
    });
    expect(wrong.map((c) => c.id)).toEqual([]);
    const boxes = compounds.map((c) => bboxOf(c.ring)!);
    const touching = boxes.filter((a, i) =>
      boxes.some((b, j) => j > i && a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north),
    );
    expect(touching).toEqual([]);
    const ringOf = new Map(compounds.map((c) => [c.id, c.ring]));
    const outside = docsOf(records, "checkpoint").filter(
      (p) =>
        p.kind !== "gate" && !contains([ringOf.get(p.compoundId) ?? []], { lng: p.position![0], lat: p.position![1] }),
    );
    expect(outside.map((p) => p.id)).toEqual([]);
  });

  test("each compound is in exactly one grid of its community, 2 to 4 grids a community", () => {
    const grids = docsOf(records, "grid");
    const covered = grids.flatMap((g) => g.compoundIds.map((c) => [c, g.communityCode]));
    expect(covered).toHaveLength(258);
    expect(new Set(covered.map(([c]) => c)).size).toBe(258);
    expect(covered.every(([c, code]) => c!.startsWith(code!))).toBe(true);
    expect(grids.every((g) => /^\d{15}$/.test(g.id) && g.compoundIds.length > 0)).toBe(true);
    const perCommunity = docsOf(records, "orgUnit")
      .filter((u) => u.level === "community")
      .map((u) => grids.filter((g) => g.communityCode === u.id).length);
    expect(perCommunity.filter((n) => n < 2 || n > 4)).toEqual([]);
  });

  test("there are about ten checkpoints a compound, each with a tag and a name of its own", () => {
    const points = docsOf(records, "checkpoint");
    expect(points.length).toBeGreaterThan(2500);
    expect(new Set(points.map((p) => p.tag)).size).toBe(points.length);
    expect(new Set(points.map((p) => `${p.compoundId} ${p.name}`)).size).toBe(points.length);
    expect(points.every((p) => /^[a-z2-9]{10}$/.test(p.tag))).toBe(true);
  });

  test("every stop of a route is a checkpoint of the same community, and one route of 燕湖社区 is long", () => {
    const home = new Map(docsOf(records, "checkpoint").map((p) => [p.id, p.communityCode]));
    const routes = docsOf(records, "route");
    for (const r of routes) {
      expect(r.checkpointIds.filter((c) => home.get(c) !== r.communityCode)).toEqual([]);
      expect(new Set(r.checkpointIds).size).toBe(r.checkpointIds.length);
      expect(r.checkpointIds.length).toBeGreaterThanOrEqual(8);
    }
    expect(routes.some((r) => r.communityCode === HOME && r.checkpointIds.length >= 24)).toBe(true);
  });
});

describe("people", () => {
  test("no group is smaller than two, and all members exist", () => {
    const people = new Set(docsOf(records, "person").map((p) => p.id));
    const groups = docsOf(records, "team").flatMap((t) => t.groups);
    expect(docsOf(records, "team")).toHaveLength(23);
    expect(groups.filter((g) => g.memberIds.length < 2 || !g.memberIds.includes(g.leadId))).toEqual([]);
    expect(groups.flatMap((g) => g.memberIds).filter((m) => !people.has(m))).toEqual([]);
  });

  test("112 branch secretaries look after all 258 compounds", () => {
    const grants = docsOf(records, "person").map((p) => p.grants.filter((g) => g.role === "branchSecretary"));
    expect(grants.filter((g) => g.length > 0)).toHaveLength(112);
    expect(new Set(grants.flat().map((g) => g.unitId)).size).toBe(258);
  });

  test("the demo sign-ins are people with the role they say", () => {
    const byId = new Map(docsOf(records, "person").map((p) => [p.id, p]));
    expect(DEMO_SIGN_INS.map((s) => byId.get(s.personId)?.grants[0]?.role)).toEqual([
      "districtAdmin",
      "streetAdmin",
      "communityAdmin",
      "branchSecretary",
      "gridWorker",
      "mediator",
      "mediator",
      "groupLead",
      "volunteer",
      "volunteer",
    ]);
  });
});

describe("checklist, rounds and issues", () => {
  test("the checklist has the eight sections, and red and orange categories say what to do first", () => {
    const [checklist, ...more] = docsOf(records, "checklistVersion");
    expect(more).toEqual([]);
    expect(checklist?.districtCode).toBe(DISTRICT);
    expect(checklist?.sections.map((s) => s.id).join(" ")).toBe(
      "fire facility building order sanitation safety care nature",
    );
    const categories = checklist?.sections.flatMap((s) => s.categories) ?? [];
    expect(categories).toHaveLength(39);
    const silent = categories.filter((c) => ["red", "orange"].includes(c.severity) && !(c.advice && c.adviceEn));
    expect(silent).toEqual([]);
  });

  test("every finished round accounts for each stop, with two members or more, and one was entered late", () => {
    const rounds = docsOf(records, "round").filter((r) => r.state === "finished");
    expect(rounds.length).toBeGreaterThan(200);
    expect(rounds.some((r) => r.missed?.length)).toBe(true);
    for (const r of rounds) {
      const reasons = new Set(r.missed?.map((m) => m.checkpointId));
      const seen = latestStops(r);
      const silent = r.checkpointIds.filter((c) => !reasons.has(c) && (seen.get(c)?.result ?? "notSeen") === "notSeen");
      expect(silent).toEqual([]);
      expect(r.memberIds.length).toBeGreaterThanOrEqual(2);
    }
    const late = rounds.filter((r) => r.late);
    expect(late).toHaveLength(1);
    expect(late[0]?.memberIds).not.toContain(late[0]?.late?.witnessId);
    const walked = new Set(rounds.map((r) => r.slotId));
    const past = docsOf(records, "rosterSlot").filter((s) => s.on < OPTIONS.today && s.state === "planned");
    expect(past.some((s) => !walked.has(s.id))).toBe(true);
    const members = rounds.reduce((n, r) => n + r.memberIds.length, 0);
    expect(docsOf(records, "serviceRecord")).toHaveLength(members);
  });

  test("issues are of every severity and state, moved only as allowed, and the handler never closes", () => {
    const issues = docsOf(records, "issue");
    expect(issues).toHaveLength(120);
    expect(issues.filter((i) => i.communityCode === HOME)).toHaveLength(25);
    expect(new Set(issues.map((i) => i.state)).size).toBe(ISSUE_STATES.length);
    expect(new Set(issues.map((i) => i.severity)).size).toBe(4);
    for (const issue of issues) {
      const moves = issue.events.filter((e) => e.kind === "moved");
      expect(moves.every((e) => ISSUE_NEXT[e.from!].includes(e.to!))).toBe(true);
      expect((moves[moves.length - 1]?.to ?? "reported") === issue.state).toBe(true);
      expect(moves.some((e) => e.to === "closed" && e.byId === issue.handledById)).toBe(false);
      expect(issue.severity !== "red" || issue.emergency !== undefined).toBe(true);
      expect(findsPersonalData(JSON.stringify([issue.words, issue.events.map((e) => e.text)]))).toBe(false);
    }
  });

  test("an issue of a round is at the stop that points to it, and the other way round", () => {
    const issues = new Map(docsOf(records, "issue").map((i) => [i.id, i]));
    const stops = docsOf(records, "round").flatMap((r) => r.stops.map((s) => ({ ...s, roundId: r.id })));
    const found = stops.filter((s) => s.result === "issue");
    expect(found).toHaveLength([...issues.values()].filter((i) => i.source === "patrol").length);
    for (const s of found) {
      expect(issues.get(s.issueId ?? "")?.roundId).toBe(s.roundId);
      expect(issues.get(s.issueId ?? "")?.place.checkpointId).toBe(s.checkpointId);
    }
  });
});

describe("quarrels", () => {
  const files = () => docsOf(records, "mediation").filter((m) => m.basis === "formal");

  test("about nine hundred files and half as many 劝和, each step one that the rules allow", () => {
    expect(files().length).toBeGreaterThan(850);
    expect(docsOf(records, "mediation").length - files().length).toBeGreaterThan(400);
    for (const { steps, state } of files()) {
      expect(steps.every((step) => canGo(step.from, step.to))).toBe(true);
      expect(steps.map((step) => step.from)).toEqual(["registered", ...steps.slice(0, -1).map((step) => step.to)]);
      expect(steps[steps.length - 1]?.to ?? "registered").toBe(state);
    }
    expect(new Set(files().map((file) => file.communityCode)).size).toBe(37);
  });

  test("they are numbered register by register without a gap, and none in 燕湖社区 lies on a visitor's phone unread", () => {
    const numbers = docsOf(records, "mediation").map((m) => m.number ?? "");
    const prefixes = new Set(numbers.map((number) => number.slice(0, -5)));
    for (const prefix of prefixes) {
      const own = numbers.filter((number) => number.startsWith(`${prefix}-`)).map((number) => Number(number.slice(-4)));
      expect(own.sort((a, b) => a - b)).toEqual(own.map((_, i) => i + 1));
    }
    const gone = addDays(OPTIONS.today, -7);
    const home = files().filter((file) => file.communityCode === HOME);
    expect(home.length).toBeGreaterThan(50);
    expect(home.filter(({ filedAt }) => !filedAt || localDateOf(filedAt) >= gone)).toEqual([]);
  });

  test("what the district had published is a balance of the district, with its source, and of nobody else", () => {
    const units = docsOf(records, "orgUnit").filter((unit) => unit.openingBalances);
    expect(units.map(({ id, openingBalances }) => [id, openingBalances?.[0]?.percent])).toEqual([[DISTRICT, 97.2]]);
    expect(districtUnits().filter(({ doc }) => doc.openingBalances)).toEqual([]);
  });
});

test("ten times as much stays in the same 37 communities, with ids that still fit", () => {
  const large = [...demoDistrict({ ...OPTIONS, scale: 10 }, PHOTOS)];
  const compounds = docsOf(large, "compound");
  expect(compounds).toHaveLength(2580);
  expect(compounds.filter((c) => c.managementMode === "none")).toHaveLength(2280);
  expect(docsOf(large, "orgUnit")).toHaveLength(docsOf(records, "orgUnit").length);
  expect(docsOf(large, "issue")).toHaveLength(1200);
  expect(brokenIds(large)).toEqual([]);
  expect(new Set(docsOf(large, "checkpoint").map((p) => p.tag)).size).toBe(25_800);
  expect(docsOf(large, "team")).toHaveLength(230);
  const grids = docsOf(large, "grid");
  const tenfold = grids.length / docsOf(records, "grid").length;
  expect(tenfold).toBeGreaterThan(9);
  expect(tenfold).toBeLessThan(11);
  expect(new Set(grids.flatMap((g) => g.compoundIds)).size).toBe(2580);
  expect(grids.flatMap((g) => g.compoundIds)).toHaveLength(2580);
}, 120_000);
