import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, type LngLat, type Polygon } from "#domain/kernel/geo";
import { AreaIndex, HitIndex, PointIndex, stopId } from "./hit-index.ts";
import type { LayerVisibility, MapData } from "./map-data.ts";

const place = fc.record({
  lng: fc.double({ min: 110.29, max: 110.3, noNaN: true }),
  lat: fc.double({ min: 25.3, max: 25.31, noNaN: true }),
});
const blob = fc.tuple(
  place,
  fc.array(fc.double({ min: 0.0002, max: 0.003, noNaN: true }), { minLength: 3, maxLength: 9 }),
);
const polygonOf = ([c, radii]: [{ lng: number; lat: number }, number[]]): Polygon => [
  radii.map((r, i): LngLat => {
    const a = (2 * Math.PI * i) / radii.length;
    return [c.lng + r * Math.cos(a), c.lat + r * Math.sin(a)];
  }),
];

describe("against looking at every one", () => {
  test("the same polygons contain a point", () => {
    fc.assert(
      fc.property(
        fc.array(blob, { maxLength: 60 }),
        fc.array(place, { minLength: 20, maxLength: 20 }),
        (blobs, points) => {
          const polygons = blobs.map(polygonOf);
          const index = new AreaIndex(polygons);
          for (const p of points)
            expect(index.at(p)).toEqual(polygons.flatMap((poly, i) => (contains(poly, p) ? [i] : [])));
        },
      ),
    );
  });
  test("the same point is nearest", () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 80 }), place, (points, at) => {
        const k = Math.cos((at.lat * Math.PI) / 180);
        const off = points.map((p) => Math.hypot((p.lng - at.lng) * k, p.lat - at.lat));
        const best = Math.min(...off);
        const found = new PointIndex(points).nearest(at, 0.002);
        expect(found).toBe(best <= 0.002 ? off.indexOf(best) : undefined);
      }),
    );
  });
  test("an empty polygon among others shifts no number", () => {
    const square = polygonOf([{ lng: 110.295, lat: 25.305 }, [0.001, 0.001, 0.001, 0.001]]);
    expect(new AreaIndex([[], square]).at({ lng: 110.295, lat: 25.305 })).toEqual([1]);
    expect(new AreaIndex([]).at({ lng: 110.295, lat: 25.305 })).toEqual([]);
  });
});

describe("what a tap means", () => {
  const middle = { lng: 110.295, lat: 25.305 };
  const yard = polygonOf([middle, [0.001, 0.001, 0.001, 0.001]]);
  const data: MapData = {
    compounds: [{ id: "yard", name: "东一里", polygon: yard, tone: "plain" }],
    grids: [{ id: "grid", name: "网格 3", polygon: polygonOf([middle, [0.004, 0.004, 0.004, 0.004]]), tone: "plain" }],
    checkpoints: [{ id: "gate", name: "大门", lat: 25.3055, lng: 110.295, tone: "due" }],
    hazards: [{ id: "wire", ...middle, severity: "red", state: "open" }],
    rounds: [
      {
        id: "r1",
        stops: [{ lat: 25.3046, lng: 110.295, at: "2026-05-01T14:00:00Z", result: "normal" }],
        segments: [],
        gaps: [],
      },
    ],
  };
  const all: LayerVisibility = { compounds: true, grids: true, checkpoints: true, hazards: true, rounds: true };
  const tap = (lat: number, lng: number, zoom = 17, layers = all) =>
    new HitIndex(data).find({ lat, lng }, { zoom, reachDeg: 0.0001, layers });

  test("the hazard before the yard, the yard before the grid, nothing far away", () => {
    expect(tap(25.30505, 110.295)).toEqual({ kind: "hazard", id: "wire" });
    expect(tap(25.3055, 110.295)).toEqual({ kind: "checkpoint", id: "gate" });
    expect(tap(25.3046, 110.295)).toEqual({ kind: "stop", id: stopId("r1", 0) });
    expect(tap(25.3052, 110.2955)).toEqual({ kind: "compound", id: "yard" });
    expect(tap(25.307, 110.295)).toEqual({ kind: "grid", id: "grid" });
    expect(tap(25.4, 110.4)).toBeNull();
  });
  test("what is not drawn can't be tapped: a hidden layer, and single dots from far away", () => {
    expect(tap(25.305, 110.295, 17, { ...all, hazards: false })).toEqual({ kind: "compound", id: "yard" });
    expect(tap(25.305, 110.295, 13)).toEqual({ kind: "compound", id: "yard" });
    expect(tap(25.305, 110.295, 13, { ...all, compounds: false, grids: false })).toBeNull();
  });
  test("where am I: in the yard, or in none", () => {
    const index = new HitIndex(data);
    index.warm();
    expect(index.compoundAt(middle)?.name).toBe("东一里");
    expect(index.compoundAt({ lat: 25.32, lng: 110.3 })).toBeUndefined();
  });
});

test("a finger beside a dashed gap means the gap; away from its line it means the compound below", () => {
  const [lng, lat] = [110.3, 25.31];
  const ring: LngLat[] = [
    [lng - 0.002, lat - 0.002],
    [lng + 0.002, lat - 0.002],
    [lng + 0.002, lat + 0.002],
    [lng - 0.002, lat + 0.002],
  ];
  const gap = { from: [lng - 0.001, lat], to: [lng + 0.001, lat], reason: "locked", fromMs: 0, toMs: 60_000 } as const;
  const hits = new HitIndex({
    compounds: [{ id: "k", name: "k", polygon: [ring], tone: "plain" }],
    grids: [],
    checkpoints: [],
    hazards: [],
    rounds: [{ id: "r", stops: [], segments: [], gaps: [gap] }],
  });
  const layers: LayerVisibility = { compounds: true, grids: true, checkpoints: true, hazards: true, rounds: true };
  const at = (dLng: number, dLat: number) =>
    hits.find({ lng: lng + dLng, lat: lat + dLat }, { zoom: 17, reachDeg: 0.0002, layers });
  expect(at(0.0003, 0.00015)).toEqual({ kind: "gap", id: "r#0" });
  expect(at(0.0003, 0.0004)).toEqual({ kind: "compound", id: "k" });
  expect(at(0.0015, 0)).toEqual({ kind: "compound", id: "k" });
});
