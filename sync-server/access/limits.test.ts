import { expect, test } from "vitest";
import { isFault } from "#domain/kernel/fault";
import { type Allowance, createLimiter, type LimitedBy } from "./limits.ts";

const small: Readonly<Record<LimitedBy, Allowance>> = {
  device: { burst: 3, perS: 0.5 },
  person: { burst: 5, perS: 1 },
  token: { burst: 1, perS: 0.1 },
  stranger: { burst: 2, perS: 1 },
};

function aLimiter() {
  const clock = { ms: 0 };
  const limited: LimitedBy[] = [];
  const limiter = createLimiter({ clock: () => clock.ms, allowances: small, onLimited: (by) => limited.push(by) });
  const waitS = (by: LimitedBy, key: string): number => {
    try {
      limiter.take(by, key);
      return 0;
    } catch (error) {
      if (!isFault(error) || error.code !== "too-many") throw error;
      return Number(error.detail["waitS"]);
    }
  };
  return { clock, limited, limiter, waitS };
}

test("what is used up comes back with time, never above the burst, and a refused one costs nothing", () => {
  const { clock, waitS, limited } = aLimiter();
  expect([1, 2, 3].map(() => waitS("device", "a"))).toEqual([0, 0, 0]);
  expect([1, 2].map(() => waitS("device", "a"))).toEqual([2, 2]);
  clock.ms += 2_000;
  expect([1, 2].map(() => waitS("device", "a"))).toEqual([0, 2]);
  clock.ms += 3_600_000;
  expect([1, 2, 3, 4].map(() => waitS("device", "a"))).toEqual([0, 0, 0, 2]);
  expect(limited).toEqual(["device", "device", "device", "device"]);
});

test("nobody pays for his neighbour, nor a phone for its person", () => {
  const { waitS } = aLimiter();
  for (let i = 0; i < 4; i++) waitS("device", "a");
  expect(waitS("device", "b")).toBe(0);
  expect(waitS("person", "a")).toBe(0);
});

test("the others hear of who asks much, not of who asks now and then, and nobody is given more than was left here", () => {
  const { clock, limiter, waitS } = aLimiter();
  for (let i = 0; i < 3; i++) waitS("device", "a");
  expect(limiter.busy(2)).toEqual([{ name: "device a", taken: 3, burst: 3, perS: 0.5 }]);
  expect(limiter.busy(2)).toEqual([]);
  waitS("person", "b");
  expect(limiter.busy(60)).toEqual([]);
  const use = { name: "device a", taken: 3, burst: 3, perS: 0.5 };
  limiter.settle(use, 3);
  expect(waitS("device", "a")).toBe(2);
  clock.ms += 6_000;
  limiter.settle(use, -1);
  expect(waitS("device", "a")).toBe(4);
});

test("a hundred thousand made-up keys do not fill the memory, and do not free the one that is limited", () => {
  const { waitS } = aLimiter();
  for (let i = 0; i < 100_000; i++) {
    waitS("stranger", `x${i}`);
    if (i % 40_000 === 0) waitS("token", "a");
  }
  expect(waitS("token", "a")).toBe(10);
});
