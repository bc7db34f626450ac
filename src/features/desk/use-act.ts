import { useCallback } from "react";
import { type Fault, isFault } from "#domain/kernel/fault";
import { useRecord } from "#storage/use-world";
import { refusalText } from "#ui/refusal-text";
import { useLang } from "#ui/text";
import { useToast } from "#ui/toast";
import { type DeskText, useDeskText } from "./desk-text.ts";

export interface NamedCommand {
  readonly cmd: string;
  readonly args: unknown;
}

/** The sentence for a failure of the world: what was kept and what to do. */
export function faultText(t: DeskText, fault: Fault): string {
  const { other, ...known } = t.faults;
  return Object.entries(known).find(([code]) => code === fault.code)?.[1] ?? other(fault.code);
}

/**
 * Does something and says what came of it: done, refused, or failed. Answers whether it was done.
 * `done` is the sentence for success.
 */
export function useAct(): (commands: readonly NamedCommand[], done: string) => Promise<boolean> {
  const record = useRecord();
  const show = useToast();
  const t = useDeskText();
  const { lang } = useLang();
  return useCallback(
    async (commands, done) => {
      try {
        const result = await record(commands);
        if (result.ok) show({ text: done, tone: "good" });
        else show({ text: refusalText(lang, result.error), tone: "bad" });
        return result.ok;
      } catch (failure) {
        if (!isFault(failure)) throw failure;
        show({ text: faultText(t, failure), tone: "bad" });
        return false;
      }
    },
    [record, show, t, lang],
  );
}

/** The same for what needs the server: runs it, shows a fault, answers undefined then. */
export function useOnline(): <T>(act: () => Promise<T>) => Promise<T | undefined> {
  const show = useToast();
  const t = useDeskText();
  return useCallback(
    async (act) => {
      try {
        return await act();
      } catch (failure) {
        if (!isFault(failure)) throw failure;
        show({ text: faultText(t, failure), tone: "bad" });
        return undefined;
      }
    },
    [show, t],
  );
}
