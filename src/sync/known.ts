/** What a phone knows of the server between two answers, so that an idle one need not ask. Times are the phone's, ms. */
export interface Known {
  /** Of its heads, before the last pull. */
  tag?: string;
  askedAt?: number;
  /** Last sign of life of the stream of hints. */
  heardAt?: number;
}

/** A stream that was silent for so long, two signs of life and more, is dead. */
const SILENT_MS = 120_000;
/** While hints would come nothing is asked in vain, but for one that got lost and for the lease of sealed words. */
const ASK_EVERY_MS = 20 * 60_000;

/** Would a change have been told by itself? Then a tick asks nothing. */
export function wouldBeTold({ tag, askedAt, heardAt }: Known, now: number): boolean {
  if (tag === undefined || askedAt === undefined || heardAt === undefined) return false;
  return Math.abs(now - heardAt) < SILENT_MS && Math.abs(now - askedAt) < ASK_EVERY_MS;
}
