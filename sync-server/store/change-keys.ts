/** Puts new keys in the place of the server's own while servers run; key-ring.ts tells how they notice. */
import * as v from "valibot";
import type { Doc } from "#domain/kernel/command";
import { RECOVERY, type SealKey } from "#domain/kernel/sealed";
import { RECORD_TYPES } from "#domain/registry";
import { sealedSpecOf, sealOf, wrapsOf } from "#domain/sealed/sealed-records";
import { type KeyPair, unwrap, wrapFor } from "#seal/box";
import { PARCEL_CIPHER } from "#seal/parcel";
import type { Db, Queryable } from "./db.ts";
import { newSecret, TOKEN_SECRET } from "./meta.ts";
import { olderThanNow, PARCEL_KEYS, type ParcelKeys, parcelKeysOf } from "./parcel-store.ts";
import { lockRecords, writeRecords } from "./records.ts";

/** Tokens of before are refused from the next request on. */
export async function changeTokenSecret(q: Queryable): Promise<void> {
  await q.query(
    "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [TOKEN_SECRET, newSecret()],
  );
}

const DAY_MS = 86_400_000;

/** Read to be changed: whoever else changes them waits. */
async function lockedParcelKeys(q: Queryable): Promise<ParcelKeys> {
  await q.query("SELECT 1 AS x FROM meta WHERE name = $1 FOR UPDATE", [PARCEL_KEYS]);
  return parcelKeysOf(q);
}

/** The key of before goes on opening parcels for so many days; phones learn the new one with their next pull. */
export function changeParcelKey(db: Db, { keepDays, nowMs }: { keepDays: number; nowMs: number }): Promise<void> {
  return db.tx(async (q) => {
    const { publicKey, privateKey, older } = await lockedParcelKeys(q);
    const until = new Date(nowMs + keepDays * DAY_MS).toISOString();
    const kept = olderThanNow([{ publicKey, privateKey, until }, ...older], nowMs);
    const value = JSON.stringify({ ...(await PARCEL_CIPHER.newKeys()), older: kept });
    await q.query("UPDATE meta SET value = $2 WHERE name = $1", [PARCEL_KEYS, value]);
  });
}

/** Takes keys that open nothing any more out of the database. */
export function dropOldParcelKeys(db: Db, nowMs: number): Promise<void> {
  return db.tx(async (q) => {
    const keys = await lockedParcelKeys(q);
    const older = olderThanNow(keys.older, nowMs);
    if (older.length === keys.older.length) return;
    await q.query("UPDATE meta SET value = $2 WHERE name = $1", [PARCEL_KEYS, JSON.stringify({ ...keys, older })]);
  });
}

export interface Rewrapped {
  /** Sealed records; those that open by the new key and no longer by the old one since; those that neither opens yet. */
  readonly records: number;
  readonly rewrapped: number;
  readonly waiting: number;
}

const AT_ONCE = 100;
const seen = v.object({ t: v.string(), id: v.string() });

/** What opens for the operator's old key opens for the new one instead. Some records a transaction; safe to repeat. */
export async function rewrapForOperator(db: Db, from: KeyPair, to: SealKey): Promise<Rewrapped> {
  const types = RECORD_TYPES.filter((t) => sealedSpecOf(t));
  const total = { records: 0, rewrapped: 0, waiting: 0 };
  let after = { t: "", id: "" };
  for (;;) {
    const rows = await db.query(
      "SELECT t, id FROM entity WHERE t = ANY($1) AND (t, id) > ($2, $3) ORDER BY t, id LIMIT $4",
      [types, after.t, after.id, AT_ONCE],
    );
    const refs = v.parse(v.array(seen), rows);
    const last = refs.at(-1);
    if (last === undefined) return total;
    after = last;
    const done = await db.tx((q) => rewrapSome(q, refs, { from, to }));
    total.records += done.records;
    total.rewrapped += done.rewrapped;
    total.waiting += done.waiting;
  }
}

interface Change {
  readonly from: KeyPair;
  readonly to: SealKey;
}

async function rewrapSome(
  q: Queryable,
  refs: readonly { t: string; id: string }[],
  change: Change,
): Promise<Rewrapped> {
  const stored = [...(await lockRecords(q, refs)).values()].filter(({ doc }) => sealOf(doc));
  const writes = [];
  let waiting = 0;
  for (const record of stored) {
    const doc = await rewrapOne(record.doc, change);
    if (doc) writes.push({ ...record, doc, rev: record.rev + 1, before: record.scopes, beforeRev: record.rev });
    else if (!wrapsOf(record.doc).some(({ id }) => id === change.to.id)) waiting += 1;
  }
  await writeRecords(q, writes);
  return { records: stored.length, rewrapped: writes.length, waiting };
}

/** undefined where the old key opens nothing. */
async function rewrapOne(doc: Doc, { from, to }: Change): Promise<Doc | undefined> {
  const seal = sealOf(doc);
  const secret = seal && (await unwrap({ ...seal, wraps: wrapsOf(doc) }, from).catch(() => undefined));
  if (!seal || secret === undefined) return undefined;
  const others = ({ id }: { id: string }): boolean => id !== from.id && id !== to.id;
  const added = ((doc["wraps"] as typeof seal.wraps | undefined) ?? []).filter(others);
  const wrap = await wrapFor({ personId: RECOVERY, key: to }, seal.kid, secret);
  return { ...doc, seal: { ...seal, wraps: seal.wraps.filter(others) }, wraps: [...added, wrap] };
}
