/**
 * What lies on a Leaflet map, without React: one canvas layer, a small overlay. The component hands it plain data and
 * it decides what has to be drawn again.
 */
import L from "leaflet";
import type { LngLat } from "#domain/kernel/geo";
import type { MapArchive, Tianditu } from "./base-layers.ts";
import { FeatureTiles } from "./feature-tiles.ts";
import { wgs84ToGcj02 } from "./gcj02-crs.ts";
import { HitIndex } from "./hit-index.ts";
import { IdleQueue } from "./idle.ts";
import { DOTS_FROM_ZOOM, type Hit, type LayerName, type LayerVisibility, type MapData } from "./map-data.ts";
import { type MapTheme, paletteOf } from "./map-palette.ts";
import { areaOf, drawMe, drawSelected, type Me, placeOf } from "./overlay.ts";
import { TileClient } from "./tile-client.ts";
import {
  type Datum,
  type PackedSource,
  packAreas,
  packCheckpoints,
  packGaps,
  packHazards,
  packStops,
  packTrails,
  SOURCE_NAMES,
  type SourceName,
} from "./tile-source.ts";

export type EngineBase =
  | { readonly kind: "schematic" }
  | { readonly kind: "pmtiles"; readonly archive: MapArchive }
  | { readonly kind: "tianditu"; readonly source: Tianditu; readonly onState: (comes: boolean) => void };

/** Half a fingertip, pixels. */
const FINGER_PX = 22;
const EMPTY: MapData = { compounds: [], grids: [], checkpoints: [], hazards: [], rounds: [] };

/** Which layer a source is shown and hidden with. */
const LAYER_OF: Readonly<Record<SourceName, LayerName>> = {
  grids: "grids",
  compounds: "compounds",
  gaps: "rounds",
  trails: "rounds",
  stops: "rounds",
  checkpoints: "checkpoints",
  hazards: "hazards",
};

const PACKERS: Readonly<Record<SourceName, (data: MapData, datum: Datum) => PackedSource>> = {
  grids: (data, datum) => packAreas(data.grids, datum),
  compounds: (data, datum) => packAreas(data.compounds, datum),
  gaps: (data, datum) => packGaps(data.rounds, datum),
  trails: (data, datum) => packTrails(data.rounds, datum),
  stops: (data, datum) => packStops(data.rounds, datum),
  checkpoints: (data, datum) => packCheckpoints(data.checkpoints, datum),
  hazards: (data, datum) => packHazards(data.hazards, datum),
};

export interface EngineOptions {
  readonly crs: "wgs84" | "gcj02";
  readonly theme: MapTheme;
  readonly layers: LayerVisibility;
  readonly onTap: (hit: Hit | null, at: L.LatLng) => void;
}

export class MapEngine {
  private readonly map: L.Map;
  private readonly client = new TileClient();
  private readonly idle = new IdleQueue();
  private readonly tiles: FeatureTiles;
  private readonly selection = L.layerGroup();
  private readonly person = L.layerGroup();
  private readonly datum: Datum;
  private readonly onTap: EngineOptions["onTap"];
  private base: L.Layer | undefined;
  private baseTurn = 0;
  private data: MapData = EMPTY;
  private hits = new HitIndex(EMPTY);
  private layers: LayerVisibility;
  private theme: MapTheme;
  private overBase = false;
  private selected: Hit | null = null;
  private me: Me | null = null;

  /** Draws on `map` until closed; the map itself belongs to whoever made it. */
  constructor(map: L.Map, options: EngineOptions) {
    this.map = map;
    this.layers = options.layers;
    this.theme = options.theme;
    this.onTap = options.onTap;
    this.datum = options.crs === "gcj02" ? wgs84ToGcj02 : (at) => at;
    this.tiles = new FeatureTiles(this.client, this.look());
    this.tiles.addTo(map);
    this.selection.addTo(map);
    this.person.addTo(map);
    map.on("click", this.tap);
  }

  /** Leaves the map as it was; safe on a map that is already gone. */
  close(): void {
    this.idle.close();
    this.baseTurn++;
    this.map.off("click", this.tap);
    for (const layer of [this.tiles, this.selection, this.person, this.base]) layer?.remove();
    this.client.close();
  }

  /** Takes new data; packs only the layers whose list is another one than before. */
  setData(data: MapData): void {
    const old = this.data;
    this.data = data;
    const hits = new HitIndex(data);
    this.hits = hits;
    const changed = SOURCE_NAMES.filter((name) => data[LAYER_OF[name]] !== old[LAYER_OF[name]]);
    for (const name of changed) this.idle.add(() => this.client.setSource(name, PACKERS[name](data, this.datum)));
    if (changed.length > 0) this.idle.add(() => this.tiles.repaint());
    this.idle.add(() => hits.warm());
    this.redrawOverlay();
  }

  setLayers(layers: LayerVisibility): void {
    this.layers = layers;
    this.tiles.repaint(this.look());
  }

  setTheme(theme: MapTheme): void {
    this.theme = theme;
    this.tiles.repaint(this.look());
    this.redrawOverlay();
  }

  /** Marks it, and moves the map where it can't be seen: it may have been chosen in a list. */
  setSelected(selected: Hit | null): void {
    this.selected = selected;
    this.redrawOverlay();
    const at = selected && placeOf(selected, this.data);
    const ring = selected && areaOf(selected, this.data)?.[0];
    if (at && this.zoom < DOTS_FROM_ZOOM) this.map.setView(at, DOTS_FROM_ZOOM + 1, { animate: false });
    else if (at) this.reveal(at);
    else if (ring && !this.map.getBounds().intersects(boundsOf(ring))) this.fit(ring, Math.max(16, this.zoom));
  }

  setMe(me: Me | null): void {
    this.me = me;
    drawMe(this.person, me, paletteOf(this.theme));
  }

  /** Puts a base map under the work. Answers false where it can't be read; then the plan stays. */
  async setBase(choice: EngineBase): Promise<boolean> {
    const turn = ++this.baseTurn;
    const layer = await this.makeBase(choice);
    if (turn !== this.baseTurn) return true;
    this.base?.remove();
    this.base = layer;
    layer?.addTo(this.map);
    this.overBase = layer !== undefined;
    this.tiles.repaint(this.look());
    return layer !== undefined || choice.kind === "schematic";
  }

  zoomBy(steps: number): void {
    this.map.setZoom(this.map.getZoom() + steps);
  }

  /** Shows all of the given places; what lies in the data where none are given. */
  fit(places: readonly LngLat[] = this.placesOfData(), maxZoom = 17): void {
    if (places.length > 0) this.map.fitBounds(boundsOf(places), { padding: [12, 12], maxZoom, animate: false });
  }

  get zoom(): number {
    return this.map.getZoom();
  }

  get centre(): { lat: number; lng: number } {
    return this.map.getCenter();
  }

  /** Moves the map just far enough that the place can be seen; not at all where it already can. */
  reveal(place: { lat: number; lng: number }): void {
    this.map.panInside(place, { paddingTopLeft: [48, 112], paddingBottomRight: [96, 32] });
  }

  centreOn(place: { lat: number; lng: number }): void {
    this.map.setView(place, Math.max(17, this.map.getZoom()));
  }

  private async makeBase(choice: EngineBase): Promise<L.Layer | undefined> {
    if (choice.kind === "schematic") return undefined;
    const bases = await import("./base-layers.ts");
    if (choice.kind === "tianditu") return bases.tiandituLayer(choice.source, choice.onState);
    return bases.archiveLayer(choice.archive, this.theme).catch(() => undefined);
  }

  private readonly tap = ({ latlng }: L.LeafletMouseEvent): void => this.onTap(this.hitAt(latlng), latlng);

  private hitAt(at: L.LatLng): Hit | null {
    const zoom = this.map.getZoom();
    const reachDeg = ((FINGER_PX * 360) / (256 * 2 ** zoom)) * Math.cos((at.lat * Math.PI) / 180);
    return this.hits.find(at, { zoom, reachDeg, layers: this.layers });
  }

  private look() {
    const sources = SOURCE_NAMES.filter((name) => this.layers[LAYER_OF[name]]);
    return { palette: paletteOf(this.theme), sources, overBase: this.overBase };
  }

  private redrawOverlay(): void {
    drawSelected(this.selection, this.selected, this.data, paletteOf(this.theme));
    drawMe(this.person, this.me, paletteOf(this.theme));
  }

  private placesOfData(): LngLat[] {
    const { compounds, grids, hazards, checkpoints, rounds } = this.data;
    const areas = [...compounds, ...grids].flatMap((a) => a.polygon[0] ?? []);
    if (areas.length > 0) return areas;
    const points = [...hazards, ...checkpoints, ...rounds.flatMap((r) => r.stops)];
    return [...points.map((p): LngLat => [p.lng, p.lat]), ...rounds.flatMap((r) => r.segments.flat())];
  }
}

const boundsOf = (places: readonly LngLat[]): L.LatLngBounds =>
  L.latLngBounds(places.map(([lng, lat]): L.LatLngTuple => [lat, lng]));
