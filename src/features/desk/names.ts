import { useMemo } from "react";
import type { Issue } from "#domain/issue/issue";
import { usePeople, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
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
}

/** Names of what ids stand for; what this device does not hold is 未知, never empty. */
export function useNames(): Names {
  const t = useDeskText();
  const places = usePlaces();
  const people = usePeople();
  const teams = useTeams();
  return useMemo(() => {
    // While the device still reads its own storage nothing is unknown yet.
    const unknown = places && people && teams ? t.unknown : "…";
    const checkpointOf = (id: string | undefined) => (id ? places?.checkpoints.get(id) : undefined);
    const compoundOf = (id: string | undefined) => (id ? places?.compounds.get(id) : undefined);
    const teamOf = (id: string | undefined) => teams?.find((team) => team.id === id);
    return {
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
      place: (place) => {
        const checkpoint = checkpointOf(place.checkpointId);
        const compound = compoundOf(place.compoundId ?? checkpoint?.compoundId);
        const parts = [compound?.name, checkpoint?.name, place.spot].filter(Boolean);
        if (parts.length > 0) return parts.join(" · ");
        return place.position ? `${place.position.lat.toFixed(5)}, ${place.position.lng.toFixed(5)}` : unknown;
      },
    };
  }, [places, people, teams, t]);
}
