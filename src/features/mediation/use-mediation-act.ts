import { useCallback, useState } from "react";
import { isFault } from "#domain/kernel/fault";
import type { Refusal } from "#domain/kernel/refusal";
import type { Result } from "#domain/kernel/result";
import type { GivenCommand } from "#storage/record";
import { useRecord } from "#storage/use-world";
import { QUARREL_WORDS } from "#ui/quarrel-words";
import { refusalText } from "#ui/refusal-text";
import { useLang, useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./mediation.en.ts";
import { zh } from "./mediation.zh.ts";

const ZH = { ...QUARREL_WORDS.zh, ...zh };
const EN = { ...QUARREL_WORDS.en, ...en };

export const useMediationText = () => useText(ZH, EN);

/**
 * Saves commands (`run`: anything that saves) and says how it went; true when it is safely on the phone. One at a time.
 * `quiet`: the screen itself shows what was saved, so nothing is laid over its buttons.
 */
export function useMediationAct({ quiet = false }: { readonly quiet?: boolean } = {}) {
  const t = useMediationText();
  const { lang } = useLang();
  const record = useRecord();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (work: () => Promise<Result<unknown, Refusal>>): Promise<boolean> => {
      setBusy(true);
      try {
        const result = await work();
        if (!result.ok) toast({ tone: "bad", text: refusalText(lang, result.error) });
        else if (!quiet) toast({ tone: "good", text: t.saved });
        return result.ok;
      } catch (error) {
        if (!isFault(error)) throw error;
        toast({ tone: "bad", text: error.code === "storage-full" ? t.fullDisk : t.savedCode(error.code) });
        return false;
      } finally {
        setBusy(false);
      }
    },
    [toast, lang, t, quiet],
  );
  const act = useCallback((...commands: readonly GivenCommand[]) => run(() => record(commands)), [run, record]);
  return { act, run, busy };
}
