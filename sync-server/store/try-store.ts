/**
 * Wrong enrolment codes, kept in the database: neither a restart nor a second process buys another one.
 * What the limits leave to somebody who guesses is worked out in docs/adr/0009-what-a-guess-is-worth.md.
 */
import { createHmac } from "node:crypto";
import type { Db, Queryable } from "./db.ts";

interface Limit {
  /** Wrong codes without a wait. */
  readonly free: number;
  readonly longestWaitS: number;
}

const FIRST_WAIT_S = 30;
/** A day without a wrong code forgets the ones before. */
const FORGET_MS = 86_400_000;

/** One phone: somebody who mistypes is slowed down, and nobody beside him. */
const PHONE: Limit = { free: 5, longestWaitS: 3600 };
/** One address: a room full of volunteers behind one router, each of whom may mistype once. */
const ADDRESS: Limit = { free: 40, longestWaitS: 3600 };
/** All of them together: a crowd of addresses gains little. */
const EVERYWHERE: Limit = { free: 1000, longestWaitS: 60 };

export interface TryKey {
  readonly key: string;
  readonly limit: Limit;
}

interface Asker {
  /** The key that would become the phone's. */
  readonly publicKey: string;
  readonly address: string;
}

const hidden = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("base64url").slice(0, 24);

/** Where a try comes from, unreadable for whoever reads the table. IPv6 counts by its network: a home has 2^64 addresses. */
export function keyOfAddress(secret: string, address: string): string {
  const network = address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address;
  return hidden(secret, `tries:${network}`);
}

/** Everything a try is counted under. */
export function tryKeys(secret: string, { publicKey, address }: Asker): { phone: TryKey; all: readonly TryKey[] } {
  const phone = { key: hidden(secret, `phone:${publicKey}`), limit: PHONE };
  return { phone, all: [EVERYBODY, phone, { key: keyOfAddress(secret, address), limit: ADDRESS }] };
}

const EVERYBODY: TryKey = { key: "everywhere", limit: EVERYWHERE };

/** Seconds to wait after the n-th wrong code. */
export const waitAfterS = (tries: number, { free, longestWaitS }: Limit): number =>
  tries < free ? 0 : Math.min(longestWaitS, FIRST_WAIT_S * 2 ** Math.min(20, tries - free));

export type Judged<T> =
  | { readonly kind: "right"; readonly value: T }
  /** `waitS`: until the next try. */
  | { readonly kind: "wrong"; readonly waitS: number }
  /** Not tried at all. */
  | { readonly kind: "wait"; readonly waitS: number };

interface Try<T> {
  readonly keys: ReturnType<typeof tryKeys>;
  readonly nowMs: number;
  /** null: a wrong code. */
  readonly attempt: (q: Queryable) => Promise<T | null>;
}

/**
 * Makes a try where none of its limits says to wait, and counts it where it was wrong. Tries are made one after the
 * other, so that a hundred at once are a hundred tries, and a hundred right ones keep nobody waiting.
 */
export function judgeTry<T>(db: Db, { keys, nowMs, attempt }: Try<T>): Promise<Judged<T>> {
  return db.tx(async (q): Promise<Judged<T>> => {
    await takeTurn(q, nowMs);
    const counted = await countedOf(q, keys.all);
    const leftMs = Math.max(0, ...[...counted.values()].map((row) => Date.parse(row.until) - nowMs));
    if (leftMs > 0) return { kind: "wait", waitS: Math.ceil(leftMs / 1000) };
    const value = await attempt(q);
    if (value === null) return { kind: "wrong", waitS: await countWrong(q, { keys: keys.all, counted, nowMs }) };
    await q.query("DELETE FROM code_try WHERE key = $1", [keys.phone.key]);
    return { kind: "right", value };
  });
}

/** Holds everybody else's try until this one is decided, in every process; the next statement sees what was before. */
async function takeTurn(q: Queryable, nowMs: number): Promise<void> {
  // Not `now`: a clock that is set back must not make anybody wait for the time in between.
  await q.query(
    "INSERT INTO code_try (key, tries, until, last_at) VALUES ($1, 0, 'epoch', 'epoch') ON CONFLICT DO NOTHING",
    [EVERYBODY.key],
  );
  await q.query("SELECT 1 AS x FROM code_try WHERE key = $1 FOR UPDATE", [EVERYBODY.key]);
  const old = new Date(nowMs - FORGET_MS).toISOString();
  await q.query("DELETE FROM code_try WHERE last_at < $1 AND key <> $2", [old, EVERYBODY.key]);
  await q.query("UPDATE code_try SET tries = 0, until = 'epoch' WHERE key = $2 AND last_at < $1 AND tries > 0", [
    old,
    EVERYBODY.key,
  ]);
}

interface Counted {
  readonly key: string;
  readonly tries: number;
  readonly until: string;
}

async function countedOf(q: Queryable, keys: readonly TryKey[]): Promise<ReadonlyMap<string, Counted>> {
  const rows = await q.query<Counted>("SELECT key, tries, until FROM code_try WHERE key = ANY($1)", [
    keys.map((k) => k.key),
  ]);
  return new Map(rows.map((row) => [row.key, row]));
}

interface Wrong {
  readonly keys: readonly TryKey[];
  readonly counted: ReadonlyMap<string, Counted>;
  readonly nowMs: number;
}

/** The longest wait of those that follow. */
async function countWrong(q: Queryable, { keys, counted, nowMs }: Wrong): Promise<number> {
  const waits: number[] = [];
  for (const { key, limit } of keys) {
    const tries = (counted.get(key)?.tries ?? 0) + 1;
    const waitS = waitAfterS(tries, limit);
    waits.push(waitS);
    const until = waitS === 0 ? "epoch" : new Date(nowMs + waitS * 1000).toISOString();
    await q.query(
      `INSERT INTO code_try (key, tries, until, last_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (key) DO UPDATE SET tries = $2, until = $3, last_at = $4`,
      [key, tries, until, new Date(nowMs).toISOString()],
    );
  }
  return Math.max(...waits);
}
