/** What a report holds while it is being written; kept at every change, so that a reload loses nothing. */
import type { Severity } from "#domain/checklist/checklist";
import type { IssuePlace, OwnerKind, PhotoRef } from "#domain/issue/issue";
import { isNearDistrict } from "#domain/kernel/geo";

/** The road to the last screen, six taps at most; words and who are asked for from there, by those who want to. */
export const STEPS = ["where", "what", "urgent", "photos", "read"] as const;
export type Step = (typeof STEPS)[number] | "words" | "who";
export type Emergency = "110" | "119" | "120" | "other" | "notNeeded";

export interface ReportDraft {
  readonly issueId: string;
  readonly step: Step;
  /** The last screen has been seen: whatever is changed from there leads back to it. */
  readonly readBack?: boolean | undefined;
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

/** 0 … 4 on the road; words and who belong to the last screen. */
export const placeOnRoad = (step: Step): number => {
  const at = (STEPS as readonly Step[]).indexOf(step);
  return at === -1 ? STEPS.length - 1 : at;
};

const lacksAnswer = (draft: ReportDraft): boolean => draft.severity === "red" && !draft.emergency;

/** A changed category may have become red: its question comes before the last screen. */
export function stepAfter(draft: ReportDraft): Step {
  if (draft.step === "what" && draft.readBack && lacksAnswer(draft)) return "urgent";
  if (draft.readBack) return "read";
  return STEPS[placeOnRoad(draft.step) + 1] ?? "read";
}

export function stepBefore(draft: ReportDraft): Step | undefined {
  if (draft.step !== "read" && draft.readBack) return "read";
  return STEPS[placeOnRoad(draft.step) - 1];
}

/** The first screen that still needs something before the report can be handed in. */
export function stepLacking(draft: ReportDraft): Step | undefined {
  const { position } = draft.place;
  if (!hasPlace(draft.place)) return "where";
  if (position && !isNearDistrict(position) && !draft.farConfirmed) return "where";
  if (!draft.category || !draft.severity) return "what";
  return lacksAnswer(draft) ? "urgent" : undefined;
}

/** A report the platform set aside, opened again where it is read back: nothing has to be written twice. */
export function draftOf(args: Readonly<Record<string, unknown>>): ReportDraft {
  const { issueId, place, communityCode, category, severity, emergency, photos, words, ownerKind } =
    args as unknown as Partial<ReportDraft>;
  return {
    issueId: issueId ?? "",
    step: "read",
    readBack: true,
    place: place ?? {},
    communityCode,
    category,
    severity,
    emergency,
    photos: photos ?? [],
    words: words ?? "",
    ownerKind,
  };
}

/** Is a place named well enough to be found again? */
export const hasPlace = (place: IssuePlace): boolean =>
  Boolean(place.checkpointId || place.compoundId || place.position || (place.spot && place.spot.trim().length >= 2));
