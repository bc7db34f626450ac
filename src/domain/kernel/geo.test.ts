import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bboxOf,
  centroidOf,
  contains,
  distanceM,
  growBbox,
  isInBbox,
  isNearDistrict,
  type LngLat,
  polygonAreaM2,
} from "./geo.ts";

const seat = { lat: 25.30416, lng: 110.29619 };
const box = (lng: number, lat: number, d: number): LngLat[] => [
  [lng, lat],
  [lng + d, lat],
  [lng + d, lat + d],
  [lng, lat + d],
];
const nearby = fc.record({
  lat: fc.double({ min: 25.2, max: 25.4, noNaN: true }),
  lng: fc.double({ min: 110.2, max: 110.4, noNaN: true }),
});

describe("distance", () => {
  test("one thousandth of a degree north is 111 metres, and east is shorter by the cosine", () => {
    expect(distanceM(seat, { ...seat, lat: seat.lat + 0.001 })).toBeCloseTo(111.2, 1);
    expect(distanceM(seat, { ...seat, lng: seat.lng + 0.001 })).toBeCloseTo(
      111.2 * Math.cos((25.30416 * Math.PI) / 180),
      1,
    );
  });
  test("is the same both ways and never breaks the triangle", () => {
    fc.assert(
      fc.property(nearby, nearby, nearby, (a, b, c) => {
        expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 6);
        expect(distanceM(a, c)).toBeLessThanOrEqual(distanceM(a, b) + distanceM(b, c) + 1e-6);
      }),
    );
  });
});

describe("inside", () => {
  const yard = [box(110.29, 25.3, 0.01), box(110.294, 25.304, 0.002)];
  test("a point in the yard is inside, one in the pond of the yard is not", () => {
    expect(contains(yard, { lng: 110.291, lat: 25.301 })).toBe(true);
    expect(contains(yard, { lng: 110.295, lat: 25.305 })).toBe(false);
    expect(contains(yard, { lng: 110.31, lat: 25.305 })).toBe(false);
  });
  test("what a polygon contains lies in its box", () => {
    const corner = fc.tuple(
      fc.double({ min: 110.2, max: 110.4, noNaN: true }),
      fc.double({ min: 25.2, max: 25.4, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 12 }), nearby, (ring, p) => {
        fc.pre(contains([ring], p));
        expect(isInBbox(bboxOf(ring)!, p)).toBe(true);
      }),
    );
  });
  test("nothing is inside an empty polygon, and no points have no box", () => {
    expect(contains([], seat)).toBe(false);
    expect(contains([[]], seat)).toBe(false);
    expect(bboxOf([])).toBeUndefined();
  });
});

describe("area and centre", () => {
  test("a square of 0.001° at the district's latitude is 111.2 m × 100.5 m", () => {
    expect(polygonAreaM2([box(110.3, 25.3, 0.001)])).toBeGreaterThan(111.19 * 100.4);
    expect(polygonAreaM2([box(110.3, 25.3, 0.001)])).toBeLessThan(111.2 * 100.7);
  });
  test("turning the ring around changes nothing; a hole is taken off", () => {
    const ring = box(110.3, 25.3, 0.002);
    const whole = polygonAreaM2([ring]);
    expect(polygonAreaM2([[...ring].reverse()])).toBeCloseTo(whole, 3);
    expect(polygonAreaM2([ring, box(110.3005, 25.3005, 0.001)])).toBeCloseTo(whole * 0.75, -1);
  });
  test("the centre of a square is its middle, closed ring or open", () => {
    const ring = box(110.3, 25.3, 0.002);
    for (const r of [ring, [...ring, ring[0]!]]) {
      const c = centroidOf([r])!;
      expect(c.lng).toBeCloseTo(110.301, 9);
      expect(c.lat).toBeCloseTo(25.301, 9);
    }
    expect(centroidOf([])).toBeUndefined();
    const line = centroidOf([
      [
        [110, 25],
        [112, 27],
      ],
    ])!;
    expect(line).toEqual({ lng: 111, lat: 26 });
  });
});

describe("near the district", () => {
  test("the seat and a step over the border are near; the railway station of another city and (0, 0) are not", () => {
    expect(isNearDistrict(seat)).toBe(true);
    expect(isNearDistrict({ lat: 25.28, lng: 110.27 })).toBe(true);
    expect(isNearDistrict({ lat: 25.24, lng: 110.29 })).toBe(false);
    expect(isNearDistrict({ lat: 0, lng: 0 })).toBe(false);
    expect(isNearDistrict({ lat: Number.NaN, lng: 110.3 })).toBe(false);
  });
  test("a box grown by 2 km is 2 km wider on each side", () => {
    const grown = growBbox({ west: 110.3, south: 25.3, east: 110.3, north: 25.3 }, 2000);
    expect(distanceM({ lat: 25.3, lng: grown.west }, { lat: 25.3, lng: 110.3 })).toBeCloseTo(2000, 0);
    expect(distanceM({ lat: grown.north, lng: 110.3 }, { lat: 25.3, lng: 110.3 })).toBeCloseTo(2000, 0);
  });
});
