/**
 * The demo district: real communities, invented compounds, people, rounds and hazards.
 * The same seed, scale, day and instant give the same records; nothing here reads a clock.
 */
import type { Instant, LocalDate } from "#domain/kernel/ids";
import type { RecordType, RecordTypes } from "#domain/registry";
import { demoChecklist } from "./checklist.ts";
import { checkpointsOf, routesOf } from "./checkpoints.ts";
import { issuesOf } from "./issues.ts";
import { type Neighbourhood, neighbourhoods } from "./layout.ts";
import { mediationsOf } from "./mediations.ts";
import { openRoundOf } from "./open-rounds.ts";
import { DISTRICT, demoUnits } from "./org-units.ts";
import { administrators, localStaff, teamsOf } from "./people.ts";
import { type DemoPhotos, drawPhotos } from "./photos.ts";
import { roundsOf, serviceOf, slotsOf } from "./rounds.ts";
import { trackOf } from "./tracks.ts";

export { DEMO_SIGN_INS, type DemoSignIn } from "./people.ts";

export interface DemoOptions {
  readonly seed: number;
  /** 1: 258 compounds. 10: ten times everything but the organisation units. */
  readonly scale: 1 | 10;
  readonly today: LocalDate;
  /** Nothing in the records lies after it, except the roster ahead. */
  readonly now: Instant;
}

export type DemoRecord = { [T in RecordType]: { t: T; id: string; doc: RecordTypes[T] } }[RecordType];

const recordOf = <T extends RecordType>(t: T, doc: RecordTypes[T] & { id: string }): DemoRecord =>
  ({ t, id: doc.id, doc }) as DemoRecord;

function* all<T extends RecordType>(t: T, docs: Iterable<RecordTypes[T] & { id: string }>): Generator<DemoRecord> {
  for (const doc of docs) yield recordOf(t, doc);
}

interface Given extends DemoOptions {
  readonly checklist: RecordTypes["checklistVersion"];
  readonly photos: DemoPhotos;
}

function* communityRecords(hood: Neighbourhood, first: number, given: Given): Generator<DemoRecord> {
  const { seed, scale, today } = given;
  yield* all("compound", hood.compounds);
  yield* all("grid", hood.grids);
  const checkpoints = hood.compounds.flatMap((c) => checkpointsOf(c, hood.community.kind === "rural", seed));
  yield* all("checkpoint", checkpoints);
  yield* all("person", localStaff(hood, first, today));
  const walked: RecordTypes["round"][] = [];
  for (const demo of teamsOf(hood, seed, scale, today)) {
    const routes = routesOf({ id: demo.team.id, communityCode: hood.community.id, nth: demo.nth }, checkpoints, seed);
    const slots = slotsOf(demo, routes, given);
    const open = openRoundOf(demo, routes, given);
    yield* all("person", demo.members);
    yield* all("team", [demo.team]);
    yield* all("route", routes);
    yield* all("rosterSlot", open?.slot ? [...slots, open.slot] : slots);
    yield* all("roundJoin", open?.joins ?? []);
    walked.push(...roundsOf(demo, routes, slots, given), ...(open ? [open.round] : []));
  }
  const { issues, rounds } = issuesOf({ ...given, hood, checkpoints, rounds: walked });
  yield* all("round", rounds);
  yield* all("roundTrack", tracksOf(rounds, checkpoints, given));
  yield* all("issue", issues);
  yield* all("serviceRecord", rounds.flatMap(serviceOf));
  yield* all("mediation", mediationsOf({ ...given, hood }));
}

function tracksOf(
  rounds: readonly RecordTypes["round"][],
  checkpoints: readonly RecordTypes["checkpoint"][],
  { seed, now }: Given,
): RecordTypes["roundTrack"][] {
  const places = new Map(checkpoints.flatMap((c) => (c.position ? [[c.id, c.position] as const] : [])));
  return rounds
    .filter((round) => round.trackMode === "round")
    .flatMap((round, nth) => trackOf(round, places, { seed, nth, until: now }));
}

/** All records of the demo district; those that others point to come first. Draws its photos if none are handed in. */
export function* demoDistrict(options: DemoOptions, photos = drawPhotos()): Generator<DemoRecord> {
  const { seed, scale, today } = options;
  const units = demoUnits();
  const checklist = demoChecklist(today, `${DISTRICT}.admin`);
  yield* all("orgUnit", units);
  yield* all("person", administrators(units, today));
  yield recordOf("checklistVersion", checklist);
  let first = 0;
  for (const hood of neighbourhoods(
    units.filter((u) => u.level === "community"),
    seed,
    scale,
  )) {
    yield* communityRecords(hood, first, { ...options, checklist, photos });
    first += hood.compounds.length;
  }
}
