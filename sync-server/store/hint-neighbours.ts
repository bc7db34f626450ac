/**
 * Carries hints between the processes on one PostgreSQL: one NOTIFY per process and 100 ms, outside every transaction,
 * since a NOTIFY inside takes a lock of the whole server at commit.
 */
import { randomUUID } from "node:crypto";
import type { Log } from "../log.ts";
import type { Db } from "./db.ts";
import type { HintBus } from "./hint-bus.ts";

const CHANNEL = "zimajia_hints";

/** Gives the function that stops it. PGlite serves one process: there is nobody to tell. */
export async function joinHints(hints: HintBus, db: Db, log: Log): Promise<() => Promise<void>> {
  if (db.kind === "pglite" || !db.listen) return async () => undefined;
  const me = randomUUID();
  const stopHearing = await db.listen(CHANNEL, (from) => {
    // Empty: the connection was broken, and something may have been missed.
    if (from !== me) hints.heard();
  });
  const stopCarrying = hints.carry(() => {
    db.query("SELECT pg_notify($1, $2)", [CHANNEL, me]).catch((err: unknown) => {
      log.warn({ err }, "other processes could not be told; their screens see it at their next pull");
    });
  });
  return async () => {
    stopCarrying();
    await stopHearing();
  };
}
