import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../place/place.ts";
import { deriveCoverage, deriveCoverageOfSights, worstTone } from "./coverage.ts";
import type { StopRecord, StopResult } from "./round.ts";

const NOW = "2026-03-20T04:00:00.000Z";

const checkpoint = (id: string, retiredOn?: string): Checkpoint => ({
  id,
  tag: `tag-${id}`,
  communityCode: "450303001001",
  compoundId: "k1",
  kind: "gate",
  name: id,
  position: null,
  ...(retiredOn ? { retiredOn } : {}),
});

const stop = (checkpointId: string, at: string, result: StopResult = "normal"): StopRecord => ({
  id: `${checkpointId}-${at}`,
  checkpointId,
  result,
  confirmedBy: "hand",
  at,
  byId: "p1",
});

describe("deriveCoverage", () => {
  it("says unknown, never zero, for a place no round has seen", () => {
    const [row] = deriveCoverage([checkpoint("a")], [], NOW);
    expect(row).toEqual({ checkpointId: "a", tone: "unknown" });
    expect(row?.days).toBeUndefined();
  });

  it("counts local days: an hour before midnight is yesterday", () => {
    const rounds = [{ id: "r", stops: [stop("a", "2026-03-19T15:30:00.000Z")] }];
    expect(deriveCoverage([checkpoint("a")], rounds, "2026-03-19T16:30:00.000Z")[0]).toMatchObject({
      days: 1,
      tone: "fresh",
    });
  });

  it("puts unknown first, then the longest unseen", () => {
    const rounds = [
      { id: "r1", stops: [stop("a", "2026-03-19T04:00:00.000Z"), stop("b", "2026-03-10T04:00:00.000Z")] },
      { id: "r2", stops: [stop("c", "2026-03-16T04:00:00.000Z")] },
    ];
    const rows = deriveCoverage(
      ["a", "b", "c", "d"].map((x) => checkpoint(x)),
      rounds,
      NOW,
    );
    expect(rows.map((r) => [r.checkpointId, r.tone])).toEqual([
      ["d", "unknown"],
      ["b", "overdue"],
      ["c", "due"],
      ["a", "fresh"],
    ]);
  });

  it("takes the newest of several rounds and skips stops that were not seen", () => {
    const rounds = [
      { id: "r1", stops: [stop("a", "2026-03-12T04:00:00.000Z")] },
      { id: "r2", stops: [stop("a", "2026-03-14T04:00:00.000Z")] },
      { id: "r3", stops: [stop("a", "2026-03-19T04:00:00.000Z", "notSeen")] },
    ];
    expect(deriveCoverage([checkpoint("a")], rounds, NOW)[0]).toMatchObject({ roundId: "r2", days: 6 });
  });

  it("falls back to the look before when a later one was taken back", () => {
    const late = stop("a", "2026-03-19T04:00:00.000Z");
    const retractions = [{ id: "x", stopId: late.id, at: late.at, byId: "p1" }];
    const rounds = [
      { id: "r1", stops: [stop("a", "2026-03-14T04:00:00.000Z")] },
      { id: "r2", stops: [late], retractions },
    ];
    expect(deriveCoverage([checkpoint("a")], rounds, NOW)[0]).toMatchObject({ roundId: "r1", days: 6 });
    expect(deriveCoverage([checkpoint("a")], rounds.slice(1), NOW)[0]?.tone).toBe("unknown");
  });

  it("reads an earlier day as it was then", () => {
    const rounds = [{ id: "r1", stops: [stop("a", "2026-03-19T04:00:00.000Z")] }];
    expect(deriveCoverage([checkpoint("a")], rounds, "2026-03-18T04:00:00.000Z")[0]?.tone).toBe("unknown");
  });

  it("Li corrects a stop to not seen two hours later; read as of the hour between, it was seen", () => {
    const rounds = [
      { id: "r1", stops: [stop("a", "2026-03-14T04:00:00.000Z")] },
      {
        id: "r2",
        stops: [stop("a", "2026-03-19T04:00:00.000Z"), stop("a", "2026-03-19T06:00:00.000Z", "notSeen")],
      },
    ];
    expect(deriveCoverage([checkpoint("a")], rounds, NOW)[0]).toMatchObject({ roundId: "r1", days: 6, tone: "due" });
    expect(deriveCoverage([checkpoint("a")], rounds, "2026-03-19T05:00:00.000Z")[0]).toMatchObject({
      roundId: "r2",
      days: 0,
    });
  });

  it("a round that was written down late counts for the day it was walked", () => {
    const late = { id: "r9", stops: [stop("a", "2026-03-15T04:00:00.000Z")] };
    const rounds = [{ id: "r1", stops: [stop("a", "2026-03-18T04:00:00.000Z")] }, late];
    expect(deriveCoverage([checkpoint("a")], rounds, NOW)[0]).toMatchObject({ roundId: "r1", days: 2 });
    expect(deriveCoverage([checkpoint("a")], rounds, "2026-03-17T04:00:00.000Z")[0]).toMatchObject({
      roundId: "r9",
      days: 2,
    });
  });

  it("a compound stands as its longest unseen place does; with nothing known it is unknown", () => {
    expect(worstTone(["fresh", "unknown", "due"])).toBe("due");
    expect(worstTone(["fresh", "overdue"])).toBe("overdue");
    expect(worstTone(["unknown", "unknown"])).toBe("unknown");
    expect(worstTone([])).toBe("unknown");
  });

  it("leaves out a place that is no longer in use", () => {
    expect(deriveCoverage([checkpoint("a", "2026-03-20"), checkpoint("b", "2026-03-21")], [], NOW)).toHaveLength(1);
  });
});

describe("deriveCoverageOfSights", () => {
  it("says the same from last sights alone, and nothing of a look after the asked instant", () => {
    const sights = new Map([
      ["a", "2026-03-10T04:00:00.000Z"],
      ["b", "2026-03-21T04:00:00.000Z"],
    ]);
    const rows = deriveCoverageOfSights([checkpoint("a"), checkpoint("b")], sights, NOW);
    expect(rows.map((r) => [r.checkpointId, r.days, r.tone])).toEqual([
      ["b", undefined, "unknown"],
      ["a", 10, "overdue"],
    ]);
  });
});
