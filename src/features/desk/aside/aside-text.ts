import { useText } from "#ui/text";
import { en } from "./aside.en.ts";
import { zh } from "./aside.zh.ts";

/** The words of this page in the language of this browser. */
export const useAsideText = () => useText(zh, en);
export type AsideText = ReturnType<typeof useAsideText>;

/** Why it was not accepted, as the desk reads it; `otherwise` is what its author reads. */
export function deskReason(t: AsideText, code: string, otherwise: (code: string) => string): string {
  return Object.entries(t.reasons).find(([known]) => known === code)?.[1] ?? otherwise(code);
}
