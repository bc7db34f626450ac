/** What the browser cleared before this vault was made, for the person to read once. */
import { useLiveQuery } from "dexie-react-hooks";
import { useWorld } from "./use-world.ts";

/** `lost`: unsent records that are gone; undefined where nothing was cleared, or the person has read it. */
export function useLost(): { readonly lost: number | undefined; readonly seen: () => Promise<void> } {
  const { vault } = useWorld();
  const lost = useLiveQuery(async () => {
    const [held, seen] = await Promise.all([vault.getMeta("lost"), vault.getMeta("lostSeen")]);
    return seen ? undefined : held?.unsent;
  }, [vault]);
  return { lost, seen: () => vault.setMeta("lostSeen", true) };
}
