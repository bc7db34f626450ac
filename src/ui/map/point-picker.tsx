/**
 * Choose one point: by a tap, by dragging the pin, by its arrow keys, from the phone's own position, or beside a
 * building. It says in words where the point lies, so that nobody needs to see the map.
 */
import "./point-picker.css";
import L from "leaflet";
import Crosshair from "lucide-react/icons/crosshair";
import LocateFixed from "lucide-react/icons/locate-fixed";
import Trash from "lucide-react/icons/trash-2";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Marker } from "react-leaflet";
import { contains, isNearDistrict, type LatLng, type LngLat, type Position } from "#domain/kernel/geo";
import { Button } from "../button.tsx";
import { SelectField } from "../field.tsx";
import { useBase } from "./district-map.tsx";
import type { MapArchive } from "./ground.ts";
import { AreaIndex } from "./hit-index.ts";
import type { LayerVisibility, MapArea, MapCheckpoint } from "./map-data.ts";
import type { MapEngine } from "./map-engine.ts";
import { MapShell, ViewButtons } from "./map-shell.tsx";
import { useMapTheme } from "./map-theme.ts";
import { useMapWords } from "./map-words.ts";

/** Somewhere to start from: a building of the compound. */
export interface Landmark {
  readonly id: string;
  readonly name: string;
  readonly at: LngLat;
}

export interface PointPickerProps {
  readonly value: Position | null;
  readonly onChange: (point: Position | null) => void;
  /** All compounds, for the plan and for the words. */
  readonly compounds: readonly MapArea[];
  /** Id of the compound the point should lie in; the map starts there. */
  readonly within?: string | undefined;
  /** What is there already. */
  readonly checkpoints?: readonly MapCheckpoint[];
  readonly landmarks?: readonly Landmark[];
  /** Asks the phone; undefined where it does not tell. Without it there is no such button. */
  readonly findMe?: (() => Promise<Position | undefined>) | undefined;
  readonly archive?: MapArchive | undefined;
}

const LAYERS: LayerVisibility = { compounds: true, grids: false, checkpoints: true, hazards: false, rounds: false };
/** From so near a building is told from the next one. */
const NEAR_ZOOM = 18;
const NONE: readonly never[] = [];
/** How far off a finger or a pointer may be, pixels: what a point chosen by hand is sure of. */
const AIM_PX = 12;
const LEAST_ACC_M = 3;

export default function PointPicker(props: PointPickerProps) {
  const words = useMapWords();
  const theme = useMapTheme(undefined);
  const [engine, setEngine] = useState<MapEngine | null>(null);
  useBase(engine, { shown: props.archive ? "pack" : "plan", archive: props.archive }, theme);
  const { value, onChange, compounds, checkpoints = NONE } = props;
  const put = useCallback((at: LatLng, zoom: number) => onChange(pickedAt(at, zoom)), [onChange]);
  useView(engine, props);
  useEffect(() => engine?.setTheme(theme), [engine, theme]);
  useEffect(
    () => engine?.setData({ compounds, checkpoints, grids: NONE, hazards: NONE, rounds: NONE }),
    [engine, compounds, checkpoints],
  );
  return (
    <div className="zm-pick">
      <MapShell
        datum={props.archive?.crs ?? "wgs84"}
        theme={theme}
        layers={LAYERS}
        label={words.pickLabel}
        onTap={(_hit, at) => engine && put(at, engine.zoom)}
        onEngine={setEngine}
        top={!value && <p className="zm-map-note">{words.pickHint}</p>}
        buttons={<ViewButtons engine={engine} onFit={() => engine?.fit(startOf(props), NEAR_ZOOM)} />}
      >
        {value && engine && <Pin at={value} onMove={(at) => put(at, engine.zoom)} />}
      </MapShell>
      <PickedWords {...props} />
      <PickerButtons {...props} engine={engine} put={put} />
    </div>
  );
}

/** A point chosen by hand, to a tenth of a metre, as sure as a finger is at this zoom. */
function pickedAt({ lat, lng }: LatLng, zoom: number): Position {
  const metresPerPx = (40_075_017 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
  const six = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  const accM = Math.max(LEAST_ACC_M, Math.round(AIM_PX * metresPerPx));
  return { lat: six(lat), lng: six(lng), accM, crs: "wgs84" };
}

/** What the map shows at first: the compound, else all of them. */
function startOf({ compounds, within }: PointPickerProps): readonly LngLat[] | undefined {
  return compounds.find((c) => c.id === within)?.polygon[0];
}

/** Starts at the point or the compound, and follows a point that was put where nobody sees it. */
function useView(engine: MapEngine | null, props: PointPickerProps): void {
  const first = useRef(props);
  const { value } = props;
  useEffect(() => {
    const { value: at } = first.current;
    const start = startOf(first.current);
    if (start) engine?.fit(start, NEAR_ZOOM);
    else engine?.fit(first.current.compounds.flatMap((c) => c.polygon[0] ?? []));
    if (at) engine?.centreOn(at);
  }, [engine]);
  useEffect(() => {
    if (value) engine?.reveal(value);
  }, [engine, value]);
}

const PIN = L.divIcon({
  className: "zm-pin",
  iconSize: [48, 56],
  iconAnchor: [24, 54],
  html: '<svg viewBox="0 0 48 56" aria-hidden="true"><path d="M24 54C24 54 8 33 8 20a16 16 0 0 1 32 0c0 13-16 34-16 34Z"/><circle cx="24" cy="20" r="6"/></svg>',
});

const STEP_PX = 4;
const WIDE_STEP_PX = 24;
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function Pin({ at, onMove }: { at: LatLng; onMove: (at: LatLng) => void }) {
  const words = useMapWords();
  const pin = useRef<L.Marker>(null);
  const move = useRef(onMove);
  move.current = onMove;
  const handlers = useMemo(
    (): L.LeafletEventHandlerFnMap => ({
      dragend: (event) => move.current((event.target as L.Marker).getLatLng()),
      keydown: (event) => {
        const { originalEvent } = event as L.LeafletKeyboardEvent;
        const way = ARROWS[originalEvent.key];
        const marker = event.target as L.Marker & { readonly _map: L.Map };
        if (!way) return;
        L.DomEvent.stop(originalEvent);
        const by = originalEvent.shiftKey ? WIDE_STEP_PX : STEP_PX;
        const map = marker._map;
        const px = map.latLngToContainerPoint(marker.getLatLng()).add([by * way[0], by * way[1]]);
        move.current(map.containerPointToLatLng(px));
      },
    }),
    [],
  );
  useEffect(() => {
    pin.current?.getElement()?.setAttribute("aria-label", words.pin);
  }, [words]);
  return <Marker ref={pin} position={[at.lat, at.lng]} icon={PIN} draggable autoPan eventHandlers={handlers} />;
}

/** Where the point lies, in words; a screen reader hears each change. */
function PickedWords({ value, compounds, within }: PointPickerProps) {
  const words = useMapWords();
  const index = useMemo(() => new AreaIndex(compounds.map((c) => c.polygon)), [compounds]);
  const wanted = compounds.find((c) => c.id === within);
  const where = (at: Position): { text: string; doubtful: boolean } => {
    if (!isNearDistrict(at)) return { text: words.pickFar, doubtful: true };
    if (wanted && !contains(wanted.polygon, at)) return { text: words.pickOutOf(wanted.name), doubtful: true };
    const inside = wanted ?? compounds[index.at(at)[0] ?? -1];
    return inside ? { text: words.pickIn(inside.name), doubtful: false } : { text: words.pickOutside, doubtful: true };
  };
  const said = value ? where(value) : { text: words.pickNone, doubtful: false };
  return (
    <p role="status" className={said.doubtful ? "zm-pick-words zm-pick-doubt" : "zm-pick-words"}>
      {said.text}
      {value && <span className="dim"> · {words.pickAcc(Math.round(value.accM))}</span>}
    </p>
  );
}

interface PickerButtonsProps extends PointPickerProps {
  readonly engine: MapEngine | null;
  readonly put: (at: LatLng, zoom: number) => void;
}

function PickerButtons({ engine, put, value, onChange, landmarks = NONE, findMe }: PickerButtonsProps) {
  const words = useMapWords();
  const [finding, setFinding] = useState<"no" | "yes" | "failed">("no");
  const find = async (): Promise<void> => {
    if (!findMe) return;
    setFinding("yes");
    const found = await findMe();
    setFinding(found ? "no" : "failed");
    if (found) onChange(found);
  };
  const beside = (id: string): void => {
    const mark = landmarks.find((one) => one.id === id);
    if (mark) put({ lng: mark.at[0], lat: mark.at[1] }, NEAR_ZOOM);
  };
  return (
    <>
      {finding === "failed" && <p role="alert">{words.pickFailed}</p>}
      <div className="row">
        {findMe && (
          <Button icon={<LocateFixed />} busy={finding === "yes"} onClick={() => void find()}>
            {finding === "yes" ? words.pickFinding : words.pickHere}
          </Button>
        )}
        <Button icon={<Crosshair />} disabled={!engine} onClick={() => engine && put(engine.centre, engine.zoom)}>
          {words.pickMiddle}
        </Button>
        {value && (
          <Button variant="quiet" icon={<Trash />} onClick={() => onChange(null)}>
            {words.pickClear}
          </Button>
        )}
      </div>
      {landmarks.length > 0 && (
        <SelectField
          label={words.pickNear}
          optional
          value=""
          options={landmarks.map((mark) => ({ value: mark.id, label: mark.name }))}
          onChange={beside}
        />
      )}
    </>
  );
}
