/**
 * Where the invented places lie. Each community has a cell of the district's box, each compound a cell of its
 * community, each building a cell of its compound: nothing can overlap. WGS-84 degrees.
 */
import type { Bbox } from "#domain/kernel/geo";
import type { Building, Compound, Grid, LngLat, ManagementMode, OrgUnit, Ring } from "#domain/place/place";
import { compoundName } from "./names.ts";
import { HOME } from "./org-units.ts";
import { type Chance, chanceOf } from "./prng.ts";

/** Town in the west, villages in the east. */
const TOWN: Bbox = { west: 110.285, south: 25.29, east: 110.325, north: 25.355 };
const VILLAGES: Bbox = { west: 110.325, south: 25.29, east: 110.37, north: 25.355 };
export const DEMO_BOX: Bbox = { ...TOWN, east: VILLAGES.east };
const TOWN_LATTICE = { columns: 4, rows: 6 };
const VILLAGE_LATTICE = { columns: 3, rows: 5 };

/** 258 compounds: 12 in 燕湖, 8–10 in each of the other 21 communities, 3–4 in each of the 15 villages. */
export const COMPOUNDS = 258;
const MANAGED = 30;
/** Largest half side of a compound, degrees (about 110 m). */
const HALF_SIDE = 0.0011;
const SIDE_SHARE = 0.36;
const DRIFT = 0.05;
const TURN = 0.1;
const MODES: readonly ManagementMode[] = [
  "firm",
  "community",
  "selfGoverned",
  "firm",
  "social",
  "market",
  "professional",
];

export interface Neighbourhood {
  readonly community: OrgUnit;
  readonly compounds: readonly Compound[];
  readonly grids: readonly Grid[];
}

const round6 = (n: number): number => Math.round(n * 1e6) / 1e6;
const point = (lng: number, lat: number): LngLat => [round6(lng), round6(lat)];

/** The i-th cell of a lattice laid over `box`, west to east, then north to south. */
function cellOf(box: Bbox, columns: number, rows: number, i: number): Bbox {
  const width = (box.east - box.west) / columns;
  const height = (box.north - box.south) / rows;
  const west = box.west + (i % columns) * width;
  const north = box.north - Math.floor(i / columns) * height;
  return { west, south: north - height, east: west + width, north };
}

function compoundCount(community: OrgUnit, nth: number): number {
  if (community.id === HOME) return 12;
  if (community.kind === "urban") return 8 + (nth % 3);
  return nth < 12 ? 4 : 3;
}

/** From a compound's own axes (each −1…1) to the ground, turned a little. */
type Frame = (x: number, y: number) => LngLat;

function frameIn(cell: Bbox, chance: Chance): Frame {
  const width = cell.east - cell.west;
  const height = cell.north - cell.south;
  const lng = (cell.west + cell.east) / 2 + chance.between(-DRIFT, DRIFT) * width;
  const lat = (cell.south + cell.north) / 2 + chance.between(-DRIFT, DRIFT) * height;
  const halfX = Math.min(width * SIDE_SHARE, HALF_SIDE) * chance.between(0.8, 1);
  const halfY = Math.min(height * SIDE_SHARE, HALF_SIDE, halfX * 1.4) * chance.between(0.8, 1);
  const turn = chance.between(-TURN, TURN);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (x, y) => point(lng + x * halfX * cos - y * halfY * sin, lat + x * halfX * sin + y * halfY * cos);
}

const CORNERS: readonly LngLat[] = [
  [-1, 1],
  [1, 1],
  [1, -1],
  [-1, -1],
];

/** Four uneven corners and 1–4 bends of a wall: 5–8 points; everything within 0.75 of the middle stays inside. */
function ringIn(frame: Frame, chance: Chance): Ring {
  const bends = chance.int(1, 4);
  const start = chance.int(0, 3);
  return CORNERS.flatMap(([x, y], i) => {
    const corner = frame(x * chance.between(0.84, 1), y * chance.between(0.84, 1));
    if ((i - start + 4) % 4 >= bends) return [corner];
    const along = chance.between(-0.4, 0.4);
    const out = chance.between(0.78, 1);
    const [nextX, nextY] = CORNERS[(i + 1) % 4] ?? [0, 0];
    const bend = x === nextX ? frame(x * out, along) : frame(along, (y === nextY ? y : 1) * out);
    return [corner, bend];
  });
}

function buildingsIn(compoundId: string, frame: Frame, chance: Chance): Building[] {
  const count = chance.int(3, 10);
  const columns = count > 6 ? 3 : 2;
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, i) => {
    const x = ((i % columns) + 0.5) / columns - 0.5 + chance.between(-0.03, 0.03);
    const y = 0.5 - (Math.floor(i / columns) + 0.5) / rows + chance.between(-0.02, 0.02);
    return {
      id: `${compoundId}.b${i + 1}`,
      label: `${i + 1}栋`,
      units: chance.int(2, 4),
      floors: chance.int(6, 8),
      center: frame(x * 1.3, y * 1.3),
    };
  });
}

/** Which of the compounds have a manager: `MANAGED` of every `COMPOUNDS`, evenly spread. */
function modeOf(n: number, total: number): ManagementMode {
  const before = Math.floor((n * MANAGED) / COMPOUNDS);
  const managed = Math.floor(((n + 1) * MANAGED) / COMPOUNDS) > before && n < total;
  return managed ? (MODES[before % MODES.length] ?? "firm") : "none";
}

interface Plot {
  readonly community: OrgUnit;
  readonly cell: Bbox;
  readonly columns: number;
  readonly rows: number;
}

function compoundAt(plot: Plot, i: number, n: number, total: number, seed: number): Compound {
  const { community } = plot;
  const id = `${community.id}.k${String(i + 1).padStart(2, "0")}`;
  const chance = chanceOf(seed, `layout:${id}`);
  const frame = frameIn(cellOf(plot.cell, plot.columns, plot.rows, i), chance);
  const ring = ringIn(frame, chance);
  const buildings = buildingsIn(id, frame, chance);
  return {
    id,
    name: compoundName(n, community.kind === "rural"),
    communityCode: community.id,
    demo: true,
    managementMode: modeOf(n, total),
    builtYear: chance.int(1972, 2004),
    households: buildings.reduce((sum, b) => sum + b.units * b.floors * 2, 0),
    ring,
    buildings,
  };
}

/** Which of `parts` even shares of `of` the place `i` lies in. */
const shareOf = (i: number, of: number, parts: number): number => Math.floor((i * parts) / of);

/** The first place of a share. */
const startOf = (share: number, of: number, parts: number): number => Math.ceil((share * of) / parts);

/** 2–4 grids a community (times `scale`): bands of rows, cut across where there are more grids than rows; north first. */
function gridsOf(plot: Plot, compounds: readonly Compound[], scale: number, chance: Chance): Grid[] {
  const { cell, columns, rows, community } = plot;
  const wanted = chance.int(2, 4) * scale;
  const bands = Math.min(wanted, rows);
  const across = Math.min(columns, Math.round(wanted / bands));
  const [lngStep, latStep] = [(cell.east - cell.west) / columns, (cell.north - cell.south) / rows];
  const gridOf = (i: number): number =>
    shareOf(Math.floor(i / columns), rows, bands) * across + shareOf(i % columns, columns, across);
  const groups = Array.from({ length: bands * across }, (_, g) => compounds.filter((_c, i) => gridOf(i) === g));
  return groups
    .map((members, g) => ({ members, band: Math.floor(g / across), column: g % across }))
    .filter(({ members }) => members.length > 0)
    .map(({ members, band, column }, n) => {
      const north = cell.north - startOf(band, rows, bands) * latStep;
      const south = cell.north - startOf(band + 1, rows, bands) * latStep;
      const west = cell.west + startOf(column, columns, across) * lngStep;
      const east = cell.west + startOf(column + 1, columns, across) * lngStep;
      return {
        id: `${community.id}${String(n + 1).padStart(3, "0")}`,
        name: `第${n + 1}网格（演示）`,
        communityCode: community.id,
        compoundIds: members.map((c) => c.id),
        ring: [point(west, north), point(east, north), point(east, south), point(west, south)],
        demo: true,
      };
    });
}

/** Compounds, buildings and grids of every community, in the order of the codes. `scale` multiplies the compounds and the grids. */
export function neighbourhoods(communities: readonly OrgUnit[], seed: number, scale: number): Neighbourhood[] {
  const nth = { urban: 0, rural: 0, other: 0 };
  let first = 0;
  return communities.map((community) => {
    const place = nth[community.kind]++;
    const size = compoundCount(community, community.id === HOME || community.kind === "rural" ? place : nth.other++);
    const count = size * scale;
    const [box, lattice] = community.kind === "urban" ? [TOWN, TOWN_LATTICE] : [VILLAGES, VILLAGE_LATTICE];
    const columns = Math.ceil(Math.sqrt(count));
    const cell = cellOf(box, lattice.columns, lattice.rows, place);
    const plot: Plot = { community, cell, columns, rows: Math.ceil(count / columns) };
    const from = first;
    first += count;
    const compounds = Array.from({ length: count }, (_, i) => compoundAt(plot, i, from + i, COMPOUNDS * scale, seed));
    const grids = gridsOf(plot, compounds, scale, chanceOf(seed, `grids:${community.id}`));
    return { community, compounds, grids };
  });
}
