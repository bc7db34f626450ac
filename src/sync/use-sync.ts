/** The state of sync for the screens. */
import { createContext, createElement, type ReactNode, useContext, useSyncExternalStore } from "react";
import { assert } from "#domain/kernel/assert";
import { useUnsent } from "#storage/outbox";
import { useKeyed, useWorld } from "#storage/use-world";
import type { Engine, EngineStatus } from "./engine.ts";
import { deriveSyncStage, type SyncStage } from "./sync-stage.ts";

export type { SyncStage } from "./sync-stage.ts";

const EngineContext = createContext<Engine | undefined>(undefined);

export function SyncProvider({ engine, children }: { readonly engine: Engine; readonly children?: ReactNode }) {
  return createElement(EngineContext.Provider, { value: engine }, children);
}

function useEngine(): Engine {
  const engine = useContext(EngineContext);
  assert(engine, "a screen outside SyncProvider asks for sync");
  return engine;
}

function useStatus(): EngineStatus {
  const engine = useEngine();
  return useSyncExternalStore(engine.subscribe, engine.status);
}

function subscribeOnline(onChange: () => void): () => void {
  addEventListener("online", onChange);
  addEventListener("offline", onChange);
  return () => {
    removeEventListener("online", onChange);
    removeEventListener("offline", onChange);
  };
}

/** Does the browser think that there is a network? Only false is sure. */
export const useOnline = (): boolean => useSyncExternalStore(subscribeOnline, () => navigator.onLine);

export interface Contact {
  /** Server time of its last answer, ISO. */
  readonly at?: string;
  readonly fault?: string;
}

export function useLastContact(): Contact {
  const { vault } = useWorld();
  const { fault } = useStatus();
  const at = useKeyed("last contact", () => vault.getMeta("lastContactAt"));
  return { ...(at === undefined ? {} : { at }), ...(fault === undefined ? {} : { fault }) };
}

export function useSyncStage(): SyncStage {
  const { running } = useStatus();
  const { at, fault } = useLastContact();
  const unsent = useUnsent() ?? { records: 0, photos: 0, quarantined: 0 };
  const online = useOnline();
  return deriveSyncStage(unsent, { running, online, fault, contactAt: at });
}

export function useSyncNow(): () => Promise<void> {
  return useEngine().syncNow;
}
