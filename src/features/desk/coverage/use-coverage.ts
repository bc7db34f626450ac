/** When the places of the chosen community were last looked at: from the rounds, or from the server for one compound. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { addDays } from "#domain/kernel/clock";
import type { LocalDate } from "#domain/kernel/ids";
import { type CheckpointCoverage, deriveCoverage, deriveCoverageOfSights } from "#domain/patrol/coverage";
import { useRounds } from "#storage/patrols";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";
import { useWorld } from "#storage/use-world";
import { fetchSights } from "#sync/online";
import { useCommunity } from "../community.tsx";
import { useRights } from "../rights.ts";

/** How far back rounds are looked at; older than this is unknown. */
export const COVERAGE_WINDOW_DAYS = 60;

/** Compounds of the chosen community that this person is secretary of. */
export function useOwnCompounds(): readonly string[] {
  const me = useMe();
  const { code } = useCommunity();
  const grants = me?.actor.grants ?? [];
  return grants.flatMap((g) => (g.role === "branchSecretary" && g.orgCode === code && g.unitId ? [g.unitId] : []));
}

/** Last sights of the secretary's own compounds: he does not hold the rounds, so the server is asked. */
export function useSights() {
  const world = useWorld();
  const { code = "" } = useCommunity();
  const { seesWork } = useRights();
  const compounds = useOwnCompounds();
  return useQuery({
    queryKey: ["sights", code, ...compounds],
    queryFn: async () => {
      const all = await Promise.all(compounds.map((compound) => fetchSights(world, code, compound)));
      return new Map(all.flatMap((one) => [...one]));
    },
    enabled: !seesWork && compounds.length > 0,
    refetchInterval: 60_000,
  });
}

/**
 * Coverage as of an instant `at` on the local day `on`, the neediest first; undefined while it is read. What cannot
 * be had is unknown. `from` and `to`: the days of rounds to read, so that a slider reads them once.
 */
export function useCoverage(at: string, on: LocalDate, span = { from: on, to: on }): CheckpointCoverage[] | undefined {
  const { code } = useCommunity();
  const places = usePlaces();
  const { seesWork } = useRights();
  const rounds = useRounds(addDays(span.from, -COVERAGE_WINDOW_DAYS), span.to);
  const sights = useSights().data;
  return useMemo(() => {
    const here = [...(places?.checkpoints.values() ?? [])].filter((c) => c.communityCode === code);
    if (!seesWork) return deriveCoverageOfSights(here, sights ?? new Map(), at);
    if (!places || !rounds) return undefined;
    const first = addDays(on, -COVERAGE_WINDOW_DAYS);
    const counted = rounds.flatMap(({ doc }) => (doc.on >= first && doc.on <= on ? [doc] : []));
    return deriveCoverage(here, counted, at);
  }, [places, rounds, sights, seesWork, code, on, at]);
}
