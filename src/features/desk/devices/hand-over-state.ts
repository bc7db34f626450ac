/** Where a switched-off phone stands, in the order in which somebody should act. Pure. */
import type { HandOver } from "#sync/online";
import type { DeviceText } from "./device-text.ts";
import { unsentText } from "./phone-state.ts";

export const HAND_OVER_STATES = ["arrived", "coming", "awaited", "nothing", "settled"] as const;
export type HandOverState = (typeof HAND_OVER_STATES)[number];

/** What came after somebody had dealt with it opens it again. */
export function handOverState(phone: HandOver): HandOverState {
  const { handedAt, settledAt, missing, records, forms, files } = phone;
  if (settledAt && (!handedAt || settledAt >= handedAt)) return "settled";
  if (!handedAt) return "awaited";
  if (missing > 0) return "coming";
  return records + forms + files > 0 ? "arrived" : "nothing";
}

export const needsSomebody = (phone: HandOver): boolean => {
  const state = handOverState(phone);
  return state !== "nothing" && state !== "settled";
};

/** Those that need somebody first; among equals the one switched off last. */
export const mostUrgentFirst = (phones: readonly HandOver[]): HandOver[] => {
  const rank = (phone: HandOver): number => HAND_OVER_STATES.indexOf(handOverState(phone));
  return [...phones].sort((a, b) => rank(a) - rank(b) || b.revokedAt.localeCompare(a.revokedAt));
};

/** What came, in counts. */
export function cameText(w: DeviceText, { records, forms, files }: HandOver): string {
  const parts = [
    ...(records > 0 ? [w.records(records)] : []),
    ...(forms > 0 ? [w.forms(forms)] : []),
    ...(files > 0 ? [w.files(files)] : []),
  ];
  return parts.length === 0 ? w.cameNothing : parts.join(w.and);
}

/** What the phone itself said it still held, when it was last heard. */
export const saidText = (w: DeviceText, { told }: HandOver): string =>
  told ? w.saidLast(unsentText(w, told)) : w.saidNothing;
