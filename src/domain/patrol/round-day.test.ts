import { describe, expect, it } from "vitest";
import { instantAt } from "../kernel/clock.ts";
import type { RosterSlot } from "../people/people.ts";
import type { PatrolRound } from "./round.ts";
import { countByState, deriveRoundDay } from "./round-day.ts";

const ON = "2026-03-20";
const at = (hour: number): string => instantAt(ON, hour * 60);

const slot = (id: string, more: Partial<RosterSlot> = {}): RosterSlot => ({
  id,
  communityCode: "450303001001",
  teamId: "t1",
  groupId: "g1",
  routeId: "rt1",
  on: ON,
  band: "morning",
  state: "planned",
  ...more,
});

const round = (id: string, more: Partial<PatrolRound> = {}): PatrolRound => ({
  id,
  communityCode: "450303001001",
  teamId: "t1",
  groupId: "g1",
  routeId: "rt1",
  checkpointIds: ["a"],
  ordered: false,
  checklistVersionId: "c1",
  state: "running",
  leadId: "p1",
  memberIds: ["p1", "p2"],
  trackMode: "off",
  on: ON,
  startedAt: at(8),
  stops: [],
  pauses: [],
  ...more,
});

describe("deriveRoundDay", () => {
  it("is planned until the band is over, missed after it", () => {
    expect(deriveRoundDay([slot("s")], [], ON, at(9))[0]?.state).toBe("planned");
    expect(deriveRoundDay([slot("s")], [], ON, at(10))[0]?.state).toBe("missed");
  });

  it("follows the round of the slot: running, paused, finished", () => {
    const state = (r: PatrolRound) => deriveRoundDay([slot("s")], [r], ON, at(23))[0]?.state;
    expect(state(round("r", { slotId: "s" }))).toBe("running");
    expect(state(round("r", { slotId: "s", state: "paused" }))).toBe("running");
    expect(state(round("r", { slotId: "s", state: "finished" }))).toBe("finished");
  });

  it("a round entered late ends the miss", () => {
    const late = round("r", {
      slotId: "s",
      state: "finished",
      late: { witnessId: "p2", reason: "没电了", enteredAt: at(30) },
    });
    expect(deriveRoundDay([slot("s")], [late], ON, at(40))[0]?.state).toBe("finished");
  });

  it("a slot called off is never missed, but a walked one is walked", () => {
    const off = slot("s", { state: "cancelled", reason: "大雨" });
    expect(deriveRoundDay([off], [], ON, at(23))[0]?.state).toBe("cancelled");
    expect(deriveRoundDay([off], [round("r", { slotId: "s" })], ON, at(23))[0]?.state).toBe("running");
  });

  it("shows a round nobody had planned, once, and leaves other days out", () => {
    const lines = deriveRoundDay(
      [slot("s"), slot("other", { on: "2026-03-19" })],
      [round("r1", { slotId: "s" }), round("r2", { startedAt: at(7) }), round("r3", { on: "2026-03-19" })],
      ON,
      at(9),
    );
    expect(lines.map((l) => l.id)).toEqual(["r2", "s"]);
    expect(countByState(lines)).toMatchObject({ running: 2, planned: 0 });
  });
});
