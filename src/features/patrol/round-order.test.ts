import { expect, test } from "vitest";
import type { PatrolRound, StopRecord } from "#domain/patrol/round";
import { addressIn, joinAddress, nextStop, tagIn, upcomingStop } from "./round-order.ts";

const stop = (checkpointId: string): StopRecord => ({
  id: `s-${checkpointId}`,
  checkpointId,
  result: "normal",
  confirmedBy: "hand",
  at: "2026-05-01T14:00:00.000Z",
  byId: "li",
});

const aRound = (seen: readonly string[], takenBack: readonly string[] = []): PatrolRound => ({
  id: "r-1",
  communityCode: "450303001010",
  teamId: "450303001010.t1",
  groupId: "g1",
  routeId: "route-1",
  checkpointIds: ["a", "b", "c"],
  ordered: true,
  checklistVersionId: "c1",
  state: "running",
  leadId: "li",
  memberIds: ["li", "wang"],
  trackMode: "off",
  on: "2026-05-01",
  startedAt: "2026-05-01T14:00:00.000Z",
  stops: seen.map(stop),
  retractions: takenBack.map((id) => ({
    id: `x-${id}`,
    stopId: `s-${id}`,
    at: "2026-05-01T14:00:05.000Z",
    byId: "li",
  })),
  pauses: [],
});

test("the next stop is the first unseen one after the place in view, going round; a stop taken back is unseen again", () => {
  expect(nextStop(aRound(["a"]), "a")).toBe("b");
  expect(nextStop(aRound(["b", "c"]), "c")).toBe("a");
  expect(nextStop(aRound(["a", "b", "c"], ["b"]))).toBe("b");
  expect(nextStop(aRound(["a", "b", "c"]))).toBeUndefined();
});

test("in the dark screen stands the stop in view while it is unseen, else the one after it", () => {
  expect(upcomingStop(aRound(["a"]), "c")).toBe("c");
  expect(upcomingStop(aRound(["a"]), "a")).toBe("b");
  expect(upcomingStop(aRound(["a", "b", "c"]), "a")).toBeUndefined();
});

test("a scanned text is a joining code, a place's code, or nothing", () => {
  const code = joinAddress("https://zimajia.example", aRound([]));
  expect(addressIn(code)).toBe("/join?r=r-1&t=450303001010.t1&c=450303001010");
  expect(addressIn("https://zimajia.example/d/AB12CD34")).toBe("/d/AB12CD34");
  expect(tagIn(" https://zimajia.example/d/AB12CD34/ ")).toBe("AB12CD34");
  expect(addressIn("https://pay.example/?join")).toBeUndefined();
  expect(addressIn("你好")).toBeUndefined();
});
