/** Versions of the checklist, drafts among them for those who may see them. */
import { useCallback, useMemo } from "react";
import { type ChecklistVersion, categoryOf } from "#domain/checklist/checklist";
import type { Issue } from "#domain/issue/issue";
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

type Categorised = Pick<Issue, "checklistVersionId" | "category" | "categoryLabel">;

/** Names the category of an issue in a language, as the version says that it was reported under. */
export function useCategoryName(lang: "zh" | "en"): (issue: Categorised) => string {
  const versions = useChecklists();
  return useCallback(
    (issue) => {
      const { label, labelEn } = categoryOf(versions ?? [], issue);
      return lang === "zh" ? label : labelEn;
    },
    [versions, lang],
  );
}
