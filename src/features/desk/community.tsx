/** Which community the desk works on: most coordinators have one, some have several. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { OrgUnit } from "#domain/place/place";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";

interface CommunityChoice {
  readonly code: string | undefined;
  readonly options: readonly OrgUnit[];
  readonly choose: (code: string) => void;
}

const CommunityContext = createContext<CommunityChoice>({ code: undefined, options: [], choose: () => undefined });

export const useCommunity = (): CommunityChoice => useContext(CommunityContext);

export function CommunityProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const places = usePlaces();
  const [chosen, choose] = useState<string>();
  const choice = useMemo((): CommunityChoice => {
    const units = [...(places?.orgUnits.values() ?? [])].filter((unit) => unit.level === "community");
    const own = me?.offices.communities ?? [];
    const options = units
      .filter((unit) => own.includes(unit.id) || me?.offices.isDistrict)
      .sort((a, b) => a.id.localeCompare(b.id));
    const code = options.some((unit) => unit.id === chosen) ? chosen : (options[0]?.id ?? own[0]);
    return { code, options, choose };
  }, [me, places, chosen]);
  return <CommunityContext.Provider value={choice}>{children}</CommunityContext.Provider>;
}
