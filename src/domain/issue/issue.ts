/** One thing with one life: a hazard found on a round, later also complaints, clues and broken lamps. */
import type { Severity } from "../checklist/checklist.ts";
import type { Position } from "../kernel/geo.ts";
import type { CheckpointId, CompoundId, Instant, IssueId, OrgCode, PersonId, RoundId, TeamId } from "../kernel/ids.ts";

export const ISSUE_STATES = ["reported", "accepted", "declined", "handling", "answered", "closed"] as const;
export type IssueState = (typeof ISSUE_STATES)[number];

/** From a state to those it may go to. Closing needs a check by somebody else than the handler. */
export const ISSUE_NEXT: Readonly<Record<IssueState, readonly IssueState[]>> = {
  reported: ["accepted", "declined"],
  accepted: ["handling", "answered"],
  handling: ["answered"],
  answered: ["closed", "handling"],
  declined: ["accepted"],
  closed: ["handling"],
};

export const OPEN_STATES: readonly IssueState[] = ["reported", "accepted", "handling", "answered"];

export const OWNER_KINDS = [
  "branch",
  "property",
  "community",
  "police",
  "fire",
  "urbanManagement",
  "sanitation",
  "utilities",
  "civilAffairs",
] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export interface PhotoRef {
  readonly sha256: string;
  readonly bytes: number;
  readonly thumbSha256: string;
  readonly thumbBytes: number;
  readonly width: number;
  readonly height: number;
}

/** Answer to "已拨打 110 / 119 / 120?"; asked for red, never assumed. */
export interface EmergencyAnswer {
  readonly called: "110" | "119" | "120" | "other" | "notNeeded";
  readonly at: Instant;
}

export interface IssuePlace {
  readonly checkpointId?: CheckpointId | undefined;
  readonly compoundId?: CompoundId | undefined;
  /** In the person's words, where no checkpoint fits: "3栋后面的小路". */
  readonly spot?: string | undefined;
  readonly position?: Position | undefined;
}

export interface IssueEvent {
  readonly id: string;
  readonly at: Instant;
  readonly byId: PersonId;
  readonly kind: "reported" | "moved" | "note";
  readonly from?: IssueState | undefined;
  readonly to?: IssueState | undefined;
  readonly text?: string | undefined;
  readonly photos?: readonly PhotoRef[] | undefined;
}

export interface Issue {
  readonly id: IssueId;
  readonly communityCode: OrgCode;
  readonly source: "patrol" | "direct" | "gridVisit";
  readonly place: IssuePlace;
  readonly checklistVersionId: string;
  readonly category: string;
  /** The category's words when it was reported, so that an old issue reads right for ever. */
  readonly categoryLabel: string;
  readonly severity: Severity;
  readonly words?: string | undefined;
  readonly photos: readonly PhotoRef[];
  readonly emergency?: EmergencyAnswer | undefined;
  readonly ownerKind: OwnerKind;
  readonly roundId?: RoundId | undefined;
  readonly teamId?: TeamId | undefined;
  readonly reportedById: PersonId;
  readonly reportedAt: Instant;
  readonly handledById?: PersonId | undefined;
  readonly state: IssueState;
  readonly events: readonly IssueEvent[];
}

/** Answered, and whoever reported it has not said since whether it is really done. */
export function awaitsReporter(issue: Pick<Issue, "state" | "events" | "reportedById">): boolean {
  if (issue.state !== "answered") return false;
  const last = issue.events.map((e) => e.kind).lastIndexOf("moved");
  return !issue.events.slice(last + 1).some((e) => e.kind === "note" && e.byId === issue.reportedById);
}

const OWNER_BY_SECTION: Readonly<Record<string, OwnerKind>> = {
  fire: "fire",
  facility: "property",
  building: "urbanManagement",
  order: "urbanManagement",
  sanitation: "sanitation",
  safety: "police",
  care: "civilAffairs",
  nature: "community",
};

/** Who looks after it first. Without a property firm the compound's branch is the default, not the firm. */
export function suggestOwner(sectionId: string, hasPropertyFirm: boolean): OwnerKind {
  const owner = OWNER_BY_SECTION[sectionId] ?? "community";
  return owner === "property" && !hasPropertyFirm ? "branch" : owner;
}
