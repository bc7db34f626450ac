/**
 * The map of the district. Plain data in, one tap out; load it lazily, for Leaflet and its layers come with it.
 * Without an archive it is a plan of the compounds and says so (`labels.schematic`).
 */
import "leaflet/dist/leaflet.css";
import "./district-map.css";
import { Crosshair, Maximize, Minus, Plus } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { LngLat } from "#domain/kernel/geo";
import type { MapArchive } from "./base-layers.ts";
import type { Hit, LayerVisibility, MapArea, MapCheckpoint, MapData, MapHazard, MapRound } from "./map-data.ts";
import { type BaseChoice, MapEngine } from "./map-engine.ts";
import type { MapTheme } from "./map-palette.ts";
import { useMapTheme } from "./map-theme.ts";
import type { Me } from "./overlay.ts";

export type { MapArchive } from "./base-layers.ts";
export type {
  Hit,
  LayerVisibility,
  MapArea,
  MapCheckpoint,
  MapData,
  MapGap,
  MapHazard,
  MapRound,
  MapStop,
  Tone,
} from "./map-data.ts";
export type { MapTheme } from "./map-palette.ts";
export type { Me } from "./overlay.ts";

export interface MapLabels {
  /** Name of the map for a screen reader; add that the same is in the list. */
  readonly map: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly locate: string;
  /** Shown while there is no real base map: 示意图… */
  readonly schematic: string;
}

export interface DistrictMapProps {
  readonly compounds?: readonly MapArea[];
  readonly grids?: readonly MapArea[];
  readonly checkpoints?: readonly MapCheckpoint[];
  readonly hazards?: readonly MapHazard[];
  readonly rounds?: readonly MapRound[];
  readonly selected?: Hit | null;
  readonly me?: Me | null;
  /** All but what is named false are shown. */
  readonly layers?: Partial<LayerVisibility>;
  readonly onTap?: (hit: Hit | null) => void;
  readonly base: "schematic" | "pmtiles" | "tianditu";
  readonly archive?: MapArchive | undefined;
  readonly tiandituKey?: string | undefined;
  /** Whenever this is another list, the map shows all of it. Without it: all of the data, once. */
  readonly fitTo?: readonly LngLat[] | undefined;
  readonly theme?: MapTheme | undefined;
  readonly labels: MapLabels;
  readonly className?: string | undefined;
  /** Legend, filters: laid over the top of the map. */
  readonly children?: ReactNode;
}

const NONE: readonly never[] = [];

export default function DistrictMap(props: DistrictMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useMapTheme(props.theme);
  const [isPlan, setPlan] = useState(true);
  const engine = useEngine(host, props, theme);
  const base = useBase(props, theme);

  useEffect(() => {
    if (!engine) return;
    void engine.setBase(base).then((shown) => setPlan(!shown || base.kind === "schematic"));
  }, [engine, base]);

  return (
    <section className={`zm-map ${props.className ?? ""}`} data-theme={theme}>
      <div ref={host} className="zm-map-canvas" role="application" aria-label={props.labels.map} />
      {(props.children || isPlan) && (
        <div className="zm-map-top">
          {props.children}
          {isPlan && <p className="zm-map-note">{props.labels.schematic}</p>}
        </div>
      )}
      <div className="zm-map-buttons">
        <MapButton label={props.labels.zoomIn} icon={<Plus />} onPress={() => engine?.zoomBy(1)} />
        <MapButton label={props.labels.zoomOut} icon={<Minus />} onPress={() => engine?.zoomBy(-1)} />
        <MapButton label={props.labels.fit} icon={<Maximize />} onPress={() => engine?.fit(props.fitTo)} />
        {props.me && (
          <MapButton
            label={props.labels.locate}
            icon={<Crosshair />}
            onPress={() => props.me && engine?.centreOn(props.me)}
          />
        )}
      </div>
    </section>
  );
}

function MapButton({ label, icon, onPress }: { label: string; icon: ReactNode; onPress: () => void }) {
  return (
    <button type="button" className="zm-map-button" aria-label={label} title={label} onClick={onPress}>
      {icon}
    </button>
  );
}

/** The base that can really be shown: an archive or a key may be missing. */
function useBase({ base, archive, tiandituKey }: DistrictMapProps, theme: MapTheme): BaseChoice {
  const [choice, setChoice] = useState<BaseChoice>({ kind: "schematic" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of an archive's layer are fixed when it is made
  useEffect(() => {
    if (base === "pmtiles" && archive) setChoice({ kind: "pmtiles", archive });
    else if (base === "tianditu" && tiandituKey) setChoice({ kind: "tianditu", key: tiandituKey });
    else setChoice({ kind: "schematic" });
  }, [base, archive, tiandituKey, theme]);
  return choice;
}

function useEngine(host: { current: HTMLDivElement | null }, props: DistrictMapProps, theme: MapTheme) {
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const onTap = useRef(props.onTap);
  onTap.current = props.onTap;
  const crs = (props.base === "pmtiles" && props.archive?.crs) || "wgs84";
  const { fitTo } = props;
  const layers = useLayers(props.layers);
  const data = useData(props);
  const fitted = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and layers of a living map are set below
  useEffect(() => {
    if (!host.current) return undefined;
    const made = new MapEngine(host.current, { crs, theme, layers, onTap: (hit) => onTap.current?.(hit) });
    fitted.current = false;
    setEngine(made);
    return () => {
      setEngine(null);
      made.close();
    };
  }, [host, crs]);

  useEffect(() => engine?.setTheme(theme), [engine, theme]);
  useEffect(() => engine?.setLayers(layers), [engine, layers]);
  useEffect(() => engine?.setSelected(props.selected ?? null), [engine, props.selected]);
  useEffect(() => engine?.setMe(props.me ?? null), [engine, props.me]);
  useEffect(() => {
    if (!engine) return;
    engine.setData(data);
    if (fitted.current || fitTo || !hasPlaces(data)) return;
    fitted.current = true;
    engine.fit();
  }, [engine, data, fitTo]);
  useEffect(() => {
    if (fitTo && fitTo.length > 0) engine?.fit(fitTo);
  }, [engine, fitTo]);
  return engine;
}

const hasPlaces = (data: MapData): boolean => Object.values(data).some((list: readonly unknown[]) => list.length > 0);

/** The same object as long as each list is the same list. */
function useData(props: DistrictMapProps): MapData {
  const { compounds = NONE, grids = NONE, checkpoints = NONE, hazards = NONE, rounds = NONE } = props;
  const last = useRef<MapData>({ compounds, grids, checkpoints, hazards, rounds });
  const now: MapData = { compounds, grids, checkpoints, hazards, rounds };
  const same = (Object.keys(now) as (keyof MapData)[]).every((key) => now[key] === last.current[key]);
  if (!same) last.current = now;
  return last.current;
}

function useLayers(shown: Partial<LayerVisibility> = {}): LayerVisibility {
  const { compounds = true, grids = true, checkpoints = true, hazards = true, rounds = true } = shown;
  const last = useRef<LayerVisibility>({ compounds, grids, checkpoints, hazards, rounds });
  const now: LayerVisibility = { compounds, grids, checkpoints, hazards, rounds };
  const same = (Object.keys(now) as (keyof MapData)[]).every((key) => now[key] === last.current[key]);
  if (!same) last.current = now;
  return last.current;
}
