/**
 * Every record type that is synced, on one line each: where it lies, how it is kept, how long.
 * Push, pull, purge, export and the permission sweep follow from this table.
 */
import type { SetAside } from "./aside/set-aside.ts";
import type { ChecklistVersion } from "./checklist/checklist.ts";
import type { Issue } from "./issue/issue.ts";
import type { Actor } from "./kernel/actor.ts";
import type { Doc } from "./kernel/command.ts";
import type { LocalDate, PersonId } from "./kernel/ids.ts";
import {
  auditScope,
  compoundScope,
  leadScope,
  peopleScope,
  peopleScopesOver,
  personScope,
  placeScope,
  refScope,
  type Scope,
  sealScope,
  staffScope,
  teamScope,
  workScope,
} from "./kernel/scope.ts";
import { isMediatorOf } from "./mediation/may.ts";
import type { Mediation } from "./mediation/mediation.ts";
import type { MediationSample } from "./mediation/samples.ts";
import { type MediationStub, stubOf } from "./mediation/stub.ts";
import type { Overwritten } from "./overwritten/overwritten.ts";
import type { PatrolRound, RoundJoin, RoundTrack, ServiceRecord } from "./patrol/round.ts";
import type { Person, RosterSlot, Team } from "./people/people.ts";
import type { Checkpoint, Compound, Grid, OrgUnit, Route } from "./place/place.ts";
import type { Opening } from "./sealed/opening.ts";

export interface RecordTypes {
  orgUnit: OrgUnit;
  compound: Compound;
  grid: Grid;
  checkpoint: Checkpoint;
  route: Route;
  person: Person;
  team: Team;
  rosterSlot: RosterSlot;
  checklistVersion: ChecklistVersion;
  round: PatrolRound;
  roundJoin: RoundJoin;
  roundTrack: RoundTrack;
  serviceRecord: ServiceRecord;
  issue: Issue;
  setAside: SetAside;
  overwritten: Overwritten;
  opening: Opening;
  mediation: Mediation;
  mediationStub: MediationStub;
  mediationSample: MediationSample;
}
export type RecordType = keyof RecordTypes;

/** A type with sealed parts; see docs/adr/0010. */
export interface SealedSpec<T> {
  /** Who has the key. Everybody else's wraps are dropped by the server at each write. */
  readonly entitled: (doc: T) => readonly PersonId[];
  /** May this one of them read now? Who is out of office holds his key until the record is handed over, and opens nothing. */
  readonly mayOpen?: (actor: Actor, doc: T) => boolean;
  /** What the scopes of the type `t` see of it, written by the server beside it; no box may be in it. */
  readonly stub: { readonly t: string; readonly of: (doc: T) => Doc };
  /** So many days after `from` phones keep the stub only. */
  readonly onPhone?: { readonly days: number; readonly from: (doc: T) => string | undefined };
}

export interface RecordTypeSpec<T> {
  /** Read-mostly types are kept in pages, hot ones as rows. */
  readonly keep: "rows" | "pages";
  /** Of a type kept as rows: is this one done with, seen from the day `since`? A first sync keeps it in pages, too. */
  readonly isSettled?: (doc: T, since: LocalDate) => boolean;
  /** Days the server keeps the record after `retainFrom`; undefined: until it is removed by a person. */
  readonly retainDays?: number;
  readonly retainFrom?: (doc: T) => string | undefined;
  /** Home scope first. */
  readonly scopes: (doc: T) => readonly Scope[];
  readonly sealed?: SealedSpec<T>;
}

const inTeams = (p: Person): Scope[] =>
  p.grants.flatMap((g) =>
    g.unitId && (g.role === "volunteer" || g.role === "groupLead") ? [teamScope(g.unitId)] : [],
  );

export const REGISTRY: { readonly [T in RecordType]: RecordTypeSpec<RecordTypes[T]> } = {
  orgUnit: { keep: "pages", scopes: (d) => [refScope(d.id)] },
  compound: { keep: "pages", scopes: (d) => [placeScope(d.communityCode)] },
  grid: { keep: "pages", scopes: (d) => [placeScope(d.communityCode)] },
  checkpoint: { keep: "pages", scopes: (d) => [placeScope(d.communityCode)] },
  route: { keep: "pages", scopes: (d) => [placeScope(d.communityCode)] },
  person: {
    keep: "pages",
    scopes: (d) => [
      personScope(d.id),
      ...inTeams(d),
      ...(d.orgCode.endsWith("000") ? [] : [workScope(d.orgCode)]),
      ...peopleScopesOver(d.orgCode),
    ],
  },
  team: {
    keep: "pages",
    scopes: (d) => [teamScope(d.id), workScope(d.communityCode), ...peopleScopesOver(d.communityCode)],
  },
  rosterSlot: {
    keep: "rows",
    isSettled: (d, since) => d.on < since,
    scopes: (d) => [teamScope(d.teamId), workScope(d.communityCode)],
  },
  checklistVersion: { keep: "pages", scopes: (d) => [refScope(d.districtCode)] },
  round: {
    keep: "rows",
    isSettled: (d, since) => d.state === "finished" && d.on < since,
    scopes: (d) => [teamScope(d.teamId), workScope(d.communityCode)],
  },
  roundJoin: {
    keep: "rows",
    scopes: (d) => [teamScope(d.teamId), workScope(d.communityCode), personScope(d.personId)],
  },
  roundTrack: {
    keep: "rows",
    retainDays: 30,
    retainFrom: (d) => d.startedAt,
    scopes: (d) => [personScope(d.personId), staffScope(d.communityCode)],
  },
  serviceRecord: { keep: "pages", scopes: (d) => [personScope(d.personId), staffScope(d.communityCode)] },
  issue: {
    keep: "rows",
    isSettled: (d) => d.state === "closed" || d.state === "declined",
    scopes: (d) => [
      workScope(d.communityCode),
      personScope(d.reportedById),
      ...(d.teamId ? [leadScope(d.teamId)] : []),
      ...(d.place.compoundId ? [compoundScope(d.place.compoundId)] : []),
    ],
  },
  // Of one unit only, not of those above it: it may hold texts.
  setAside: { keep: "rows", scopes: (d) => [peopleScope(d.orgCode), personScope(d.personId)] },
  // With the record whose value it was, and with its author; of a sealed record with those entitled only.
  overwritten: { keep: "rows", scopes: (d) => (isSealed(d.t) ? d.seenIn : [...d.seenIn, personScope(d.lostById)]) },
  // Who opened what and why is for the auditors; the words are not.
  opening: { keep: "rows", scopes: (d) => [auditScope(d.communityCode), personScope(d.personId)] },
  // A 劝和 holds no names and no words; a file is for its mediators alone, and what others see of it is the stub.
  mediation: {
    keep: "rows",
    scopes: (d) =>
      d.basis === "informal"
        ? [personScope(d.registeredById), workScope(d.communityCode)]
        : [
            ...d.mediatorIds.map((one) => personScope(one)),
            // Dates, states and letters of the parties; the words stay sealed for the mediators.
            ...(d.state === "toSeal" ? [sealScope(d.communityCode)] : []),
          ],
    sealed: {
      entitled: (d) => d.mediatorIds,
      mayOpen: isMediatorOf,
      stub: { t: "mediationStub", of: (d) => ({ ...stubOf(d) }) },
      onPhone: { days: 7, from: (d) => d.filedAt },
    },
  },
  // Read by every mediator of the district; a phone leaves out those of other streets.
  mediationSample: { keep: "pages", scopes: (d) => [refScope(d.orgCode)] },
  mediationStub: {
    keep: "rows",
    scopes: (d) => [workScope(d.communityCode), ...(d.compoundId ? [compoundScope(d.compoundId)] : [])],
  },
};

const isSealed = (t: string): boolean => isRecordType(t) && REGISTRY[t].sealed !== undefined;

export const RECORD_TYPES = Object.keys(REGISTRY) as RecordType[];

export const isRecordType = (t: string): t is RecordType => (RECORD_TYPES as string[]).includes(t);

/** Scopes of a document of any type, without repeats; the home scope first. */
export function scopesOfDoc(t: RecordType, doc: Doc): Scope[] {
  const spec = REGISTRY[t] as RecordTypeSpec<unknown>;
  return [...new Set(spec.scopes(doc))];
}

/** Is the record kept in pages: its whole type, or because it is done with? Sealed ones never: they are thinned out row by row. */
export function isKeptInPages(t: string, doc: Doc, since: LocalDate): boolean {
  if (!isRecordType(t)) return false;
  const spec = REGISTRY[t] as RecordTypeSpec<unknown>;
  if (spec.sealed) return false;
  return spec.keep === "pages" || spec.isSettled?.(doc, since) === true;
}
