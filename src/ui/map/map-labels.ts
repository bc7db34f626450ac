/**
 * Which names are written at a zoom. Larger compounds choose first, and a name that would run into another waits for
 * the next zoom. Decided for the whole district at once, so that two tiles never disagree about a name on their border.
 */
import { bboxOf, centroidOf } from "#domain/kernel/geo";
import { worldPx } from "./hazard-counts.ts";
import { type PackedSource, ringsOf } from "./tile-source.ts";

export const LABEL_PX = 14;
/** A name may stick out of its compound by so much before it counts as too wide. */
const OVERHANG = 1.35;
const ALWAYS_FROM_ZOOM = 17;

export interface TileLabel {
  /** Middle of the name, pixels from the top left corner of the tile. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A name placed in the world's pixels. */
export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly halfPx: number;
  readonly text: string;
}

/** Han characters are square, others about half; the canvas itself is out of reach here. */
const widthPx = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? LABEL_PX : 0.6 * LABEL_PX), 0);

/** Names of all areas that fit at this zoom. */
export function placeLabels(areas: PackedSource, zoom: number): PlacedLabel[] {
  const wanted = Array.from(areas.styles, (_, n) => {
    const rings = ringsOf(areas, n);
    const box = bboxOf(rings[0] ?? []);
    const middle = centroidOf(rings);
    const text = areas.names[n] ?? "";
    if (!box || !middle || !text) return undefined;
    const roomPx = worldPx([box.east, 0], zoom).x - worldPx([box.west, 0], zoom).x;
    return { ...worldPx([middle.lng, middle.lat], zoom), halfPx: widthPx(text) / 2, text, roomPx };
  });
  const fitting = wanted.flatMap((w) =>
    w && (zoom >= ALWAYS_FROM_ZOOM || 2 * w.halfPx <= w.roomPx * OVERHANG) ? [w] : [],
  );
  const placed: PlacedLabel[] = [];
  for (const label of fitting.sort((a, b) => b.roomPx - a.roomPx))
    if (!placed.some((other) => collide(label, other))) placed.push(label);
  return placed;
}

const collide = (a: PlacedLabel, b: PlacedLabel): boolean =>
  Math.abs(a.y - b.y) < LABEL_PX + 4 && Math.abs(a.x - b.x) < a.halfPx + b.halfPx + 6;

/** The names that reach into a tile. */
export function labelsIn(placed: readonly PlacedLabel[], tileX: number, tileY: number): TileLabel[] {
  return placed
    .map(({ x, y, halfPx, text }) => ({ x: x - tileX * 256, y: y - tileY * 256, halfPx, text }))
    .filter(({ x, y, halfPx }) => x > -halfPx - 4 && x < 260 + halfPx && y > -LABEL_PX && y < 256 + LABEL_PX)
    .map(({ x, y, text }) => ({ x, y, text }));
}
