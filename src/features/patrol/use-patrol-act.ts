import { useCallback, useState } from "react";
import { isFault } from "#domain/kernel/fault";
import { useRecord } from "#storage/use-world";
import { refusalText } from "#ui/refusal-text";
import { useLang, useText } from "#ui/text";
import { useToast } from "#ui/toast";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";

export interface PatrolCommand {
  readonly cmd: string;
  readonly args: unknown;
}

/** Saves commands and says what went wrong; answers true when they are safely on the phone. One save at a time. */
export function usePatrolAct() {
  const t = useText(zh, en);
  const { lang } = useLang();
  const record = useRecord();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async (commands: readonly PatrolCommand[]): Promise<boolean> => {
      setBusy(true);
      try {
        const result = await record(commands);
        if (!result.ok) toast({ tone: "bad", text: refusalText(lang, result.error) });
        return result.ok;
      } catch (error) {
        const code = isFault(error) ? error.code : "unexpected";
        toast({ tone: "bad", text: code === "storage-full" ? t.fullDisk : t.fault(code) });
        if (!isFault(error)) throw error;
        return false;
      } finally {
        setBusy(false);
      }
    },
    [record, toast, lang, t],
  );
  return { act, busy };
}
