/**
 * Takes the base map from the server, piece by piece, as far as the line holds. One download at a time on a device; it
 * goes on while its person looks at other pages.
 */
import { useEffect, useState, useSyncExternalStore } from "react";
import { Fault, isFault } from "#domain/kernel/fault";
import { type MapManifest, mapManifest } from "#protocol/map-pack";
import { type ArchiveStatus, type FetchRange, mapArchives, useArchiveStatus } from "#storage/map-archive";
import { useWorld } from "#storage/use-world";
import type { World } from "#storage/world";
import { inTime, readJson, type Transport } from "./transport.ts";
import { transportOf } from "./transports.ts";
import { useOnline } from "./use-sync.ts";

/** Two megabytes on a weak line. */
const RANGE_TIMEOUT_MS = 180_000;

/** What the server offers; undefined where it has no map. Throws Fault. */
async function offered(transport: Transport): Promise<MapManifest | undefined> {
  const response = await transport.ask("/api/maps/manifest", { also: [404] });
  return response.status === 404 ? undefined : readJson(response, mapManifest);
}

const rangesFrom =
  (transport: Transport): FetchRange =>
  async ({ version, offset, length }) => {
    const response = await transport.ask(`/api/maps/pack/${version}`, {
      headers: { Range: `bytes=${offset}-${offset + length - 1}` },
      timeoutMs: RANGE_TIMEOUT_MS,
    });
    if (response.status !== 206) throw new Fault("captive-portal", "later", { status: response.status });
    return inTime(response.arrayBuffer(), RANGE_TIMEOUT_MS);
  };

/** The download of this device, for every page that shows it; a new object at every change. */
interface Run {
  readonly have: number;
  readonly bytes: number;
  readonly stop: () => void;
}
interface Course {
  readonly run?: Run;
  /** Code of what ended the last download. */
  readonly fault?: string;
}

const SHARED: { course: Course; work: Promise<void> } = { course: {}, work: Promise.resolve() };
const WATCHERS = new Set<() => void>();

function turn(course: Course): void {
  SHARED.course = course;
  for (const told of WATCHERS) told();
}

function subscribe(told: () => void): () => void {
  WATCHERS.add(told);
  return () => WATCHERS.delete(told);
}

/** Never throws: a fault shows in the course. */
async function fetchMapPack(world: World): Promise<void> {
  const stop = new AbortController();
  const show = (have: number, bytes: number): void => turn({ run: { have, bytes, stop: () => stop.abort() } });
  show(0, 0);
  try {
    const transport = transportOf(world);
    const manifest = await offered(transport);
    if (!manifest) throw new Fault("no-map", "later");
    const onHave = (have: number): void => show(have, manifest.bytes);
    await mapArchives().download(manifest, rangesFrom(transport), { onHave, signal: stop.signal });
    turn({});
  } catch (error) {
    turn({ fault: isFault(error) ? error.code : "storage-unavailable" });
  }
}

export type MapPackState =
  | { readonly state: "none" }
  | { readonly state: "offered"; readonly bytes: number }
  /** `fault`: code of what broke it off; absent where its person stopped it. */
  | {
      readonly state: "loading";
      readonly have: number;
      readonly bytes: number;
      readonly running: boolean;
      readonly fault?: string | undefined;
    }
  /** `newer`: bytes of the version that the server has meanwhile. */
  | { readonly state: "ready"; readonly bytes: number; readonly newer?: number | undefined };

/** What to say about the base map, from the device, the server and the download under way. */
export function packState(
  status: ArchiveStatus,
  offer: MapManifest | undefined,
  { run, fault }: { run?: Pick<Run, "have" | "bytes"> | undefined; fault?: string | undefined },
): MapPackState {
  if (run) {
    const kept = status.state === "loading" ? status : undefined;
    const have = Math.max(run.have, kept?.haveBytes ?? 0);
    return { state: "loading", have, bytes: run.bytes || (kept?.manifest.bytes ?? offer?.bytes ?? 0), running: true };
  }
  if (status.state === "loading")
    return { state: "loading", have: status.haveBytes, bytes: status.manifest.bytes, running: false, fault };
  if (status.state === "none")
    return fault
      ? { state: "loading", have: 0, bytes: offer?.bytes ?? 0, running: false, fault }
      : offer
        ? { state: "offered", bytes: offer.bytes }
        : { state: "none" };
  const { manifest } = status;
  const newer = offer && offer.version !== manifest.version ? offer.bytes : undefined;
  return { state: "ready", bytes: manifest.bytes, newer };
}

export interface MapPack {
  readonly pack: MapPackState;
  readonly onDownload: () => void;
  readonly onPause: () => void;
  readonly onRemove: () => void;
}

/** The base map of this device: its state, and how to take it, to stop, to give its room back. */
export function useMapPack(): MapPack {
  const world = useWorld();
  const status = useArchiveStatus();
  const offer = useOffer();
  const course = useSyncExternalStore(subscribe, () => SHARED.course);
  return {
    pack: status ? packState(status, offer, course) : { state: "none" },
    onDownload: () => startDownload(world),
    onPause: () => SHARED.course.run?.stop(),
    onRemove: () => void removePack(),
  };
}

/** Goes on where the last try stopped; one that is under way is left alone. */
function startDownload(world: World): void {
  if (!SHARED.course.run) SHARED.work = fetchMapPack(world);
}

/** Pieces that are still on their way must not arrive after the rest is gone. */
async function removePack(): Promise<void> {
  SHARED.course.run?.stop();
  await SHARED.work;
  await mapArchives().remove();
  turn({});
}

/** Asked anew whenever the network comes back; not knowing is no error. */
function useOffer(): MapManifest | undefined {
  const world = useWorld();
  const online = useOnline();
  const [offer, setOffer] = useState<MapManifest>();
  useEffect(() => {
    let current = true;
    if (online)
      offered(transportOf(world)).then(
        (found) => current && setOffer(found),
        () => undefined,
      );
    return () => {
      current = false;
    };
  }, [world, online]);
  return offer;
}
