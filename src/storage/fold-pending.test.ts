import { describe, expect, it } from "vitest";
import type { Doc } from "#domain/kernel/command";
import type { Envelope } from "#protocol/envelope";
import { type Pending, refOf } from "./fold.ts";
import { foldPending, refsToFold } from "./fold-pending.ts";
import { COMMUNITY, ME, startArgs, TEAM } from "./world.fixture.ts";

const AT = "2026-05-01T01:00:00.000Z";
const grant = {
  id: "g",
  role: "volunteer",
  orgCode: COMMUNITY,
  unitId: TEAM,
  from: "2026-01-01T00:00:00.000Z",
} as const;
const actor = { personId: ME, grants: [grant] };
const team = { id: TEAM, communityCode: COMMUNITY, groups: [{ id: "gr-1" }] };
const server = (extra: Record<string, Doc> = {}) =>
  new Map<string, Doc>(Object.entries({ "team:t-1": team, ...extra }));

function pending(cmd: string, args: Record<string, unknown>, off: number | null = null): Pending {
  const env = { cmd, args, at: AT, off } as unknown as Envelope;
  return { env, ek: [`round:${String(args["roundId"])}`] };
}
const start = (off: number | null = null) => pending("round.start", startArgs("r-1"), off);
const stop = (stopId: string) =>
  pending("round.confirmStop", { roundId: "r-1", stopId, checkpointId: "cp-1", result: "normal", confirmedBy: "hand" });
const stopsOf = (docs: Map<string, Doc>) => docs.get("round:r-1")?.["stops"] as { id: string }[] | undefined;

describe("server row ⊕ pending commands", () => {
  it("shows a record that no server has seen, and only what changed", () => {
    const docs = foldPending([start(), stop("s-1"), stop("s-2")], server(), actor, AT);
    expect([...docs.keys()]).toEqual(["round:r-1"]);
    expect(stopsOf(docs)?.map((s) => s.id)).toEqual(["s-1", "s-2"]);
  });

  it("folds again over its own result without doubling anything", () => {
    const once = foldPending([start(), stop("s-1")], server(), actor, AT);
    const back = server(Object.fromEntries(once));
    const again = foldPending([start(), stop("s-1")], back, actor, AT);
    expect(stopsOf(again)).toHaveLength(1);
    expect(again.get("round:r-1")).toEqual(once.get("round:r-1"));
  });

  it("unites with what others added meanwhile", () => {
    const mine = foldPending([start()], server(), actor, AT);
    const theirs = { ...mine.get("round:r-1"), stops: [{ id: "s-other", checkpointId: "cp-2", at: AT }] };
    const docs = foldPending([stop("s-1")], server({ "round:r-1": theirs }), actor, AT);
    expect(stopsOf(docs)?.map((s) => s.id)).toEqual(["s-other", "s-1"]);
  });

  it("leaves out what is refused or unknown, and goes on", () => {
    const unknown = pending("round.dance", { roundId: "r-1" });
    const stranger = { personId: "p-x", grants: [] };
    expect(foldPending([stop("s-0"), unknown, start()], server(), actor, AT).size).toBe(1);
    expect(foldPending([start()], server(), stranger, AT).size).toBe(0);
  });

  it("puts the deed at the server's time as far as the phone knew it", () => {
    const docs = foldPending([start(60_000)], server(), actor, AT);
    expect(docs.get("round:r-1")?.["startedAt"]).toBe("2026-05-01T01:01:00.000Z");
  });

  it("knows every record it must read first", () => {
    expect(refsToFold([start()]).map((r) => `${r.t}:${r.id}`)).toEqual(["round:r-1", "team:t-1"]);
    expect(refOf("issue:a:b")).toEqual({ t: "issue", id: "a:b" });
  });
});
