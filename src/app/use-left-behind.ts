import { useEffect } from "react";
import type { EnrolledPerson } from "#storage/device-book";
import { wipePerson } from "#storage/left-behind";

/** Begins the visits as soon as it is loaded, which no screen waits for. */
function courierFor(people: readonly EnrolledPerson[]): () => void {
  const state: { stopped?: true; stop?: () => void } = {};
  import("#sync/courier").then(
    ({ startCourier }) => {
      if (!state.stopped) state.stop = startCourier(people);
    },
    // No line and not kept yet: the next start of the app tries again.
    () => undefined,
  );
  return () => {
    state.stopped = true;
    state.stop?.();
  };
}

/** Sends what people who are not signed in have left here, and wipes those whose things are in custody. */
export function useLeftBehind(people: readonly EnrolledPerson[] | undefined, signedIn: string | undefined): void {
  const others = (people ?? []).filter((p) => p.personId !== signedIn);
  const key = others.map((p) => `${p.personId}:${p.deviceId}:${p.revoked?.stage ?? ""}`).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters of the others
  useEffect(() => (others.length === 0 ? undefined : courierFor(others)), [key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    for (const person of others) void wipePerson(person);
  }, [key]);
}
