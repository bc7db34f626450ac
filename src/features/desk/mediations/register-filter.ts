/** Which lines of the register are listed. The filter lives in the address: figures and 今天 link to it. Pure. */
import { TASK_KINDS, type TaskKind } from "#domain/mediation/deadlines";
import { MEDIATION_STATES, type MediationState } from "#domain/mediation/mediation";
import { isOverdue, isUnattended, monthOf, stillDue } from "#domain/mediation/stub";
import { BASES, type Basis, CATEGORIES, type Category } from "#domain/mediation/words";
import type { Person } from "#domain/people/people";
import type { RegisterLine } from "#storage/mediations";

export const MARKS = ["overdue", "mine", "unattended"] as const;
/** Yes-or-no questions about a line, each a word of the address with `=1`. */
export type Mark = (typeof MARKS)[number];

export interface RegisterFilter {
  /** None: all. */
  readonly states: readonly MediationState[];
  readonly category: Category | null;
  readonly basis: Basis | null;
  readonly compoundId: string | null;
  readonly mediatorId: string | null;
  /** `2026-11`. */
  readonly month: string | null;
  /** Something of this kind is due by `dueBy`, or at all where that is null. */
  readonly due: TaskKind | null;
  readonly dueBy: string | null;
  readonly marks: readonly Mark[];
  /** Part of a number. */
  readonly text: string;
}

export const WHOLE_REGISTER: RegisterFilter = {
  ...{
    states: [],
    category: null,
    basis: null,
    compoundId: null,
    mediatorId: null,
    month: null,
    due: null,
    dueBy: null,
  },
  ...{ marks: [], text: "" },
};

const one = <T extends string>(given: string | null, known: readonly T[]): T | null =>
  known.find((value) => value === given) ?? null;
const shaped = (given: string | null, shape: RegExp): string | null =>
  given !== null && shape.test(given) ? given : null;

/** The filter of an address; what nobody knows is left out. */
export function registerFilterIn(params: URLSearchParams): RegisterFilter {
  const states = (params.get("state") ?? "").split(",");
  return {
    states: MEDIATION_STATES.filter((state) => states.includes(state)),
    category: one(params.get("category"), CATEGORIES),
    basis: one(params.get("basis"), BASES),
    compoundId: params.get("compound") || null,
    mediatorId: params.get("mediator") || null,
    month: shaped(params.get("month"), /^\d{4}-\d\d$/),
    due: one(params.get("due"), TASK_KINDS),
    dueBy: shaped(params.get("by"), /^\d{4}-\d\d-\d\d$/),
    marks: MARKS.filter((mark) => params.get(mark) === "1"),
    text: params.get("q") ?? "",
  };
}

/** The shortest address of a filter. */
export function registerAddressOf(filter: RegisterFilter): string {
  const { compoundId: compound, mediatorId: mediator, dueBy: by, states, marks, text, ...rest } = filter;
  const params = new URLSearchParams();
  const words = {
    state: MEDIATION_STATES.filter((s) => states.includes(s)).join(","),
    ...rest,
    compound,
    mediator,
    by,
  };
  for (const [name, value] of Object.entries(words)) if (value) params.set(name, value);
  for (const mark of MARKS) if (marks.includes(mark)) params.set(mark, "1");
  if (text.trim()) params.set("q", text);
  return params.toString();
}

/** What a line is held against besides the filter. */
export interface RegisterNow {
  readonly today: string;
  readonly now: string;
  readonly person: (id: string) => Person | undefined;
}

const MARKED: Readonly<Record<Mark, (line: RegisterLine, now: RegisterNow) => boolean>> = {
  overdue: (line, { today }) => isOverdue(line, today),
  mine: (line) => line.mine,
  unattended: (line, { person, now }) => isUnattended(line, person, now),
};

const isDue = (line: RegisterLine, { due, dueBy }: RegisterFilter, { today }: RegisterNow): boolean =>
  stillDue(line, today).some((day) => (due === null || day.kind === due) && (dueBy === null || day.on <= dueBy));

export function linesOf(
  all: readonly RegisterLine[],
  filter: RegisterFilter,
  now: RegisterNow,
  communityCode?: string,
): RegisterLine[] {
  const text = filter.text.trim().toLowerCase();
  const asksDue = filter.due !== null || filter.dueBy !== null;
  return all.filter(
    (line) =>
      (communityCode === undefined || line.communityCode === communityCode) &&
      (filter.states.length === 0 || filter.states.includes(line.state)) &&
      (filter.category === null || line.category === filter.category) &&
      (filter.basis === null || line.basis === filter.basis) &&
      (filter.compoundId === null || line.compoundId === filter.compoundId) &&
      (filter.mediatorId === null || line.mediatorIds?.includes(filter.mediatorId) === true) &&
      (filter.month === null || monthOf(line) === filter.month) &&
      (!asksDue || isDue(line, filter, now)) &&
      filter.marks.every((mark) => MARKED[mark](line, now)) &&
      (text === "" || (line.number ?? "").toLowerCase().includes(text)),
  );
}
