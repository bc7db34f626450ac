import { useCallback, useEffect, useRef } from "react";
import { useDraft } from "#storage/drafts";
import type { ReportDraft } from "./report-draft.ts";

export type Patch = (change: (draft: ReportDraft) => Partial<ReportDraft>) => void;

export interface OpenDraft {
  readonly draft: ReportDraft | undefined;
  readonly patch: Patch;
  readonly clear: () => Promise<void>;
}

/**
 * The draft under `draftId`, made by `start` where there is none. Each patch is put on the newest state, so that a
 * photo that took its time does not undo what was typed meanwhile.
 */
export function useReportDraft(draftId: string, start: (() => ReportDraft) | undefined): OpenDraft {
  const { value, ready, save, clear } = useDraft<ReportDraft>(draftId);
  const latest = useRef<ReportDraft | undefined>(undefined);
  const closed = useRef(false);
  if (value && !closed.current) latest.current ??= value;
  useEffect(() => {
    if (!ready || !start || latest.current || closed.current) return;
    latest.current = start();
    save(latest.current);
  }, [ready, start, save]);
  const patch = useCallback<Patch>(
    (change) => {
      if (!latest.current || closed.current) return;
      latest.current = { ...latest.current, ...change(latest.current) };
      save(latest.current);
    },
    [save],
  );
  const clearAll = useCallback(async () => {
    closed.current = true;
    await clear();
  }, [clear]);
  return { draft: value, patch, clear: clearAll };
}
