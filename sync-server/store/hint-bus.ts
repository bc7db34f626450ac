/** Tells waiting screens that something changed in their scopes. A hint may be lost or doubled; the pull is what counts. */

/** Scopes in which something changed; null: nobody knows which, so all of them. */
export type Touched = ReadonlySet<string> | null;

export interface HintBus {
  readonly closed: boolean;
  /** Something was committed here: tells screens here, and whoever carries hints to other processes. */
  poke(touched: Touched): void;
  /** Something was committed in another process. */
  heard(touched: Touched): void;
  /** Calls `onPoke` at most every 100 ms; gives the function that stops it. */
  listen(onPoke: (touched: Touched) => void): () => void;
  /** As listen, for pokes of this process only. */
  carry(onPoke: (touched: Touched) => void): () => void;
  /** Calls `onClose` once, at once if the bus is closed already; gives the function that stops it. */
  whenClosed(onClose: () => void): () => void;
  close(): void;
}

const DEBOUNCE_MS = 100;

/** Does a hint concern somebody who reads these scopes? */
export const concerns = (touched: Touched, scopes: Iterable<string>): boolean => {
  if (touched === null) return true;
  for (const scope of scopes) if (touched.has(scope)) return true;
  return false;
};

/** Calls everybody at most every 100 ms, with all that was touched meanwhile. */
function debounced(listeners: ReadonlySet<(touched: Touched) => void>) {
  const state: { timer: NodeJS.Timeout | null; scopes: Set<string> | null } = { timer: null, scopes: new Set() };
  const tell = () => {
    const { scopes } = state;
    state.timer = null;
    state.scopes = new Set();
    for (const listener of listeners) listener(scopes);
  };
  return {
    soon: (touched: Touched) => {
      if (touched === null) state.scopes = null;
      else for (const scope of touched) state.scopes?.add(scope);
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
  const screens = new Set<(touched: Touched) => void>();
  const carriers = new Set<(touched: Touched) => void>();
  const mourners = new Set<() => void>();
  const state = { closed: false };
  const here = debounced(screens);
  const elsewhere = debounced(carriers);
  return {
    get closed() {
      return state.closed;
    },
    poke: (touched) => {
      if (state.closed) return;
      here.soon(touched);
      elsewhere.soon(touched);
    },
    heard: (touched) => {
      if (!state.closed) here.soon(touched);
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
