/** Versions of the checklist, drafts among them for those who may see them. */
import { useMemo } from "react";
import type { ChecklistVersion } from "#domain/checklist/checklist";
import { readPaged } from "./cache/read-record.ts";
import { showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

export function useChecklists(): ChecklistVersion[] | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed("checklists", () => readPaged(cache, "checklistVersion"));
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    const all = showAll<ChecklistVersion>("checklistVersion", rows, overlay).map((s) => s.doc);
    return all.sort((a, b) => b.n - a.n);
  }, [rows, overlay]);
}
