/**
 * Places on the ground. Everything is WGS-84 degrees; another datum exists only at the edge of a map layer.
 * Polygons are rings of [lng, lat] as in GeoJSON: the first ring is the outline, the others are holes.
 */
export interface LatLng {
  readonly lat: number;
  readonly lng: number;
}

/** A measured place: `accM` is the radius in metres that holds the truth 95 times in 100. */
export interface Position extends LatLng {
  readonly accM: number;
  readonly crs: "wgs84";
}

export type LngLat = readonly [lng: number, lat: number];
export type Polygon = readonly (readonly LngLat[])[];

/** West, south, east, north in degrees. */
export interface Bbox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Mean radius of the earth, metres. */
const EARTH_M = 6_371_008.8;
const M_PER_DEGREE = (EARTH_M * Math.PI) / 180;
const RAD = Math.PI / 180;

/** The district's own box, and how far beyond it a volunteer may still plausibly stand. */
const DISTRICT: Bbox = { west: 110.27133, south: 25.28354, east: 110.38324, north: 25.3618 };
const DISTRICT_MARGIN_M = 2_000;

/** Great-circle distance in metres. */
export function distanceM(a: LatLng, b: LatLng): number {
  const dLat = (b.lat - a.lat) * RAD;
  const dLng = (b.lng - a.lng) * RAD;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Is the point inside the outline and outside every hole? Points exactly on an edge may fall on either side. */
export function contains(polygon: Polygon, point: LatLng): boolean {
  let inside = false;
  for (const ring of polygon) if (ringContains(ring, point.lng, point.lat)) inside = !inside;
  return inside;
}

function ringContains(ring: readonly LngLat[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!;
    const [xj, yj] = ring[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** The smallest box around the points; undefined for none. */
export function bboxOf(points: Iterable<LngLat>): Bbox | undefined {
  let west = Number.POSITIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (const [lng, lat] of points) {
    west = Math.min(west, lng);
    east = Math.max(east, lng);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return west <= east ? { west, south, east, north } : undefined;
}

export const isInBbox = (box: Bbox, p: LatLng): boolean =>
  p.lng >= box.west && p.lng <= box.east && p.lat >= box.south && p.lat <= box.north;

/** The box grown by `byM` metres on every side. */
export function growBbox(box: Bbox, byM: number): Bbox {
  const dLat = byM / M_PER_DEGREE;
  const dLng = dLat / Math.cos(((box.south + box.north) / 2) * RAD);
  return { west: box.west - dLng, south: box.south - dLat, east: box.east + dLng, north: box.north + dLat };
}

/** Can a report from here belong to 叠彩区? The district's box and 2 km around it; false for NaN and (0, 0). */
export const isNearDistrict = (p: LatLng): boolean => isInBbox(growBbox(DISTRICT, DISTRICT_MARGIN_M), p);

/** Area in square metres, holes taken off. Flat-earth at the ring's middle latitude: right to ~0.1 % within a city. */
export function polygonAreaM2(polygon: Polygon): number {
  const [outline, ...holes] = polygon;
  if (!outline) return 0;
  return holes.reduce((area, hole) => area - Math.abs(ringAreaM2(hole)), Math.abs(ringAreaM2(outline)));
}

function ringAreaM2(ring: readonly LngLat[]): number {
  const box = bboxOf(ring);
  const origin = ring[0];
  if (!box || !origin) return 0;
  const k = M_PER_DEGREE * M_PER_DEGREE * Math.cos(((box.south + box.north) / 2) * RAD);
  return k * (ringMoments(ring, origin).twiceArea / 2);
}

/** Centre of mass of the outline; the mean of the corners where the outline has no area. */
export function centroidOf(polygon: Polygon): LatLng | undefined {
  const ring = polygon[0];
  const origin = ring?.[0];
  if (!ring || !origin) return undefined;
  const m = ringMoments(ring, origin);
  if (Math.abs(m.twiceArea) < 1e-18) {
    const n = ring.length;
    return { lng: ring.reduce((s, p) => s + p[0], 0) / n, lat: ring.reduce((s, p) => s + p[1], 0) / n };
  }
  return { lng: origin[0] + m.x / (3 * m.twiceArea), lat: origin[1] + m.y / (3 * m.twiceArea) };
}

/** Shoelace sums around `origin`, so that a small ring far from (0, 0) keeps its digits. */
function ringMoments(ring: readonly LngLat[], origin: LngLat): { twiceArea: number; x: number; y: number } {
  let twiceArea = 0;
  let x = 0;
  let y = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const ax = ring[j]![0] - origin[0];
    const ay = ring[j]![1] - origin[1];
    const bx = ring[i]![0] - origin[0];
    const by = ring[i]![1] - origin[1];
    const cross = ax * by - bx * ay;
    twiceArea += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return { twiceArea, x, y };
}
