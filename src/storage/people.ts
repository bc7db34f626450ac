/** Me, my colleagues, teams and the roster. */
import { useMemo } from "react";
import { type Actor, activeActor } from "#domain/kernel/actor";
import type { LocalDate } from "#domain/kernel/ids";
import type { Person, RosterSlot, Team } from "#domain/people/people";
import { readOn } from "./cache/packed.ts";
import { readPaged } from "./cache/read-record.ts";
import { docIn } from "./overlay.ts";
import { type Shown, showAll } from "./shown.ts";
import { useKeyed, useOverlay, useWorld } from "./use-world.ts";

export interface Offices {
  /** Works at a desk: grid worker, mediator, secretary, administrator of some level, auditor. */
  readonly isCoordinator: boolean;
  /** 12-digit codes of the communities whose work this person sees. */
  readonly communities: readonly string[];
  readonly isDistrict: boolean;
}

export interface Me {
  /** undefined before the first contact with the server. */
  readonly person: Person | undefined;
  readonly actor: Actor;
  readonly offices: Offices;
}

const COMMUNITY_DESK = new Set(["gridWorker", "communityAdmin", "branchSecretary", "mediator"]);
const UPPER_DESK = new Set(["streetAdmin", "districtAdmin", "auditor"]);

function officesOf(actor: Actor): Offices {
  const communities = actor.grants.filter((g) => COMMUNITY_DESK.has(g.role)).map((g) => g.orgCode as string);
  return {
    isCoordinator: actor.grants.some((g) => COMMUNITY_DESK.has(g.role) || UPPER_DESK.has(g.role)),
    communities: [...new Set(communities)].sort(),
    isDistrict: actor.grants.some((g) => g.role === "districtAdmin"),
  };
}

export function useMe(): Me | undefined {
  const { person } = useWorld();
  const overlay = useOverlay();
  return useMemo(() => {
    if (!overlay) return undefined;
    const doc = docIn(overlay, { t: "person", id: person.personId }) as unknown as Person | undefined;
    const actor = activeActor(person.personId, doc?.grants ?? [], overlay.now);
    return { person: doc, actor, offices: officesOf(actor) };
  }, [overlay, person]);
}

export function usePeople(): Map<string, Person> | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed("people", () => readPaged(cache, "person"));
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    return new Map(showAll<Person>("person", rows, overlay).map((s) => [s.doc.id as string, s.doc]));
  }, [rows, overlay]);
}

export function useTeams(): Team[] | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed("teams", () => readPaged(cache, "team"));
  return useMemo(
    () => (rows && overlay ? showAll<Team>("team", rows, overlay).map((s) => s.doc) : undefined),
    [rows, overlay],
  );
}

/** Slots from one day to another, both included, cancelled ones too. */
export function useRoster(from: LocalDate, to: LocalDate): Shown<RosterSlot>[] | undefined {
  const { cache } = useWorld();
  const overlay = useOverlay();
  const rows = useKeyed(`roster ${from} ${to}`, () => readOn(cache, "rosterSlot", from, to));
  return useMemo(() => {
    if (!rows || !overlay) return undefined;
    const slots = showAll<RosterSlot>("rosterSlot", rows, overlay, (d) => d.on >= from && d.on <= to);
    return slots.sort((a, b) => a.doc.on.localeCompare(b.doc.on));
  }, [rows, overlay, from, to]);
}
