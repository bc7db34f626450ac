import { useEffect, useState } from "react";
import { readBuild } from "#device/build";
import { readStorageHealth } from "#device/storage-health";
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { fillReserve } from "#storage/reserve";
import { openWorld, type World } from "#storage/world";
import { type Engine, startEngine } from "#sync/engine";

/** The first screen reads what it shows; the network and the reserve wait for it this long. */
const FIRST_SCREEN_MS = 1_000;

export type OpenWorld =
  | { readonly state: "opening" }
  | { readonly state: "failed"; readonly code: string }
  | { readonly state: "open"; readonly world: World; readonly engine: Engine; readonly beginInMs: number };

const OPENING: OpenWorld = { state: "opening" };

const isOf = (open: OpenWorld, key: string | undefined): boolean =>
  open.state !== "open" || keyOf(open.world.person) === key;

const keyOf = (person: EnrolledPerson | undefined): string | undefined =>
  person && `${person.personId} ${person.deviceId}`;

/**
 * Opens one person's records and, once that person is `inside`, starts their sync; closes both when the person changes.
 * Whoever stands at the door has them opened while typing the PIN.
 */
export function useOpenWorld(person: EnrolledPerson | undefined, inside: boolean): OpenWorld {
  const [open, setOpen] = useState<OpenWorld>(OPENING);
  const key = keyOf(person);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person opens another world, a new name of the same one does not
  useEffect(() => {
    setOpen(OPENING);
    if (!person) return undefined;
    let gone = false;
    let close = (): void => undefined;
    const start = async (): Promise<void> => {
      try {
        const world = await openWorld(person);
        if (gone) return world.close();
        const tell = { build: readBuild(), health: () => readStorageHealth() };
        const engine = startEngine(world, { auto: "later", tell });
        close = () => {
          engine.stop();
          world.closeSoon();
        };
        // With nothing here yet there is nothing to read either: the first sync comes at once.
        const isNew = (await world.vault.getMeta("lastContactAt")) === undefined;
        if (!gone) setOpen({ state: "open", world, engine, beginInMs: isNew ? 0 : FIRST_SCREEN_MS });
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
  }, [key]);
  useEffect(() => {
    if (!inside || open.state !== "open") return undefined;
    const timer = setTimeout(() => {
      open.engine.begin();
      void fillReserve();
    }, open.beginInMs);
    return () => clearTimeout(timer);
  }, [inside, open]);
  return isOf(open, key) ? open : OPENING;
}
