import { useMemo } from "react";
import { type RegisterLine, useMediationRegister } from "#storage/mediations";
import { usePeople } from "#storage/people";
import { useCommunity } from "../community.tsx";
import { useToday } from "../dates.tsx";
import { linesOf, type RegisterFilter, type RegisterNow } from "./register-filter.ts";

/** Everything in the register of the chosen community, and what to hold a line against; undefined while it is read. */
export function useCommunityRegister(): { readonly all: RegisterLine[]; readonly now: RegisterNow } | undefined {
  const { code, options } = useCommunity();
  const register = useMediationRegister();
  const people = usePeople();
  const { now, today } = useToday();
  const only = options.length > 1 ? code : undefined;
  return useMemo(() => {
    if (!register || !people) return undefined;
    const all = only ? register.filter((line) => line.communityCode === only) : register;
    return { all, now: { now, today, person: (id) => people.get(id) } };
  }, [register, people, only, now, today]);
}

/** What a filter finds there. */
export function useRegister(filter: RegisterFilter) {
  const register = useCommunityRegister();
  return useMemo(
    () => register && { ...register, found: linesOf(register.all, filter, register.now) },
    [register, filter],
  );
}
