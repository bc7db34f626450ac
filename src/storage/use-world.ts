/** The open world for the screens, and what waits in it, folded once for all of them. */
import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import { assert } from "#domain/kernel/assert";
import type { Refusal } from "#domain/kernel/refusal";
import type { Result } from "#domain/kernel/result";
import { isStillComing } from "./cache/cache.ts";
import type { Folded } from "./overlay.ts";
import { type GivenCommand, record } from "./record.ts";
import type { World } from "./world.ts";

interface OpenWorld {
  readonly world: World;
  readonly overlay: Folded | undefined;
}

const WorldContext = createContext<OpenWorld | undefined>(undefined);

export function WorldProvider({ world, children }: { readonly world: World; readonly children?: ReactNode }) {
  const overlay = useShared(world, "overlay", () => world.standing.readAnew(world));
  const value = useMemo(() => ({ world, overlay }), [world, overlay]);
  return createElement(WorldContext.Provider, { value }, children);
}

function useOpenWorld(): OpenWorld {
  const open = useContext(WorldContext);
  assert(open, "a screen outside WorldProvider asks for the world");
  return open;
}

export const useWorld = (): World => useOpenWorld().world;

/** What waits, decided over the server's rows; undefined while it is read. */
export const useOverlay = (): Folded | undefined => useOpenWorld().overlay;

/** Is the phone too full to keep what is being written? */
export function useStorageFull(): boolean {
  const { fullness } = useWorld();
  return useSyncExternalStore(fullness.subscribe, fullness.isFull);
}

/** Saves commands; see `record` for refusals and faults. */
export function useRecord(): (commands: readonly GivenCommand[]) => Promise<Result<{ mids: string[] }, Refusal>> {
  const world = useWorld();
  return useCallback((commands) => record(world, commands), [world]);
}

function useShared<T>({ queries }: World, key: string, query: () => Promise<T>): T | undefined {
  const latest = useRef(query);
  latest.current = query;
  const follow = useCallback(
    (onChange: () => void) => queries.follow(key, () => latest.current(), onChange),
    [queries, key],
  );
  const { value, error } = useSyncExternalStore(follow, () => queries.ask(key, query));
  if (error !== undefined) throw error;
  return value;
}

/**
 * A live query that all who use the same key share: `key` must say everything that `query` depends on but the world.
 * Never answers with what belonged to another key; undefined while it is read.
 */
export const useKeyed = <T>(key: string, query: () => Promise<T>): T | undefined => useShared(useWorld(), key, query);

/** The same for a query that looks at what waits; when that changes, the last answer stands until the next is there. */
export function useKeyedOver<T>(key: string, query: (overlay: Folded) => Promise<T>): T | undefined {
  const world = useWorld();
  const overlay = useOverlay();
  const last = useRef<{ readonly key: string; readonly value: T } | undefined>(undefined);
  const serial = overlay ? world.queries.serialOf(overlay) : "";
  const value = useShared(world, `${key} over ${serial}`, async () => overlay && query(overlay));
  if (value !== undefined) last.current = { key, value };
  return last.current?.key === key ? last.current.value : undefined;
}

/** undefined while it is read. */
export function useStillComing(): boolean | undefined {
  const { cache } = useWorld();
  return useKeyed("still coming", () => isStillComing(cache));
}
