/** An invented town plan under the demo district, as a base map file: land, a river, a park, streets with names. */
import { DEMO_BOX } from "../../sync-server/demo/layout.ts";
import { pmtilesOf } from "../support/pmtiles-writer.ts";

const { west, south, east, north } = DEMO_BOX;
const MARGIN = 0.02;
const BOX = [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN] as const;

const feature = (geometry: GeoJSON.Geometry, kind: string, name?: string): GeoJSON.Feature => ({
  type: "Feature",
  geometry,
  properties: { kind, ...(name ? { name } : {}) },
});

const box = ([w, s, e, n]: readonly [number, number, number, number]): GeoJSON.Polygon => ({
  type: "Polygon",
  coordinates: [
    [
      [w, s],
      [e, s],
      [e, n],
      [w, n],
      [w, s],
    ],
  ],
});

const RIVER_STEPS = 40;
/** Between town and villages, in bends. */
export const riverLng = (lat: number): number => 110.325 + 0.0015 * Math.sin((lat - south) * 300);

function river(): GeoJSON.Polygon {
  const lats = Array.from({ length: RIVER_STEPS + 1 }, (_, i) => BOX[1] + ((BOX[3] - BOX[1]) * i) / RIVER_STEPS);
  const half = 0.0009;
  const left = lats.map((lat) => [riverLng(lat) - half, lat]);
  const right = lats.map((lat) => [riverLng(lat) + half, lat]).reverse();
  return { type: "Polygon", coordinates: [[...left, ...right, left[0]!]] };
}

function streets(): GeoJSON.Feature[] {
  const line = (from: number[], to: number[]): GeoJSON.LineString => ({ type: "LineString", coordinates: [from, to] });
  const across = [0, 1, 2, 3, 4, 5, 6].map((i) => {
    const lat = south + ((north - south) * i) / 6;
    return feature(line([BOX[0], lat], [BOX[2], lat]), i % 2 ? "minor_road" : "major_road", `横${i + 1}路（演示）`);
  });
  const along = [0, 1, 2, 3, 4].map((i) => {
    const lng = west + ((0.325 - 0.285) * i) / 4;
    return feature(line([lng, BOX[1]], [lng, BOX[3]]), i % 2 ? "minor_road" : "major_road", `纵${i + 1}路（演示）`);
  });
  return [...across, ...along];
}

/** The file; `© 演示底图` is its credit. */
export const demoBaseMap = (): Uint8Array =>
  pmtilesOf(
    {
      earth: [feature(box(BOX), "earth")],
      landuse: [feature(box([110.296, 25.318, 110.3045, 25.323]), "park")],
      water: [feature(river(), "river")],
      roads: streets(),
    },
    { minZoom: 11, maxZoom: 14, bbox: BOX, attribution: "© 演示底图" },
  );
