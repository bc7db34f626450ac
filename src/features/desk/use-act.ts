import { useCallback, useState } from "react";
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

/** Runs work that may fail by the world's fault; such a fault becomes its sentence, anything else is a bug and thrown. */
function useGuarded() {
  const t = useDeskText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = useCallback(
    async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      setBusy(true);
      setProblem(undefined);
      try {
        return await work();
      } catch (failure) {
        if (!isFault(failure)) throw failure;
        setProblem(faultText(t, failure));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [t],
  );
  return { busy, problem, setProblem, run };
}

export interface Acting {
  /**
   * Saves commands together or not at all; answers whether it was done. `done` is the sentence for success; with `undo`
   * the message offers to take it back for ten seconds.
   */
  readonly act: (commands: readonly NamedCommand[], done: string, undo?: readonly NamedCommand[]) => Promise<boolean>;
  /** Why the last one was not done. It is shown where the person was working; what was entered stays. */
  readonly problem: string | undefined;
  readonly busy: boolean;
}

/** Does something by the rules, for one form or one list. */
export function useAct(): Acting {
  const record = useRecord();
  const show = useToast();
  const { lang } = useLang();
  const { busy, problem, setProblem, run } = useGuarded();
  const act = useCallback<Acting["act"]>(
    async (commands, done, undo) => {
      const result = await run(() => record(commands));
      if (result && !result.ok) setProblem(refusalText(lang, result.error));
      if (!result?.ok) return false;
      const takeBack = async (back: readonly NamedCommand[]): Promise<void> => {
        const undone = await run(() => record(back));
        // The form that did it may be closed by now, so this one is said where everything is seen.
        if (undone && !undone.ok) show({ text: refusalText(lang, undone.error), tone: "bad" });
      };
      show({ text: done, tone: "good", ...(undo ? { undo: () => void takeBack(undo) } : {}) });
      return true;
    },
    [record, show, lang, run, setProblem],
  );
  return { act, problem, busy };
}

export interface Asking {
  /** Asks the server; undefined where it failed. */
  readonly ask: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  readonly problem: string | undefined;
  readonly busy: boolean;
}

/** The same for what needs the server. */
export function useAsk(): Asking {
  const { busy, problem, run } = useGuarded();
  return { ask: run, problem, busy };
}
