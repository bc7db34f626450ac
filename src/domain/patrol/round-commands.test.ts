import { describe, expect, test } from "vitest";
import { COMMANDS } from "../commands.ts";
import type { Actor, Role } from "../kernel/actor.ts";
import { applyChange, type DecideEnv, type Doc, type Ref, type Verdict } from "../kernel/command.ts";
import { isInsured } from "../people/people.ts";
import { latestStops, type PatrolRound, roundProgress } from "./round.ts";
import { everybodyIn, presentMinutes } from "./round-time.ts";

const COMMUNITY = "450303001010";
const TEAM = "team-1";
const AT = "2026-11-24T02:00:00.000Z";
const team = {
  id: TEAM,
  communityCode: COMMUNITY,
  groups: [{ id: "g1", name: "一组", leadId: "li", memberIds: ["li", "wang"] }],
};

function actor(personId: string, role: Role = "volunteer", unitId: string | null = TEAM): Actor {
  const unit = unitId === null ? {} : { unitId };
  return { personId, grants: [{ id: "x", role, orgCode: COMMUNITY, ...unit, from: "2026-01-01T00:00:00.000Z" }] };
}

/** Decides commands one after another on a small set of documents, as phone and server do. */
class Table {
  docs = new Map<string, Doc>([[`team:${TEAM}`, team as unknown as Doc]]);

  decide(cmd: string, args: Record<string, unknown>, who: Actor = actor("li"), at = AT): Verdict {
    const spec = COMMANDS.get(cmd);
    if (!spec) throw new Error(cmd);
    const parsed = spec.parse(args);
    if (!parsed.ok) return parsed;
    const look = (ref: Ref) => this.docs.get(`${ref.t}:${ref.id}`);
    const env: DecideEnv = { actor: who, at, now: at, look };
    const verdict = spec.decide(look(spec.target(parsed.value)), parsed.value, env);
    if (verdict.ok) for (const [key, doc] of applyChange(this.docs, verdict.value)) this.docs.set(key, doc);
    return verdict;
  }

  refusal(...input: Parameters<Table["decide"]>): string {
    const verdict = this.decide(...input);
    return verdict.ok ? "accepted" : verdict.error.kind;
  }

  round(id = "r1"): PatrolRound {
    return this.docs.get(`round:${id}`) as unknown as PatrolRound;
  }
}

const start = (more: Record<string, unknown> = {}) => ({
  roundId: "r1",
  communityCode: COMMUNITY,
  teamId: TEAM,
  groupId: "g1",
  routeId: "route-1",
  checkpointIds: ["cp-1", "cp-2"],
  ordered: true,
  checklistVersionId: "c1",
  memberIds: ["li", "wang"],
  trackMode: "off",
  safetySeen: true,
  ...more,
});

const stop = (checkpointId: string, result = "normal", stopId = `s-${checkpointId}`) => ({
  roundId: "r1",
  stopId,
  checkpointId,
  result,
  confirmedBy: "hand",
});

const finish = (more: Record<string, unknown> = {}) => ({
  roundId: "r1",
  missed: [],
  minutes: [
    { personId: "li", minutes: 60 },
    { personId: "wang", minutes: 60 },
  ],
  ...more,
});

function walking(): Table {
  const table = new Table();
  expect(table.refusal("round.start", start())).toBe("accepted");
  return table;
}

describe("a round", () => {
  test("[PAT-PAIR] nobody walks alone: not at the start, not when somebody leaves", () => {
    expect(new Table().refusal("round.start", start({ memberIds: ["li", "li"] }))).toBe("group-too-small");
    expect(walking().refusal("round.setMembers", { roundId: "r1", memberIds: ["li"] })).toBe("group-too-small");
  });

  test("[PAT-SAFE] a round does not start before the safety rules were shown", () => {
    expect(new Table().refusal("round.start", start({ safetySeen: false }))).toBe("safety-not-seen");
  });

  test("[PAT-PLACE] a confirmation names the place and how it was confirmed, and a stop off the route is refused", () => {
    const table = walking();
    expect(table.refusal("round.confirmStop", stop("cp-1"))).toBe("accepted");
    expect(table.round().stops[0]).toMatchObject({ checkpointId: "cp-1", confirmedBy: "hand", byId: "li" });
    expect(table.refusal("round.confirmStop", stop("cp-9"))).toBe("stop-not-on-route");
  });

  test("somebody of another team cannot write to it", () => {
    expect(walking().refusal("round.confirmStop", stop("cp-1"), actor("lu", "volunteer", "team-2"))).toBe(
      "not-a-member",
    );
  });

  test("a later look at the same stop corrects the earlier one; both are kept", () => {
    const table = walking();
    table.decide("round.confirmStop", stop("cp-1", "notSeen", "s1"), actor("li"), "2026-11-24T02:01:00.000Z");
    table.decide("round.confirmStop", stop("cp-1", "normal", "s2"), actor("wang"), "2026-11-24T02:09:00.000Z");
    expect(table.round().stops).toHaveLength(2);
    expect(latestStops(table.round()).get("cp-1")?.result).toBe("normal");
    expect(roundProgress(table.round())).toEqual({ seen: 1, of: 2 });
  });

  test("Li takes a confirmation back: both stay in the record and the place counts as not seen", () => {
    const table = walking();
    table.decide("round.confirmStop", stop("cp-1"));
    const back = { roundId: "r1", retractionId: "x1", stopId: "s-cp-1" };
    expect(table.refusal("round.retractStop", { ...back, stopId: "s-nobody" })).toBe("not-found");
    expect(table.refusal("round.retractStop", back, actor("wang"))).toBe("not-allowed");
    expect(table.refusal("round.retractStop", back)).toBe("accepted");
    expect(table.round().stops).toHaveLength(1);
    expect(table.round().retractions).toEqual([{ id: "x1", stopId: "s-cp-1", at: AT, byId: "li" }]);
    expect(latestStops(table.round()).size).toBe(0);
    expect(roundProgress(table.round())).toEqual({ seen: 0, of: 2 });
    expect(table.refusal("round.finish", finish({ missed: [{ checkpointId: "cp-2", reason: "门锁着" }] }))).toBe(
      "reason-missing",
    );
  });

  test("of two looks at a place the second is taken back, and the first one stands", () => {
    const table = walking();
    table.decide("round.confirmStop", stop("cp-1", "issue", "s1"), actor("wang"), "2026-11-24T02:01:00.000Z");
    table.decide("round.confirmStop", stop("cp-1", "normal", "s2"), actor("wang"), "2026-11-24T02:09:00.000Z");
    table.decide("round.retractStop", { roundId: "r1", retractionId: "x1", stopId: "s2" }, actor("wang"));
    expect(latestStops(table.round()).get("cp-1")).toMatchObject({ id: "s1", result: "issue" });
  });

  test("after the end nothing is taken back", () => {
    const table = walking();
    for (const id of ["cp-1", "cp-2"]) table.decide("round.confirmStop", stop(id));
    expect(table.refusal("round.finish", finish())).toBe("accepted");
    expect(table.refusal("round.retractStop", { roundId: "r1", retractionId: "x1", stopId: "s-cp-1" })).toBe(
      "round-finished",
    );
  });

  test("[VOL-19] who goes home early has the time he was there; a forgotten round counts until its last record", () => {
    const table = walking();
    table.decide(
      "round.setMembers",
      { roundId: "r1", markId: "m1", memberIds: ["li", "zhao"] },
      actor("li"),
      "2026-11-24T02:20:00.000Z",
    );
    const until = (personId: string, endAt = "2026-11-24T03:00:00.000Z") =>
      presentMinutes(table.round(), { personId }, endAt);
    expect(everybodyIn(table.round(), [{ personId: "mo" }])).toEqual(["li", "wang", "zhao", "mo"]);
    expect([until("li"), until("wang"), until("zhao"), until("mo")]).toEqual([60, 20, 40, 0]);
    expect(until("li", "2026-11-25T01:00:00.000Z")).toBe(20);
  });

  test("[VOL-19] Wang joined by code: his hours count from then on, whoever's phone reaches the server first", () => {
    const join = { joinId: "r1.wang", roundId: "r1", teamId: TEAM, communityCode: COMMUNITY };
    const alone = { missed: ["cp-1", "cp-2"].map((checkpointId) => ({ checkpointId, reason: "下雨" })) };
    const end = finish({ ...alone, minutes: [{ personId: "li", minutes: 50 }], mayHaveJoined: ["li", "wang", "mo"] });
    const [joinedAt, endedAt] = ["2026-11-24T02:10:00.000Z", "2026-11-24T02:50:00.000Z"];
    const begin = start({ memberIds: ["li", "zhao"] });
    const first = new Table();
    first.decide("round.join", join, actor("wang"), joinedAt);
    first.decide("round.start", begin);
    expect(first.refusal("round.finish", end, actor("li"), endedAt)).toBe("accepted");
    const last = new Table();
    last.decide("round.start", begin);
    last.decide("round.finish", end, actor("li"), endedAt);
    expect(last.docs.has("serviceRecord:r1.wang")).toBe(false);
    expect(last.refusal("round.join", join, actor("wang"), joinedAt)).toBe("accepted");
    for (const table of [first, last]) {
      expect(table.docs.get("serviceRecord:r1.wang")).toMatchObject({ minutes: 40, source: "round" });
      expect(table.docs.has("serviceRecord:r1.mo")).toBe(false);
    }
    expect(first.refusal("round.join", { ...join, joinId: "r1.li" }, actor("wang"))).toBe("not-allowed");
    expect(last.refusal("round.join", { ...join, joinId: "r1.mo" }, actor("mo"), "2026-11-24T05:00:00.000Z")).toBe(
      "round-finished",
    );
  });

  test("it pauses and goes on, and the pause is no walking time", () => {
    const table = walking();
    expect(table.refusal("round.resume", { roundId: "r1", markId: "m0" })).toBe("round-not-paused");
    table.decide("round.pause", { roundId: "r1", markId: "m1" }, actor("li"), "2026-11-24T02:10:00.000Z");
    expect(table.round().state).toBe("paused");
    table.decide("round.resume", { roundId: "r1", markId: "m2" }, actor("li"), "2026-11-24T02:25:00.000Z");
    expect(presentMinutes(table.round(), { personId: "wang" }, "2026-11-24T03:00:00.000Z")).toBe(45);
  });

  test("[VOL-19] it ends when every missed stop has a reason, and leaves one service record a member", () => {
    const table = walking();
    table.decide("round.confirmStop", stop("cp-1"));
    expect(table.refusal("round.finish", finish())).toBe("reason-missing");
    expect(table.refusal("round.finish", finish({ missed: [{ checkpointId: "cp-2", reason: "门锁着" }] }))).toBe(
      "accepted",
    );
    expect(table.round().state).toBe("finished");
    expect(table.docs.get("serviceRecord:r1.wang")).toMatchObject({ personId: "wang", minutes: 60, source: "round" });
    expect(table.refusal("round.confirmStop", stop("cp-2"))).toBe("round-finished");
  });

  test("[PAT-LATE] a late entry needs a witness other than oneself, and stays labelled", () => {
    const late = {
      ...start(),
      seenIds: ["cp-1"],
      on: "2026-11-23",
      startedAt: "2026-11-23T11:00:00.000Z",
      finishedAt: "2026-11-23T12:00:00.000Z",
      minutes: [],
      witnessId: "li",
      reason: "手机没电",
    };
    expect(new Table().refusal("round.recordLate", late)).toBe("witness-is-self");
    expect(
      new Table().refusal("round.recordLate", { ...late, witnessId: "wang", finishedAt: "2026-11-25T12:00:00.000Z" }),
    ).toBe("late-in-future");
    const table = new Table();
    expect(table.refusal("round.recordLate", { ...late, witnessId: "wang" })).toBe("accepted");
    expect(table.round().late).toMatchObject({ witnessId: "wang", reason: "手机没电" });
  });

  test("[PIPL-29] a track is taken only where its person chose to hand it in for this round", () => {
    const piece = {
      roundId: "r1",
      communityCode: COMMUNITY,
      chunk: { id: "k1", fromMs: 0, toMs: 1, fixes: "" },
      gaps: [],
    };
    expect(walking().refusal("round.addTrack", piece)).toBe("track-not-chosen");
    const table = new Table();
    table.decide("round.start", start({ trackMode: "round" }));
    expect(table.refusal("round.addTrack", piece)).toBe("accepted");
    expect(table.refusal("round.addTrack", piece, actor("wang"))).toBe("track-not-chosen");
    for (const id of ["cp-1", "cp-2"]) table.decide("round.confirmStop", stop(id));
    table.decide("round.finish", finish());
    expect(table.refusal("round.addTrack", piece)).toBe("accepted");
  });

  test("[VOL-17] a person with no known insurance counts as not insured", () => {
    const person = { id: "li", displayName: "李", orgCode: COMMUNITY, grants: [], demo: true };
    expect(isInsured(person, "2026-11-24")).toBe(false);
    expect(isInsured({ ...person, insuredUntil: "2026-11-24" }, "2026-11-24")).toBe(true);
  });

  test("[PIPL-17] only the person himself agrees to what is kept about him", () => {
    const table = new Table();
    table.docs.set("person:li", { id: "li", grants: [] });
    expect(table.refusal("person.consent", { personId: "li", version: "1" }, actor("wang"))).toBe("not-allowed");
    expect(table.refusal("person.consent", { personId: "li", version: "1" }, actor("li"))).toBe("accepted");
  });
});

describe("an issue", () => {
  const reported = {
    issueId: "i1",
    communityCode: COMMUNITY,
    source: "patrol",
    place: { checkpointId: "cp-1", compoundId: "k1" },
    checklistVersionId: "c1",
    category: "light",
    categoryLabel: "照明不亮",
    severity: "yellow",
    photos: [],
    ownerKind: "branch",
    teamId: TEAM,
  };
  const grid = actor("mo", "gridWorker", null);
  const move = (to: string, text = "看过了") => ({ issueId: "i1", eventId: `e-${to}`, to, text });

  test("[PIPL-6] a mobile number, an ID card or a plate in the words is refused; 110 and 12345 are not", () => {
    for (const words of ["打 13812345678 找他", "450303199001011234 这个人", "桂C·A1234 挡路"]) {
      expect(new Table().refusal("issue.report", { ...reported, words }), words).toBe("personal-data-in-text");
    }
    expect(new Table().refusal("issue.report", { ...reported, words: "已打 110 和 12345" })).toBe("accepted");
  });

  test("[INV-7] who handled it may not close it; steps cannot be jumped", () => {
    const table = new Table();
    table.decide("issue.report", reported);
    expect(table.refusal("issue.move", move("closed"), grid)).toBe("bad-transition");
    for (const to of ["accepted", "handling", "answered"])
      expect(table.refusal("issue.move", move(to), grid), to).toBe("accepted");
    expect(table.refusal("issue.move", move("closed"), grid)).toBe("same-person-checks");
    expect(table.refusal("issue.move", move("closed"), actor("he", "branchSecretary", "k1"))).toBe("accepted");
  });

  test("[INV-6] red asks whether 110/119/120 was called, and takes 'not needed' for an answer", () => {
    const red = { ...reported, severity: "red" };
    expect(new Table().refusal("issue.report", red)).toBe("emergency-answer-missing");
    expect(new Table().refusal("issue.report", { ...red, emergency: "notNeeded" })).toBe("accepted");
  });

  test("a volunteer moves nothing", () => {
    const table = new Table();
    table.decide("issue.report", reported);
    expect(table.refusal("issue.move", move("accepted"), actor("wang"))).toBe("not-allowed");
  });
});
