/** The phones enrolled in this person's name, as the server has them now. */
import { useCallback, useEffect, useState } from "react";
import { type Fault, isFault } from "#domain/kernel/fault";
import { useWorld } from "#storage/use-world";
import { fetchOwnDevices, type OwnDevice } from "#sync/online";

export type OwnPhones =
  | { readonly state: "asking" }
  | { readonly state: "there"; readonly phones: readonly OwnDevice[] }
  | { readonly state: "failed"; readonly fault: Fault };

/** Asked when the page opens, when the line is back, and by `again`. What was there stays while it is asked anew. */
export function useOwnPhones(): { readonly own: OwnPhones; readonly again: () => Promise<void> } {
  const world = useWorld();
  const [own, setOwn] = useState<OwnPhones>({ state: "asking" });
  const again = useCallback(async (): Promise<void> => {
    try {
      setOwn({ state: "there", phones: await fetchOwnDevices(world) });
    } catch (failure) {
      if (!isFault(failure)) throw failure;
      setOwn({ state: "failed", fault: failure });
    }
  }, [world]);
  useEffect(() => {
    const ask = (): void => void again();
    ask();
    addEventListener("online", ask);
    return () => removeEventListener("online", ask);
  }, [again]);
  return { own, again };
}
