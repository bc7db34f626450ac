/**
 * Cuts the packed sources into tiles. Runs in the worker; where there is none, in idle moments of the page.
 * An answer holds one bucket per style, ready to become one path each.
 */
import GeoJSONVT from "geojson-vt";
import { badgesOf, type CellTable, type CountBadge, countByCell, tintLevels } from "./hazard-counts.ts";
import { DOTS_FROM_ZOOM } from "./map-data.ts";
import { labelsIn, type PlacedLabel, placeLabels, type TileLabel } from "./map-labels.ts";
import { type GeometryKind, type PackedSource, ringsOf, type SourceName } from "./tile-source.ts";

export const TILE_PX = 256;
export const MAX_ZOOM = 19;
/** Device pixels per pixel: finer than this nobody sees, and every pixel costs memory on a small phone. */
export const MAX_RATIO = 2;
const EXTENT = 4096;
const UNITS_PER_PX = EXTENT / TILE_PX;
/** Tints by hazard count follow the tones among the style numbers of an area. */
export const TINT_STYLES_FROM = 8;

export interface TileAsk {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** Sources to draw. */
  readonly sources: readonly SourceName[];
}

export interface TileBucket {
  readonly source: SourceName;
  readonly style: number;
  readonly kind: GeometryKind;
  /** x, y, x, y … in pixels of the tile. */
  readonly xy: Float32Array;
  /** Where each ring ends in `xy`; not used for points. */
  readonly ends: Uint32Array;
}

export interface TileDrawing {
  readonly buckets: readonly TileBucket[];
  readonly labels: readonly TileLabel[];
  readonly badges: readonly CountBadge[];
}

interface Tags {
  readonly n: number;
  readonly [key: string]: unknown;
}

/** How far beyond a tile a mark may reach into it, pixels. */
const REACH_PX: Readonly<Record<GeometryKind, number>> = { point: 16, line: 6, area: 4 };

export class TileStore {
  private readonly sources = new Map<SourceName, PackedSource>();
  private readonly indexes = new Map<SourceName, GeoJSONVT>();
  private readonly cells = new Map<number, CellTable>();
  private readonly labels = new Map<number, PlacedLabel[]>();
  private readonly tints = new Map<SourceName, Uint8Array>();

  /** Replaces one source and forgets what was derived from it. */
  set(name: SourceName, source: PackedSource): void {
    this.sources.set(name, source);
    this.indexes.set(name, indexOf(source));
    if (name === "compounds") this.labels.clear();
    if (name === "hazards") this.cells.clear();
    this.tints.clear();
  }

  draw(ask: TileAsk): TileDrawing {
    const far = ask.z < DOTS_FROM_ZOOM;
    const counted = far && ask.sources.includes("hazards");
    const buckets = ask.sources.flatMap((name) => {
      if (far && (name === "hazards" || name === "checkpoints" || name === "stops")) return [];
      const tinted = counted && name === (ask.sources.includes("compounds") ? "compounds" : "grids");
      return this.bucketsOf(name, ask, tinted ? this.tintsOf(name) : undefined);
    });
    return {
      buckets,
      labels: !far && ask.sources.includes("compounds") ? labelsIn(this.labelsAt(ask.z), ask.x, ask.y) : [],
      badges: counted ? badgesOf(this.cellsAt(ask.z), ask.x, ask.y) : [],
    };
  }

  private bucketsOf(name: SourceName, ask: TileAsk, tints: Uint8Array | undefined): TileBucket[] {
    const source = this.sources.get(name);
    const tile = this.indexes.get(name)?.getTileRaw(ask.z, ask.x, ask.y);
    if (!source || !tile) return [];
    const byStyle = new Map<number, { xy: number[]; ends: number[] }>();
    for (const feature of tile.features) {
      const n = (feature.tags as Tags).n;
      const tint = tints?.[n] ?? 0;
      const style = tint > 0 ? TINT_STYLES_FROM + tint : source.styles[n]!;
      const bucket = byStyle.get(style) ?? { xy: [], ends: [] };
      byStyle.set(style, bucket);
      if (feature.type === 4) bucket.xy.push(feature.x / UNITS_PER_PX, feature.y / UNITS_PER_PX);
      else if (feature.type === 1) appendRing(bucket, feature.geometry);
      else for (const ring of feature.geometry) appendRing(bucket, ring);
    }
    return [...byStyle]
      .sort(([a], [b]) => a - b)
      .map(([style, { xy, ends }]) => ({
        source: name,
        style,
        kind: source.kind,
        xy: Float32Array.from(xy),
        ends: Uint32Array.from(ends),
      }));
  }

  private labelsAt(zoom: number): PlacedLabel[] {
    const compounds = this.sources.get("compounds");
    const known = this.labels.get(zoom);
    if (known || !compounds) return known ?? [];
    const made = placeLabels(compounds, zoom);
    this.labels.set(zoom, made);
    return made;
  }

  private cellsAt(zoom: number): CellTable {
    const hazards = this.sources.get("hazards");
    const known = this.cells.get(zoom);
    if (known || !hazards) return known ?? new Map();
    const made = countByCell(hazards, zoom);
    this.cells.set(zoom, made);
    return made;
  }

  private tintsOf(name: SourceName): Uint8Array | undefined {
    const areas = this.sources.get(name);
    const hazards = this.sources.get("hazards");
    const known = this.tints.get(name);
    if (known || !areas || !hazards) return known;
    // Whoever gave the areas a tone asked for that; two meanings in one colour would be none.
    if (areas.styles.some((tone) => tone > 0)) return undefined;
    const made = tintLevels(areas, hazards);
    this.tints.set(name, made);
    return made;
  }
}

function appendRing(bucket: { xy: number[]; ends: number[] }, ring: Int16Array | Int32Array): void {
  for (const n of ring) bucket.xy.push(n / UNITS_PER_PX);
  bucket.ends.push(bucket.xy.length);
}

function indexOf(source: PackedSource): GeoJSONVT {
  const features = Array.from(source.styles, (_, n): GeoJSON.Feature => {
    const rings = ringsOf(source, n) as [number, number][][];
    return { type: "Feature", properties: { n }, geometry: geometryOf(source.kind, rings) };
  });
  return slicer(features, REACH_PX[source.kind]);
}

function geometryOf(kind: GeometryKind, rings: [number, number][][]): GeoJSON.Geometry {
  if (kind === "area") return { type: "Polygon", coordinates: rings };
  if (kind === "line") return { type: "MultiLineString", coordinates: rings };
  return { type: "Point", coordinates: rings[0]?.[0] ?? [0, 0] };
}

function slicer(features: GeoJSON.Feature[], reachPx: number): GeoJSONVT {
  return new GeoJSONVT(
    { type: "FeatureCollection", features },
    { maxZoom: MAX_ZOOM, extent: EXTENT, tolerance: 4, buffer: reachPx * UNITS_PER_PX },
  );
}
