import { expect, test } from "vitest";
import type { Checkpoint, Compound } from "#domain/place/place";
import { indexPlaces, placeChoices } from "./report-places.ts";

const HERE = { lng: 110.31, lat: 25.3 };
const compound = (id: string, name: string, lng = 110.31): Compound =>
  ({ id, name, communityCode: "450303001010", demo: true, ring: [[lng, 25.3]], buildings: [] }) as unknown as Compound;
const point = (id: string, compoundId: string, name: string, more: Partial<Checkpoint> = {}): Checkpoint =>
  ({ id, compoundId, name, communityCode: "450303001010", tag: id, position: null, ...more }) as unknown as Checkpoint;

const places = {
  compounds: new Map([
    ["a", compound("a", "叠彩花园（演示）")],
    ["b", compound("b", "长城里（演示）", 110.35)],
  ]),
  checkpoints: new Map([
    ["a1", point("a1", "a", "10栋1单元")],
    ["a2", point("a2", "a", "2栋1单元")],
    ["b1", point("b1", "b", "北门")],
    ["old", point("old", "b", "南门", { retiredOn: "2026-01-01" })],
  ]),
};
const found = (search: string, here?: typeof HERE): string[] =>
  placeChoices(indexPlaces(places, here), search).map((choice) => choice.key);

test("Wang finds a place by its characters, by its sound and by first letters, one word or several", () => {
  expect(found("叠彩")).toEqual(["a", "a2", "a1"]);
  expect(found("diecai")).toEqual(["a", "a2", "a1"]);
  expect(found("DCHY 2d")).toEqual(["a2"]);
  expect(found("changcheng bm")).toEqual(["b1"]);
  expect(found("叠彩 10")).toEqual(["a1"]);
  expect(found("xyz")).toEqual([]);
});

test("compounds stand before checkpoints by name, or the nearest first; a place that is no more is not offered", () => {
  expect(found("")).toEqual(["a", "b", "a2", "a1", "b1"]);
  expect(found("", HERE).slice(0, 2)).toEqual(["a", "b"]);
  expect(found("10")).toEqual(["a1"]);
});
