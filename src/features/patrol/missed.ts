/** Stops nobody looked at, laid out for the last screen of a round: by building, with one reason for all. Pure. */
import type { Building, Checkpoint, Compound } from "#domain/place/place";

/** Key of the reason that holds for every stop without one of its own. No checkpoint has an empty id. */
export const FOR_ALL = "";

export type Reasons = Readonly<Record<string, string>>;

/** What is said of a stop: its own reason, else the one for all. */
export const reasonOf = (reasons: Reasons, id: string): string => (reasons[id] ?? reasons[FOR_ALL] ?? "").trim();

/** The reason for all; stops that were given the same one by themselves follow it from now on. */
export function withReasonForAll(reasons: Reasons, reason: string): Reasons {
  const own = Object.entries(reasons).filter(([id, said]) => id !== FOR_ALL && said !== reason);
  return { ...Object.fromEntries(own), [FOR_ALL]: reason };
}

/** One stop's own reason; undefined: as all the others. */
export function withOwnReason(reasons: Reasons, id: string, reason: string | undefined): Reasons {
  const { [id]: _before, ...others } = reasons;
  return reason === undefined ? others : { ...others, [id]: reason };
}

export interface MissedGroup {
  readonly key: string;
  readonly compound: Compound | undefined;
  /** undefined: not in a building. */
  readonly building: Building | undefined;
  readonly stops: readonly { readonly id: string; readonly name: string }[];
}

interface Known {
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly compounds: ReadonlyMap<string, Compound>;
}

/** In the order of the route: a building where its first stop comes. */
export function groupMissed(ids: readonly string[], places: Known | undefined): MissedGroup[] {
  const groups = new Map<
    string,
    { compound: MissedGroup["compound"]; building: MissedGroup["building"]; stops: MissedGroup["stops"] }
  >();
  for (const id of ids) {
    const checkpoint = places?.checkpoints.get(id);
    const compound = checkpoint && places?.compounds.get(checkpoint.compoundId);
    const building = compound?.buildings.find((one) => one.id === checkpoint?.buildingId);
    const key = `${checkpoint?.compoundId ?? ""}/${building?.id ?? ""}`;
    const before = groups.get(key)?.stops ?? [];
    groups.set(key, { compound, building, stops: [...before, { id, name: checkpoint?.name ?? "" }] });
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}
