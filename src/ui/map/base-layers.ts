/** The ground under the work: an archive kept on this device, or 天地图 while on line. Both lie on WGS-84. */
import "./leaflet-global.ts";
import L from "leaflet";
import { leafletRasterLayer, PMTiles, type RangeResponse, type Source, TileType } from "pmtiles";
import { leafletLayer } from "protomaps-leaflet";
import type { MapTheme } from "./map-palette.ts";
import { MAX_ZOOM } from "./tile-store.ts";

/** A PMTiles pack on this device, read piece by piece. */
export interface MapArchive {
  /** Name and version: a new version is a new key. */
  readonly key: string;
  readonly crs: "wgs84" | "gcj02";
  readRange(offset: number, length: number): Promise<ArrayBuffer>;
}

class ArchiveSource implements Source {
  private readonly archive: MapArchive;

  constructor(archive: MapArchive) {
    this.archive = archive;
  }

  getKey(): string {
    return this.archive.key;
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: await this.archive.readRange(offset, length) };
  }
}

/** Vector or picture layer of an archive. Rejects where the archive can't be read. */
export async function archiveLayer(archive: MapArchive, theme: MapTheme): Promise<L.Layer> {
  const pack = new PMTiles(new ArchiveSource(archive));
  const header = await pack.getHeader();
  const metadata = (await pack.getMetadata()) as { attribution?: unknown } | null;
  const attribution = typeof metadata?.attribution === "string" ? metadata.attribution : "";
  if (header.tileType !== TileType.Mvt)
    return leafletRasterLayer(pack, {
      attribution,
      maxNativeZoom: header.maxZoom,
      maxZoom: MAX_ZOOM,
      zIndex: 1,
    }) as L.Layer;
  // Without the archive's own depth, a shallower pack would go blank when zoomed in.
  return leafletLayer({
    url: pack,
    flavor: theme,
    lang: "zh-Hans",
    maxDataZoom: header.maxZoom,
    maxZoom: MAX_ZOOM,
    attribution,
    zIndex: 1,
  }) as unknown as L.Layer;
}

const TIANDITU_CREDIT = "天地图 © 国家地理信息公共服务平台";

/** Streets and their names of 天地图, Web-Mercator set `w`. Asks their servers: only with a key and on line. */
export function tiandituLayer(key: string): L.Layer {
  const sheet = (layer: string, zIndex: number) =>
    L.tileLayer(
      `https://t{s}.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}` +
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILECOL={x}&TILEROW={y}" +
        `&tk=${encodeURIComponent(key)}`,
      { subdomains: "01234567", maxNativeZoom: 18, maxZoom: MAX_ZOOM, attribution: TIANDITU_CREDIT, zIndex },
    );
  return L.layerGroup([sheet("vec", 1), sheet("cva", 2)]);
}
