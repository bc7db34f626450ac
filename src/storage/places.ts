/** Places of the district on this phone. */
import { useMemo } from "react";
import type { IssuePlace } from "#domain/issue/issue";
import type { Checkpoint, Compound, Grid, OrgUnit, Route } from "#domain/place/place";
import type { RecordTypes } from "#domain/registry";
import type { ServerRecord } from "./cache/cache.ts";
import { readPaged, readRecord } from "./cache/read-record.ts";
import type { Overlay } from "./fold.ts";
import { show, showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

export interface Places {
  readonly orgUnits: ReadonlyMap<string, OrgUnit>;
  readonly compounds: ReadonlyMap<string, Compound>;
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly grids: ReadonlyMap<string, Grid>;
  /** The checkpoint whose printed code reads `tag`. */
  checkpointByTag(tag: string): Checkpoint | undefined;
}

const PLACE_TYPES = ["orgUnit", "compound", "checkpoint", "route", "grid"] as const;
type PlaceType = (typeof PLACE_TYPES)[number];

function mapOf<T extends PlaceType>(
  t: T,
  rows: readonly ServerRecord[],
  overlay: Overlay,
): Map<string, RecordTypes[T]> {
  return new Map(showAll<RecordTypes[T]>(t, rows, overlay).map((s) => [s.doc.id as string, s.doc]));
}

/** Where something is, in one line: compound, checkpoint, the person's own words; undefined where none is known here. */
export function placeLine(places: Places | undefined, place: IssuePlace): string | undefined {
  const checkpoint = places?.checkpoints.get(place.checkpointId ?? "");
  const compound = places?.compounds.get(place.compoundId ?? checkpoint?.compoundId ?? "");
  const parts = [compound?.name, checkpoint?.name, place.spot].filter(Boolean);
  if (parts.length > 0) return parts.join(" · ");
  return place.position && `${place.position.lat.toFixed(5)}, ${place.position.lng.toFixed(5)}`;
}

/** One route, without reading all places; null: unknown here; undefined: still reading. */
export function useRoute(id: string): Route | null | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const row = useKeyed(`route ${id}`, async () => (await readRecord(cache, { t: "route", id })) ?? null);
  return useMemo(() => {
    if (row === undefined || !overlay) return undefined;
    return show<Route>("route", id, row ?? undefined, overlay)?.doc ?? null;
  }, [row, overlay, id]);
}

/** undefined while it is read. */
export function usePlaces(): Places | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed("places", async () => {
    const all = await Promise.all(PLACE_TYPES.map((t) => readPaged(cache, t)));
    return new Map(PLACE_TYPES.map((t, i) => [t, all[i] ?? []]));
  });
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    const of = <T extends PlaceType>(t: T) => mapOf(t, rows.get(t) ?? [], overlay);
    const checkpoints = of("checkpoint");
    const byTag = new Map([...checkpoints.values()].map((c) => [c.tag, c]));
    return {
      orgUnits: of("orgUnit"),
      compounds: of("compound"),
      checkpoints,
      routes: of("route"),
      grids: of("grid"),
      checkpointByTag: (tag: string) => byTag.get(tag),
    };
  }, [rows, overlay]);
}
