/** What has not reached the server yet, to look at, to try again and to carry out by hand. */
import { useLiveQuery } from "dexie-react-hooks";
import type { Ref } from "#domain/kernel/command";
import type { Refusal } from "#domain/kernel/refusal";
import { ok, type Result } from "#domain/kernel/result";
import { refOf } from "./fold.ts";
import { readPhoto } from "./photos.ts";
import { record } from "./record.ts";
import { steady } from "./steady.ts";
import { useWorld } from "./use-world.ts";
import type { OutboxRow, QuarantineRow, Vault } from "./vault/vault.ts";
import type { World } from "./world.ts";

export interface OutboxEntry {
  readonly mid: string;
  readonly n: number;
  readonly cmd: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Device clock, ISO. */
  readonly at: string;
  readonly state: "waiting" | "sending" | "retry" | "quarantined";
  /** Why the server set it aside. */
  readonly reason?: string;
  /** Records it touches, to name it by. */
  readonly refs: readonly Ref[];
}

export interface Unsent {
  readonly records: number;
  /** Pictures (not counting their thumbnails) that are not on the server. */
  readonly photos: number;
  readonly quarantined: number;
  readonly oldestAt?: string;
}

function entryOf(row: OutboxRow | QuarantineRow): OutboxEntry {
  const common = {
    mid: row.mid,
    n: row.n,
    cmd: row.env.cmd,
    args: row.env.args,
    at: row.env.at,
    refs: row.ek.map(refOf),
  };
  return "reason" in row ? { ...common, state: "quarantined", reason: row.reason } : { ...common, state: row.state };
}

export async function readOutbox(vault: Vault): Promise<OutboxEntry[]> {
  const [aside, waiting] = await Promise.all([vault.quarantine.toArray(), vault.outbox.orderBy("n").toArray()]);
  return [...aside.sort((a, b) => a.n - b.n), ...waiting].map(entryOf);
}

/** What was set aside first, then what waits, oldest first. Empty while it is read. */
export function useOutbox(): OutboxEntry[] {
  const { vault } = useWorld();
  return useLiveQuery(() => readOutbox(vault), [vault]) ?? [];
}

export async function countUnsent(vault: Vault): Promise<Unsent> {
  const [records, quarantined, oldest, photos] = await Promise.all([
    vault.outbox.count(),
    vault.quarantine.count(),
    vault.outbox.orderBy("n").first(),
    vault.blobs
      .where("state")
      .anyOf("onPhone", "sending")
      .filter((b) => b.small === 0)
      .count(),
  ]);
  return { records, photos, quarantined, ...(oldest ? { oldestAt: oldest.env.at } : {}) };
}

export function useUnsent(): Unsent | undefined {
  const { vault } = useWorld();
  return useLiveQuery(() => countUnsent(vault), [vault]);
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}

/** Everything unsent as JSON text, photos as base64: the last way out when the network or the phone gives up. */
export async function exportUnsent(world: World): Promise<string> {
  const { vault } = world;
  const [outbox, quarantine, blobs] = await Promise.all([
    vault.outbox.orderBy("n").toArray(),
    vault.quarantine.toArray(),
    vault.blobs.where("state").anyOf("onPhone", "sending").toArray(),
  ]);
  const photos: Record<string, { type: string; base64: string }> = {};
  for (const { sha256, type } of blobs) {
    const blob = await readPhoto(vault, sha256);
    if (blob) photos[sha256] = { type, base64: await base64Of(blob) };
  }
  const cid = await vault.getMeta("cid");
  const { personId, deviceId } = world.person;
  return JSON.stringify({ v: 1, personId, deviceId, cid, outbox, quarantine, photos });
}

/**
 * Gives a set-aside command again, with its own time, under a new `mid` (the server answers the old one for ever
 * as it did). The old row goes once the new one is saved; the server keeps its copy.
 */
export async function retryQuarantined(world: World, mid: string): Promise<Result<null, Refusal>> {
  const row = await steady(world.vault, () => world.vault.quarantine.get(mid));
  if (!row) return ok(null);
  const again = await record(world, [{ cmd: row.env.cmd, args: row.env.args }], row.env.at);
  if (!again.ok) return again;
  await steady(world.vault, () => world.vault.quarantine.delete(mid));
  return ok(null);
}
