import { useEffect, useSyncExternalStore } from "react";

/** What on the screen would be interrupted: an open dialog, a form with something typed in it. */
const open = new Set<symbol>();
const listeners = new Set<() => void>();

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

const tell = (): void => {
  for (const listener of listeners) listener();
};

/** While `active`, nothing may take the screen away. The kit's dialogs and fields say it by themselves. */
export function useUnfinished(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const mark = Symbol("unfinished");
    open.add(mark);
    tell();
    return () => {
      open.delete(mark);
      tell();
    };
  }, [active]);
}

/** Is anything on the screen half done? */
export const useAnythingUnfinished = (): boolean => useSyncExternalStore(subscribe, () => open.size > 0);
