/** The district in full on a bare page: once with the app's layer, once with plain Leaflet on one canvas. */
import "leaflet/dist/leaflet.css";
import L from "leaflet";
import type { Issue } from "#domain/issue/issue";
import type { LngLat } from "#domain/kernel/geo";
import { Cache, columnsOf } from "../src/storage/cache/cache.ts";
import { findIssues, type IssueQuery } from "../src/storage/issues.ts";
import type { Folded } from "../src/storage/overlay.ts";
import type { MapArea, MapData, MapHazard, MapRound } from "../src/ui/map/map-data.ts";
import { MapEngine } from "../src/ui/map/map-engine.ts";
import { paletteOf } from "../src/ui/map/map-palette.ts";

const WEST = 110.285;
const SOUTH = 25.29;
const WIDE = 0.085;
const HIGH = 0.065;
const COMPOUNDS = 258;
const GRIDS = 2_000;
const HAZARDS = 10_000;
const TRACKS = 200;
const FIXES = 1_000;
const ZOOM = 15;
const SEVERITIES = ["red", "orange", "yellow", "blue"] as const;

/** The same chance for both maps and every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function ring(lng: number, lat: number, half: number, corners: number): LngLat[] {
  return Array.from({ length: corners }, (_, i): LngLat => {
    const angle = (2 * Math.PI * i) / corners;
    return [lng + half * Math.cos(angle), lat + 0.8 * half * Math.sin(angle)];
  });
}

function areas(name: string, count: number, columns: number, shape: { half: number; corners: number }): MapArea[] {
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, i) => {
    const lng = WEST + (((i % columns) + 0.5) * WIDE) / columns;
    const lat = SOUTH + ((Math.floor(i / columns) + 0.5) * HIGH) / rows;
    return {
      id: `${name}${i}`,
      name: `${name}${i}`,
      polygon: [ring(lng, lat, shape.half, shape.corners)],
      tone: "plain",
    };
  });
}

function hazards(): MapHazard[] {
  const next = chance(7);
  return Array.from({ length: HAZARDS }, (_, i) => ({
    id: `h${i}`,
    lng: WEST + WIDE * next(),
    lat: SOUTH + HIGH * next(),
    severity: SEVERITIES[i % 4]!,
    state: i % 3 === 0 ? "closed" : "open",
  }));
}

function rounds(): MapRound[] {
  const next = chance(11);
  return Array.from({ length: TRACKS }, (_, i) => {
    let [lng, lat] = [WEST + WIDE * next(), SOUTH + HIGH * next()];
    const walked = Array.from({ length: FIXES }, (): LngLat => {
      lng += (next() - 0.5) * 0.0002;
      lat += (next() - 0.5) * 0.0002;
      return [lng, lat];
    });
    return { id: `r${i}`, stops: [], segments: [walked], gaps: [] };
  });
}

const data: MapData = {
  compounds: areas("k", COMPOUNDS, 18, { half: 0.0011, corners: 37 }),
  grids: areas("g", GRIDS, 50, { half: 0.0008, corners: 8 }),
  checkpoints: [],
  hazards: hazards(),
  rounds: rounds(),
};

function host(): HTMLElement {
  const element = document.getElementById("map")!;
  element.style.cssText = "position:fixed;inset:0";
  return element;
}
const MIDDLE: L.LatLngTuple = [SOUTH + HIGH / 2, WEST + WIDE / 2];
const all = { compounds: true, grids: true, checkpoints: true, hazards: true, rounds: true };
const latLngs = (places: readonly LngLat[]): L.LatLngTuple[] => places.map(([lng, lat]) => [lat, lng]);

const open: { map?: L.Map } = {};

const bench = {
  /** The app's layer. */
  ours(): void {
    const map = L.map(host(), { center: MIDDLE, zoom: ZOOM, fadeAnimation: false, zoomControl: false });
    new MapEngine(map, { crs: "wgs84", theme: "light", layers: all, onTap: () => undefined }).setData(data);
    open.map = map;
  },

  /** What one would write first: every thing a Leaflet layer, all on one canvas. */
  canvas(): void {
    const palette = paletteOf("light");
    const map = L.map(host(), { center: MIDDLE, zoom: ZOOM, preferCanvas: true, zoomControl: false });
    for (const { polygon } of [...data.grids, ...data.compounds])
      L.polygon(latLngs(polygon[0] ?? []), { color: palette.areaEdge, weight: 1 }).addTo(map);
    for (const { segments } of data.rounds) L.polyline(latLngs(segments[0] ?? []), { color: palette.trail }).addTo(map);
    for (const { lat, lng, severity } of data.hazards)
      L.circleMarker([lat, lng], { radius: 6, color: palette.severity[severity] }).addTo(map);
    open.map = map;
  },

  /** Nothing on it: what a pan costs anyway. */
  empty(): void {
    open.map = L.map(host(), { center: MIDDLE, zoom: ZOOM, zoomControl: false });
  },

  /** Moves by most of a screen and waits until everything is drawn. */
  async pan(x: number, y: number): Promise<void> {
    open.map!.panBy([x, y], { animate: false });
    await new Promise((done) => setTimeout(done, 350));
  },

  /** Fills a cache of this browser with issues of two communities. */
  async fill(name: string, count: number): Promise<void> {
    const cache = new Cache(name);
    for (let from = 0; from < count; from += 2_000) {
      const docs = Array.from({ length: Math.min(2_000, count - from) }, (_, i) => issue(from + i));
      await cache.rows.bulkPut(
        docs.map((doc) => ({ t: "issue", id: doc.id, rev: 1, doc: doc as never, ...columnsOf("issue", doc as never) })),
      );
    }
    cache.close();
  },

  /** Milliseconds until the first page of a query is there, or all of it is counted. */
  async find(name: string, query: IssueQuery, far: "first" | "all"): Promise<number> {
    const cache = new Cache(name);
    await cache.open();
    const overlay = {
      docs: new Map(),
      refs: new Map(),
      stages: new Map(),
      server: new Map(),
      now: "",
    } as unknown as Folded;
    const from = performance.now();
    await findIssues(cache, overlay, query, { far });
    const took = performance.now() - from;
    cache.close();
    return took;
  },
};

const WORDS = ["楼道堆物", "电动车飞线充电", "路灯不亮", "井盖松动", "围墙开裂", "消防通道占用"];

function issue(n: number): Issue {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  return {
    id: `i${String(n).padStart(6, "0")}`,
    communityCode: n % 2 ? "450303001010" : "450303001003",
    source: "direct",
    place: { compoundId: `k${n % 258}`, spot: `${(n % 12) + 1}栋${(n % 4) + 1}单元` },
    checklistVersionId: "v1",
    category: `c${n % 6}`,
    categoryLabel: WORDS[n % 6]!,
    severity: SEVERITIES[(n * 7) % 4]!,
    words: `${WORDS[(n * 5) % 6]}，请尽快来看，编号${n}`,
    photos: [],
    ownerKind: "community",
    reportedById: `p${n % 97}`,
    reportedAt: at,
    state: n % 3 ? "closed" : "reported",
    events: [{ id: `e${n}`, at, byId: `p${n % 97}`, kind: "reported", text: "" }],
  } as unknown as Issue;
}

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
