/** The protections of the protocol. Each can be taken away, to see that the model then loses, doubles or leaks something. */

export const GUARDS = {
  ledger: "a receipt keeps its envelope until a restorable backup holds it",
  safeOfThisClient: "a backup mark of an older client id prunes nothing",
  safeOfThisEpoch: "a backup of before a restore prunes nothing",
  epoch: "a restored server takes a new epoch and refuses the old one",
  mid: "a mutation is known by its random id, under whatever client and number it comes",
  anyDedupe: "a mutation that is known is not decided again",
  fork: "another mutation under a taken number means a cloned phone",
  outboxUntilReply: "a mutation leaves the outbox only with its outcome",
  keepRefused: "what is refused is stored whole",
  pushTransaction: "a push is one transaction on the server",
  settleTransaction: "outbox to ledger is one transaction on the phone",
  lateAnswer: "an answer of another epoch settles nothing",
  pullTransaction: "the cursor moves with the last of its rows, never before",
  lastLine: "a page without its last line never happened",
  bootstrapOnGrant: "a granted scope is sent from its beginning",
  purgeOnRevoke: "rows of a scope that was taken away go",
  membership: "a row goes when the last scope that holds it goes, not before",
  dropCacheOnEpoch: "a new epoch empties the cache",
  tombstoneFloor: "a cursor below the floor starts its scope again",
} as const;

export type Guard = keyof typeof GUARDS;
export type Guards = Readonly<Record<Guard, boolean>>;

export const ALL_GUARDS = Object.fromEntries(Object.keys(GUARDS).map((g) => [g, true])) as Guards;

export const without = (guard: Guard): Guards => ({ ...ALL_GUARDS, [guard]: false });
