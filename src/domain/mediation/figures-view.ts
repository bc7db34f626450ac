/** Whose quarrels somebody may count, and how closely. */
import { type Actor, type Grant, holds, orgCovers, type Role } from "../kernel/actor.ts";
import type { CompoundId, OrgCode } from "../kernel/ids.ts";

/** They read number, kind and state of every case of the place, so its figures tell them nothing new. */
const REGISTER_READERS: readonly Role[] = ["gridWorker", "mediator", "committeeHead", "communityAdmin", "auditor"];
/** They see figures only. */
const UPPER: readonly Role[] = ["streetAdmin", "districtAdmin"];

export interface FiguresView {
  readonly communities: readonly OrgCode[];
  /** Of these compounds only; null: of the whole communities. */
  readonly compoundIds: readonly CompoundId[] | null;
  /** Small numbers are hidden, and what they follow from. */
  readonly guarded: boolean;
}

/**
 * What a person may count: the communities whose register he reads, all or the one he names; his compounds; or, above
 * them, figures with small numbers hidden, never of one community by itself. Undefined: nothing.
 */
export function figuresViewOf(actor: Actor, all: readonly OrgCode[], named?: OrgCode): FiguresView | undefined {
  const within = named === undefined ? all : all.filter((code) => code === named);
  const above = named === undefined ? under(actor, UPPER, within) : [];
  if (above.length > 0) return { communities: above, compoundIds: null, guarded: true };
  const read = within.filter((code) => holds(actor, REGISTER_READERS, code));
  if (read.length > 0) return { communities: read, compoundIds: null, guarded: false };
  const compounds = actor.grants.filter((g) => isCompoundOf(g, within));
  const communities = within.filter((code) => compounds.some((g) => g.orgCode === code));
  return compounds.length === 0
    ? undefined
    : { communities, compoundIds: compounds.flatMap((g) => g.unitId ?? []), guarded: false };
}

const under = (actor: Actor, roles: readonly Role[], codes: readonly OrgCode[]): OrgCode[] =>
  codes.filter((code) => actor.grants.some((g) => roles.includes(g.role) && orgCovers(g.orgCode, code)));

const isCompoundOf = ({ role, orgCode, unitId }: Grant, communities: readonly OrgCode[]): boolean =>
  role === "branchSecretary" && unitId !== undefined && communities.includes(orgCode);
