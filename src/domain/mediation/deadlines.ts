/** Dates that follow by rule, and what is due from them. Local dates; nothing here is typed by a person. */
import { addDays, localDateOf } from "../kernel/clock.ts";
import type { LocalDate } from "../kernel/ids.ts";
import {
  currentAgreement,
  isExcluded,
  type Mediation,
  type MediationState,
  mayNoteReceipt,
  performanceOf,
  unsigned,
} from "./mediation.ts";

/**
 * The day an agreement takes effect: a written one when all parties and the mediator have signed and the committee's
 * seal is on it, whichever is last; an oral one the day it is reached. null: not in force.
 * @rule MED-29 a written one needs the signatures of the parties and the mediator, and the seal.
 * @rule MED-30 an oral one is in force the day it is reached.
 */
export function effectiveOnOf(
  file: Pick<Mediation, "agreements" | "signatures" | "partyKeys" | "sealedOn">,
): LocalDate | null {
  const text = currentAgreement(file);
  if (!text) return null;
  if (text.form === "oral") return text.on;
  if (unsigned(file).length > 0 || !file.sealedOn) return null;
  const days = [
    file.sealedOn,
    ...(file.signatures ?? []).filter((s) => s.agreementId === text.id).map((s) => localDateOf(s.at)),
  ];
  return days.sort()[days.length - 1] ?? null;
}

const JUDICIAL_DAYS = 30;

/**
 * Last day to ask the court together to confirm; null where there is no agreement in force, or the law gives none.
 * @rule MED-33 thirty days from the day of effect; none where marriage, identity or adoption themselves are settled.
 */
export function judicialUntil(file: Pick<Mediation, "effectiveOn" | "personalStatus">): LocalDate | null {
  return file.effectiveOn && !file.personalStatus ? addDays(file.effectiveOn, JUDICIAL_DAYS) : null;
}

/** The day one month later, or the last of that month where it has no such day. */
function oneMonthAfter(on: LocalDate): LocalDate {
  const [year = 0, month = 0, day = 0] = on.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, last))).toISOString().slice(0, 10);
}

/**
 * The day mediation should have come to an end.
 * @rule MED-TIME one month from acceptance, or the later day that the parties agreed on. Two phones may each have added
 * one: the latest counts.
 */
export function mediateUntil(file: Pick<Mediation, "acceptedAt" | "extensions">): LocalDate | null {
  if (!file.acceptedAt) return null;
  const days = [oneMonthAfter(localDateOf(file.acceptedAt)), ...(file.extensions ?? []).map((e) => e.until)];
  return days.sort()[days.length - 1] ?? null;
}

/** Mediation is under way, so that its end can be put off. */
export const mayExtend = (state: MediationState): boolean =>
  ["accepted", "inquiring", "mediating", "paused"].includes(state);

export const TASK_KINDS = [
  "accept",
  "refer",
  "receipt",
  "mediateUntil",
  "sign",
  "seal",
  "obligation",
  "visit",
  "judicial",
  "urge",
  "close",
  "file",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Something a mediator has to do about a file. */
export interface MediationTask {
  readonly kind: TaskKind;
  readonly caseId: string;
  readonly dueOn: LocalDate;
  readonly obligationId?: string | undefined;
}

const VISIT_DAYS = 30;
const SOON_DAYS = 3;

/** Obligations that nobody has seen performed, each with its day. */
const openObligations = (file: Mediation): MediationTask[] =>
  (currentAgreement(file)?.obligations ?? [])
    .filter((o) => performanceOf(file, o.id) !== "performed")
    .map((o) => ({ kind: "obligation", caseId: file.id, dueOn: o.dueOn, obligationId: o.id }));

function whileInForce(file: Mediation): MediationTask[] {
  const until = judicialUntil(file);
  const caseId = file.id;
  const visited = (file.followUps ?? []).length > 0;
  return [
    ...openObligations(file),
    ...(visited || !file.effectiveOn
      ? []
      : [{ kind: "visit" as const, caseId, dueOn: addDays(file.effectiveOn, VISIT_DAYS) }]),
    ...(until && !file.judicial ? [{ kind: "judicial" as const, caseId, dueOn: until }] : []),
  ];
}

const dayOfLastStep = (file: Mediation): LocalDate =>
  localDateOf(file.steps[file.steps.length - 1]?.at ?? file.registeredAt);

/**
 * What is to be done about a file, the earliest first.
 * @rule MED-31 the committee watches over performance: each obligation, a visit and the court's window are dated tasks.
 */
export function tasksOf(file: Mediation): MediationTask[] {
  const soon = addDays(dayOfLastStep(file), SOON_DAYS);
  const one = (kind: TaskKind, dueOn: LocalDate | null): MediationTask[] =>
    dueOn ? [{ kind, caseId: file.id, dueOn }] : [];
  const due = (): MediationTask[] => {
    switch (file.state) {
      case "registered":
        return one(isExcluded(file) ? "refer" : "accept", soon);
      case "accepted":
      case "inquiring":
      case "mediating":
      case "paused":
        return one("mediateUntil", mediateUntil(file));
      case "toSign":
        return one("sign", soon);
      case "toSeal":
        return one("seal", soon);
      case "performing":
        return whileInForce(file);
      case "unperformed":
        return [...openObligations(file), ...one("urge", soon)];
      case "performed":
        return [...whileInForce(file), ...one("close", soon)];
      case "referred":
        return one(mayNoteReceipt(file) ? "receipt" : "close", soon);
      case "refused":
      case "failed":
        return one("close", soon);
      case "closed":
        return one("file", soon);
      case "settled":
      case "unsettled":
      case "filed":
        return [];
    }
  };
  return due().sort((a, b) => a.dueOn.localeCompare(b.dueOn));
}
