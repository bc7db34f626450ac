import { expect, test } from "vitest";
import { isWeakPin } from "./weak-pin.ts";

test("what a finder of the phone tries first may not be chosen: one digit, a run, a pattern, a birthday", () => {
  const tried = "000000 888888 121212 123123 123456 654321 890123 012345 147258 131420 195803 201012 580321 001231";
  expect(tried.split(" ").filter((pin) => !isWeakPin(pin))).toEqual([]);
});

test("what looks like nothing may: at least nine of ten PINs are free to choose", () => {
  expect(["135790", "246801", "904716", "583920", "195813", "741852"].filter(isWeakPin)).toEqual([]);
  let weak = 0;
  for (let n = 0; n < 1_000_000; n++) if (isWeakPin(String(n).padStart(6, "0"))) weak += 1;
  expect(weak).toBeGreaterThan(30_000);
  expect(weak).toBeLessThan(60_000);
});
