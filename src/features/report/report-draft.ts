/** What a report holds while it is being written; kept at every change, so that a reload loses nothing. */
import type { Severity } from "#domain/checklist/checklist";
import type { IssuePlace, OwnerKind, PhotoRef } from "#domain/issue/issue";

export const STEPS = ["where", "what", "urgent", "photos", "words", "who", "read"] as const;
export type Step = (typeof STEPS)[number];
export type Emergency = "110" | "119" | "120" | "other" | "notNeeded";

export interface ReportDraft {
  readonly issueId: string;
  readonly step: Step;
  readonly place: IssuePlace;
  readonly farConfirmed?: boolean | undefined;
  /** Community the report lies under; 12 digits. */
  readonly communityCode?: string | undefined;
  readonly sectionId?: string | undefined;
  readonly category?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly emergency?: Emergency | undefined;
  readonly photos: readonly PhotoRef[];
  readonly words: string;
  readonly ownerKind?: OwnerKind | undefined;
}

export const emptyDraft = (issueId: string, place: IssuePlace, communityCode: string | undefined): ReportDraft => ({
  issueId,
  step: place.checkpointId ? "what" : "where",
  place,
  communityCode,
  photos: [],
  words: "",
});

export const stepAfter = (step: Step): Step => STEPS[STEPS.indexOf(step) + 1] ?? "read";
export const stepBefore = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) - 1];

/** Is a place named well enough to be found again? */
export const hasPlace = (place: IssuePlace): boolean =>
  Boolean(place.checkpointId || place.compoundId || place.position || (place.spot && place.spot.trim().length >= 2));
