/** Who may do what with a quarrel, and what every command about a file asks first. */
import { type Actor, holds } from "../kernel/actor.ts";
import { type Change, type DecideEnv, type Doc, refuse, type Verdict } from "../kernel/command.ts";
import type { OrgCode } from "../kernel/ids.ts";
import { ok } from "../kernel/result.ts";
import { canGo, type Mediation, type MediationState } from "./mediation.ts";

/**
 * May the actor open a file of 人民调解 here?
 * @rule MED-13 only a mediator of the committee; neighbours and volunteers talk people round, and that is counted apart.
 */
export const mayMediate = (actor: Actor, code: OrgCode): boolean => holds(actor, ["mediator"], code);

/** May the actor take down that he talked people round here? Anybody with a role in the community. */
export const maySettle = (actor: Actor, code: OrgCode): boolean => actor.grants.some((g) => g.orgCode === code);

/** Is the actor one of the mediators of this file, and still in office? */
export const isMediatorOf = (actor: Actor, file: Pick<Mediation, "mediatorIds" | "communityCode">): boolean =>
  file.mediatorIds.includes(actor.personId) && holds(actor, ["mediator", "gridWorker"], file.communityCode);

/**
 * May the actor enter the day of the committee's seal here? Also of a file that he mediates not himself.
 * @rule MED-SEAL the head of the committee keeps its seal; nobody else says that it is on the paper.
 */
export const maySeal = (actor: Actor, code: OrgCode): boolean => holds(actor, ["committeeHead"], code);

/** The one in charge says who else mediates. */
export const isInCharge = (actor: Actor, file: Mediation): boolean =>
  file.mediatorIds[0] === actor.personId && isMediatorOf(actor, file);

/** A compound of another community would show the matter to another compound's secretary. */
export const liesElsewhere = (compoundId: string | undefined, code: OrgCode, env: DecideEnv): boolean => {
  const compound = compoundId && env.look({ t: "compound", id: compoundId });
  return Boolean(compound && compound["communityCode"] !== code);
};

const REF = (file: Mediation) => ({ t: "mediation", id: file.id });

/** The step from where a file stands to `to`, written down with who and when; nothing where it stands there already. */
export function stepTo(file: Mediation, to: MediationState, stepId: string, env: DecideEnv): Change {
  if (file.state === to) return [];
  const entry = { id: stepId, at: env.at, byId: env.actor.personId, from: file.state, to };
  return [
    { op: "append", ...REF(file), list: "steps", entry },
    { op: "transition", ...REF(file), from: [file.state], to },
  ];
}

export const setFields = (file: Mediation, fields: Doc): Change => [{ op: "set", ...REF(file), fields }];

export const addTo = (file: Mediation, list: string, entry: Doc & { readonly id: string }): Change => [
  { op: "append", ...REF(file), list, entry },
];

/** Files that a deed hands in: the server waits for them. */
export const attached = (file: Mediation, files: readonly { sha256: string; bytes: number }[] | undefined): Change =>
  (files ?? []).map(({ sha256, bytes }) => ({ op: "attach", ...REF(file), sha256, bytes }));

interface Step {
  readonly to: MediationState;
  readonly stepId: string;
  readonly env: DecideEnv;
  /** What changes besides. */
  readonly change?: Change;
}

/** One step of a file by one of its mediators; refused where it is not his or the step is not possible. */
export function step(file: Mediation | undefined, { to, stepId, env, change = [] }: Step): Verdict {
  if (!file) return refuse("not-found");
  if (!isMediatorOf(env.actor, file)) return refuse("not-allowed");
  if (!canGo(file.state, to)) return refuse("bad-transition");
  return ok([...change, ...stepTo(file, to, stepId, env)]);
}
