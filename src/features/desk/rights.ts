import { sitsAt } from "#domain/aside/set-aside";
import { type Actor, holds } from "#domain/kernel/actor";
import { mayKeepSamples } from "#domain/mediation/sample-commands";
import { isAdminOf, mayRoster } from "#domain/people/people-commands";
import { mayKeepCheckpoints, mayKeepRoutes } from "#domain/place/place-commands";
import { useMe } from "#storage/people";
import { useCommunity } from "./community.tsx";

export interface Rights {
  /** Sees rounds and the roster of the community, not only issues of a compound; mediators and auditors read them. */
  readonly seesWork: boolean;
  readonly people: boolean;
  /** Deals with what was not accepted, at the desk of some unit. */
  readonly settles: boolean;
  /** Keeps the samples of agreements of a street or the district. */
  readonly samples: boolean;
  readonly routes: boolean;
  readonly checkpoints: (compoundId: string) => boolean;
  readonly roster: (teamId: string) => boolean;
}

const NOBODY: Actor = { personId: "", grants: [] };

/** What this person may change in the chosen community: a button that the rules would refuse is not drawn. */
export function useRights(): Rights {
  const actor = useMe()?.actor ?? NOBODY;
  const { code = "" } = useCommunity();
  return {
    seesWork: holds(actor, ["gridWorker", "communityAdmin", "mediator", "auditor"], code),
    people: isAdminOf(actor, code),
    settles: actor.grants.some((g) => sitsAt(actor, g.orgCode)),
    samples: actor.grants.some((g) => mayKeepSamples(actor, g.orgCode)),
    routes: mayKeepRoutes(actor, code),
    checkpoints: (compoundId) => mayKeepCheckpoints(actor, code, [compoundId]),
    roster: (teamId) => mayRoster(actor, code, teamId),
  };
}
