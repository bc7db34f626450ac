/** How long a wrong PIN makes one wait. Pure; kept by device-book.ts, so that no reload and no restart shortens it. */
import { err, ok, type Result } from "#domain/kernel/result";

export interface PinTries {
  /** Wrong ones in a row. */
  readonly wrong: number;
  /** The wait began at this device ms, and lasts so long. */
  readonly waitFrom: number;
  readonly waitMs: number;
}

export const NO_TRIES: PinTries = { wrong: 0, waitFrom: 0, waitMs: 0 };

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
/** After so many in a row the PIN is closed: only a new code from the community opens it again. */
export const CLOSED_AFTER = 10;

export const isClosed = (tries: PinTries): boolean => tries.wrong >= CLOSED_AFTER;

/** Milliseconds still to wait. A clock that was set back starts the same wait again; it never ends one, nor makes it longer. */
export function leftToWait({ waitFrom, waitMs }: PinTries, nowMs: number): number {
  return nowMs < waitFrom ? waitMs : Math.max(0, waitFrom + waitMs - nowMs);
}

/** The same tries for a clock that was set back. */
export const anchored = (tries: PinTries, nowMs: number): PinTries =>
  nowMs < tries.waitFrom ? { ...tries, waitFrom: nowMs } : tries;

const waitAfter = (wrong: number): number => (wrong < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES));

export type PinRefusal =
  /** `left`: tries until the PIN is closed; `free`: of these, before the first wait. */
  | { readonly kind: "wrong-pin"; readonly left: number; readonly free: number }
  | { readonly kind: "wait"; readonly left: number; readonly waitMs: number }
  | { readonly kind: "closed" };

/** What stands in the way of a try now. */
export function refusalNow(tries: PinTries, nowMs: number): PinRefusal | undefined {
  if (isClosed(tries)) return { kind: "closed" };
  const waitMs = leftToWait(tries, nowMs);
  return waitMs > 0 ? { kind: "wait", left: CLOSED_AFTER - tries.wrong, waitMs } : undefined;
}

/** Counts a try as wrong before it is made: closing the app in the middle does not buy another one. */
export function countTry(tries: PinTries, nowMs: number): Result<PinTries, PinRefusal> {
  const refusal = refusalNow(tries, nowMs);
  if (refusal) return err(refusal);
  const wrong = tries.wrong + 1;
  return ok({ wrong, waitFrom: nowMs, waitMs: waitAfter(wrong) });
}

/** What to say after a wrong one, which is already counted. */
export const refusalAfter = (tries: PinTries, nowMs: number): PinRefusal =>
  refusalNow(tries, nowMs) ?? {
    kind: "wrong-pin",
    left: CLOSED_AFTER - tries.wrong,
    free: FREE_TRIES - tries.wrong,
  };
