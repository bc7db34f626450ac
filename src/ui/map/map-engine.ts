/**
 * The map without React: one Leaflet map, one canvas layer, a small overlay. The component hands it plain data and it
 * decides what has to be drawn again.
 */
import L from "leaflet";
import { bboxOf, type LngLat } from "#domain/kernel/geo";
import type { MapArchive } from "./base-layers.ts";
import { FeatureTiles } from "./feature-tiles.ts";
import { GCJ02_CRS, wgs84ToGcj02 } from "./gcj02-crs.ts";
import { HitIndex } from "./hit-index.ts";
import { IdleQueue } from "./idle.ts";
import type { Hit, LayerName, LayerVisibility, MapData } from "./map-data.ts";
import { type MapTheme, paletteOf } from "./map-palette.ts";
import { drawMe, drawSelected, type Me } from "./overlay.ts";
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
import { MAX_ZOOM } from "./tile-store.ts";

export type BaseChoice =
  | { readonly kind: "schematic" }
  | { readonly kind: "pmtiles"; readonly archive: MapArchive }
  | { readonly kind: "tianditu"; readonly key: string };

/** Half a fingertip, pixels. */
const FINGER_PX = 22;
const EMPTY: MapData = { compounds: [], grids: [], checkpoints: [], hazards: [], rounds: [] };
const MIDDLE_OF_DISTRICT: L.LatLngTuple = [25.3227, 110.3273];

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
  readonly onTap: (hit: Hit | null) => void;
}

export class MapEngine {
  private readonly map: L.Map;
  private readonly client = new TileClient();
  private readonly idle = new IdleQueue();
  private readonly tiles: FeatureTiles;
  private readonly selection = L.layerGroup();
  private readonly person = L.layerGroup();
  private readonly datum: Datum;
  private readonly resize: ResizeObserver | undefined;
  private base: L.Layer | undefined;
  private baseTurn = 0;
  private data: MapData = EMPTY;
  private hits = new HitIndex(EMPTY);
  private layers: LayerVisibility;
  private theme: MapTheme;
  private overBase = false;
  private selected: Hit | null = null;
  private me: Me | null = null;

  constructor(host: HTMLElement, options: EngineOptions) {
    this.layers = options.layers;
    this.theme = options.theme;
    const shifted = options.crs === "gcj02";
    this.datum = shifted ? wgs84ToGcj02 : (at) => at;
    this.map = L.map(host, {
      crs: shifted ? GCJ02_CRS : L.CRS.EPSG3857,
      center: MIDDLE_OF_DISTRICT,
      zoom: 13,
      minZoom: 10,
      maxZoom: MAX_ZOOM,
      zoomControl: false,
      fadeAnimation: false,
      attributionControl: false,
    });
    L.control.attribution({ prefix: false }).addTo(this.map);
    this.tiles = new FeatureTiles(this.client, this.look());
    this.tiles.addTo(this.map);
    this.selection.addTo(this.map);
    this.person.addTo(this.map);
    this.map.on("click", (event) => options.onTap(this.hitAt(event.latlng)));
    if (typeof ResizeObserver === "undefined") return;
    this.resize = new ResizeObserver(() => this.map.invalidateSize({ pan: false }));
    this.resize.observe(host);
  }

  close(): void {
    this.resize?.disconnect();
    this.idle.close();
    this.baseTurn++;
    this.map.remove();
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

  setSelected(selected: Hit | null): void {
    this.selected = selected;
    this.redrawOverlay();
  }

  setMe(me: Me | null): void {
    this.me = me;
    drawMe(this.person, me, paletteOf(this.theme));
  }

  /** Puts a base map under the work. Answers false where it can't be read; then the plan stays. */
  async setBase(choice: BaseChoice): Promise<boolean> {
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
  fit(places: readonly LngLat[] = this.placesOfData()): void {
    const box = bboxOf(places);
    if (!box) return;
    const corners: L.LatLngBoundsLiteral = [
      [box.south, box.west],
      [box.north, box.east],
    ];
    this.map.fitBounds(corners, { padding: [12, 12], maxZoom: 17, animate: false });
  }

  centreOn(place: { lat: number; lng: number }): void {
    this.map.setView(place, Math.max(17, this.map.getZoom()));
  }

  private async makeBase(choice: BaseChoice): Promise<L.Layer | undefined> {
    if (choice.kind === "schematic") return undefined;
    const bases = await import("./base-layers.ts");
    if (choice.kind === "tianditu") return bases.tiandituLayer(choice.key);
    return bases.archiveLayer(choice.archive, this.theme).catch(() => undefined);
  }

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
