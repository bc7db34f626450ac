/**
 * What of a quarrel is counted, and in which month. Open fields only: no sealed word is ever needed for a figure, so that
 * figures go on when the words of a file are gone.
 */
import { daysBetween, localDateOf } from "../kernel/clock.ts";
import type { CompoundId, LocalDate, OrgCode } from "../kernel/ids.ts";
import { currentAgreement, type Mediation, performanceOf } from "./mediation.ts";
import type { Basis, Category, Tag } from "./words.ts";

export const MARKS = [
  "accepted",
  "ended",
  "agreed",
  "oral",
  "written",
  "performed",
  "visited",
  "asked",
  "confirmed",
  "referred",
  "red",
  "calmed",
  "priced",
  "settled",
  "madeFormal",
] as const;
/** What can be said of one case by yes or no. */
export type Mark = (typeof MARKS)[number];

/** One case as the figures see it. */
export interface CountedCase {
  readonly id: string;
  readonly basis: Basis;
  readonly communityCode: OrgCode;
  readonly compoundId: CompoundId | null;
  /** The day it counts on. */
  readonly on: LocalDate;
  readonly category: Category;
  readonly tags: readonly Tag[];
  readonly marks: readonly Mark[];
  /** Last day by which something was to be done; null: no agreement in force. */
  readonly dueOn: LocalDate | null;
  /** Days from acceptance to its end; null while it has not ended. */
  readonly days: number | null;
  readonly amountFen: number | null;
}

/**
 * A case counts once, on the day it was accepted (受理), and all that becomes of it later counts there too: a rate is a
 * share of the same cases, never above 100 %, and months add up to the year. The price: figures of a past month move
 * until all its cases have ended, so each table says when it was counted.
 * One that was never accepted (refused or handed on before) counts on the day the file was opened.
 * @rule STAT-WHEN once, on the day of acceptance; never accepted: on the day it was registered.
 */
const countedOn = (file: Mediation): LocalDate => localDateOf(file.acceptedAt ?? openedAt(file));

/** When the file was opened; of one that began as a 劝和 that is when it was made formal. */
const openedAt = ({ steps, registeredAt }: Mediation): string =>
  steps.find(({ from, to }) => to === "registered" && (from === "settled" || from === "unsettled"))?.at ?? registeredAt;

type Ending = "agreed" | "failed" | "refused" | "referred";

/** How it ended and when; still read from a file that was closed and put away since. Undefined while it is open. */
function endingOf(file: Mediation): { readonly how: Ending; readonly on: LocalDate } | undefined {
  if (file.referral) return { how: "referred", on: file.referral.on };
  if (file.effectiveOn) return { how: "agreed", on: file.effectiveOn };
  if (file.failure) return { how: "failed", on: file.failure.on };
  const refused = file.steps.find(({ to }) => to === "refused");
  return refused && { how: "refused", on: localDateOf(refused.at) };
}

const obligationsOf = (file: Mediation) => currentAgreement(file)?.obligations ?? [];

/**
 * A file of 人民调解 as it counts.
 * @rule STAT-END ended: an agreement in force, failed, or a party that wants no more after acceptance. Handed on to
 * another organ is no end of mediation and counts apart.
 */
function countFile(file: Mediation): CountedCase {
  const ending = endingOf(file);
  const accepted = file.acceptedAt !== undefined;
  const ended = accepted && ending !== undefined && ending.how !== "referred";
  const agreed = ended && ending.how === "agreed";
  const obligations = agreed ? obligationsOf(file) : [];
  const form = agreed ? currentAgreement(file)?.form : undefined;
  const red = accepted && file.risk === "red";
  const amountFen = accepted ? (file.amountFen ?? null) : null;
  const holds: Partial<Record<Mark, boolean>> = {
    ...{ accepted, ended, agreed, oral: form === "oral", written: form === "written", red, calmed: red && agreed },
    performed: agreed && obligations.every((o) => performanceOf(file, o.id) === "performed"),
    visited: agreed && (file.followUps ?? []).length > 0,
    asked: agreed && Boolean(file.judicial),
    confirmed: agreed && file.judicial?.decided === "confirmed",
    referred: ending?.how === "referred",
    priced: amountFen !== null,
  };
  const on = countedOn(file);
  return {
    ...placeOf(file),
    basis: "formal",
    on,
    marks: MARKS.filter((mark) => holds[mark]),
    dueOn: agreed ? (obligations.map((o) => o.dueOn).sort()[obligations.length - 1] ?? ending.on) : null,
    // Never below zero: an agreement may be dated before the tap that accepted the case.
    days: ended ? Math.max(0, daysBetween(on, ending.on)) : null,
    amountFen,
  };
}

const placeOf = ({ id, communityCode, compoundId, category, tags }: Mediation) => ({
  ...{ id, communityCode, compoundId: compoundId ?? null, category, tags },
});

/** A 劝和 as it counts, also after a file was made of it: it took place all the same. */
function countSettling(file: Mediation): CountedCase {
  const state = file.settledBefore?.state ?? file.state;
  const holds: Partial<Record<Mark, boolean>> = {
    settled: state === "settled",
    madeFormal: file.settledBefore !== undefined,
  };
  return {
    ...placeOf(file),
    basis: "informal",
    on: localDateOf(file.settledBefore?.at ?? file.registeredAt),
    marks: MARKS.filter((mark) => holds[mark]),
    ...{ dueOn: null, days: null, amountFen: null },
  };
}

/**
 * What counts of one record: a file, a 劝和, or each once where a file was made of a 劝和.
 * @rule STAT-APART 劝和 and 人民调解 stand in tables of their own and are never added up.
 */
export function countCase(file: Mediation): CountedCase[] {
  const formal = file.basis === "formal" ? [countFile(file)] : [];
  return file.basis === "informal" || file.settledBefore ? [countSettling(file), ...formal] : formal;
}
