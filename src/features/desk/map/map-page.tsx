import { lazy, Suspense, useMemo, useState } from "react";
import { addDays, instantAt } from "#domain/kernel/clock";
import type { Polygon } from "#domain/kernel/geo";
import { useIssues } from "#storage/issues";
import { useMapArchive } from "#storage/map-archive";
import { useRounds, useTracks } from "#storage/patrols";
import { usePlaces } from "#storage/places";
import { Checkbox } from "#ui/checkbox";
import { FilterChips } from "#ui/chips";
import { LoadingState } from "#ui/empty";
import type { Hit, MapArea, MapCheckpoint } from "#ui/map/district-map";
import { useLang } from "#ui/text";
import { useCoverage } from "../coverage/coverage-page.tsx";
import { dayLabel, useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { hazardsAsOf, roundOnMap } from "./as-of.ts";
import { MapPanel } from "./map-panel.tsx";

const DistrictMap = lazy(() => import("#ui/map/district-map"));

const DAYS_BACK = 30;
const LAYERS = ["compounds", "grids", "checkpoints", "hazards", "rounds"] as const;
type Layer = (typeof LAYERS)[number];
const MOST_ISSUES = 10_000;

interface View {
  /** Days back from today: 0 … 30. */
  readonly back: number;
  readonly layers: readonly Layer[];
  readonly onlyOpen: boolean;
}

/** The round a hit belongs to; a stop's id is `roundId#n`. */
const roundIdOf = (hit: Hit | null): string | undefined => (hit?.kind === "stop" ? hit.id.split("#")[0] : undefined);

/** The district on one map, as it stood on any of the last thirty days. */
export default function MapPage() {
  const t = useDeskText();
  const { lang } = useLang();
  const { today } = useToday();
  const [view, setView] = useState<View>({ back: 0, layers: LAYERS, onlyOpen: true });
  const [hit, setHit] = useState<Hit | null>(null);
  const on = addDays(today, -view.back);
  return (
    <DeskFrame
      title={t.map.title}
      side={<MapPanel hit={hit} at={instantAt(on, 1440)} />}
      sideTitle={hit ? undefined : t.map.title}
      onSideClose={hit ? () => setHit(null) : undefined}
    >
      <div className="desk-filters">
        <FilterChips
          label={t.map.layers}
          options={LAYERS.map((value) => ({ value, label: t.map.layer[value] }))}
          value={view.layers}
          onChange={(layers) => setView({ ...view, layers })}
        />
        <div className="desk-slider">
          <label htmlFor="desk-map-day">{t.map.time}</label>
          <input
            id="desk-map-day"
            type="range"
            min={-DAYS_BACK}
            max={0}
            value={-view.back}
            aria-valuetext={dayLabel(on, lang)}
            onChange={(event) => setView({ ...view, back: -Number(event.target.value) })}
          />
          <output htmlFor="desk-map-day">{t.map.timeValue(dayLabel(on, lang))}</output>
        </div>
        <Checkbox label={t.map.only} checked={view.onlyOpen} onChange={(onlyOpen) => setView({ ...view, onlyOpen })} />
      </div>
      <MapOfDay on={on} view={view} hit={hit} onTap={setHit} />
    </DeskFrame>
  );
}

interface MapOfDayProps {
  readonly on: string;
  readonly view: View;
  readonly hit: Hit | null;
  readonly onTap: (hit: Hit | null) => void;
}

function MapOfDay({ on, view, hit, onTap }: MapOfDayProps) {
  const t = useDeskText();
  const at = instantAt(on, 1440);
  const areas = useAreas();
  const checkpoints = useCheckpoints(at, on);
  const hazards = useHazards(at, view.onlyOpen);
  const rounds = useDayRounds(on, roundIdOf(hit));
  const archive = useMapArchive();
  const { label: map, zoomIn, zoomOut, fit, locate, schematic } = t.map;
  const layers = Object.fromEntries(LAYERS.map((name) => [name, view.layers.includes(name)]));
  return (
    <div className="desk-map">
      <Suspense fallback={<LoadingState title={t.map.loading} />}>
        <DistrictMap
          {...areas}
          checkpoints={checkpoints}
          hazards={hazards}
          rounds={rounds}
          layers={layers}
          selected={hit}
          onTap={onTap}
          base={archive ? "pmtiles" : "schematic"}
          archive={archive}
          labels={{ map, zoomIn, zoomOut, fit, locate, schematic }}
        />
      </Suspense>
    </div>
  );
}

const areaOf = (place: { id: string; name: string; ring: Polygon[number] }): MapArea => ({
  id: place.id,
  name: place.name,
  polygon: [place.ring],
  tone: "plain",
});

function useAreas(): { compounds: MapArea[]; grids: MapArea[] } {
  const places = usePlaces();
  return useMemo(
    () => ({
      compounds: [...(places?.compounds.values() ?? [])].map(areaOf),
      grids: [...(places?.grids.values() ?? [])].map(areaOf),
    }),
    [places],
  );
}

function useCheckpoints(at: string, on: string): MapCheckpoint[] {
  const places = usePlaces();
  const coverage = useCoverage(at, on);
  return useMemo(() => {
    const rows = coverage ?? [];
    return rows.flatMap((row): MapCheckpoint[] => {
      const checkpoint = places?.checkpoints.get(row.checkpointId);
      if (!checkpoint?.position) return [];
      const [lng, lat] = checkpoint.position;
      return [{ id: checkpoint.id, name: checkpoint.name, lng, lat, tone: row.tone }];
    });
  }, [places, coverage]);
}

function useHazards(at: string, onlyOpen: boolean) {
  const places = usePlaces();
  const issues = useIssues({ limit: MOST_ISSUES });
  return useMemo(() => {
    if (!places || !issues) return [];
    return hazardsAsOf(
      issues.rows.map((r) => r.doc),
      at,
      places,
      onlyOpen,
    );
  }, [places, issues, at, onlyOpen]);
}

function useDayRounds(on: string, chosen: string | undefined) {
  const places = usePlaces();
  const rounds = useRounds(on, on);
  const tracks = useTracks(chosen ?? "");
  return useMemo(() => {
    if (!places || !rounds) return [];
    return rounds.map(({ doc }) => roundOnMap(doc, doc.id === chosen ? (tracks ?? []) : [], places));
  }, [places, rounds, tracks, chosen]);
}
