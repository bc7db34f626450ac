import { lazy, Suspense, useDeferredValue, useState } from "react";
import { addDays, instantAt } from "#domain/kernel/clock";
import { useGround } from "#sync/map-layers";
import { Checkbox } from "#ui/checkbox";
import { FilterChips } from "#ui/chips";
import { LoadingState } from "#ui/empty";
import { SelectField } from "#ui/field";
import type { Hit } from "#ui/map/district-map";
import { useLang } from "#ui/text";
import { useCommunity } from "../community.tsx";
import { dayLabel, useToday } from "../dates.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { MapPanel } from "./map-panel.tsx";
import { DAYS_BACK, type DayView, type MapOfDay, useMapOfDay } from "./use-map-of-day.ts";

const DistrictMap = lazy(() => import("#ui/map/district-map"));

const LAYERS = ["compounds", "grids", "checkpoints", "hazards", "rounds"] as const;
type Layer = (typeof LAYERS)[number];
const COLOURS = ["issues", "coverage"] as const;

interface View extends Omit<DayView, "on"> {
  /** Days back from today: 0 … 30. */
  readonly back: number;
  readonly layers: readonly Layer[];
}

/** The district on one map, as it stood on any of the last thirty days. */
export default function MapPage() {
  const t = useDeskText();
  const { figuresOnly } = useCommunity();
  const { today } = useToday();
  const [view, setView] = useState<View>({ back: 0, layers: LAYERS, onlyOpen: true, colour: "issues" });
  const [hit, setHit] = useState<Hit | null>(null);
  // The slider answers at once; the map follows as fast as it can be drawn.
  const on = addDays(today, -useDeferredValue(view.back));
  const shown = useMapOfDay({ on, onlyOpen: view.onlyOpen, colour: view.colour });
  return (
    <DeskFrame
      title={t.map.title}
      lead={figuresOnly ? t.map.figuresOnly : undefined}
      side={<MapPanel hit={hit} at={instantAt(on, 1440)} shown={shown} onPick={setHit} />}
      sideTitle={hit ? undefined : t.map.title}
      onSideClose={hit ? () => setHit(null) : undefined}
    >
      <MapFilters view={view} onChange={setView} />
      <MapOfView shown={shown} layers={view.layers} hit={hit} onTap={setHit} />
    </DeskFrame>
  );
}

function MapFilters({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  const t = useDeskText();
  return (
    <div className="desk-filters">
      <div className="desk-map-choices">
        <FilterChips
          label={t.map.layers}
          options={LAYERS.map((value) => ({ value, label: t.map.layer[value] }))}
          value={view.layers}
          onChange={(layers) => onChange({ ...view, layers })}
        />
        <Checkbox label={t.map.only} checked={view.onlyOpen} onChange={(onlyOpen) => onChange({ ...view, onlyOpen })} />
      </div>
      <div className="desk-map-choices">
        <SelectField
          label={t.map.colour}
          value={view.colour}
          options={COLOURS.map((value) => ({ value, label: t.map.colours[value] }))}
          onChange={(colour) => onChange({ ...view, colour })}
        />
        <DaySlider view={view} onChange={onChange} />
      </div>
    </div>
  );
}

function DaySlider({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  const t = useDeskText();
  const { lang } = useLang();
  const { today } = useToday();
  const day = dayLabel(addDays(today, -view.back), lang);
  return (
    <div className="desk-slider desk-map-days">
      <label htmlFor="desk-map-day">{t.map.time}</label>
      <input
        id="desk-map-day"
        type="range"
        min={-DAYS_BACK}
        max={0}
        value={-view.back}
        aria-valuetext={day}
        onChange={(event) => onChange({ ...view, back: -Number(event.target.value) })}
      />
      <output htmlFor="desk-map-day">{t.map.timeValue(day)}</output>
    </div>
  );
}

interface MapOfViewProps {
  readonly shown: MapOfDay;
  readonly layers: readonly Layer[];
  readonly hit: Hit | null;
  readonly onTap: (hit: Hit | null) => void;
}

function MapOfView({ shown, layers, hit, onTap }: MapOfViewProps) {
  const t = useDeskText();
  const ground = useGround();
  return (
    <div className="desk-map">
      <Suspense fallback={<LoadingState title={t.map.loading} />}>
        <DistrictMap
          compounds={shown.compounds}
          grids={shown.grids}
          checkpoints={shown.checkpoints}
          hazards={shown.hazards}
          rounds={shown.rounds}
          layers={Object.fromEntries(LAYERS.map((name) => [name, layers.includes(name)]))}
          selected={hit}
          onTap={onTap}
          ground={ground}
          label={t.map.label}
        />
      </Suspense>
    </div>
  );
}
