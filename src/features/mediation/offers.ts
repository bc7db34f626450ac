/** What is offered from where a file stands: what the rules would refuse is not there. */
import { mayExtend } from "#domain/mediation/deadlines";
import { canGo, consentOf, isExcluded, type Mediation, mayNoteReceipt } from "#domain/mediation/mediation";

export const OFFERS = [
  "resume",
  "accept",
  "sign",
  "seal",
  "session",
  "agreement",
  "inquiry",
  "evidence",
  "consent",
  "signForm",
  "receipt",
  "close",
  "followUp",
  "judicial",
  "file",
  "edit",
  "share",
  "handOver",
  "extend",
  "fail",
  "refer",
  "pause",
  "note",
] as const;
export type Offer = (typeof OFFERS)[number];

const WORKING = ["accepted", "inquiring", "mediating", "toSign"];

/** What comes first where it is not the order of the list. */
function firstOf(file: Mediation): Offer | undefined {
  if (file.state === "unperformed") return "followUp";
  return file.state === "registered" && isExcluded(file) ? "refer" : undefined;
}

const POSSIBLE: Readonly<Record<Offer, (file: Mediation) => boolean>> = {
  consent: (f) => (f.state === "registered" && !isExcluded(f)) || WORKING.includes(f.state),
  accept: (f) =>
    canGo(f.state, "accepted") &&
    f.state === "registered" &&
    !isExcluded(f) &&
    f.partyKeys.every((key) => consentOf(f, key)?.given),
  session: (f) => WORKING.includes(f.state),
  inquiry: (f) => WORKING.includes(f.state),
  evidence: (f) => WORKING.includes(f.state),
  agreement: (f) => canGo(f.state, "toSign"),
  sign: (f) => f.state === "toSign",
  signForm: (f) => f.state !== "filed",
  seal: (f) => f.state === "toSeal",
  followUp: (f) => Boolean(f.effectiveOn) && f.state !== "filed",
  judicial: (f) => Boolean(f.effectiveOn) && !f.personalStatus && !["closed", "filed"].includes(f.state),
  close: (f) => canGo(f.state, "closed"),
  file: (f) => canGo(f.state, "filed"),
  resume: (f) => f.state === "paused",
  edit: (f) => !["closed", "filed"].includes(f.state),
  share: (f) => f.state !== "filed",
  handOver: (f) => f.state !== "filed",
  extend: (f) => mayExtend(f.state),
  fail: (f) => canGo(f.state, "failed"),
  receipt: mayNoteReceipt,
  refer: (f) => canGo(f.state, "referred"),
  pause: (f) => canGo(f.state, "paused"),
  note: () => true,
};

/** The first is what comes next: where somebody did not perform to look after it, not to close. */
export function offersOf(file: Mediation): Offer[] {
  const possible = OFFERS.filter((offer) => POSSIBLE[offer](file));
  const first = firstOf(file);
  return first ? [first, ...possible.filter((offer) => offer !== first)] : possible;
}

export const isOffer = (word: string | undefined): word is Offer =>
  (OFFERS as readonly (string | undefined)[]).includes(word);
