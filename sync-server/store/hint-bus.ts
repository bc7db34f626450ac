/** Tells waiting screens that something changed. A hint may be lost or doubled; the pull is what counts. */
export interface HintBus {
  readonly closed: boolean;
  /** Something was committed here: tells screens here, and whoever carries hints to other processes. */
  poke(): void;
  /** Something was committed in another process. */
  heard(): void;
  /** Calls `onPoke` at most every 100 ms; gives the function that stops it. */
  listen(onPoke: () => void): () => void;
  /** As listen, for pokes of this process only. */
  carry(onPoke: () => void): () => void;
  /** Calls `onClose` once, at once if the bus is closed already; gives the function that stops it. */
  whenClosed(onClose: () => void): () => void;
  close(): void;
}

const DEBOUNCE_MS = 100;

/** Calls everybody at most every 100 ms. */
function debounced(listeners: ReadonlySet<() => void>) {
  const state: { timer: NodeJS.Timeout | null } = { timer: null };
  const tell = () => {
    state.timer = null;
    for (const listener of listeners) listener();
  };
  return {
    soon: () => {
      state.timer ??= setTimeout(tell, DEBOUNCE_MS).unref();
    },
    stop: () => {
      if (state.timer) clearTimeout(state.timer);
    },
  };
}

const joined = <T>(set: Set<T>, one: T): (() => void) => {
  set.add(one);
  return () => set.delete(one);
};

export function createHintBus(): HintBus {
  const screens = new Set<() => void>();
  const carriers = new Set<() => void>();
  const mourners = new Set<() => void>();
  const state = { closed: false };
  const here = debounced(screens);
  const elsewhere = debounced(carriers);
  return {
    get closed() {
      return state.closed;
    },
    poke: () => {
      if (state.closed) return;
      here.soon();
      elsewhere.soon();
    },
    heard: () => {
      if (!state.closed) here.soon();
    },
    listen: (onPoke) => joined(screens, onPoke),
    carry: (onPoke) => joined(carriers, onPoke),
    whenClosed: (onClose) => {
      if (!state.closed) return joined(mourners, onClose);
      onClose();
      return () => undefined;
    },
    close: () => {
      state.closed = true;
      here.stop();
      elsewhere.stop();
      screens.clear();
      carriers.clear();
      for (const mourner of mourners) mourner();
      mourners.clear();
    },
  };
}
