/**
 * Keeps the screen on during a round. The phone takes the lock away when the page is hidden or the battery is low;
 * it is asked for again as soon as the page is visible.
 */

/** `lost`: taken away for now. `refused`: this time not given (battery low, no tap yet). `unsupported`: never possible. */
export type WakeState = "held" | "lost" | "refused" | "unsupported";

export interface WakeKeeper {
  /** Lets the screen go dark again; nothing is reported after that. */
  stop(): void;
}

/** The browser's parts that are used; handed in by tests. */
export interface WakeWorld {
  readonly wakeLock: Pick<WakeLock, "request"> | undefined;
  readonly page: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
}

const ownWorld = (): WakeWorld => ({ wakeLock: (navigator as { wakeLock?: WakeLock }).wakeLock, page: document });

/** Asks for the lock now and after each return to the page; `onChange` hears every change. Call it from a tap (iOS). */
export function keepAwake(onChange: (state: WakeState) => void, world: WakeWorld = ownWorld()): WakeKeeper {
  const { wakeLock, page } = world;
  if (!wakeLock) {
    onChange("unsupported");
    return { stop: () => undefined };
  }
  let lock: WakeLockSentinel | null = null;
  let stopped = false;

  const onReleased = (): void => {
    lock = null;
    if (!stopped) onChange("lost");
  };
  const ask = async (): Promise<void> => {
    if (stopped || lock || page.visibilityState !== "visible") return;
    try {
      const given = await wakeLock.request("screen");
      if (stopped || lock) return await given.release();
      lock = given;
      given.addEventListener("release", onReleased);
      onChange("held");
    } catch {
      // Low battery or no tap: not an error of ours, and asked again on the next return to the page.
      if (!stopped) onChange("refused");
    }
  };
  const onVisibility = (): void => void ask();

  page.addEventListener("visibilitychange", onVisibility);
  void ask();
  return {
    stop: () => {
      stopped = true;
      page.removeEventListener("visibilitychange", onVisibility);
      void lock?.release();
    },
  };
}
