/** Tells the server how this phone is: how much waits, how old it is, how safe the storage. Counts only, no contents. */
import type { Heartbeat } from "#protocol/heartbeat";
import { SCHEMA } from "#protocol/version";
import { countUnsent, unsentFiles } from "#storage/outbox";
import type { World } from "#storage/world";
import type { Transport } from "./transport.ts";

/** What only the app knows. `null`: the browser does not say. */
export interface TellPhone {
  readonly build?: string;
  readonly health?: () => Promise<{
    readonly persisted: boolean | null;
    readonly usedBytes: number | null;
    readonly quotaBytes: number | null;
  }>;
}

/** A phone in use says how it is at least this often, even when nothing changes: every second time it asks for news. */
const TELL_EVERY_MS = 40 * 60_000;
/** The browser's own figure wavers; only a change of this size is news. */
const SIZE_STEP_BYTES = 1_000_000;

const rounded = (bytes: number | null): number | null =>
  bytes === null ? null : Math.round(bytes / SIZE_STEP_BYTES) * SIZE_STEP_BYTES;

export async function readHeartbeat(world: World, tell: TellPhone): Promise<Heartbeat> {
  const { vault } = world;
  // One transaction: each of its own would wait for its turn.
  const inVault = vault.transaction("r", vault.tables, () =>
    Promise.all([
      countUnsent(vault),
      unsentFiles(vault),
      vault.getMeta("clockOffset"),
      vault.getMeta("nextN"),
      vault.getMeta("healed"),
      vault.getMeta("lost"),
    ]),
  );
  const [[unsent, files, offMs, nextN, healed, lost], health] = await Promise.all([inVault, tell.health?.()]);
  const oldestMs = unsent.oldestAt === undefined ? null : Date.parse(unsent.oldestAt) + (offMs ?? 0);
  return {
    build: (tell.build ?? "").slice(0, 40),
    sch: SCHEMA,
    outbox: unsent.records,
    oldestAt: oldestMs === null || Number.isNaN(oldestMs) ? null : new Date(oldestMs).toISOString(),
    photos: unsent.photos,
    blobs: files.count,
    blobBytes: files.bytes,
    quarantined: unsent.quarantined,
    usedBytes: rounded(health?.usedBytes ?? null),
    quotaBytes: rounded(health?.quotaBytes ?? null),
    persisted: health?.persisted ?? null,
    offMs: offMs ?? null,
    nextN: nextN ?? 1,
    healed: healed ?? 0,
    ...(lost ? { lost } : {}),
  };
}

/** What counts as news: not the clock, whose estimate wavers with every answer. */
const keyOf = ({ offMs: _offMs, oldestAt: _oldestAt, ...rest }: Heartbeat): string => JSON.stringify(rest);

export async function rememberTold(world: World, heartbeat: Heartbeat): Promise<void> {
  await world.vault.setMeta("told", { key: keyOf(heartbeat), at: world.clock.now() });
}

/** At the end of a run: says how it stands now, if that is not what the server last heard. Throws Fault. */
export async function tellIfChanged(world: World, transport: Transport, tell: TellPhone): Promise<void> {
  const heartbeat = await readHeartbeat(world, tell);
  const told = await world.vault.getMeta("told");
  const fresh = told !== undefined && Math.abs(world.clock.now() - told.at) < TELL_EVERY_MS;
  if (fresh && told.key === keyOf(heartbeat)) return;
  await transport.ask("/api/sync/heartbeat", { method: "POST", json: { heartbeat } });
  await rememberTold(world, heartbeat);
}
