import { useSyncExternalStore } from "react";
import { followPinKeys, pinKeyOf } from "./pin-key.ts";

/** Whether the person came in with a PIN that may not be chosen any more. */
export const useWeakPin = (personId: string): boolean =>
  useSyncExternalStore(followPinKeys, () => pinKeyOf(personId)?.isWeak ?? false);
