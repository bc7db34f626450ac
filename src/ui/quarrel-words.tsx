import { useMemo } from "react";
import type { MediationState } from "#domain/mediation/mediation";
import type { Basis, Category, Tag } from "#domain/mediation/words";
import { en } from "./quarrel.en.ts";
import { zh } from "./quarrel.zh.ts";
import { useText } from "./text.tsx";

/** Basis, state, category and tag of a quarrel, as a message file takes them in. */
export const QUARREL_WORDS = { zh, en } as const;

export interface QuarrelWords {
  readonly basis: (basis: Basis) => string;
  readonly state: (state: MediationState) => string;
  readonly category: (category: Category) => string;
  readonly tag: (tag: Tag) => string;
}

/** The same for whoever has no message file of mediation. */
export function useQuarrelWords(): QuarrelWords {
  const words = useText(zh, en);
  return useMemo(
    () => ({
      basis: (basis) => words.basis[basis],
      state: (state) => words.state[state],
      category: (category) => words.category[category],
      tag: (tag) => words.tag[tag],
    }),
    [words],
  );
}
