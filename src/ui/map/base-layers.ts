/** The ground under the work: an archive kept on this device, or 天地图 while on line. Both lie on WGS-84. */
import "./leaflet-global.ts";
import L from "leaflet";
import { leafletRasterLayer, PMTiles, type RangeResponse, type Source, TileType } from "pmtiles";
import { leafletLayer } from "protomaps-leaflet";
import type { MapTheme } from "./map-palette.ts";
import { MAX_RATIO, MAX_ZOOM } from "./tile-store.ts";

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
      className: "zm-base",
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
    className: "zm-base",
    devicePixelRatio: Math.min(MAX_RATIO, window.devicePixelRatio),
  }) as unknown as L.Layer;
}

const TIANDITU_CREDIT = "天地图 © 国家地理信息公共服务平台";

/** How to ask 天地图. */
export interface Tianditu {
  readonly key: string;
  /** Origin of the tiles; `{s}` stands for 0 … 7. */
  readonly url: string;
}

/**
 * Streets and their names of 天地图, Web-Mercator set `w`. It asks their servers. `onState` tells whether pictures
 * come: false after the first that did not, true after the next that did.
 */
export function tiandituLayer({ key, url }: Tianditu, onState: (comes: boolean) => void): L.Layer {
  const sheet = (layer: string, zIndex: number) =>
    L.tileLayer(
      `${url}/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}` +
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILECOL={x}&TILEROW={y}" +
        `&tk=${encodeURIComponent(key)}`,
      {
        subdomains: "01234567",
        minNativeZoom: 1,
        maxNativeZoom: 18,
        maxZoom: MAX_ZOOM,
        attribution: TIANDITU_CREDIT,
        zIndex,
        // A key may be bound to the site it was given for: the origin tells no more than that.
        referrerPolicy: "origin",
      },
    );
  const streets = sheet("vec", 1);
  streets.on("tileerror", () => onState(false));
  streets.on("tileload", () => onState(true));
  return L.layerGroup([streets, sheet("cva", 2)]);
}
