/** A number a person can read out over the telephone, and by which the coordinator finds the record or the photo. */

/** Last 8 characters of an id or a hash, in two groups: `3F2A-91C0`. */
export function receiptNumber(id: string): string {
  const last = id.replaceAll("-", "").slice(-8).toUpperCase();
  return last.length > 4 ? `${last.slice(0, 4)}-${last.slice(4)}` : last;
}
