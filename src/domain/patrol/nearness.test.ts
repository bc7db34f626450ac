import { expect, test } from "vitest";
import { judgeNearness } from "./round.ts";

test("a good fix within 80 m says that somebody stands at the stop; farther off it says the opposite", () => {
  expect(judgeNearness(80, 10)).toBe("near");
  expect(judgeNearness(81, 10)).toBe("far");
  expect(judgeNearness(1_000, 10)).toBe("far");
});

test("a rough fix proves nothing near by, however close its middle lies, and still tells another part of the town", () => {
  expect(judgeNearness(5, 400)).toBe("vague");
  expect(judgeNearness(300, 400)).toBe("vague");
  expect(judgeNearness(5_000, 400)).toBe("far");
});
