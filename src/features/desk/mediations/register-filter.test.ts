import { expect, test } from "vitest";
import type { Person } from "#domain/people/people";
import type { RegisterLine } from "#storage/mediations";
import { linesOf, type RegisterNow, registerAddressOf, registerFilterIn, WHOLE_REGISTER } from "./register-filter.ts";

const COMMUNITY = "450303001010";

const aLine = (id: string, more: Partial<RegisterLine> = {}): RegisterLine => ({
  ...{ id, communityCode: COMMUNITY, compoundId: "c-1", number: `DS001010-2026-${id}`, basis: "formal" },
  ...{ category: "neighbours", state: "mediating", registeredOn: "2026-10-30", acceptedOn: "2026-11-02" },
  ...{ mediatorIds: ["zhang"], due: [{ kind: "mediateUntil", on: "2026-12-02" }], tags: null, mine: false },
  ...{ whole: false, ...more },
});

const aPerson = (id: string, to?: string): Person => ({
  ...{ id, displayName: id, orgCode: COMMUNITY, demo: true },
  grants: [{ id: "g", role: "mediator", orgCode: COMMUNITY, from: "2026-01-01T00:00:00.000Z", ...(to ? { to } : {}) }],
});

const people = new Map([
  ["zhang", aPerson("zhang")],
  ["gone", aPerson("gone", "2026-11-01T00:00:00.000Z")],
]);
const now: RegisterNow = {
  today: "2026-11-24",
  now: "2026-11-24T02:00:00.000Z",
  person: (id) => people.get(id),
};

const found = (lines: readonly RegisterLine[], address: string, community?: string): string[] =>
  linesOf(lines, registerFilterIn(new URLSearchParams(address)), now, community).map((line) => line.id);

test("a link of the figures and its filter say the same, and what nobody knows is left out of both", () => {
  const address =
    "state=toSeal%2Cperforming&category=neighbours&basis=formal&month=2026-11&compound=c-1&overdue=1&q=0042";
  expect(
    registerAddressOf(registerFilterIn(new URLSearchParams(address)))
      .split("&")
      .sort(),
  ).toEqual(address.split("&").sort());
  const unknown = "state=x&category=y&basis=z&month=2026&due=tea&by=soon&mine=yes";
  expect(registerFilterIn(new URLSearchParams(unknown))).toEqual(WHOLE_REGISTER);
  expect(registerAddressOf(WHOLE_REGISTER)).toBe("");
});

test("a file is counted in the month it was accepted, a talking round in the month it was noted", () => {
  const informal = aLine("2", { basis: "informal", state: "settled", acceptedOn: null, registeredOn: "2026-10-30" });
  expect(found([aLine("1"), informal], "month=2026-11")).toEqual(["1"]);
  expect(found([aLine("1"), informal], "month=2026-10")).toEqual(["2"]);
});

test("overdue is what should have been done before today; what is due today is not", () => {
  const on = (id: string, day: string) => aLine(id, { due: [{ kind: "seal", on: day }] });
  const lines = [on("1", "2026-11-23"), on("2", "2026-11-24"), aLine("3", { due: [] }), aLine("4", { due: undefined })];
  expect(found(lines, "overdue=1")).toEqual(["1"]);
});

test("what is due by a day is found by its kind, also where something else comes first", () => {
  const due = [
    { kind: "obligation", on: "2026-11-26" },
    { kind: "judicial", on: "2026-11-30" },
  ] as const;
  const lines = [aLine("1", { due }), aLine("2")];
  expect(found(lines, "due=judicial&by=2026-11-30")).toEqual(["1"]);
  expect(found(lines, "due=judicial&by=2026-11-29")).toEqual([]);
  expect(found(lines, "by=2026-12-31")).toEqual(["1", "2"]);
});

test("a file whose mediators have all left is nobody's; one whose mediator is not known here is not said to be", () => {
  const lines = [
    aLine("1", { mediatorIds: ["gone"] }),
    aLine("2", { mediatorIds: ["gone", "zhang"] }),
    aLine("3", { mediatorIds: ["stranger"] }),
    aLine("4", { mediatorIds: ["gone"], state: "filed" }),
    aLine("5", { mediatorIds: ["gone"], basis: "informal" }),
  ];
  expect(found(lines, "unattended=1")).toEqual(["1"]);
});

test("part of a number, whatever its letters' case; and only the chosen community", () => {
  const lines = [aLine("0042"), aLine("0043", { communityCode: "450303001011" }), aLine("x", { number: null })];
  expect(found(lines, "q=ds001010-2026-004")).toEqual(["0042", "0043"]);
  expect(found(lines, "", COMMUNITY)).toEqual(["0042", "x"]);
});
