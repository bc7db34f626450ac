/**
 * The protections of the real code, each of which the rig can take away from outside: at the phone's disk, on the line, or
 * in the server's database. No product code knows of it. What breaks without each is in missed-weeks.ts.
 */

export const GUARDS = {
  ledger: "a receipt keeps its envelope until a restorable backup holds it",
  backupMark: "only what a backup holds is safe to forget",
  outboxUntilReply: "a record leaves the outbox only with its outcome",
  keepRefused: "what was set aside stays on the phone",
  vaultTransaction: "what changes together in the vault changes in one transaction",
  cursorLast: "the cursor moves with the last of its rows, never before",
  lastLine: "a page without its last line never happened",
  scopeSum: "a phone counts its rows against the server's sum",
  membership: "a row goes when the last scope that holds it goes, not before",
  dropCacheOnEpoch: "a new epoch empties the cache",
  purgeOnRevoke: "rows of a scope that was taken away go",
  bootstrapOnGrant: "a granted scope is sent from its beginning",
  tombstoneFloor: "a cursor below the floor starts its scope again",
  lostHandle: "a lost handle is opened again and the save repeated",
  lateAnswer: "an answer of another epoch settles nothing",
  needBlobs: "the server says which files it misses",
  epoch: "a restored server takes a new epoch, and a cursor ahead of it is noticed",
  mid: "a record is known by its random id, under whatever client and number it comes",
  anyDedupe: "a record that is known is not decided again",
  pushTransaction: "a push is one transaction on the server",
} as const;

export type Guard = keyof typeof GUARDS;

export class Guards {
  private readonly off: Guard | undefined;
  /** How often the missing one would have acted. */
  missed = 0;

  constructor(off?: Guard) {
    this.off = off;
  }

  get all(): boolean {
    return this.off === undefined;
  }

  has(guard: Guard): boolean {
    return this.off !== guard;
  }

  /** Asked where the protection would act now: true where it is taken away. */
  lacks(guard: Guard): boolean {
    if (this.off !== guard) return false;
    this.missed += 1;
    return true;
  }
}
