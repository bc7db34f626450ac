/** Work that a server does again and again beside answering. */
import type { Log } from "../log.ts";

/** Runs `work` every `everyMs`, never twice at once; gives the function that stops it and waits for a run under way. */
export function repeat(work: () => Promise<void>, everyMs: number, log: Log): () => Promise<void> {
  const state: { stopped: boolean; running: Promise<void>; timer: NodeJS.Timeout | null } = {
    stopped: false,
    running: Promise.resolve(),
    timer: null,
  };
  const next = (): void => {
    if (state.stopped) return;
    state.timer = setTimeout(() => {
      state.running = work()
        .catch((err: unknown) => log.error({ err }, "a repeated job failed"))
        .then(next);
    }, everyMs);
    state.timer.unref();
  };
  next();
  return async () => {
    state.stopped = true;
    if (state.timer) clearTimeout(state.timer);
    await state.running;
  };
}
