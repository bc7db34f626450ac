/**
 * The frame of every map: Leaflet in React, its buttons, its name for a screen reader. What lies on it is drawn by the
 * engine and by the children, which may ask `useMap`.
 */
import "leaflet/dist/leaflet.css";
import "./district-map.css";
import L from "leaflet";
import Crosshair from "lucide-react/icons/crosshair";
import Maximize from "lucide-react/icons/maximize";
import Minus from "lucide-react/icons/minus";
import Plus from "lucide-react/icons/plus";
import { type ReactNode, useEffect, useRef } from "react";
import { MapContainer, useMap } from "react-leaflet";
import { GCJ02_CRS } from "./gcj02-crs.ts";
import type { Hit, LayerVisibility } from "./map-data.ts";
import { MapEngine } from "./map-engine.ts";
import type { MapTheme } from "./map-palette.ts";
import { useMapWords } from "./map-words.ts";
import { MAX_ZOOM } from "./tile-store.ts";

const MIDDLE_OF_DISTRICT: L.LatLngTuple = [25.3227, 110.3273];

/** Datum of the tiles under a map; a map's is fixed for its life. */
export type TileDatum = "wgs84" | "gcj02";

interface MapShellProps {
  readonly datum: TileDatum;
  readonly theme: MapTheme;
  /** Name of the map for a screen reader; say where the same is to be had in words. */
  readonly label: string;
  readonly layers: LayerVisibility;
  readonly onTap: (hit: Hit | null, at: L.LatLng) => void;
  /** The engine once the map is there; null when it goes. */
  readonly onEngine: (engine: MapEngine | null) => void;
  readonly className?: string | undefined;
  /** Laid over the top of the map. */
  readonly top?: ReactNode;
  /** The column of buttons at the right. */
  readonly buttons: ReactNode;
  /** Leaflet layers of React. */
  readonly children?: ReactNode;
}

export function MapShell(props: MapShellProps) {
  const { datum, theme, className, top, buttons, children } = props;
  return (
    <section className={`zm-map ${className ?? ""}`} data-theme={theme}>
      <MapContainer
        key={datum}
        className="zm-map-canvas"
        crs={datum === "gcj02" ? GCJ02_CRS : L.CRS.EPSG3857}
        center={MIDDLE_OF_DISTRICT}
        zoom={13}
        minZoom={10}
        maxZoom={MAX_ZOOM}
        zoomControl={false}
        fadeAnimation={false}
        attributionControl={false}
      >
        <Frame label={props.label} />
        <EngineOf {...props} />
        {children}
      </MapContainer>
      {top && <div className="zm-map-top">{top}</div>}
      <div className="zm-map-buttons">{buttons}</div>
    </section>
  );
}

/** What the container of Leaflet can't be told by props: name, credits, and a new size. */
function Frame({ label }: { label: string }) {
  const map = useMap();
  useEffect(() => {
    const host = map.getContainer();
    host.setAttribute("role", "application");
    host.setAttribute("aria-label", label);
  }, [map, label]);
  useEffect(() => {
    const credits = L.control.attribution({ prefix: false }).addTo(map);
    if (typeof ResizeObserver === "undefined") return () => void credits.remove();
    const resize = new ResizeObserver(() => map.invalidateSize({ pan: false }));
    resize.observe(map.getContainer());
    return () => {
      resize.disconnect();
      credits.remove();
    };
  }, [map]);
  return null;
}

function EngineOf({ datum, theme, layers, onTap, onEngine }: MapShellProps) {
  const map = useMap();
  const tell = useRef(onTap);
  tell.current = onTap;
  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and layers of a living map are set by its owner
  useEffect(() => {
    const onTapNow = (hit: Hit | null, at: L.LatLng) => tell.current(hit, at);
    const made = new MapEngine(map, { crs: datum, theme, layers, onTap: onTapNow });
    onEngine(made);
    return () => {
      onEngine(null);
      made.close();
    };
  }, [map, datum, onEngine]);
  return null;
}

interface MapButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onPress: () => void;
  /** For a button that holds something open. */
  readonly pressed?: boolean | undefined;
}

export function MapButton({ label, icon, onPress, pressed }: MapButtonProps) {
  return (
    <button
      type="button"
      className="zm-map-button"
      aria-label={label}
      aria-expanded={pressed}
      title={label}
      onClick={onPress}
    >
      {icon}
    </button>
  );
}

interface ViewButtonsProps {
  readonly engine: MapEngine | null;
  readonly onFit: () => void;
  /** Absent while nobody's position is known. */
  readonly onLocate?: (() => void) | undefined;
}

/** Nearer, farther, everything, me: what a finger can do is here for a keyboard, too. */
export function ViewButtons({ engine, onFit, onLocate }: ViewButtonsProps) {
  const words = useMapWords();
  return (
    <>
      <MapButton label={words.zoomIn} icon={<Plus />} onPress={() => engine?.zoomBy(1)} />
      <MapButton label={words.zoomOut} icon={<Minus />} onPress={() => engine?.zoomBy(-1)} />
      <MapButton label={words.fit} icon={<Maximize />} onPress={onFit} />
      {onLocate && <MapButton label={words.locate} icon={<Crosshair />} onPress={onLocate} />}
    </>
  );
}
