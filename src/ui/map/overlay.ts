/** The few things that change with every tap or step: what is selected, and where the person stands. */
import L from "leaflet";
import type { Polygon } from "#domain/kernel/geo";
import { stopIn } from "./hit-index.ts";
import type { Hit, MapData, MapGap } from "./map-data.ts";
import type { MapPalette } from "./map-palette.ts";

export interface Me {
  readonly lat: number;
  readonly lng: number;
  readonly accM: number;
}

const outline = (polygon: Polygon): L.LatLngTuple[][] =>
  polygon.map((ring) => ring.map(([lng, lat]): L.LatLngTuple => [lat, lng]));

/** Marks the selection in the accent colour; nothing for what is not in the data. */
export function drawSelected(layer: L.LayerGroup, selected: Hit | null, data: MapData, palette: MapPalette): void {
  layer.clearLayers();
  if (!selected) return;
  const area = areaOf(selected, data);
  const ring = { color: palette.selected, weight: 4, fill: false, interactive: false };
  if (area) L.polygon(outline(area), ring).addTo(layer);
  const gap = gapOf(selected, data);
  if (gap) L.polyline(outline([[gap.from, gap.to]]), { ...ring, dashArray: "2 9" }).addTo(layer);
  const at = placeOf(selected, data);
  if (!at) return;
  L.circleMarker(at, { ...ring, radius: 16, color: palette.halo, weight: 7 }).addTo(layer);
  L.circleMarker(at, { ...ring, radius: 16 }).addTo(layer);
}

export function areaOf({ kind, id }: Hit, data: MapData): Polygon | undefined {
  if (kind === "compound") return data.compounds.find((c) => c.id === id)?.polygon;
  return kind === "grid" ? data.grids.find((g) => g.id === id)?.polygon : undefined;
}

/** Where a small thing lies; undefined for an area and for what is not in the data. */
export function placeOf({ kind, id }: Hit, data: MapData): { lat: number; lng: number } | undefined {
  if (kind === "hazard") return data.hazards.find((h) => h.id === id);
  if (kind === "checkpoint") return data.checkpoints.find((c) => c.id === id);
  if (kind !== "stop") return undefined;
  const { roundId, index } = stopIn(id);
  return data.rounds.find((r) => r.id === roundId)?.stops[index];
}

function gapOf({ kind, id }: Hit, data: MapData): MapGap | undefined {
  const { roundId, index } = stopIn(id);
  return kind === "gap" ? data.rounds.find((r) => r.id === roundId)?.gaps[index] : undefined;
}

/** The person's dot with the circle the receiver is sure of. */
export function drawMe(layer: L.LayerGroup, me: Me | null, palette: MapPalette): void {
  layer.clearLayers();
  if (!me) return;
  const still = { interactive: false } as const;
  L.circle(me, { ...still, radius: me.accM, color: palette.me, weight: 1, fillOpacity: 0.12 }).addTo(layer);
  L.circleMarker(me, {
    ...still,
    radius: 9,
    color: palette.halo,
    weight: 3,
    fillColor: palette.me,
    fillOpacity: 1,
  }).addTo(layer);
}
