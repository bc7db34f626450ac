/**
 * A quarrel as the register shows it to those who may not read it: number, kind, state, days, and who mediates. Nobody's
 * name but a mediator's, no word, no amount, no tag; derived by the server at each write and never typed.
 */
import { isGrantActive, orgCovers, type Role } from "../kernel/actor.ts";
import { localDateOf } from "../kernel/clock.ts";
import type { CompoundId, Instant, LocalDate, OrgCode, PersonId } from "../kernel/ids.ts";
import type { Person } from "../people/people.ts";
import { type TaskKind, tasksOf } from "./deadlines.ts";
import type { Mediation, MediationState } from "./mediation.ts";
import type { Basis, Category } from "./words.ts";

/** A day something has to be done by; what exactly stands in the file. */
export interface DueDay {
  readonly kind: TaskKind;
  readonly on: LocalDate;
}

/** What everybody but the mediators of a file sees of it. */
export interface MediationStub {
  readonly id: string;
  readonly communityCode: OrgCode;
  readonly compoundId?: CompoundId | undefined;
  readonly number: string | null;
  readonly basis: Basis;
  readonly category: Category;
  readonly state: MediationState;
  readonly registeredOn: LocalDate;
  /** null: not accepted. Absent, as the next two, in a stub that was written before they were. */
  readonly acceptedOn?: LocalDate | null | undefined;
  /** The first is in charge. */
  readonly mediatorIds?: readonly PersonId[] | undefined;
  /** What has to be done by which day, the earliest first. */
  readonly due?: readonly DueDay[] | undefined;
}

export function stubOf(d: Mediation): Omit<MediationStub, "id"> {
  const due = d.basis === "formal" ? tasksOf(d).map(({ kind, dueOn }): DueDay => ({ kind, on: dueOn })) : [];
  return {
    communityCode: d.communityCode,
    ...(d.compoundId ? { compoundId: d.compoundId } : {}),
    number: d.number ?? null,
    basis: d.basis,
    category: d.category,
    state: d.state,
    registeredOn: localDateOf(d.registeredAt),
    acceptedOn: d.acceptedAt ? localDateOf(d.acceptedAt) : null,
    mediatorIds: d.mediatorIds,
    due,
  };
}

/** What there still is to do: once the court's window is over nobody can be late for it any more. */
export const stillDue = ({ due }: Pick<MediationStub, "due">, today: LocalDate): readonly DueDay[] =>
  (due ?? []).filter(({ kind, on }) => kind !== "judicial" || on >= today);

/** The earliest day; null where nothing is due, or where nobody knows yet. */
export const nextDue = (stub: Pick<MediationStub, "due">, today: LocalDate): DueDay | null =>
  stillDue(stub, today)[0] ?? null;

export const isOverdue = (stub: Pick<MediationStub, "due">, today: LocalDate): boolean =>
  (nextDue(stub, today)?.on ?? today) < today;

/** The month a quarrel is counted in: that of its acceptance, or of its entry where it was not accepted. */
export const monthOf = (stub: Pick<MediationStub, "acceptedOn" | "registeredOn">): string =>
  (stub.acceptedOn ?? stub.registeredOn).slice(0, 7);

const MEDIATES: readonly Role[] = ["mediator", "gridWorker"];

/** May this person still mediate in the community: not retired, and in an office that mediates there? */
export const isInOffice = (person: Person, code: OrgCode, now: Instant, roles = MEDIATES): boolean =>
  !person.retiredAt &&
  person.grants.some((g) => roles.includes(g.role) && orgCovers(g.orgCode, code) && isGrantActive(g, now));

/**
 * A file that goes on and that nobody in office mediates any more. Somebody whom this device does not know is not
 * taken for gone.
 */
export function isUnattended(
  stub: Pick<MediationStub, "basis" | "state" | "communityCode" | "mediatorIds">,
  person: (id: string) => Person | undefined,
  now: Instant,
): boolean {
  const { mediatorIds } = stub;
  if (stub.basis !== "formal" || stub.state === "filed" || !mediatorIds) return false;
  return mediatorIds.every((id) => {
    const one = person(id);
    return one !== undefined && !isInOffice(one, stub.communityCode, now);
  });
}
