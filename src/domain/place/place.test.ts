import { expect, test } from "vitest";
import { type Checkpoint, isRetired, type Route, routeOn } from "./place.ts";

const DAY = "2026-11-24";
const place = (id: string, retiredOn?: string | null): [string, Checkpoint] => [
  id,
  {
    id,
    tag: id,
    communityCode: "450303001010",
    compoundId: "compound-1",
    kind: "gate",
    name: id,
    position: null,
    ...(retiredOn === undefined ? {} : { retiredOn }),
  },
];
const route: Route = {
  id: "r",
  name: "东线",
  communityCode: "450303001010",
  teamId: "t",
  checkpointIds: ["a", "b", "c"],
  ordered: true,
};

test("a place is out of use from its day on, and in use again when it was brought back", () => {
  const days = ["2026-11-23", DAY, "2026-11-25"];
  expect(days.map((on) => isRetired({ retiredOn: DAY }, on))).toEqual([false, true, true]);
  expect(isRetired({ retiredOn: null }, DAY)).toBe(false);
  expect(isRetired({}, DAY)).toBe(false);
});

test("Li's round leaves out what is out of use, and keeps the order of the rest", () => {
  const places = new Map([place("a"), place("b", DAY), place("c", null)]);
  expect(routeOn(route, places, DAY)?.checkpointIds).toEqual(["a", "c"]);
});

test("a stop this phone does not know yet stays on the route", () => {
  expect(routeOn(route, new Map([place("b", DAY)]), DAY)?.checkpointIds).toEqual(["a", "c"]);
});

test("a route out of use, or with nothing left on it, is not walked", () => {
  expect(routeOn({ ...route, retiredOn: DAY }, new Map(), DAY)).toBeUndefined();
  expect(routeOn(route, new Map([place("a", DAY), place("b", DAY), place("c", DAY)]), DAY)).toBeUndefined();
});
