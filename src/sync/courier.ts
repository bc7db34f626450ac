/**
 * Sends what people who are not signed in have left on this phone: their work waits for nobody's PIN.
 * It fetches nothing, and it learns whether an enrolment was switched off.
 */
import { isFault } from "#domain/kernel/fault";
import type { EnrolledPerson } from "#storage/device-book";
import { openWorld } from "#storage/world";
import { handOver } from "./hand-over.ts";
import { asLeader, beat } from "./leadership.ts";
import { pushAll } from "./push.ts";
import { type NetworkOptions, openTransport } from "./transport.ts";
import { uploadAll } from "./upload.ts";

const EVERY_MS = 60_000;
/** Whoever has just opened the app is probably about to type a PIN: then his own sync does it, and he need not wait. */
const FIRST_VISIT_MS = 3_000;

/** One visit for one person. Throws Fault; whatever could not be sent stays where it is. */
export async function deliverFor(person: EnrolledPerson, options: NetworkOptions = {}): Promise<void> {
  const world = await openWorld(person);
  try {
    await asLeader(world, async () => {
      const transport = openTransport(person, options);
      try {
        await beat(world);
        await pushAll(world, transport);
        await uploadAll(world, transport);
        await transport.ask("/api/sync/heads");
      } catch (error) {
        if (!isFault(error) || error.code !== "revoked") throw error;
        await handOver(world, transport);
      }
    });
  } finally {
    world.close();
  }
}

/** Visits these people in a moment, on line again, and each minute in front; returns how to stop. */
export function startCourier(people: readonly EnrolledPerson[], options: NetworkOptions = {}): () => void {
  const state = { stopped: false, busy: false };
  const round = async (): Promise<void> => {
    if (state.busy || document.visibilityState !== "visible") return;
    state.busy = true;
    for (const person of people) {
      if (state.stopped || (person.revoked && person.revoked.stage !== "taking")) continue;
      // A fault of the line or the store: the next visit tries again, and the start screen shows what is left.
      await deliverFor(person, options).catch((error: unknown) => {
        if (!isFault(error)) throw error;
      });
    }
    state.busy = false;
  };
  const go = (): void =>
    void round().finally(() => {
      state.busy = false;
    });
  const first = setTimeout(go, FIRST_VISIT_MS);
  const timer = setInterval(go, EVERY_MS);
  addEventListener("online", go);
  return () => {
    state.stopped = true;
    clearTimeout(first);
    clearInterval(timer);
    removeEventListener("online", go);
  };
}
