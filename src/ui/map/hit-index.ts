/**
 * What lies under a finger. A packed R-tree narrows two thousand polygons to a few, a ray cast decides; no listener and
 * no element per feature. Building costs milliseconds, so each index is made when it is first asked for.
 */
import Flatbush from "flatbush";
import { bboxOf, contains, type LatLng, type Polygon } from "#domain/kernel/geo";
import {
  DOTS_FROM_ZOOM,
  type Hit,
  type HitKind,
  type LayerVisibility,
  type MapArea,
  type MapData,
  type MapGap,
} from "./map-data.ts";

/** Finds polygons by a point. */
export class AreaIndex {
  private readonly tree: Flatbush | undefined;
  private readonly polygons: readonly Polygon[];

  constructor(polygons: readonly Polygon[]) {
    this.polygons = polygons;
    if (polygons.length === 0) return;
    const tree = new Flatbush(polygons.length);
    for (const polygon of polygons) {
      const box = bboxOf(polygon[0] ?? []);
      // An empty polygon still takes its number, at a place no query reaches.
      if (box) tree.add(box.west, box.south, box.east, box.north);
      else tree.add(Number.MAX_VALUE, Number.MAX_VALUE);
    }
    tree.finish();
    this.tree = tree;
  }

  /** Numbers of all polygons that contain the point, ascending. */
  at(point: LatLng): number[] {
    const near = this.tree?.search(point.lng, point.lat, point.lng, point.lat) ?? [];
    return near.filter((i) => contains(this.polygons[i]!, point)).sort((a, b) => a - b);
  }
}

/** Finds the nearest of many points within a reach. */
export class PointIndex {
  private readonly tree: Flatbush | undefined;
  private readonly points: readonly LatLng[];

  constructor(points: readonly LatLng[]) {
    this.points = points;
    if (points.length === 0) return;
    const tree = new Flatbush(points.length);
    for (const p of points) tree.add(p.lng, p.lat);
    tree.finish();
    this.tree = tree;
  }

  /** Number of the point nearest to `at` within `reachDeg` degrees of latitude; undefined where there is none. */
  nearest(at: LatLng, reachDeg: number): number | undefined {
    const k = Math.cos((at.lat * Math.PI) / 180);
    const reachLng = reachDeg / k;
    const near = this.tree?.search(at.lng - reachLng, at.lat - reachDeg, at.lng + reachLng, at.lat + reachDeg) ?? [];
    let best: number | undefined;
    let bestDeg = reachDeg;
    for (const i of near) {
      const p = this.points[i]!;
      const off = Math.hypot((p.lng - at.lng) * k, p.lat - at.lat);
      if (off > bestDeg || (off === bestDeg && best !== undefined && i > best)) continue;
      best = i;
      bestDeg = off;
    }
    return best;
  }
}

interface PointLayer {
  readonly index: PointIndex;
  readonly ids: readonly string[];
}

/** All that can be tapped, in the order a person means it: small things before the ground they stand on. */
export class HitIndex {
  private readonly data: MapData;
  private readonly points = new Map<HitKind, PointLayer>();
  private readonly areas = new Map<HitKind, AreaIndex>();

  constructor(data: MapData) {
    this.data = data;
  }

  /** Builds what is not built yet; call it while the page is idle, so that the first tap does not pay. */
  warm(): void {
    this.pointLayer("hazard");
    this.pointLayer("stop");
    this.pointLayer("checkpoint");
    this.areaIndex("compound", this.data.compounds);
    this.areaIndex("grid", this.data.grids);
  }

  /** What a tap at `point` means. `reachDeg` is how far a finger is off, in degrees of latitude. */
  find(point: LatLng, view: { zoom: number; reachDeg: number; layers: LayerVisibility }): Hit | null {
    const { layers, reachDeg, zoom } = view;
    const dots = zoom >= DOTS_FROM_ZOOM;
    return (
      (dots && layers.hazards ? this.nearest("hazard", point, reachDeg) : null) ??
      (dots && layers.rounds ? this.nearest("stop", point, reachDeg) : null) ??
      (dots && layers.checkpoints ? this.nearest("checkpoint", point, reachDeg) : null) ??
      (layers.rounds ? this.gapAt(point, reachDeg) : null) ??
      (layers.compounds ? this.inside("compound", this.data.compounds, point) : null) ??
      (layers.grids ? this.inside("grid", this.data.grids, point) : null)
    );
  }

  /** The compound a person stands in; the smaller number wins where two overlap. */
  compoundAt(point: LatLng): MapArea | undefined {
    const [first] = this.areaIndex("compound", this.data.compounds).at(point);
    return first === undefined ? undefined : this.data.compounds[first];
  }

  /** A gap is a line between two places; a day has few of them. */
  private gapAt(at: LatLng, reachDeg: number): Hit | null {
    for (const round of this.data.rounds)
      for (const [i, gap] of round.gaps.entries())
        if (offLineDeg(at, gap) <= reachDeg) return { kind: "gap", id: stopId(round.id, i) };
    return null;
  }

  private nearest(kind: HitKind, point: LatLng, reachDeg: number): Hit | null {
    const layer = this.pointLayer(kind);
    const i = layer.index.nearest(point, reachDeg);
    return i === undefined ? null : { kind, id: layer.ids[i]! };
  }

  private inside(kind: HitKind, areas: readonly MapArea[], point: LatLng): Hit | null {
    const [first] = this.areaIndex(kind, areas).at(point);
    return first === undefined ? null : { kind, id: areas[first]!.id };
  }

  private areaIndex(kind: HitKind, areas: readonly MapArea[]): AreaIndex {
    const known = this.areas.get(kind);
    if (known) return known;
    const made = new AreaIndex(areas.map((a) => a.polygon));
    this.areas.set(kind, made);
    return made;
  }

  private pointLayer(kind: HitKind): PointLayer {
    const known = this.points.get(kind);
    if (known) return known;
    const items = this.pointsOf(kind);
    const made = { index: new PointIndex(items), ids: items.map((p) => p.id) };
    this.points.set(kind, made);
    return made;
  }

  private pointsOf(kind: HitKind): readonly (LatLng & { id: string })[] {
    if (kind === "hazard") return this.data.hazards;
    if (kind === "checkpoint") return this.data.checkpoints;
    return this.data.rounds.flatMap((r) => r.stops.map((s, i) => ({ lat: s.lat, lng: s.lng, id: stopId(r.id, i) })));
  }
}

/** How far a place is off a gap's line, in degrees of latitude. */
function offLineDeg(at: LatLng, { from, to }: MapGap): number {
  const k = Math.cos((at.lat * Math.PI) / 180);
  const end = { x: (to[0] - from[0]) * k, y: to[1] - from[1] };
  const here = { x: (at.lng - from[0]) * k, y: at.lat - from[1] };
  const length2 = end.x * end.x + end.y * end.y;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, (here.x * end.x + here.y * end.y) / length2));
  return Math.hypot(here.x - t * end.x, here.y - t * end.y);
}

/** The name of a stop among hits: its round and its number in it. */
export const stopId = (roundId: string, index: number): string => `${roundId}#${index}`;

/** The round a stop or a gap belongs to, and its number in it. */
export function stopIn(id: string): { roundId: string; index: number } {
  const cut = id.lastIndexOf("#");
  return cut < 0 ? { roundId: id, index: 0 } : { roundId: id.slice(0, cut), index: Number(id.slice(cut + 1)) };
}
