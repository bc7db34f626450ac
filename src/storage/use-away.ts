/** Whether this phone has been away for so long that it keeps to itself what others have written. */
import { useEffect } from "react";
import { isAwayTooLong, lookAtLease } from "./lease.ts";
import { useKeyed, useWorld } from "./use-world.ts";

const LOOK_EVERY_MS = 10 * 60_000;

/** undefined while it is read. */
export function useAwayTooLong(): boolean | undefined {
  const world = useWorld();
  useEffect(() => {
    const look = (): void => void lookAtLease(world);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [world]);
  return useKeyed("away too long", () => isAwayTooLong(world));
}
