import { useMemo } from "react";
import { useTaskWords } from "#ui/quarrel-task";
import { useQuarrelWords } from "#ui/quarrel-words";
import { useDeskText } from "../desk-text.ts";
import { useNames } from "../names.ts";
import type { Saying } from "./register-columns.tsx";
import { useRegisterText } from "./register-text.ts";

/** What lines are said with; undefined while it is read. */
export function useSaying(now: Saying["now"] | undefined): Saying | undefined {
  const t = useRegisterText();
  const desk = useDeskText();
  const words = useQuarrelWords();
  const task = useTaskWords();
  const names = useNames();
  return useMemo(() => now && { t, desk, words, task, names, now }, [t, desk, words, task, names, now]);
}
