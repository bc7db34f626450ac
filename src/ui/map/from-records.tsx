/** Records of the district, as they stood at an instant, in the plain data a map is told. */
import type { IssueState } from "#domain/issue/issue";
import { type Issue, OPEN_STATES } from "#domain/issue/issue";
import { centroidOf, type LngLat } from "#domain/kernel/geo";
import type { Instant } from "#domain/kernel/ids";
import { latestStops, type PatrolRound, type RoundTrack } from "#domain/patrol/round";
import { walkedTrack } from "#domain/patrol/track-piece";
import type { Checkpoint, Compound, Ring } from "#domain/place/place";
import type { MapArea, MapCheckpoint, MapHazard, MapRound, Tone } from "./map-data.ts";

export interface PlaceTables {
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly compounds: ReadonlyMap<string, Compound>;
}

interface Outlined {
  readonly id: string;
  readonly name: string;
  readonly ring: Ring;
}

/** Compounds or grids; without a tone they are plain. */
export const areasOf = (
  places: ReadonlyMap<string, Outlined> | undefined,
  toneOf: (id: string) => Tone = () => "plain",
): MapArea[] =>
  [...(places?.values() ?? [])].map(({ id, name, ring }) => ({ id, name, polygon: [ring], tone: toneOf(id) }));

/** Checkpoints in use that have a position. */
export function pointsOf(
  checkpoints: Iterable<Checkpoint> | undefined,
  toneOf: (id: string) => Tone = () => "plain",
): MapCheckpoint[] {
  return [...(checkpoints ?? [])].flatMap(({ id, name, position, retiredOn }) =>
    position && !retiredOn ? [{ id, name, lng: position[0], lat: position[1], tone: toneOf(id) }] : [],
  );
}

/** The state an issue had at `at`, or undefined before it was reported. */
export function stateAsOf(issue: Issue, at: Instant): IssueState | undefined {
  if (issue.reportedAt > at) return undefined;
  const moves = issue.events.filter((e) => e.to !== undefined && e.at <= at).sort((a, b) => a.at.localeCompare(b.at));
  return moves[moves.length - 1]?.to ?? "reported";
}

/** Where to draw an issue: its own position, its checkpoint's, or the middle of its compound. */
export function placeOfIssue({ place }: Issue, tables: PlaceTables): LngLat | undefined {
  if (place.position) return [place.position.lng, place.position.lat];
  const checkpoint = place.checkpointId ? tables.checkpoints.get(place.checkpointId) : undefined;
  if (checkpoint?.position) return checkpoint.position;
  const compoundId = place.compoundId ?? checkpoint?.compoundId;
  const compound = compoundId ? tables.compounds.get(compoundId) : undefined;
  const middle = compound ? centroidOf([compound.ring]) : undefined;
  return middle ? [middle.lng, middle.lat] : undefined;
}

export function hazardsAsOf(
  issues: readonly Issue[],
  at: Instant,
  tables: PlaceTables,
  onlyOpen: boolean,
): MapHazard[] {
  return issues.flatMap((issue): MapHazard[] => {
    const state = stateAsOf(issue, at);
    const place = placeOfIssue(issue, tables);
    if (!state || !place) return [];
    const open = OPEN_STATES.includes(state);
    if (onlyOpen && !open) return [];
    const [lng, lat] = place;
    return [{ id: issue.id, lng, lat, severity: issue.severity, state: open ? "open" : "closed" }];
  });
}

/** The stops of a round where they can be drawn, in the order they were made; hits name them by this number. */
export function drawnStops(round: PatrolRound, tables: PlaceTables) {
  return [...latestStops(round).values()]
    .sort((a, b) => a.at.localeCompare(b.at))
    .flatMap((stop) => {
      const known = tables.checkpoints.get(stop.checkpointId)?.position;
      const place: LngLat | undefined = stop.position ? [stop.position.lng, stop.position.lat] : (known ?? undefined);
      return place ? [{ stop, place }] : [];
    });
}

/** A round as stops, and where somebody handed the track in, its pieces and gaps. */
export function roundOnMap(round: PatrolRound, tracks: readonly RoundTrack[], tables: PlaceTables): MapRound {
  const stops = drawnStops(round, tables).map(({ stop, place: [lng, lat] }) => ({
    lng,
    lat,
    at: stop.at,
    result: stop.result,
  }));
  const walked = byPerson(tracks).map(piecesAndGaps);
  return {
    id: round.id,
    stops,
    segments: walked.flatMap((w) => w.segments),
    gaps: walked.flatMap((w) => w.gaps),
  };
}

function byPerson(tracks: readonly RoundTrack[]): RoundTrack[][] {
  const groups = new Map<string, RoundTrack[]>();
  for (const track of tracks) groups.set(track.personId, [...(groups.get(track.personId) ?? []), track]);
  return [...groups.values()];
}

function piecesAndGaps(tracks: readonly RoundTrack[]): Pick<MapRound, "segments" | "gaps"> {
  const { pieces, gaps } = walkedTrack(tracks);
  return {
    segments: pieces.map((piece) => piece.map((fix): LngLat => [fix.lng, fix.lat])),
    gaps: gaps.map(({ from, to, reason, fromMs, toMs }) => ({
      from: [from.lng, from.lat],
      to: [to.lng, to.lat],
      reason,
      fromMs,
      toMs,
    })),
  };
}
