import { useEffect } from "react";
import type { EnrolledPerson } from "#storage/device-book";
import { wipePerson } from "#storage/left-behind";
import { startCourier } from "#sync/courier";

/** Sends what people who are not signed in have left here, and wipes those whose things are in custody. */
export function useLeftBehind(people: readonly EnrolledPerson[] | undefined, signedIn: string | undefined): void {
  const others = (people ?? []).filter((p) => p.personId !== signedIn);
  const key = others.map((p) => `${p.personId}:${p.deviceId}:${p.revoked?.stage ?? ""}`).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters of the others
  useEffect(() => startCourier(others), [key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    for (const person of others) void wipePerson(person);
  }, [key]);
}
