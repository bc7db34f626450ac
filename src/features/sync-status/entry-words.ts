/** Words of this context, and the names a waiting record is told by. */
import { useKnownNames } from "#storage/known-names";
import type { OutboxEntry } from "#storage/outbox";
import type { KnownNames } from "#ui/deed-words";
import { useLang, useText } from "#ui/text";
import { en } from "./sync-status.en.ts";
import { zh } from "./sync-status.zh.ts";

export const useSyncText = () => useText(zh, en);

/** The sentence under a key we may not have. */
export const named = (map: object, key: string): string | undefined => (map as Readonly<Record<string, string>>)[key];

export type Names = KnownNames;

export const useNames = (): Names => useKnownNames(useLang().lang);

/** The argument a person wrote in words, and may write again. */
const WRITTEN = ["words", "text", "note", "remark", "handover"] as const;

export function writtenIn(entry: Pick<OutboxEntry, "args">): { field: string; words: string } | undefined {
  const field = WRITTEN.find((name) => typeof entry.args[name] === "string");
  return field === undefined ? undefined : { field, words: String(entry.args[field]) };
}
