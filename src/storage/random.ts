/** Chance for ids; the browser's own generator. */
import { uuidV7 } from "#domain/kernel/ids";
import { noteDrawn } from "./drawn-ids.ts";

export function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** Id of a new record: UUID v7, sortable by making time. */
export const newId = (): string => noteDrawn(uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
