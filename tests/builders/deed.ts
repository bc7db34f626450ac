/** One try of a command by somebody: what must lie there for it, its arguments, and who may. */
import type { Actor, Ground } from "./cast.ts";

export type Doc = Readonly<Record<string, unknown>>;

export interface Laid {
  readonly t: string;
  readonly id: string;
  readonly doc: Doc;
}

export interface Deed {
  readonly cmd: string;
  /** What makes this row differ from another of the same command. */
  readonly case?: string;
  /** Who may, at home and next door; nobody else. */
  readonly may: { readonly home: readonly Actor[]; readonly neighbour: readonly Actor[] };
  readonly laid?: (ground: Ground, id: string, actorId: string) => readonly Laid[];
  readonly args: (ground: Ground, id: string, actorId: string) => Record<string, unknown>;
}

export const WALKERS: readonly Actor[] = ["volunteer", "groupLead"];
export const STAFF: readonly Actor[] = ["gridWorker", "branchSecretary", "communityAdmin"];
export const LOCAL: readonly Actor[] = [
  ...WALKERS,
  "buildingHead",
  "mediator",
  "committeeHead",
  "instructor",
  ...STAFF,
];
export const UPPER: readonly Actor[] = ["streetAdmin", "districtAdmin"];
export const ADMINS: readonly Actor[] = ["communityAdmin", ...UPPER];
export const KEEPERS: readonly Actor[] = ["communityAdmin", "districtAdmin"];
export const EVERYBODY: readonly Actor[] = [...LOCAL, ...UPPER, "auditor", "no role", "ended role", "other district"];

export const only = (home: readonly Actor[], neighbour: readonly Actor[] = []): Deed["may"] => ({ home, neighbour });
export const NOBODY = only([]);
export const AT = "2026-11-20T02:00:00.000Z";

export const groundOf = ({ communityCode, teamId, groupId, routeId }: Ground) => ({
  communityCode,
  teamId,
  groupId,
  routeId,
});
