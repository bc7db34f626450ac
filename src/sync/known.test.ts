import { describe, expect, it } from "vitest";
import { type Known, wouldBeTold } from "./known.ts";

const MINUTE_MS = 60_000;
const NOW = Date.parse("2026-05-01T01:00:00.000Z");
const quiet: Known = { tag: '"1"', askedAt: NOW - 5 * MINUTE_MS, heardAt: NOW - MINUTE_MS };

describe("a minute in which nothing happened", () => {
  it("costs no request while the server would say that something changed", () => {
    expect(wouldBeTold(quiet, NOW)).toBe(true);
  });

  it("is asked about when the stream went silent, as it does in a stairwell", () => {
    expect(wouldBeTold({ ...quiet, heardAt: NOW - 2 * MINUTE_MS }, NOW)).toBe(false);
    const { heardAt: _never, ...neverHeard } = quiet;
    expect(wouldBeTold(neverHeard, NOW)).toBe(false);
  });

  it("is asked about every twenty minutes all the same: a hint may get lost, and sealed words need a contact", () => {
    expect(wouldBeTold({ ...quiet, askedAt: NOW - 19 * MINUTE_MS }, NOW)).toBe(true);
    expect(wouldBeTold({ ...quiet, askedAt: NOW - 20 * MINUTE_MS }, NOW)).toBe(false);
  });

  it("is asked about when the last answer never came, or the last pull failed", () => {
    const { askedAt: _unanswered, ...unanswered } = quiet;
    expect(wouldBeTold(unanswered, NOW)).toBe(false);
    const { tag: _failed, ...failed } = quiet;
    expect(wouldBeTold(failed, NOW)).toBe(false);
  });

  it("is asked about when somebody has set the phone's clock back", () => {
    expect(wouldBeTold(quiet, NOW - 60 * MINUTE_MS)).toBe(false);
  });
});
