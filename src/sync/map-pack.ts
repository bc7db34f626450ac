/** Takes the base map from the server, piece by piece, as far as the line holds. */
import { Fault } from "#domain/kernel/fault";
import { type MapManifest, mapManifest } from "#protocol/map-pack";
import { type FetchRange, mapArchives } from "#storage/map-archive";
import type { World } from "#storage/world";
import { inTime, readJson, type Transport } from "./transport.ts";
import { transportOf } from "./transports.ts";

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

/**
 * Installs the newest base map, going on where the last try stopped. Answers false where the server has none.
 * Throws Fault; what has come stays. `onHave` tells bytes on this device, and of how many.
 */
export async function fetchMapPack(world: World, onHave?: (have: number, bytes: number) => void): Promise<boolean> {
  const transport = transportOf(world);
  const manifest = await offered(transport);
  if (!manifest) return false;
  await mapArchives().download(manifest, rangesFrom(transport), (have) => onHave?.(have, manifest.bytes));
  return true;
}
