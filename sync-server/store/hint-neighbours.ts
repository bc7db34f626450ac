/**
 * Carries hints between the processes on one PostgreSQL: one NOTIFY per process and 100 ms, outside every transaction,
 * since a NOTIFY inside takes a lock of the whole server at commit.
 */
import { randomUUID } from "node:crypto";
import type { Log } from "../log.ts";
import type { Db } from "./db.ts";
import type { HintBus, Touched } from "./hint-bus.ts";

const CHANNEL = "zimajia_hints";
/** A NOTIFY bears 8,000 bytes; what does not fit is said to be anything. */
const MOST_CHARS = 6_000;

function wordsOf(from: string, touched: Touched): string {
  const words = JSON.stringify({ from, scopes: touched && [...touched] });
  return Buffer.byteLength(words) <= MOST_CHARS ? words : JSON.stringify({ from, scopes: null });
}

/** What was sent; of a neighbour of another release only that something changed. */
function readWords(words: string): { from: string; touched: Touched } {
  try {
    const { from, scopes } = JSON.parse(words) as { from?: unknown; scopes?: unknown };
    return { from: String(from), touched: Array.isArray(scopes) ? new Set(scopes.map(String)) : null };
  } catch {
    return { from: words, touched: null };
  }
}

/** Gives the function that stops it. PGlite serves one process: there is nobody to tell. */
export async function joinHints(hints: HintBus, db: Db, log: Log): Promise<() => Promise<void>> {
  if (db.kind === "pglite" || !db.listen) return async () => undefined;
  const me = randomUUID();
  const stopHearing = await db.listen(CHANNEL, (words) => {
    // Empty: the connection was broken, and something may have been missed.
    const { from, touched } = readWords(words);
    if (from !== me) hints.heard(touched);
  });
  const stopCarrying = hints.carry((touched) => {
    db.query("SELECT pg_notify($1, $2)", [CHANNEL, wordsOf(me, touched)]).catch((err: unknown) => {
      log.warn({ err }, "other processes could not be told; their screens see it at their next pull");
    });
  });
  return async () => {
    stopCarrying();
    await stopHearing();
  };
}
