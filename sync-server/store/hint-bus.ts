/** Tells waiting screens that something changed. A hint may be lost or doubled; the pull is what counts. */
export interface HintBus {
  readonly closed: boolean;
  poke(): void;
  /** Calls `onPoke` at most every 100 ms; gives the function that stops it. */
  listen(onPoke: () => void): () => void;
  close(): void;
}

const DEBOUNCE_MS = 100;

export function createHintBus(): HintBus {
  const listeners = new Set<() => void>();
  const state: { timer: NodeJS.Timeout | null; closed: boolean } = { timer: null, closed: false };
  const tell = () => {
    state.timer = null;
    for (const listener of listeners) listener();
  };
  return {
    get closed() {
      return state.closed;
    },
    poke: () => {
      if (!state.closed) state.timer ??= setTimeout(tell, DEBOUNCE_MS).unref();
    },
    listen: (onPoke) => {
      listeners.add(onPoke);
      return () => listeners.delete(onPoke);
    },
    close: () => {
      state.closed = true;
      if (state.timer) clearTimeout(state.timer);
      listeners.clear();
    },
  };
}
