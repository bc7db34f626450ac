import { useMemo } from "react";
import type { Issue } from "#domain/issue/issue";
import { useCategoryName } from "#storage/checklists";
import { usePeople, useTeams } from "#storage/people";
import { placeLine, usePlaces } from "#storage/places";
import { useLang } from "#ui/text";
import { useDeskText } from "./desk-text.ts";

export interface Names {
  readonly person: (id: string | undefined) => string;
  readonly checkpoint: (id: string | undefined) => string;
  readonly compound: (id: string | undefined) => string;
  readonly route: (id: string | undefined) => string;
  readonly team: (id: string | undefined) => string;
  readonly group: (teamId: string, groupId: string) => string;
  /** Where an issue is, in one line: compound, checkpoint, and the person's own words. */
  readonly place: (place: Issue["place"]) => string;
  /** What kind of issue, in the language of the screen. */
  readonly category: (issue: Pick<Issue, "checklistVersionId" | "category" | "categoryLabel">) => string;
  /** District, street or community. */
  readonly orgUnit: (code: string) => string;
}

/** Names of what ids stand for; what this device does not hold is 未知, never empty. */
export function useNames(): Names {
  const t = useDeskText();
  const places = usePlaces();
  const people = usePeople();
  const teams = useTeams();
  const category = useCategoryName(useLang().lang);
  return useMemo(() => {
    // While the device still reads its own storage nothing is unknown yet.
    const unknown = places && people && teams ? t.unknown : "…";
    const checkpointOf = (id: string | undefined) => (id ? places?.checkpoints.get(id) : undefined);
    const compoundOf = (id: string | undefined) => (id ? places?.compounds.get(id) : undefined);
    const teamOf = (id: string | undefined) => teams?.find((team) => team.id === id);
    return {
      category,
      orgUnit: (code) => places?.orgUnits.get(code)?.name ?? code,
      person: (id) => (id ? people?.get(id)?.displayName : undefined) ?? unknown,
      checkpoint: (id) => checkpointOf(id)?.name ?? unknown,
      compound: (id) => compoundOf(id)?.name ?? unknown,
      route: (id) => (id ? places?.routes.get(id)?.name : undefined) ?? unknown,
      team: (id) => teamOf(id)?.name ?? unknown,
      group: (teamId, groupId) => {
        const team = teamOf(teamId);
        const group = team?.groups.find((g) => g.id === groupId);
        return team ? `${team.name} ${group?.name ?? ""}`.trim() : unknown;
      },
      place: (place) => placeLine(places, place) ?? unknown,
    };
  }, [places, people, teams, t, category]);
}
