import { describe, expect, test } from "vitest";
import { anchored, countTry, isClosed, leftToWait, NO_TRIES, type PinTries, refusalAfter } from "./pin-tries.ts";

const T0 = Date.parse("2026-05-01T08:00:00.000Z");

/** Wrong ones in a row, each made as soon as the wait allows; tells the waits. */
function triedWrong(times: number): { tries: PinTries; waits: number[]; now: number } {
  let tries = NO_TRIES;
  let now = T0;
  const waits: number[] = [];
  for (let i = 0; i < times; i++) {
    now += leftToWait(tries, now);
    const counted = countTry(tries, now);
    if (!counted.ok) throw new Error(counted.error.kind);
    tries = counted.value;
    waits.push(tries.waitMs / 1000);
  }
  return { tries, waits, now };
}

describe("wrong PINs in a row", () => {
  test("four are free, then the wait doubles, and the tenth closes the PIN", () => {
    const { tries, waits, now } = triedWrong(10);
    expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 960]);
    expect(isClosed(tries)).toBe(true);
    expect(countTry(tries, now + 10 ** 12)).toEqual({ ok: false, error: { kind: "closed" } });
  });

  test("a person is told how many are left before each step", () => {
    expect(refusalAfter(triedWrong(1).tries, T0)).toEqual({ kind: "wrong-pin", left: 9, free: 4 });
    const { tries, now } = triedWrong(6);
    expect(refusalAfter(tries, now)).toEqual({ kind: "wait", left: 4, waitMs: 60_000 });
  });

  test("no try is taken while the wait runs, and it does not count", () => {
    const { tries, now } = triedWrong(5);
    expect(countTry(tries, now + 29_999)).toMatchObject({ ok: false, error: { kind: "wait", waitMs: 1 } });
    expect(countTry(tries, now + 30_000)).toMatchObject({ ok: true, value: { wrong: 6 } });
  });
});

describe("the phone's clock is set back", () => {
  test("by a day: the wait is the same again, not over and not a day long", () => {
    const { tries, now } = triedWrong(5);
    const back = now - 86_400_000;
    expect(leftToWait(tries, back)).toBe(30_000);
    const kept = anchored(tries, back);
    expect(leftToWait(kept, back + 10_000)).toBe(20_000);
    expect(countTry(kept, back + 30_000).ok).toBe(true);
  });

  test("forward: the wrong ones are still counted, so that the tenth still closes", () => {
    let { tries, now } = triedWrong(5);
    for (let i = 0; i < 5; i++) {
      now += 30 * 86_400_000;
      const counted = countTry(tries, now);
      if (counted.ok) tries = counted.value;
    }
    expect(isClosed(tries)).toBe(true);
  });
});
