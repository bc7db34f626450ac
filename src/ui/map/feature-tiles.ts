/**
 * The one layer for everything the work puts on the map: canvas tiles drawn from batched paths. Panning moves finished
 * pictures; a change of data or theme repaints the tiles in view in place, without a flash.
 */
import L from "leaflet";
import type { MapPalette } from "./map-palette.ts";
import type { TileClient } from "./tile-client.ts";
import { paintTile } from "./tile-paint.ts";
import type { SourceName } from "./tile-source.ts";
import { MAX_RATIO, MAX_ZOOM, TILE_PX, type TileAsk } from "./tile-store.ts";

export interface FeatureLook {
  readonly palette: MapPalette;
  readonly sources: readonly SourceName[];
  readonly overBase: boolean;
}

export class FeatureTiles extends L.GridLayer {
  private readonly client: TileClient;
  private readonly live = new Map<HTMLCanvasElement, L.Coords>();
  private look: FeatureLook;
  /** Drawings asked for before this number are out of date. */
  private edition = 0;

  constructor(client: TileClient, look: FeatureLook) {
    super({
      tileSize: TILE_PX,
      maxZoom: MAX_ZOOM,
      updateWhenIdle: true,
      updateWhenZooming: false,
      keepBuffer: 1,
      zIndex: 5,
    });
    this.client = client;
    this.look = look;
    this.on("tileunload", (event) => this.live.delete((event as L.TileEvent).tile as HTMLElement as HTMLCanvasElement));
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    this.live.set(canvas, coords);
    void this.paint(canvas, coords).then(() => done(undefined, canvas));
    return canvas;
  }

  /** Draws all tiles in view again; the old picture stays until the new one is ready. */
  repaint(look: FeatureLook = this.look): void {
    this.look = look;
    this.edition++;
    for (const [canvas, coords] of this.live) void this.paint(canvas, coords);
  }

  private async paint(canvas: HTMLCanvasElement, coords: L.Coords): Promise<void> {
    const asked = this.edition;
    const { look } = this;
    const ask: TileAsk = { z: coords.z, x: coords.x, y: coords.y, sources: look.sources };
    const drawing = await this.client.draw(ask);
    if (asked !== this.edition || !this.live.has(canvas)) return;
    const ratio = Math.min(MAX_RATIO, Math.max(1, window.devicePixelRatio || 1));
    paintTile(canvas, drawing, { palette: look.palette, zoom: coords.z, ratio, overBase: look.overBase });
  }
}
