/** A phone's stream of hints, read piece by piece. */
import { expect } from "vitest";
import type { WirePhone } from "./wire-phone.ts";

/** Words of a stream as they come, after the poke it begins with; "over" at its end. */
export async function streamOf(phone: WirePhone) {
  const reader = (await phone.call("/api/sync/live")).body!.getReader();
  const next = async (): Promise<string> => {
    const { done, value } = await reader.read();
    return done ? "over" : new TextDecoder().decode(value);
  };
  expect(await next()).toContain("event: poke");
  return { next, leave: () => reader.cancel() };
}
