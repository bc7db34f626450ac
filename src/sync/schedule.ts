/** When the engine runs: after a save, in sight again, on line again, each minute in front, at a poke. */
import { liveQuery } from "dexie";
import type { World } from "#storage/world";

const AFTER_SAVE_MS = 2_000;
const EVERY_MS = 60_000;

/** `poke`: a person, or a line that is back; `hint`: the server says that something changed. */
export type Cause = "save" | "poke" | "hint" | "tick";

const STRENGTH: Readonly<Record<Cause, number>> = { tick: 0, hint: 1, save: 2, poke: 2 };

/** A run that waits does what the strongest of its causes asks for. */
export const isStronger = (cause: Cause, than: Cause): boolean => STRENGTH[cause] > STRENGTH[than];

/** Starts listening; returns how to stop. Saves made while a run is under way are seen by the next one. */
export function listenForCauses(world: World, onCause: (cause: Cause) => void): () => void {
  const timers: { save?: ReturnType<typeof setTimeout> } = {};
  const soon = () => {
    if (timers.save !== undefined) return;
    timers.save = setTimeout(() => {
      delete timers.save;
      onCause("save");
    }, AFTER_SAVE_MS);
  };
  const seen = { n: 0 };
  const newest = liveQuery(() => world.vault.outbox.orderBy("n").last()).subscribe({
    next: (row) => {
      if (row && row.n !== seen.n) soon();
      seen.n = row?.n ?? 0;
    },
    // The store's own reopening deals with it; the minute tick goes on meanwhile.
    error: () => undefined,
  });
  const inFront = () => document.visibilityState === "visible";
  const onLine = () => onCause("poke");
  const onVisible = () => inFront() && onCause("poke");
  const tick = setInterval(() => inFront() && onCause("tick"), EVERY_MS);
  addEventListener("online", onLine);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    newest.unsubscribe();
    clearTimeout(timers.save);
    clearInterval(tick);
    removeEventListener("online", onLine);
    document.removeEventListener("visibilitychange", onVisible);
  };
}
