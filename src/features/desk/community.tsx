/** Which community the desk works on: most coordinators have one, some have several. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { orgCovers, type Role } from "#domain/kernel/actor";
import type { OrgUnit } from "#domain/place/place";
import { useDraft } from "#storage/drafts";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";

const UPPER: readonly Role[] = ["streetAdmin", "districtAdmin", "auditor"];

interface CommunityChoice {
  readonly code: string | undefined;
  readonly options: readonly OrgUnit[];
  readonly choose: (code: string) => void;
  /** District and street hold figures only; the texts stay in the communities. */
  readonly figuresOnly: boolean;
}

const CommunityContext = createContext<CommunityChoice>({
  code: undefined,
  options: [],
  choose: () => undefined,
  figuresOnly: false,
});

export const useCommunity = (): CommunityChoice => useContext(CommunityContext);

export function CommunityProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const places = usePlaces();
  const kept = useDraft<string>("desk.community");
  const [chosen, choose] = [kept.value, kept.save];
  const choice = useMemo((): CommunityChoice => {
    const units = [...(places?.orgUnits.values() ?? [])].filter((unit) => unit.level === "community");
    const own = me?.offices.communities ?? [];
    const isAuditor = me?.actor.grants.some((g) => g.role === "auditor") ?? false;
    const upper = (me?.actor.grants ?? []).filter((g) => UPPER.includes(g.role)).map((g) => g.orgCode);
    const options = units
      .filter((unit) => own.includes(unit.id) || upper.some((org) => orgCovers(org, unit.id)))
      .sort((a, b) => a.id.localeCompare(b.id));
    const code = options.some((unit) => unit.id === chosen) ? chosen : (options[0]?.id ?? own[0]);
    return { code, options, choose, figuresOnly: own.length === 0 && !isAuditor };
  }, [me, places, chosen, choose]);
  return <CommunityContext.Provider value={choice}>{children}</CommunityContext.Provider>;
}
