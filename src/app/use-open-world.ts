import { useEffect, useState } from "react";
import { readBuild } from "#device/build";
import { readStorageHealth } from "#device/storage-health";
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { fillReserve } from "#storage/reserve";
import { openWorld, type World } from "#storage/world";
import { type Engine, startEngine } from "#sync/engine";

export type OpenWorld =
  | { readonly state: "opening" }
  | { readonly state: "failed"; readonly code: string }
  | { readonly state: "open"; readonly world: World; readonly engine: Engine };

/** Opens one person's records and starts their sync; closes both when the person changes. */
export function useOpenWorld(person: EnrolledPerson | undefined): OpenWorld {
  const [open, setOpen] = useState<OpenWorld>({ state: "opening" });
  const personId = person?.personId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person opens another world, a new name of the same one does not
  useEffect(() => {
    setOpen({ state: "opening" });
    if (!person) return undefined;
    let gone = false;
    let close = (): void => undefined;
    const start = async (): Promise<void> => {
      try {
        const world = await openWorld(person);
        if (gone) return world.close();
        const engine = startEngine(world, { tell: { build: readBuild(), health: () => readStorageHealth() } });
        close = () => {
          engine.stop();
          world.closeSoon();
        };
        setOpen({ state: "open", world, engine });
        void fillReserve();
      } catch (error) {
        if (!isFault(error)) throw error;
        setOpen({ state: "failed", code: error.code });
      }
    };
    void start();
    return () => {
      gone = true;
      close();
    };
  }, [personId]);
  return open;
}
