/**
 * The map of the district. Plain data in, one tap out; load it lazily, for Leaflet and its layers come with it.
 * Without an archive it is a plan of the compounds and says so.
 */
import Layers from "lucide-react/icons/layers";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { LngLat } from "#domain/kernel/geo";
import { type BaseKind, type Ground, type MapArchive, type Tianditu, useBaseChoice } from "./ground.ts";
import type { Hit, LayerVisibility, MapArea, MapCheckpoint, MapData, MapHazard, MapRound } from "./map-data.ts";
import type { EngineBase, MapEngine } from "./map-engine.ts";
import { BaseNote, MapMenu } from "./map-menu.tsx";
import type { MapTheme } from "./map-palette.ts";
import { MapButton, MapShell, ViewButtons } from "./map-shell.tsx";
import { useMapTheme } from "./map-theme.ts";
import { useMapWords } from "./map-words.ts";
import type { Me } from "./overlay.ts";

export type { Ground, MapArchive } from "./ground.ts";
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
  /** What can lie under it; without it the map is a plan. */
  readonly ground?: Ground | undefined;
  /** Whenever this is another list, the map shows all of it. Without it: all of the data, once. */
  readonly fitTo?: readonly LngLat[] | undefined;
  readonly theme?: MapTheme | undefined;
  /** Name of the map for a screen reader; add that the same is in the list. */
  readonly label: string;
  readonly className?: string | undefined;
  /** What is shown may be chosen here, where the page itself has no room. */
  readonly menuTop?: ReactNode;
  /** More to say under the key: whose records these are. */
  readonly keyNote?: ReactNode;
}

const NONE: readonly never[] = [];

export default function DistrictMap(props: DistrictMapProps) {
  const words = useMapWords();
  const theme = useMapTheme(props.theme);
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const choice = useBaseChoice(props.ground);
  const trouble = useBase(engine, { ...props.ground, shown: choice.shown }, theme);
  const [menu, setMenu] = useState(false);
  const layers = useLayers(props.layers);
  useShown(engine, props, { theme, layers });
  const { me, fitTo, ground } = props;
  return (
    <MapShell
      datum={(choice.shown === "pack" && ground?.archive?.crs) || "wgs84"}
      theme={theme}
      layers={layers}
      label={props.label}
      className={props.className}
      onTap={(hit) => props.onTap?.(hit)}
      onEngine={setEngine}
      top={
        <>
          <BaseNote choice={choice} ground={ground} trouble={trouble} />
          {menu && <MapMenu {...props} layers={layers} theme={theme} choice={choice} onClose={() => setMenu(false)} />}
        </>
      }
      buttons={
        <>
          <MapButton label={words.menu} icon={<Layers />} pressed={menu} onPress={() => setMenu(!menu)} />
          <ViewButtons
            engine={engine}
            onFit={() => engine?.fit(fitTo)}
            onLocate={me ? () => engine?.centreOn(me) : undefined}
          />
        </>
      }
    />
  );
}

export type BaseTrouble = "none" | "unreadable" | "no-pictures";

/** Puts the base under the map and answers what is wrong with it: an archive may be unreadable, a server silent. */
export function useBase(
  engine: MapEngine | null,
  { shown, archive, tianditu }: Pick<Ground, "archive" | "tianditu"> & { readonly shown: BaseKind },
  theme: MapTheme,
): BaseTrouble {
  const [trouble, setTrouble] = useState<BaseTrouble>("none");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of an archive's layer are fixed when it is made
  useEffect(() => {
    if (!engine) return;
    setTrouble("none");
    const onState = (comes: boolean): void => setTrouble(comes ? "none" : "no-pictures");
    void engine.setBase(baseOf(shown, archive, tianditu, onState)).then((ok) => !ok && setTrouble("unreadable"));
  }, [engine, shown, archive, tianditu, theme]);
  return trouble;
}

function baseOf(
  shown: BaseKind,
  archive: MapArchive | undefined,
  source: Tianditu | undefined,
  onState: (comes: boolean) => void,
): EngineBase {
  if (shown === "pack" && archive) return { kind: "pmtiles", archive };
  return shown === "tianditu" && source ? { kind: "tianditu", source, onState } : { kind: "schematic" };
}

/** Hands the engine what changed, and nothing else. */
function useShown(
  engine: MapEngine | null,
  props: DistrictMapProps,
  { theme, layers }: { theme: MapTheme; layers: LayerVisibility },
): void {
  const { fitTo, selected, me } = props;
  const data = useData(props);
  const fitted = useRef<MapEngine | null>(null);
  useEffect(() => engine?.setTheme(theme), [engine, theme]);
  useEffect(() => engine?.setLayers(layers), [engine, layers]);
  useEffect(() => engine?.setSelected(selected ?? null), [engine, selected]);
  useEffect(() => engine?.setMe(me ?? null), [engine, me]);
  useEffect(() => {
    if (!engine) return;
    engine.setData(data);
    if (fitted.current === engine || fitTo || !hasPlaces(data)) return;
    fitted.current = engine;
    engine.fit();
  }, [engine, data, fitTo]);
  useEffect(() => {
    if (fitTo && fitTo.length > 0) engine?.fit(fitTo);
  }, [engine, fitTo]);
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
