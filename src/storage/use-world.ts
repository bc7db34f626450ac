/** The open world for the screens, and what waits in it, folded once for all of them. */
import { useLiveQuery } from "dexie-react-hooks";
import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useSyncExternalStore,
} from "react";
import { assert } from "#domain/kernel/assert";
import type { Refusal } from "#domain/kernel/refusal";
import type { Result } from "#domain/kernel/result";
import { type Folded, readOverlay } from "./overlay.ts";
import { type GivenCommand, record } from "./record.ts";
import type { World } from "./world.ts";

interface OpenWorld {
  readonly world: World;
  readonly overlay: Folded | undefined;
}

const WorldContext = createContext<OpenWorld | undefined>(undefined);

export function WorldProvider({ world, children }: { readonly world: World; readonly children?: ReactNode }) {
  const me = { t: "person", id: world.person.personId };
  const overlay = useLiveQuery(() => readOverlay(world, [me]), [world]);
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

/** A live query that never answers with what belonged to another key. */
export function useKeyed<T>(key: string, query: () => Promise<T>): T | undefined {
  const world = useWorld();
  const found = useLiveQuery(async () => ({ key, value: await query() }), [world, key]);
  return found?.key === key ? found.value : undefined;
}
