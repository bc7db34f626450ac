import { useCallback } from "react";
import type { TaskKind } from "#domain/mediation/deadlines";
import { useWords } from "./words.tsx";

/** What has to be done about a quarrel, in words. */
export function useTaskWords(): (kind: TaskKind) => string {
  const words = useWords();
  return useCallback((kind) => words.quarrelTask[kind], [words]);
}
