/**
 * The only irreplaceable thing on the phone: what a person did and no backup holds yet.
 * Version 1 is frozen: new stores may be added, existing ones are never reshaped.
 */
import Dexie, { type Table } from "dexie";
import type { SealKey } from "#domain/kernel/sealed";
import type { Envelope } from "#protocol/envelope";
import { randomHex } from "../random.ts";

export interface OutboxRow {
  readonly n: number;
  readonly mid: string;
  /** sending: written by older apps only; see `sending` in the meta. */
  readonly state: "waiting" | "sending" | "retry";
  /** Keys `type:id` of every record it touches. */
  readonly ek: readonly string[];
  readonly env: Envelope;
  readonly tries: number;
}

export interface LedgerRow {
  readonly mid: string;
  readonly n: number;
  /** Device ms. */
  readonly ackAt: number;
  /** 1 until a pull that began after the receipt has ended: the screen must not fall back meanwhile. */
  readonly folded: 0 | 1;
  readonly ek: readonly string[];
  readonly env: Envelope;
  /** settled: set aside, and a desk or its author has dealt with it since. */
  readonly outcome: "applied" | "merged" | "settled";
  readonly rev: number;
  readonly receivedAt: string;
  readonly conflicts: readonly string[];
}

export interface QuarantineRow {
  readonly mid: string;
  readonly n: number;
  readonly ek: readonly string[];
  readonly env: Envelope;
  readonly reason: string;
  readonly receivedAt: string;
}

export interface DraftRow {
  readonly id: string;
  readonly value: unknown;
  /** Device ms. */
  readonly savedAt: number;
}

export interface BlobRow {
  readonly sha256: string;
  readonly state: "onPhone" | "sending" | "received";
  readonly bytes: number;
  readonly type: string;
  /** 1 for a thumbnail; these travel first. */
  readonly small: 0 | 1;
  /** Device ms of the last time it was taken; an older one that nothing refers to is swept. */
  readonly addedAt: number;
  /** Bytes the server has acknowledged. */
  readonly sent?: number;
  /** When the server had it whole and verified, ISO, by the server's clock. */
  readonly receivedAt?: string;
}

export interface ChunkRow {
  readonly sha256: string;
  readonly i: number;
  readonly data: ArrayBuffer;
}

/** A key of this phone for sealed words. The public half seals while the phone is locked; the secret half needs the PIN. */
export interface SealKeyRow {
  /** Of the PIN it is locked by. */
  readonly name: string;
  readonly key: SealKey;
  /** The cipher of the lock, and the locked secret half. */
  readonly alg: string;
  readonly iv: string;
  readonly locked: Uint8Array<ArrayBuffer>;
}

/** First and last number, both included. */
export interface Sending {
  readonly from: number;
  readonly to: number;
}

export const isSending = ({ n, state }: OutboxRow, sending: Sending | undefined): boolean =>
  state === "sending" || (sending !== undefined && sending.from <= n && n <= sending.to);

export interface MetaValues {
  /** Client id: random, lives and dies with this vault. */
  cid: string;
  nextN: number;
  deviceId: string;
  /** Estimated server − device, ms. */
  clockOffset: number;
  epoch: string;
  lastContactAt: string;
  lastFault: string;
  needBlobs: readonly string[];
  /** Numbers of the outbox that are on their way: one mark for all of them, not a write for each. */
  sending: Sending;
  /** Device ms of the last sign of life of whoever runs the network. */
  leaderBeat: number;
  /** Highest number of this client that stands in a verified backup of the server. */
  safe: number;
  /** The server's key, for what somebody else carries to it. */
  parcelKey: string;
  /** The operator's key, that lost words can be given back with. */
  recoveryKey: SealKey;
  /** Last contact that found this phone in force, and the latest time seen since; ISO, by the server's clock. */
  lease: { readonly from: string; readonly seen: string };
  /** Device ms of the last sweep. */
  sweptAt: number;
  /** Scopes that were fetched anew because their sum was wrong, since this vault was made. */
  healed: number;
  /** The browser had cleared this phone before this vault was made: what its last vault held, as far as is known. */
  lost: { readonly cid: string; readonly nextN: number; readonly unsent: number };
  /** The person has read that. */
  lostSeen: boolean;
  /** What the server was last told of this phone, and when (device ms). */
  told: { readonly key: string; readonly at: number };
}
type MetaRow = { readonly name: string; readonly value: unknown };

export class Vault extends Dexie {
  declare readonly meta: Table<MetaRow, string>;
  declare readonly outbox: Table<OutboxRow, number>;
  declare readonly ledger: Table<LedgerRow, string>;
  declare readonly quarantine: Table<QuarantineRow, string>;
  declare readonly drafts: Table<DraftRow, string>;
  declare readonly blobs: Table<BlobRow, string>;
  declare readonly chunks: Table<ChunkRow, [string, number]>;
  declare readonly keys: Table<SealKeyRow, string>;

  constructor(personId: string) {
    super(`vault-${personId}`, { chromeTransactionDurability: "strict", cache: "disabled" });
    this.version(1).stores({
      meta: "name",
      outbox: "n, mid, state, *ek",
      ledger: "mid, ackAt, folded, *ek",
      quarantine: "mid, *ek",
      drafts: "id",
      blobs: "sha256, state",
      chunks: "[sha256+i], sha256",
      keys: "name",
    });
  }

  async getMeta<K extends keyof MetaValues>(name: K): Promise<MetaValues[K] | undefined> {
    const row = await this.meta.get(name);
    return row?.value as MetaValues[K] | undefined;
  }

  async setMeta<K extends keyof MetaValues>(name: K, value: MetaValues[K]): Promise<void> {
    await this.meta.put({ name, value });
  }
}

/** 128 random bits: a phone that was cloned must be told apart from its twin. */
export const newClientId = (): string => randomHex(16);

/**
 * Gives a new vault its client id and counter; does nothing to one that has them, which costs a read and no write.
 * `heldBefore`: what this phone is known to have held for the person; a new vault then stands where one was lost.
 */
export async function initVault(vault: Vault, deviceId: string, heldBefore?: MetaValues["lost"]): Promise<void> {
  const [cid, known] = await Promise.all([vault.getMeta("cid"), vault.getMeta("deviceId")]);
  if (cid !== undefined && known === deviceId) return;
  await vault.transaction("rw", vault.meta, async () => {
    if ((await vault.getMeta("cid")) === undefined) {
      await vault.setMeta("cid", newClientId());
      await vault.setMeta("nextN", 1);
      if (heldBefore !== undefined && heldBefore.nextN > 1) await vault.setMeta("lost", heldBefore);
    }
    await vault.setMeta("deviceId", deviceId);
  });
}

interface Waiting {
  readonly mid: string;
  readonly ek: readonly string[];
  readonly env: Envelope;
}

/** Puts commands at the end of the outbox; must run inside a transaction over meta and outbox. */
async function numberFrom(vault: Vault, first: number, waiting: readonly Waiting[]): Promise<void> {
  const rows = waiting.map(
    (w, i): OutboxRow => ({
      n: first + i,
      mid: w.mid,
      state: "waiting",
      ek: w.ek,
      env: w.env,
      tries: 0,
    }),
  );
  await Promise.all([vault.outbox.bulkAdd(rows), vault.setMeta("nextN", first + rows.length)]);
}

/**
 * Saves commands: their numbers are taken in the transaction that saves them, so two tabs cannot collide.
 * `expected`: the number they were decided to get. "moved", and nothing saved, where something else has it by now.
 * `again`: repeated after a lost handle; a command that is already there is not saved twice.
 */
export async function putInOutbox(
  vault: Vault,
  waiting: readonly Waiting[],
  { expected, again = true }: { readonly expected?: number; readonly again?: boolean } = {},
): Promise<"saved" | "moved"> {
  const first = waiting[0];
  if (!first) return "saved";
  if (expected !== undefined && !again) return putAt(vault, expected, waiting);
  return vault.transaction("rw", vault.meta, vault.outbox, async () => {
    const [known, nextN = 1] = await Promise.all([
      again ? vault.outbox.where("mid").equals(first.mid).count() : 0,
      vault.getMeta("nextN"),
    ]);
    if (known > 0) return "saved";
    if (expected !== undefined && nextN !== expected) return "moved";
    await numberFrom(vault, nextN, waiting);
    return "saved";
  });
}

class Moved extends Error {}

/** Asks for the number and writes in one breath, which spares a save one wait; where it was not that number, nothing is written. */
async function putAt(vault: Vault, expected: number, waiting: readonly Waiting[]): Promise<"saved" | "moved"> {
  try {
    await vault.transaction("rw", vault.meta, vault.outbox, async () => {
      const asked = vault.getMeta("nextN");
      const written = numberFrom(vault, expected, waiting);
      // It may fail while the answer is still waited for; it is waited for below, unless it is not wanted.
      written.catch(() => undefined);
      // The question comes first in the queue of the transaction: it is told the number as it was.
      if (((await asked) ?? 1) !== expected) throw new Moved();
      await written;
    });
    return "saved";
  } catch (error) {
    if (error instanceof Moved) return "moved";
    throw error;
  }
}

/** Whoever runs the network has just begun: nothing is on its way yet. */
export async function resetSending(vault: Vault): Promise<void> {
  if (await vault.getMeta("sending")) await vault.meta.delete("sending");
  await vault.outbox.where("state").equals("sending").modify({ state: "waiting" });
  await vault.blobs.where("state").equals("sending").modify({ state: "onPhone" });
}

const byN = (a: { readonly n: number }, b: { readonly n: number }): number => a.n - b.n;

/** What the server has answered, set aside included: after a restore it may have forgotten any of it. */
async function answeredFrom(vault: Vault, n: number): Promise<Waiting[]> {
  const answered = [...(await vault.ledger.toArray()), ...(await vault.quarantine.toArray())];
  return answered.filter((row) => row.n >= n).sort(byN);
}

/** Numbers answered and waiting commands anew; must run inside a transaction over the four stores. */
async function sendAgain(vault: Vault, answered: readonly Waiting[], first: number): Promise<void> {
  const waiting = await vault.outbox.orderBy("n").toArray();
  const mids = answered.map((row) => row.mid);
  await vault.ledger.bulkDelete(mids);
  await vault.quarantine.bulkDelete(mids);
  await vault.outbox.clear();
  await numberFrom(vault, first, [...answered, ...waiting]);
}

/**
 * Outbox := answered ∪ outbox in their old order, renumbered from 1 under a new client id, every `mid` kept.
 * For a restored server and for a cloned phone; the server drops what it still has.
 */
export async function rekey(vault: Vault, epoch?: string): Promise<void> {
  await vault.transaction("rw", vault.meta, vault.outbox, vault.ledger, vault.quarantine, async () => {
    await vault.setMeta("cid", newClientId());
    await vault.meta.bulkDelete(["safe", "sending"]);
    if (epoch !== undefined) await vault.setMeta("epoch", epoch);
    await sendAgain(vault, await answeredFrom(vault, 0), 1);
  });
}

/** The server's counter stands at `expect` − 1: sends again from there, what it answered before where need be. */
export async function resumeFrom(vault: Vault, expect: number): Promise<void> {
  await vault.transaction("rw", vault.meta, vault.outbox, vault.ledger, vault.quarantine, async () => {
    await sendAgain(vault, await answeredFrom(vault, expect), expect);
  });
}
