/** Names of whatever this device holds, for records that are told by the ids in them. */
import type { Issue } from "#domain/issue/issue";
import { useCategoryName } from "./checklists.ts";
import { usePeople } from "./people.ts";
import { usePlaces } from "./places.ts";

type Categorised = Pick<Issue, "checklistVersionId" | "category" | "categoryLabel">;

/** `of`: name of a place or a person, nothing for an id that nobody knows here. `category`: of the arguments of a report. */
export function useKnownNames(lang: "zh" | "en") {
  const places = usePlaces();
  const people = usePeople();
  const category = useCategoryName(lang);
  const of = (id: string): string | undefined =>
    places?.checkpoints.get(id)?.name ??
    places?.compounds.get(id)?.name ??
    places?.routes.get(id)?.name ??
    places?.orgUnits.get(id)?.name ??
    people?.get(id)?.displayName;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    of,
    category: (args: Readonly<Record<string, unknown>>): string => {
      const named: Categorised = {
        checklistVersionId: text(args["checklistVersionId"]),
        category: text(args["category"]),
        categoryLabel: text(args["categoryLabel"]),
      };
      return category(named);
    },
  };
}
