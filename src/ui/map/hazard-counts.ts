/**
 * Seen from far away: how many open hazards, by compound and by square of the screen. Squares are cut in the world's
 * own pixels, so every tile counts the same and no hazard outside a compound is lost.
 */
import type { LngLat } from "#domain/kernel/geo";
import { AreaIndex } from "./hit-index.ts";
import { PAINT_ORDER, type PackedSource, ringsOf } from "./tile-source.ts";

/** Side of a counting square in pixels; a quarter of a tile. */
export const CELL_PX = 64;
/** Height of a badge, half. */
export const BADGE_HALF_PX = 12;
/** A badge stays so far inside its square that two badges never touch. */
const BADGE_GAP_PX = 3;

/** What a badge says. */
export const badgeText = (count: number): string => (count > 999 ? "999+" : String(count));
/** Half the width of a badge: room for its figures, never less than a circle. */
export const badgeHalfPx = (count: number): number => Math.max(BADGE_HALF_PX, 4.6 * badgeText(count).length + 6);

export interface CountBadge {
  /** Pixels from the top left corner of the tile. */
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** Style number of the most severe one, as in PAINT_ORDER. */
  readonly worst: number;
}

interface Cell {
  count: number;
  worst: number;
  sumX: number;
  sumY: number;
}

export type CellTable = ReadonlyMap<string, Cell>;

/** World pixels of Web Mercator at a zoom. */
export function worldPx([lng, lat]: LngLat, zoom: number): { x: number; y: number } {
  const size = 256 * 2 ** zoom;
  const sin = Math.sin((lat * Math.PI) / 180);
  return { x: ((lng + 180) / 360) * size, y: (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size };
}

const isOpen = (style: number): boolean => style % 2 === 0;

/** Open hazards by square at one zoom. */
export function countByCell(hazards: PackedSource, zoom: number): CellTable {
  const cells = new Map<string, Cell>();
  hazards.styles.forEach((style, i) => {
    if (!isOpen(style)) return;
    const { x, y } = worldPx([hazards.coords[2 * i]!, hazards.coords[2 * i + 1]!], zoom);
    const key = `${Math.floor(x / CELL_PX)}/${Math.floor(y / CELL_PX)}`;
    const cell = cells.get(key) ?? { count: 0, worst: 0, sumX: 0, sumY: 0 };
    cell.count++;
    cell.worst = Math.max(cell.worst, style >> 1);
    cell.sumX += x;
    cell.sumY += y;
    cells.set(key, cell);
  });
  return cells;
}

/** The badges of one tile, each in the middle of what it counts. */
export function badgesOf(cells: CellTable, tileX: number, tileY: number): CountBadge[] {
  const perTile = 256 / CELL_PX;
  const badges: CountBadge[] = [];
  for (let row = 0; row < perTile; row++)
    for (let column = 0; column < perTile; column++) {
      const cell = cells.get(`${tileX * perTile + column}/${tileY * perTile + row}`);
      if (!cell) continue;
      badges.push({
        x: keepInside(cell.sumX / cell.count - tileX * 256, column, badgeHalfPx(cell.count)),
        y: keepInside(cell.sumY / cell.count - tileY * 256, row, BADGE_HALF_PX),
        count: cell.count,
        worst: Math.min(cell.worst, PAINT_ORDER.length - 1),
      });
    }
  return badges;
}

function keepInside(at: number, cell: number, halfPx: number): number {
  const room = halfPx + BADGE_GAP_PX;
  return Math.min((cell + 1) * CELL_PX - room, Math.max(cell * CELL_PX + room, at));
}

/** Tint of each area by its open hazards: 0 none, 1 a few, 2 several, 3 many (more than 2, more than 8). */
export function tintLevels(areas: PackedSource, hazards: PackedSource): Uint8Array {
  const index = new AreaIndex(Array.from(areas.styles, (_, i) => ringsOf(areas, i)));
  const counts = new Uint32Array(areas.styles.length);
  hazards.styles.forEach((style, i) => {
    if (!isOpen(style)) return;
    for (const area of index.at({ lng: hazards.coords[2 * i]!, lat: hazards.coords[2 * i + 1]! })) counts[area]!++;
  });
  return Uint8Array.from(counts, (n) => (n === 0 ? 0 : n <= 2 ? 1 : n <= 8 ? 2 : 3));
}
