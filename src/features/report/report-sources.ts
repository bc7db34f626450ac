/** What a report asks of the phone: its places and, when the person wants it, its position. */
import { useCallback, useState } from "react";
import type { Position } from "#domain/kernel/geo";
import { currentPosition } from "#device/position";
import type { usePlaces } from "#storage/places";

export type PlacesOnPhone = NonNullable<ReturnType<typeof usePlaces>>;

/** One position on one tap; never without it. */
export function usePosition() {
  const [finding, setFinding] = useState(false);
  const [failed, setFailed] = useState(false);
  const find = useCallback(async (take: (position: Position) => void) => {
    setFinding(true);
    setFailed(false);
    const found = await currentPosition();
    setFinding(false);
    if (found.ok) take(found.value);
    else setFailed(true);
  }, []);
  return { find, finding, failed };
}
