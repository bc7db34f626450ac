import fc from "fast-check";
import L from "leaflet";
import { expect, test } from "vitest";
import { distanceM } from "#domain/kernel/geo";
import { GCJ02_CRS, gcj02ToWgs84, wgs84ToGcj02 } from "./gcj02-crs.ts";

const at = ([lng, lat]: readonly [number, number]) => ({ lng, lat });
const inDistrict = fc.tuple(
  fc.double({ min: 110.27, max: 110.39, noNaN: true }),
  fc.double({ min: 25.28, max: 25.37, noNaN: true }),
);

test("a known place shifts to its known place, half a kilometre to the south-east", () => {
  const [lng, lat] = wgs84ToGcj02([110.29098, 25.29859]);
  expect(lng).toBeCloseTo(110.29557, 4);
  expect(lat).toBeCloseTo(25.29575, 4);
  expect(distanceM(at([lng, lat]), at([110.29098, 25.29859]))).toBeGreaterThan(500);
  expect(distanceM(at(gcj02ToWgs84([lng, lat])), at([110.29098, 25.29859]))).toBeLessThan(0.01);
});

test("there and back is within a centimetre anywhere in the district, for places and for the map's own pixels", () => {
  fc.assert(
    fc.property(inDistrict, ([lng, lat]) => {
      expect(distanceM(at(gcj02ToWgs84(wgs84ToGcj02([lng, lat]))), { lng, lat })).toBeLessThan(0.01);
      const back = GCJ02_CRS.pointToLatLng(GCJ02_CRS.latLngToPoint(L.latLng(lat, lng), 18), 18);
      expect(distanceM(back, { lng, lat })).toBeLessThan(0.01);
    }),
  );
});

test("a WGS-84 place is drawn where a shifted tile has it", () => {
  const plain = L.CRS.EPSG3857.latLngToPoint(L.latLng(25.29575, 110.29557), 16);
  const shifted = GCJ02_CRS.latLngToPoint(L.latLng(25.29859, 110.29098), 16);
  expect(shifted.distanceTo(plain)).toBeLessThan(1);
  expect(shifted.distanceTo(L.CRS.EPSG3857.latLngToPoint(L.latLng(25.29859, 110.29098), 16))).toBeGreaterThan(200);
});
