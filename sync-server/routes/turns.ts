/** One after the other within this process, so that a crowd of guesses does not take every connection to the database. */
import { Fault } from "#domain/kernel/fault";

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Throws Fault `too-many` when `most` are waiting already. */
export function createTurns(most: number): InTurn {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    if (waiting >= most) throw new Fault("too-many", "later", { waitS: 1 });
    waiting += 1;
    const mine = last.then(work).finally(() => {
      waiting -= 1;
    });
    // The next one waits for this one's end, however it ends; whoever asked hears of a failure.
    last = mine.catch(() => undefined);
    return mine;
  };
}
