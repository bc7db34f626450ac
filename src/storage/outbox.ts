/** What has not reached the server yet, to look at, to try again and to carry out by hand. */
import type { PhotoRef } from "#domain/issue/issue";
import type { Ref } from "#domain/kernel/command";
import { receiptNumber } from "#domain/kernel/receipt-number";
import type { Refusal } from "#domain/kernel/refusal";
import { ok, type Result } from "#domain/kernel/result";
import type { Envelope } from "#protocol/envelope";
import { refOf } from "./fold.ts";
import { record } from "./record.ts";
import { hashesInDrafts, hashesInReceipts, hashesOf, hashesWaiting } from "./references.ts";
import { tellGivenAgain } from "./set-aside.ts";
import { steady } from "./steady.ts";
import { useKeyed, useWorld } from "./use-world.ts";
import {
  type BlobRow,
  isSending,
  type LedgerRow,
  type OutboxRow,
  type QuarantineRow,
  type Sending,
  type Vault,
} from "./vault/vault.ts";
import type { World } from "./world.ts";

export interface OutboxEntry {
  readonly mid: string;
  readonly n: number;
  readonly cmd: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Device clock, ISO. */
  readonly at: string;
  readonly state: "waiting" | "sending" | "retry" | "quarantined" | "received";
  /** Why the server set it aside. */
  readonly reason?: string;
  /** When the server took it or set it aside, ISO. */
  readonly receivedAt?: string;
  /** A verified backup of the server holds it. */
  readonly backedUp?: boolean;
  /** Number of the server's receipt. */
  readonly receiptNumber?: string;
  /** Records it touches, to name it by. */
  readonly refs: readonly Ref[];
  readonly photos: readonly PhotoRef[];
  /** A photo of it is not on the server yet. */
  readonly photosOpen?: boolean;
}

export interface Unsent {
  readonly records: number;
  /** Pictures of records (not counting their thumbnails) that are not on the server. */
  readonly photos: number;
  /** Pictures of reports that are not handed in yet: these wait for a person, not for the network. */
  readonly draftPhotos: number;
  readonly quarantined: number;
  readonly oldestAt?: string;
}

const isPhoto = (value: unknown): value is PhotoRef =>
  typeof value === "object" && value !== null && "sha256" in value && "thumbSha256" in value;

const photosOf = (env: Envelope): PhotoRef[] => {
  const photos: unknown = env.args["photos"];
  return Array.isArray(photos) ? photos.filter(isPhoto) : [];
};

function entryOf(row: OutboxRow | QuarantineRow | LedgerRow, sending?: Sending): OutboxEntry {
  const { mid, n, env } = row;
  const common = { mid, n, cmd: env.cmd, args: env.args, at: env.at, refs: row.ek.map(refOf), photos: photosOf(env) };
  if ("reason" in row) return { ...common, state: "quarantined", reason: row.reason, receivedAt: row.receivedAt };
  if ("outcome" in row) {
    return { ...common, state: "received", receivedAt: row.receivedAt, receiptNumber: receiptNumber(env.e.id) };
  }
  return { ...common, state: isSending(row, sending) ? "sending" : row.state };
}

export async function readOutbox(vault: Vault): Promise<OutboxEntry[]> {
  const [aside, waiting, sending] = await Promise.all([
    vault.quarantine.toArray(),
    vault.outbox.orderBy("n").toArray(),
    vault.getMeta("sending"),
  ]);
  return [...aside.sort((a, b) => a.n - b.n), ...waiting].map((row) => entryOf(row, sending));
}

const NO_ENTRIES: OutboxEntry[] = [];

/** What was set aside first, then what waits, oldest first. Empty while it is read. */
export function useOutbox(): OutboxEntry[] {
  const { vault } = useWorld();
  return useKeyed("outbox", () => readOutbox(vault)) ?? NO_ENTRIES;
}

const openPhotos = (vault: Vault): Promise<BlobRow[]> =>
  vault.blobs
    .where("state")
    .anyOf("onPhone", "sending")
    .filter((b) => b.small === 0)
    .toArray();

interface OpenFiles {
  readonly ofRecords: ReadonlySet<string>;
  readonly ofDrafts: ReadonlySet<string>;
}

/** Parts open files by what refers to them; receipts, of which there are many, are asked last. */
async function sortOpen(vault: Vault, open: readonly string[]): Promise<OpenFiles> {
  if (open.length === 0) return { ofRecords: new Set(), ofDrafts: new Set() };
  const waiting = await hashesWaiting(vault);
  const ofRecords = new Set(open.filter((sha256) => waiting.has(sha256)));
  const left = new Set(open.filter((sha256) => !ofRecords.has(sha256)));
  if (left.size > 0) for (const sha256 of await hashesInReceipts(vault, left)) ofRecords.add(sha256);
  const drafts = left.size > 0 ? await hashesInDrafts(vault) : new Set<string>();
  return { ofRecords, ofDrafts: new Set([...left].filter((s) => !ofRecords.has(s) && drafts.has(s))) };
}

export async function countUnsent(vault: Vault): Promise<Unsent> {
  const [records, quarantined, oldest, open] = await Promise.all([
    vault.outbox.count(),
    vault.quarantine.count(),
    vault.outbox.orderBy("n").first(),
    openPhotos(vault),
  ]);
  const files = await sortOpen(
    vault,
    open.map((b) => b.sha256),
  );
  const counts = { records, photos: files.ofRecords.size, draftPhotos: files.ofDrafts.size, quarantined };
  return { ...counts, ...(oldest ? { oldestAt: oldest.env.at } : {}) };
}

/** Files of records that are not on the server, thumbnails too, and their bytes. */
export async function unsentFiles(vault: Vault): Promise<{ count: number; bytes: number }> {
  const open = await vault.blobs.where("state").anyOf("onPhone", "sending").toArray();
  const { ofRecords } = await sortOpen(
    vault,
    open.map((b) => b.sha256),
  );
  const mine = open.filter((b) => ofRecords.has(b.sha256));
  return { count: mine.length, bytes: mine.reduce((sum, b) => sum + b.bytes - (b.sent ?? 0), 0) };
}

export function useUnsent(): Unsent | undefined {
  const { vault } = useWorld();
  return useKeyed("unsent", () => countUnsent(vault));
}

const RECENT = 30;

/** What the server has received: first what still has photos on their way, then the newest. */
export async function readReceived(vault: Vault): Promise<OutboxEntry[]> {
  const newest = await vault.ledger.orderBy("ackAt").reverse().limit(RECENT).toArray();
  const safe = (await vault.getMeta("safe")) ?? 0;
  const receivedOf = (row: LedgerRow): OutboxEntry => ({ ...entryOf(row), backedUp: row.n <= safe });
  const open = new Set((await openPhotos(vault)).map((b) => b.sha256));
  const withPhotos =
    open.size === 0
      ? []
      : await vault.ledger.filter((row) => [...hashesOf(row.env)].some((sha256) => open.has(sha256))).toArray();
  const mids = new Set(withPhotos.map((row) => row.mid));
  const onWay = withPhotos.map((row) => ({ ...receivedOf(row), photosOpen: true }));
  return [...onWay, ...newest.filter((row) => !mids.has(row.mid)).map(receivedOf)];
}

/** undefined while it is read. */
export function useReceived(): OutboxEntry[] | undefined {
  const { vault } = useWorld();
  return useKeyed("received", () => readReceived(vault));
}

/** One set-aside command; null where it is not (any more), undefined while it is read. */
export function useQuarantined(mid: string | undefined): OutboxEntry | null | undefined {
  const { vault } = useWorld();
  return useKeyed(`quarantined ${mid ?? ""}`, async () => {
    const row = mid === undefined ? undefined : await vault.quarantine.get(mid);
    return row ? entryOf(row) : null;
  });
}

/**
 * Gives a set-aside command again, with its own time, under a new `mid` (the server answers the old one for ever
 * as it did), with `changes` in its arguments where a person mended it. The old row goes once the new one is saved;
 * the server keeps its copy.
 */
export async function retryQuarantined(
  world: World,
  mid: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Result<null, Refusal>> {
  const row = await steady(world.vault, () => world.vault.quarantine.get(mid));
  if (!row) return ok(null);
  const again = await record(world, [{ cmd: row.env.cmd, args: { ...row.env.args, ...changes } }], row.env.at);
  if (!again.ok) return again;
  await steady(world.vault, () => world.vault.quarantine.delete(mid));
  await tellGivenAgain(world, mid);
  return ok(null);
}
