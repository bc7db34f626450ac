/** What a report asks of the phone: its places and, when the person wants it, its position. */
import { useCallback, useState } from "react";
import { readPosition } from "#device/position";
import type { Position } from "#domain/kernel/geo";
import type { usePlaces } from "#storage/places";

export type PlacesOnPhone = NonNullable<ReturnType<typeof usePlaces>>;

/** One position on one tap; never without it. */
export function usePosition() {
  const [finding, setFinding] = useState(false);
  const [failed, setFailed] = useState(false);
  const find = useCallback(async (take: (position: Position) => void) => {
    setFinding(true);
    setFailed(false);
    const found = await readPosition();
    setFinding(false);
    if (found.ok) take(bare(found.value));
    else setFailed(true);
  }, []);
  return { find, finding, failed };
}

/** Without speed and time: a report needs where, nothing more. */
const bare = ({ lat, lng, accM, crs }: Position): Position => ({ lat, lng, accM, crs });
