/**
 * Everything the rules can refuse. A kind needs a sentence in every language
 * (features/sync-status/refusals), and the compiler asks for it.
 */
export const REFUSAL_KINDS = [
  "already-exists",
  "not-found",
  "invalid-arguments",
  "unknown-command",
  "not-allowed",
  "not-a-member",
  "round-not-running",
  "round-not-paused",
  "round-finished",
  "group-too-small",
  "safety-not-seen",
  "stop-not-on-route",
  "witness-missing",
  "witness-is-self",
  "late-in-future",
  "place-missing",
  "position-outside-district",
  "emergency-answer-missing",
  "too-many-photos",
  "personal-data-in-text",
  "category-unknown",
  "bad-transition",
  "same-person-checks",
  "reason-missing",
  "slot-taken",
  "route-empty",
  "checkpoint-unknown",
  "checklist-not-draft",
  "checklist-empty",
  "checklist-section-empty",
  "role-unknown",
  "org-unknown",
  "name-missing",
  "person-retired",
  "track-not-chosen",
  "already-settled",
  "seal-key-missing",
  "colleague-has-no-key",
  "sealed-locked",
  "lease-over",
  "excluded-matter",
  "rights-not-told",
  "consent-missing",
  "agreement-incomplete",
  "date-in-future",
  "date-not-later",
  "signature-missing",
  "advice-missing",
  "judicial-not-possible",
] as const;

export type RefusalKind = (typeof REFUSAL_KINDS)[number];

export interface Refusal {
  readonly kind: RefusalKind;
  /** Rule of docs/RULES.md that stands behind it. */
  readonly rule?: string;
  /** Argument the person can mend. */
  readonly field?: string;
}
