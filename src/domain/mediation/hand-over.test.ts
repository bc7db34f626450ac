import { expect, test } from "vitest";
import type { Actor, Role } from "../kernel/actor.ts";
import { applyChange, type DecideEnv, type Doc } from "../kernel/command.ts";
import { handOverCase } from "./hand-over.ts";

const COMMUNITY = "450303001010";
const NOW = "2026-11-24T02:00:00.000Z";
const grant = (role: Role, to?: string) => ({
  ...{ id: role, role, orgCode: COMMUNITY, from: "2026-01-01T00:00:00.000Z", ...(to ? { to } : {}) },
});
const person = (id: string, ...grants: readonly object[]): Doc => ({ id, displayName: id, orgCode: COMMUNITY, grants });

const PEOPLE: Readonly<Record<string, Doc>> = {
  zhang: person("zhang", grant("mediator")),
  sun: person("sun", grant("mediator")),
  helper: person("helper", grant("gridWorker")),
  gone: person("gone", grant("mediator", "2026-11-01T00:00:00.000Z")),
  retired: { ...person("retired", grant("mediator")), retiredAt: "2026-11-01T00:00:00.000Z" },
};
const actor = (personId: string, role: Role): Actor => ({ personId, grants: [grant(role)] });
const CHEN = actor("chen", "communityAdmin");

const aFile = (mediatorIds: readonly string[], more: Doc = {}): Doc => ({
  ...{ id: "c1", communityCode: COMMUNITY, basis: "formal", state: "mediating", mediatorIds, steps: [], ...more },
});

interface Given {
  readonly file?: Doc | undefined;
  readonly stub?: Doc | undefined;
  readonly by: Actor;
  readonly from: string;
  readonly to: string;
  readonly wraps?: readonly Doc[];
}

/** Who mediates afterwards, in the file and in the stub; or why not. */
function handed({ file, stub, by, from, to, wraps }: Given) {
  const known = new Map<string, Doc>([
    ...(file ? [["mediation:c1", file] as const] : []),
    ...(stub ? [["mediationStub:c1", stub] as const] : []),
  ]);
  const look: DecideEnv["look"] = ({ t, id }) => (t === "person" ? PEOPLE[id] : known.get(`${t}:${id}`));
  const args = { caseId: "c1", entryId: "h1", fromId: from, toId: to, ...(wraps ? { wraps } : {}) };
  const verdict = handOverCase.spec.decide(stub, args, { actor: by, at: NOW, now: NOW, look });
  if (!verdict.ok) return verdict.error.kind;
  return applyChange(known, verdict.value);
}
const ids = (docs: ReturnType<typeof handed>) =>
  typeof docs === "string" ? docs : [...docs.values()].map((doc) => doc["mediatorIds"]);

test("Zhang hands her file to Sun: the file and the register say so, with who, from, to and when", () => {
  const file = aFile(["zhang", "helper"]);
  const docs = handed({
    file,
    stub: aFile(["zhang", "helper"]),
    by: actor("zhang", "mediator"),
    from: "zhang",
    to: "sun",
  });
  expect(ids(docs)).toEqual([
    ["sun", "helper"],
    ["sun", "helper"],
  ]);
  expect(typeof docs === "string" ? docs : docs.get("mediation:c1")?.["handOvers"]).toEqual([
    { id: "h1", at: NOW, byId: "zhang", fromId: "zhang", toId: "sun" },
  ]);
});

test("who helped already takes the place and stands there once", () => {
  const file = aFile(["zhang", "sun"]);
  expect(ids(handed({ file, by: actor("zhang", "mediator"), from: "zhang", to: "sun" }))).toEqual([["sun"]]);
});

test("the community holds the stub only, and hands over what lies with somebody who has left", () => {
  for (const from of ["gone", "retired"]) {
    expect(ids(handed({ stub: aFile([from]), by: CHEN, from, to: "sun" }))).toEqual([["sun"]]);
  }
});

test("it does not take a file from a mediator in office, nor from one it does not know; the head of the committee may", () => {
  const stub = aFile(["zhang", "stranger"]);
  expect(handed({ stub, by: CHEN, from: "zhang", to: "sun" })).toBe("not-allowed");
  expect(handed({ stub, by: CHEN, from: "stranger", to: "sun" })).toBe("not-allowed");
  expect(ids(handed({ stub, by: actor("qin", "committeeHead"), from: "zhang", to: "sun" }))).toEqual([
    ["sun", "stranger"],
  ]);
});

test("a helper gives his own place, not that of whoever is in charge; somebody out of office gives nothing", () => {
  const file = aFile(["zhang", "helper"]);
  const helper = actor("helper", "gridWorker");
  expect(ids(handed({ file, by: helper, from: "helper", to: "sun" }))).toEqual([["zhang", "sun"]]);
  expect(handed({ file, by: helper, from: "zhang", to: "sun" })).toBe("not-allowed");
  expect(handed({ file: aFile(["gone"]), by: { personId: "gone", grants: [] }, from: "gone", to: "sun" })).toBe(
    "not-allowed",
  );
});

test("only a mediator of the community in office takes a file over, and one that is put away stays where it is", () => {
  const file = aFile(["zhang"]);
  const by = actor("zhang", "mediator");
  for (const to of ["helper", "gone", "retired", "stranger", "zhang"]) {
    expect(handed({ file, by, from: "zhang", to })).toBe("role-unknown");
  }
  expect(handed({ file: aFile(["zhang"], { state: "filed" }), by, from: "zhang", to: "sun" })).toBe("bad-transition");
  expect(handed({ file, by, from: "sun", to: "helper" })).toBe("not-found");
});

test("the key that goes along is that of whoever takes over, and no other", () => {
  const wrap = (personId: string) => ({ id: `k-${personId}`, personId, epk: "A", iv: "A", ct: "A" });
  const by = actor("zhang", "mediator");
  const docs = handed({ file: aFile(["zhang"]), by, from: "zhang", to: "sun", wraps: [wrap("sun"), wrap("helper")] });
  expect(typeof docs === "string" ? docs : docs.get("mediation:c1")?.["wraps"]).toEqual([wrap("sun")]);
});
