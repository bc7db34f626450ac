import { describe, expect, test } from "vitest";
import type { LngLat } from "#domain/kernel/geo";
import { BADGE_HALF_PX, badgeHalfPx, CELL_PX, worldPx } from "./hazard-counts.ts";
import type { MapArea, MapHazard, MapRound } from "./map-data.ts";
import { type Datum, packAreas, packGaps, packHazards, packTrails } from "./tile-source.ts";
import { TINT_STYLES_FROM, type TileAsk, TileStore } from "./tile-store.ts";

const asIs: Datum = (at) => at;
const MIDDLE: LngLat = [110.295, 25.305];
const square = ([lng, lat]: LngLat, d: number): LngLat[] => [
  [lng - d, lat - d],
  [lng + d, lat - d],
  [lng + d, lat + d],
  [lng - d, lat + d],
];
const yard = (id: string, at: LngLat, tone: MapArea["tone"] = "plain"): MapArea => ({
  id,
  name: `小区 ${id}`,
  polygon: [square(at, 0.001)],
  tone,
});
const hazard = (n: number, at: LngLat, state: MapHazard["state"] = "open"): MapHazard => ({
  id: `h${n}`,
  lng: at[0],
  lat: at[1],
  severity: n % 2 ? "red" : "blue",
  state,
});
const tileAt = (at: LngLat, z: number, sources: TileAsk["sources"]): TileAsk => {
  const { x, y } = worldPx(at, z);
  return { z, x: Math.floor(x / 256), y: Math.floor(y / 256), sources };
};
/** Every tile of the district at a zoom. */
function* tilesOver(z: number): Generator<{ x: number; y: number }> {
  const from = worldPx([110.27, 25.37], z);
  const to = worldPx([110.39, 25.28], z);
  for (let x = Math.floor(from.x / 256); x <= Math.floor(to.x / 256); x++)
    for (let y = Math.floor(from.y / 256); y <= Math.floor(to.y / 256); y++) yield { x, y };
}

describe("near", () => {
  test("one bucket for each way of drawing, marks as dots, an open ring is closed", () => {
    const store = new TileStore();
    store.set("compounds", packAreas([yard("a", MIDDLE)], asIs));
    store.set("hazards", packHazards([hazard(1, MIDDLE), hazard(3, MIDDLE), hazard(2, MIDDLE, "closed")], asIs));
    const { buckets, labels, badges } = store.draw(tileAt(MIDDLE, 17, ["compounds", "hazards"]));
    expect(buckets.map((b) => [b.source, b.style, b.kind])).toEqual([
      ["compounds", 0, "area"],
      ["hazards", 1, "point"],
      ["hazards", 6, "point"],
    ]);
    expect(buckets[2]!.xy).toHaveLength(4);
    expect(labels.map((l) => l.text)).toEqual(["小区 a"]);
    expect(badges).toEqual([]);
  });

  test("a track is drawn in its pieces; between them lies only the gap", () => {
    const [lng, lat] = MIDDLE;
    const round: MapRound = {
      id: "r",
      stops: [],
      segments: [
        [
          [lng, lat],
          [lng + 0.0002, lat],
        ],
        [
          [lng + 0.0006, lat],
          [lng + 0.0008, lat],
        ],
      ],
      gaps: [{ from: [lng + 0.0002, lat], to: [lng + 0.0006, lat], reason: "locked", fromMs: 0, toMs: 60_000 }],
    };
    const store = new TileStore();
    store.set("trails", packTrails([round], asIs));
    store.set("gaps", packGaps([round], asIs));
    const { buckets } = store.draw(tileAt(MIDDLE, 15, ["gaps", "trails"]));
    expect(buckets.map((b) => [b.source, b.ends.length])).toEqual([
      ["gaps", 1],
      ["trails", 2],
    ]);
  });

  test("names that would run into each other are not written twice at one place", () => {
    const store = new TileStore();
    store.set("compounds", packAreas([yard("a", MIDDLE), yard("b", MIDDLE)], asIs));
    expect(store.draw(tileAt(MIDDLE, 17, ["compounds"])).labels).toHaveLength(1);
  });
});

describe("from far away", () => {
  const places = Array.from(
    { length: 400 },
    (_, i): LngLat => [110.28 + ((i * 37) % 100) / 1000, 25.29 + ((i * 53) % 70) / 1000],
  );
  const hazards = places.map((at, i) => hazard(i, at, i % 4 === 0 ? "closed" : "open"));
  const store = new TileStore();
  store.set("hazards", packHazards(hazards, asIs));

  for (const z of [11, 12, 13, 14])
    test(`zoom ${z}: every open hazard is counted once, no dot is drawn, no badge leaves its square`, () => {
      const drawings = [...tilesOver(z)].map(({ x, y }) => store.draw({ z, x, y, sources: ["hazards"] }));
      const badges = drawings.flatMap((d) => d.badges);
      expect(badges.reduce((sum, b) => sum + b.count, 0)).toBe(300);
      expect(drawings.flatMap((d) => d.buckets)).toEqual([]);
      for (const { x, y, count } of badges) {
        expect(x % CELL_PX).toBeGreaterThan(badgeHalfPx(count));
        expect(CELL_PX - (x % CELL_PX)).toBeGreaterThan(badgeHalfPx(count));
        expect(y % CELL_PX).toBeGreaterThan(BADGE_HALF_PX);
      }
    });

  test("compounds are tinted by how many, unless they were given a tone of their own", () => {
    const crowd = [1, 2, 3, 4].map((n) => hazard(n, MIDDLE));
    const tinted = (area: MapArea) => {
      const one = new TileStore();
      one.set("compounds", packAreas([area], asIs));
      one.set("hazards", packHazards(crowd, asIs));
      return one.draw(tileAt(MIDDLE, 14, ["compounds", "hazards"])).buckets.map((b) => b.style);
    };
    expect(tinted(yard("a", MIDDLE))).toEqual([TINT_STYLES_FROM + 2]);
    expect(tinted(yard("a", MIDDLE, "unknown"))).toEqual([4]);
  });
});
