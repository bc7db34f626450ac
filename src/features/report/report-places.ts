/** Places one can choose for a report: checkpoints and compounds, nearest first once the phone knows where it is, else by name. */
import { contains, distanceM, type LatLng } from "#domain/kernel/geo";
import { createSoundsOf, isBySound } from "#domain/kernel/pinyin";
import type { Checkpoint, Compound } from "#domain/place/place";

export interface PlaceChoice {
  readonly key: string;
  readonly checkpointId?: string;
  readonly compoundId: string;
  readonly communityCode: string;
  /** "3栋2单元 5楼" or the compound's name. */
  readonly name: string;
  readonly compoundName: string;
  /** Metres; only where the phone's and the place's positions are known. */
  readonly awayM?: number;
}

interface Places {
  readonly compounds: ReadonlyMap<string, Compound>;
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
}

/** Is the point inside the compound's outline? */
export const isInCompound = (compound: Compound, at: LatLng): boolean => contains([compound.ring], at);

export const compoundAt = (places: Pick<Places, "compounds">, at: LatLng): Compound | undefined =>
  [...places.compounds.values()].find((c) => isInCompound(c, at));

function compoundChoice(compound: Compound, here: LatLng | undefined): PlaceChoice {
  const base = {
    key: compound.id,
    compoundId: compound.id,
    communityCode: compound.communityCode,
    name: compound.name,
    compoundName: compound.name,
  };
  const corner = compound.ring[0];
  if (!here || !corner) return base;
  const awayM = isInCompound(compound, here) ? 0 : distanceM(here, { lng: corner[0], lat: corner[1] });
  return { ...base, awayM };
}

function checkpointChoice(point: Checkpoint, compoundName: string, here: LatLng | undefined): PlaceChoice {
  const base = {
    key: point.id,
    checkpointId: point.id,
    compoundId: point.compoundId,
    communityCode: point.communityCode,
    name: point.name,
    compoundName,
  };
  if (!here || !point.position) return base;
  return { ...base, awayM: distanceM(here, { lng: point.position[0], lat: point.position[1] }) };
}

const inOrder = new Intl.Collator("zh", { numeric: true });
const byName = (a: PlaceChoice, b: PlaceChoice): number =>
  inOrder.compare(a.compoundName, b.compoundName) || inOrder.compare(a.name, b.name);

interface Entry {
  readonly choice: PlaceChoice;
  /** As it is written, in small letters. */
  readonly text: string;
}

/** Places in the order in which they are shown, ready to be searched letter by letter. */
export interface PlaceIndex {
  readonly entries: readonly Entry[];
  /** How each entry sounds: worked out when somebody first types letters instead of characters. */
  sounds?: readonly string[];
}

/** All places that one may choose: compounds, then checkpoints, by name; the nearest first where `here` is known. */
export function indexPlaces(places: Places, here: LatLng | undefined): PlaceIndex {
  const all: PlaceChoice[] = [];
  for (const compound of places.compounds.values()) all.push(compoundChoice(compound, here));
  const points: PlaceChoice[] = [];
  for (const point of places.checkpoints.values()) {
    if (point.retiredOn) continue;
    points.push(checkpointChoice(point, places.compounds.get(point.compoundId)?.name ?? "", here));
  }
  const choices = [...all.sort(byName), ...points.sort(byName)];
  if (here) choices.sort((a, b) => (a.awayM ?? 1e9) - (b.awayM ?? 1e9));
  return {
    entries: choices.map((choice) => ({ choice, text: `${choice.compoundName} ${choice.name}`.toLowerCase() })),
  };
}

/** How all places sound; whoever has a moment before letters are typed may work it out then. */
export function soundsIn(index: PlaceIndex): readonly string[] {
  if (index.sounds) return index.sounds;
  const soundsOf = createSoundsOf();
  const ofCompounds = new Map<string, string>();
  const ofCompound = (name: string): string => {
    const sounds = ofCompounds.get(name) ?? soundsOf(name);
    ofCompounds.set(name, sounds);
    return sounds;
  };
  index.sounds = index.entries.map(({ choice }) => `${ofCompound(choice.compoundName)}\n${soundsOf(choice.name)}`);
  return index.sounds;
}

/** Places whose name or compound holds every word of `search`, as it is written or as it sounds. */
export function placeChoices(index: PlaceIndex, search: string): PlaceChoice[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const sounds = words.some(isBySound) ? soundsIn(index) : [];
  const fits = ({ text }: Entry, i: number): boolean =>
    words.every((word) => text.includes(word) || (isBySound(word) && sounds[i]?.includes(word) === true));
  return index.entries.filter(fits).map(({ choice }) => choice);
}
