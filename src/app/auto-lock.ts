/** When the app locks by itself: drafts are kept as they are typed, and a round and its sync go on underneath. */
import { useEffect } from "react";

const LOCK_AFTER_MS = 10 * 60_000;

/** Locks when the page comes back after ten minutes out of sight. */
export function useLockWhenAway(lock: () => void): void {
  useEffect(() => {
    let hiddenAt: number | undefined;
    const onVisibility = (): void => {
      if (document.visibilityState === "hidden") hiddenAt = Date.now();
      else {
        if (hiddenAt !== undefined && Date.now() - hiddenAt > LOCK_AFTER_MS) lock();
        hiddenAt = undefined;
      }
    };
    document.addEventListener("visibilitychange", onVisibility);
    return () => document.removeEventListener("visibilitychange", onVisibility);
  }, [lock]);
}

const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "touchstart", "wheel", "scroll"] as const;

/**
 * Locks a screen that lies in sight for ten minutes without a touch or a key. `inHand`: whoever is on a round carries the
 * phone lit and unwatched, with cold hands; it locks ten minutes after that.
 */
export function useLockWhenStill(lock: () => void, inHand: boolean): void {
  useEffect(() => {
    if (inHand) return undefined;
    let lastAt = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const look = (): void => {
      // A clock that was set back must not keep the screen open for longer.
      lastAt = Math.min(lastAt, Date.now());
      const leftMs = lastAt + LOCK_AFTER_MS - Date.now();
      if (leftMs <= 0) {
        lastAt = Date.now();
        lock();
      }
      timer = setTimeout(look, leftMs > 0 ? leftMs : LOCK_AFTER_MS);
    };
    const onLife = (): void => {
      lastAt = Date.now();
    };
    timer = setTimeout(look, LOCK_AFTER_MS);
    for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, onLife, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS_OF_LIFE) document.removeEventListener(sign, onLife, { capture: true });
    };
  }, [lock, inHand]);
}
