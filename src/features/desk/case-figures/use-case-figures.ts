import { useQuery } from "@tanstack/react-query";
import type { Category, Tag } from "#domain/mediation/words";
import { useWorld } from "#storage/use-world";
import { fetchCaseFigures, type Grouping } from "#sync/case-figures";
import { useQuarrelWords } from "#ui/quarrel-words";
import { useNames } from "../names.ts";
import { periodName, useCaseFiguresText } from "./case-figures-text.ts";
import type { Asked } from "./use-asked.ts";

export function useCaseFigures({ basis, period, by, community }: Asked) {
  const world = useWorld();
  return useQuery({
    queryKey: ["caseFigures", basis, period, by, community],
    queryFn: () => fetchCaseFigures(world, { basis, period, by, community }),
  });
}

/** What a row is called: a community, a month, a kind or a tag. */
export function useKeyName(by: Grouping): (key: string) => string {
  const t = useCaseFiguresText();
  const names = useNames();
  const words = useQuarrelWords();
  return (key) => {
    switch (by) {
      case "community":
        return names.orgUnit(key);
      case "month":
        return periodName(t, key);
      case "category":
        return words.category(key as Category);
      case "tag":
        return words.tag(key as Tag);
    }
  };
}
