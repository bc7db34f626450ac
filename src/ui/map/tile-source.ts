/**
 * Map data packed flat, so that it reaches the worker as a few arrays instead of a hundred thousand objects.
 * Style numbers are agreed with tile-paint.ts; the datum of the tiles is chosen here and nowhere later.
 */
import type { Severity } from "#domain/checklist/checklist";
import type { LngLat } from "#domain/kernel/geo";
import type { StopResult } from "#domain/patrol/round";
import { type MapArea, type MapCheckpoint, type MapHazard, type MapRound, TONES } from "./map-data.ts";

/** In the order they are painted, from the ground up. */
export const SOURCE_NAMES = ["grids", "compounds", "gaps", "trails", "stops", "checkpoints", "hazards"] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

export type GeometryKind = "point" | "line" | "area";

export interface PackedSource {
  readonly kind: GeometryKind;
  /** Per feature: how it is drawn. */
  readonly styles: Uint8Array;
  /** Per feature: number of its first ring; one more at the end. */
  readonly rings: Uint32Array;
  /** Per ring: number of its first vertex; one more at the end. */
  readonly vertices: Uint32Array;
  /** lng, lat, lng, lat … in the datum of the tiles. */
  readonly coords: Float64Array;
  /** Per feature, or none where nothing is written on the map. */
  readonly names: readonly string[];
}

/** Painted from the mildest up, so that a red mark is never under a blue one. */
export const PAINT_ORDER: readonly Severity[] = ["blue", "yellow", "orange", "red"];
export const STOP_STYLES: readonly StopResult[] = ["normal", "issue", "notSeen"];

export const hazardStyle = (h: MapHazard): number => PAINT_ORDER.indexOf(h.severity) * 2 + (h.state === "open" ? 0 : 1);

/** Turns a WGS-84 place into the datum of the tiles. */
export type Datum = (at: LngLat) => LngLat;

interface Feature {
  readonly style: number;
  readonly name?: string;
  readonly rings: readonly (readonly LngLat[])[];
}

export function packAreas(areas: readonly MapArea[], datum: Datum): PackedSource {
  return pack("area", areas, datum, (a) => ({
    style: TONES.indexOf(a.tone),
    name: a.name,
    rings: a.polygon.map(closed),
  }));
}

/** The slicer takes a ring as it is, so its last corner must be its first one. */
function closed(ring: readonly LngLat[]): readonly LngLat[] {
  const first = ring[0];
  const last = ring[ring.length - 1];
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : ring;
}

export function packCheckpoints(checkpoints: readonly MapCheckpoint[], datum: Datum): PackedSource {
  return pack("point", checkpoints, datum, (c) => ({
    style: TONES.indexOf(c.tone),
    name: c.name,
    rings: [[[c.lng, c.lat]]],
  }));
}

export function packHazards(hazards: readonly MapHazard[], datum: Datum): PackedSource {
  return pack("point", hazards, datum, (h) => ({ style: hazardStyle(h), rings: [[[h.lng, h.lat]]] }));
}

export function packTrails(rounds: readonly MapRound[], datum: Datum): PackedSource {
  return pack("line", rounds, datum, (r) => ({ style: 0, rings: r.segments.filter((s) => s.length > 1) }));
}

export function packGaps(rounds: readonly MapRound[], datum: Datum): PackedSource {
  return pack("line", rounds, datum, (r) => ({ style: 0, rings: r.gaps.map((g) => [g.from, g.to]) }));
}

export function packStops(rounds: readonly MapRound[], datum: Datum): PackedSource {
  const stops = rounds.flatMap((r) => r.stops);
  return pack("point", stops, datum, (s) => ({ style: STOP_STYLES.indexOf(s.result), rings: [[[s.lng, s.lat]]] }));
}

function pack<T>(kind: GeometryKind, items: readonly T[], datum: Datum, featureOf: (item: T) => Feature): PackedSource {
  const features = items.map(featureOf);
  const allRings = features.flatMap((f) => f.rings);
  const coords = new Float64Array(2 * allRings.reduce((n, ring) => n + ring.length, 0));
  const rings = new Uint32Array(features.length + 1);
  const vertices = new Uint32Array(allRings.length + 1);
  let at = 0;
  allRings.forEach((ring, i) => {
    for (const place of ring) {
      const [lng, lat] = datum(place);
      coords[at++] = lng;
      coords[at++] = lat;
    }
    vertices[i + 1] = at / 2;
  });
  features.forEach((f, i) => {
    rings[i + 1] = rings[i]! + f.rings.length;
  });
  const named = features.some((f) => f.name !== undefined);
  return {
    kind,
    styles: Uint8Array.from(features, (f) => f.style),
    rings,
    vertices,
    coords,
    names: named ? features.map((f) => f.name ?? "") : [],
  };
}

/** One ring of a packed source as places. */
export function ringOf(source: PackedSource, ring: number): LngLat[] {
  const places: LngLat[] = [];
  for (let v = source.vertices[ring]!; v < source.vertices[ring + 1]!; v++)
    places.push([source.coords[2 * v]!, source.coords[2 * v + 1]!]);
  return places;
}

/** All rings of one feature. */
export function ringsOf(source: PackedSource, feature: number): LngLat[][] {
  const rings: LngLat[][] = [];
  for (let r = source.rings[feature]!; r < source.rings[feature + 1]!; r++) rings.push(ringOf(source, r));
  return rings;
}
