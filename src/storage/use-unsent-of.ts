/** What each person of this phone has not handed in yet, for the door. Records are opened when the door is on the screen. */
import { useEffect, useState } from "react";
import type { EnrolledPerson } from "./device-book.ts";
import type { Unsent } from "./outbox.ts";

const EVERY_MS = 3_000;

/** By person; a person whose vault cannot be opened now is missing. */
export function useUnsentOf(people: readonly EnrolledPerson[]): ReadonlyMap<string, Unsent> {
  const [counts, setCounts] = useState<ReadonlyMap<string, Unsent>>(new Map());
  const ids = people.map((p) => p.personId).join(" ");
  useEffect(() => {
    let current = true;
    const count = async (): Promise<void> => {
      const { unsentOf } = await import("./left-behind.ts");
      const next = new Map<string, Unsent>();
      for (const id of ids === "" ? [] : ids.split(" ")) {
        // A vault that cannot be opened for the moment is counted the next time.
        const unsent = await unsentOf(id).catch(() => undefined);
        if (unsent) next.set(id, unsent);
      }
      if (current) setCounts(next);
    };
    void count();
    const timer = setInterval(() => void count(), EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [ids]);
  return counts;
}
