import { expect, test } from "vitest";
import type { Building, Checkpoint, Compound } from "#domain/place/place";
import { FOR_ALL, groupMissed, reasonOf, withOwnReason, withReasonForAll } from "./missed.ts";

const building = (id: string): Building => ({ id, label: `${id}栋`, units: 1, floors: 6, center: [110.3, 25.3] });
const compound = { id: "k1", name: "一小区", buildings: [building("3"), building("4")] } as unknown as Compound;
const checkpoint = (id: string, buildingId?: string) =>
  ({ id, name: `点${id}`, compoundId: "k1", ...(buildingId ? { buildingId } : {}) }) as unknown as Checkpoint;
const places = {
  checkpoints: new Map(
    [checkpoint("a", "3"), checkpoint("b"), checkpoint("c", "4"), checkpoint("d", "3")].map((c) => [c.id as string, c]),
  ),
  compounds: new Map([["k1", compound]]),
};

test("missed stops stand by building, in the order in which the route comes to them", () => {
  const groups = groupMissed(["a", "b", "c", "d"], places);
  expect(groups.map((g) => [g.building?.label, g.stops.map((s) => s.id)])).toEqual([
    ["3栋", ["a", "d"]],
    [undefined, ["b"]],
    ["4栋", ["c"]],
  ]);
});

test("one reason holds for all but those with their own, and comes back where the own one is taken away", () => {
  const all = withReasonForAll({}, "时间不够");
  const locked = withOwnReason(all, "c", "门锁着");
  expect([reasonOf(locked, "a"), reasonOf(locked, "c")]).toEqual(["时间不够", "门锁着"]);
  expect(reasonOf(withReasonForAll(locked, "天气不好"), "c")).toBe("门锁着");
  expect(reasonOf(withOwnReason(locked, "c", undefined), "c")).toBe("时间不够");
  expect(withReasonForAll(locked, "门锁着")).toEqual({ [FOR_ALL]: "门锁着" });
});

test("an empty reason of its own is none yet: the round cannot end on it", () => {
  expect(reasonOf(withOwnReason(withReasonForAll({}, "时间不够"), "a", " "), "a")).toBe("");
});
