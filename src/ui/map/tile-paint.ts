/**
 * Draws one tile: one path per style, so that a thousand marks cost a handful of calls.
 * Severity has a shape (■ red, ▲ orange, ◆ yellow, ● blue); open is filled, closed is outlined.
 */
import { BADGE_HALF_PX, badgeHalfPx, badgeText, type CountBadge } from "./hazard-counts.ts";
import { TONES } from "./map-data.ts";
import { LABEL_PX, type TileLabel } from "./map-labels.ts";
import { MAP_FONT, type MapPalette } from "./map-palette.ts";
import { PAINT_ORDER, type SourceName, STOP_STYLES } from "./tile-source.ts";
import { TILE_PX, TINT_STYLES_FROM, type TileBucket, type TileDrawing } from "./tile-store.ts";

export interface TileLook {
  readonly palette: MapPalette;
  readonly zoom: number;
  /** Device pixels per pixel. */
  readonly ratio: number;
  /** Over a real base map areas let it show through. */
  readonly overBase: boolean;
}

/** Sizes the canvas and draws; whatever was on it is gone. */
export function paintTile(canvas: HTMLCanvasElement, drawing: TileDrawing, look: TileLook): void {
  // A tile with nothing on it costs no pixels.
  const side = isEmpty(drawing) ? 1 : TILE_PX * look.ratio;
  canvas.width = side;
  canvas.height = side;
  if (side === 1) return;
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  ctx.scale(look.ratio, look.ratio);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  const paint = (marks: boolean) => {
    for (const b of drawing.buckets) if ((b.kind === "point") === marks) PAINTERS[b.source](ctx, b, look);
  };
  paint(false);
  // Names lie over ground and tracks, but never over a mark.
  for (const label of drawing.labels) paintLabel(ctx, label, look);
  paint(true);
  for (const badge of drawing.badges) paintBadge(ctx, badge, look);
}

const isEmpty = ({ buckets, labels, badges }: TileDrawing): boolean =>
  buckets.length + labels.length + badges.length === 0;

type Painter = (ctx: CanvasRenderingContext2D, bucket: TileBucket, look: TileLook) => void;

const PAINTERS: Readonly<Record<SourceName, Painter>> = {
  grids: paintGrids,
  compounds: paintCompounds,
  trails: paintTrails,
  gaps: paintGaps,
  stops: paintStops,
  checkpoints: paintCheckpoints,
  hazards: paintHazards,
};

function ringPath({ xy, ends }: TileBucket, closed: boolean): Path2D {
  const path = new Path2D();
  let from = 0;
  for (const end of ends) {
    path.moveTo(xy[from]!, xy[from + 1]!);
    for (let i = from + 2; i < end; i += 2) path.lineTo(xy[i]!, xy[i + 1]!);
    if (closed) path.closePath();
    from = end;
  }
  return path;
}

const areaFill = (style: number, palette: MapPalette): string =>
  style > TINT_STYLES_FROM ? palette.tints[style - TINT_STYLES_FROM - 1]! : palette.area[TONES[style]!];

/** Farther away two thousand outlines are a grey veil. */
const GRID_LINES_FROM_ZOOM = 13;

function paintGrids(ctx: CanvasRenderingContext2D, bucket: TileBucket, { palette, zoom }: TileLook): void {
  const path = ringPath(bucket, true);
  if (bucket.style > 0) {
    ctx.globalAlpha = 0.55;
    ctx.fillStyle = areaFill(bucket.style, palette);
    ctx.fill(path, "evenodd");
    ctx.globalAlpha = 1;
  }
  if (zoom < GRID_LINES_FROM_ZOOM) return;
  ctx.strokeStyle = palette.gridEdge;
  ctx.lineWidth = zoom < 14 ? 0.6 : 1.2;
  ctx.stroke(path);
}

function paintCompounds(ctx: CanvasRenderingContext2D, bucket: TileBucket, look: TileLook): void {
  const { palette, zoom, overBase } = look;
  const path = ringPath(bucket, true);
  ctx.globalAlpha = overBase ? 0.5 : 1;
  ctx.fillStyle = areaFill(bucket.style, palette);
  ctx.fill(path, "evenodd");
  ctx.globalAlpha = 1;
  if (TONES[bucket.style] === "unknown") hatch(ctx, path, palette.areaEdge);
  ctx.strokeStyle = palette.areaEdge;
  ctx.lineWidth = zoom < 14 ? 0.8 : 1.5;
  ctx.stroke(path);
}

/** Slanted lines across the tile, cut to the path; their step divides a tile, so they run on in the next one. */
function hatch(ctx: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  ctx.save();
  ctx.clip(path, "evenodd");
  ctx.beginPath();
  for (let x = -TILE_PX; x < TILE_PX; x += 8) {
    ctx.moveTo(x, TILE_PX);
    ctx.lineTo(x + TILE_PX, 0);
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
}

function paintTrails(ctx: CanvasRenderingContext2D, bucket: TileBucket, { palette, zoom }: TileLook): void {
  const path = ringPath(bucket, false);
  const width = zoom < 14 ? 1.2 : zoom < 17 ? 2.2 : 3.5;
  if (zoom >= 15) {
    ctx.strokeStyle = palette.halo;
    ctx.lineWidth = width + 2;
    ctx.stroke(path);
  }
  ctx.globalAlpha = zoom < 14 ? 0.4 : zoom < 15 ? 0.65 : 1;
  ctx.strokeStyle = palette.trail;
  ctx.lineWidth = width;
  ctx.stroke(path);
  ctx.globalAlpha = 1;
}

function paintGaps(ctx: CanvasRenderingContext2D, bucket: TileBucket, { palette, zoom }: TileLook): void {
  ctx.setLineDash([4, 7]);
  ctx.strokeStyle = palette.gap;
  ctx.lineWidth = zoom < 15 ? 1 : 2;
  ctx.stroke(ringPath(bucket, false));
  ctx.setLineDash([]);
}

type Mark = "square" | "triangle" | "diamond" | "circle";
const SEVERITY_MARKS: Readonly<Record<(typeof PAINT_ORDER)[number], Mark>> = {
  red: "square",
  orange: "triangle",
  yellow: "diamond",
  blue: "circle",
};

function markPath({ xy }: TileBucket, mark: Mark, r: number): Path2D {
  const path = new Path2D();
  for (let i = 0; i < xy.length; i += 2) ADD_MARK[mark](path, xy[i]!, xy[i + 1]!, r);
  return path;
}

/** Shapes of about the same area around (x, y). */
const ADD_MARK: Readonly<Record<Mark, (path: Path2D, x: number, y: number, r: number) => void>> = {
  square: (path, x, y, r) => path.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r),
  circle: (path, x, y, r) => {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  },
  triangle: (path, x, y, r) => {
    path.moveTo(x, y - 1.25 * r);
    path.lineTo(x + 1.2 * r, y + 0.9 * r);
    path.lineTo(x - 1.2 * r, y + 0.9 * r);
    path.closePath();
  },
  diamond: (path, x, y, r) => {
    path.moveTo(x, y - 1.3 * r);
    path.lineTo(x + 1.3 * r, y);
    path.lineTo(x, y + 1.3 * r);
    path.lineTo(x - 1.3 * r, y);
    path.closePath();
  },
};

const sizeAt = (zoom: number, near: number): number => (zoom <= 15 ? near * 0.65 : zoom === 16 ? near * 0.8 : near);

function paintHazards(ctx: CanvasRenderingContext2D, bucket: TileBucket, { palette, zoom }: TileLook): void {
  const severity = PAINT_ORDER[bucket.style >> 1]!;
  const open = bucket.style % 2 === 0;
  const path = markPath(bucket, SEVERITY_MARKS[severity], sizeAt(zoom, open ? 8 : 6.5));
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette.halo;
  ctx.stroke(path);
  ctx.fillStyle = open ? palette.severity[severity] : palette.halo;
  ctx.fill(path);
  if (open) return;
  ctx.lineWidth = 1.8;
  ctx.strokeStyle = palette.severity[severity];
  ctx.stroke(path);
}

function paintStops(ctx: CanvasRenderingContext2D, bucket: TileBucket, { palette, zoom }: TileLook): void {
  const result = STOP_STYLES[bucket.style]!;
  const path = markPath(bucket, "circle", sizeAt(zoom, 6.5));
  ctx.fillStyle = result === "notSeen" ? palette.halo : palette.stop[result];
  ctx.strokeStyle = result === "notSeen" ? palette.stop.notSeen : palette.halo;
  ctx.lineWidth = 2;
  ctx.fill(path);
  ctx.stroke(path);
}

function paintCheckpoints(ctx: CanvasRenderingContext2D, bucket: TileBucket, { palette, zoom }: TileLook): void {
  const r = sizeAt(zoom, 4.5);
  const path = markPath(bucket, "circle", r);
  ctx.fillStyle = palette.halo;
  ctx.strokeStyle = palette.checkpoint[TONES[bucket.style]!];
  ctx.lineWidth = 2.2;
  ctx.fill(path);
  ctx.stroke(path);
  if (TONES[bucket.style] !== "unknown") return;
  ctx.lineWidth = 1;
  ctx.stroke(slashes(bucket, r));
}

/** Two slanted lines in each mark: unknown is hatched, small as it is. */
function slashes({ xy }: TileBucket, r: number): Path2D {
  const path = new Path2D();
  for (let i = 0; i < xy.length; i += 2)
    for (const shift of [-0.35 * r, 0.35 * r]) {
      path.moveTo(xy[i]! + shift - 0.5 * r, xy[i + 1]! + shift + 0.5 * r);
      path.lineTo(xy[i]! + shift + 0.5 * r, xy[i + 1]! + shift - 0.5 * r);
    }
  return path;
}

function paintLabel(ctx: CanvasRenderingContext2D, label: TileLabel, { palette }: TileLook): void {
  ctx.font = `600 ${LABEL_PX}px ${MAP_FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = palette.halo;
  ctx.strokeText(label.text, label.x, label.y);
  ctx.fillStyle = palette.ink;
  ctx.fillText(label.text, label.x, label.y);
}

/** How many, and an edge in the colour of the worst one. */
function paintBadge(ctx: CanvasRenderingContext2D, badge: CountBadge, { palette }: TileLook): void {
  const reach = badgeHalfPx(badge.count) - BADGE_HALF_PX;
  ctx.beginPath();
  ctx.arc(badge.x - reach, badge.y, BADGE_HALF_PX, Math.PI / 2, (3 * Math.PI) / 2);
  ctx.arc(badge.x + reach, badge.y, BADGE_HALF_PX, -Math.PI / 2, Math.PI / 2);
  ctx.closePath();
  ctx.fillStyle = palette.halo;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = palette.severity[PAINT_ORDER[badge.worst]!];
  ctx.stroke();
  ctx.font = `650 ${LABEL_PX}px ${MAP_FONT}`;
  ctx.fillStyle = palette.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(badgeText(badge.count), badge.x, badge.y + 0.5);
}
