import { describe, expect, it } from "vitest";
import type { Issue } from "#domain/issue/issue";
import type { PatrolRound } from "#domain/patrol/round";
import { hazardsAsOf, type PlaceTables, placeOfIssue, roundOnMap, stateAsOf } from "./from-records.tsx";

const issue = (more: Partial<Issue> = {}): Issue => ({
  id: "i1",
  communityCode: "450303001001",
  source: "direct",
  place: { checkpointId: "c1" },
  checklistVersionId: "v1",
  category: "x",
  categoryLabel: "杂物",
  severity: "orange",
  photos: [],
  ownerKind: "community",
  reportedById: "p1",
  reportedAt: "2026-03-10T01:00:00.000Z",
  state: "closed",
  events: [
    { id: "e0", at: "2026-03-10T01:00:00.000Z", byId: "p1", kind: "reported" },
    { id: "e1", at: "2026-03-12T01:00:00.000Z", byId: "p2", kind: "moved", from: "reported", to: "accepted" },
    { id: "e2", at: "2026-03-15T01:00:00.000Z", byId: "p3", kind: "moved", from: "answered", to: "closed" },
  ],
  ...more,
});

const tables: PlaceTables = {
  checkpoints: new Map([
    [
      "c1",
      {
        id: "c1",
        tag: "t",
        communityCode: "450303001001",
        compoundId: "k1",
        kind: "gate",
        name: "大门",
        position: [110.3, 25.3],
      },
    ],
  ]),
  compounds: new Map(),
};

describe("the district as of a day", () => {
  it("tells the state an issue had then, and nothing before it was reported", () => {
    expect(stateAsOf(issue(), "2026-03-09T16:00:00.000Z")).toBeUndefined();
    expect(stateAsOf(issue(), "2026-03-11T16:00:00.000Z")).toBe("reported");
    expect(stateAsOf(issue(), "2026-03-13T16:00:00.000Z")).toBe("accepted");
    expect(stateAsOf(issue(), "2026-03-20T16:00:00.000Z")).toBe("closed");
  });

  it("draws an issue at its own position, else at its checkpoint, else not at all", () => {
    const own = { lat: 25.31, lng: 110.31, accM: 5, crs: "wgs84" as const };
    expect(placeOfIssue(issue({ place: { checkpointId: "c1", position: own } }), tables)).toEqual([110.31, 25.31]);
    expect(placeOfIssue(issue(), tables)).toEqual([110.3, 25.3]);
    expect(placeOfIssue(issue({ place: { spot: "后面的小路" } }), tables)).toBeUndefined();
  });

  it("leaves out what is closed where only the open is wanted", () => {
    expect(hazardsAsOf([issue()], "2026-03-20T16:00:00.000Z", tables, true)).toEqual([]);
    expect(hazardsAsOf([issue()], "2026-03-13T16:00:00.000Z", tables, true)[0]?.state).toBe("open");
    expect(hazardsAsOf([issue()], "2026-03-20T16:00:00.000Z", tables, false)[0]?.state).toBe("closed");
  });

  it("draws the stops of a round without a line where no track was handed in", () => {
    const stops = [
      { id: "s", checkpointId: "c1", result: "normal", confirmedBy: "qr", at: "2026-03-10T01:00:00.000Z", byId: "p1" },
    ];
    const drawn = roundOnMap({ id: "r", stops } as unknown as PatrolRound, [], tables);
    expect(drawn).toMatchObject({ id: "r", segments: [], gaps: [], stops: [{ lng: 110.3, result: "normal" }] });
  });
});
