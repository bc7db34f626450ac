import { expect, test } from "vitest";
import type { Mediation } from "./mediation.ts";
import { isOverdue, nextDue, stubOf } from "./stub.ts";

const BOX = { sealed: "x", kid: "k", epk: "AAAA", iv: "AAAA", ct: "AAAA" };

const aFile = (more: Partial<Mediation> = {}): Mediation => ({
  ...{ id: "c1", communityCode: "450303001010", compoundId: "compound-1", basis: "formal", state: "performing" },
  ...{ number: "DS001010-2026-0042", category: "neighbours", tags: ["elevator"], involves: ["elderly"], risk: "red" },
  ...{ partyKeys: ["A", "B", "C"], amountFen: 300_000, mediatorIds: ["zhang", "sun"], registeredById: "zhang" },
  ...{ registeredAt: "2026-11-01T17:00:00.000Z", acceptedAt: "2026-11-02T02:00:00.000Z", effectiveOn: "2026-11-10" },
  ...{ parties: BOX, matter: BOX, steps: [] },
  agreements: [
    {
      ...{ id: "a1", at: "2026-11-09T02:00:00.000Z", byId: "zhang", form: "written", on: "2026-11-09" },
      ...{ textHash: "h", words: BOX },
      obligations: [{ id: "o1", who: "A", toWhom: "B", dueOn: "2026-11-20", amountFen: 300_000 }],
    },
  ],
  ...more,
});

test("the register says number, kind, state, days and who mediates, and nothing else of a file", () => {
  expect(stubOf(aFile())).toEqual({
    ...{ communityCode: "450303001010", compoundId: "compound-1", number: "DS001010-2026-0042", basis: "formal" },
    ...{ category: "neighbours", state: "performing", registeredOn: "2026-11-02", acceptedOn: "2026-11-02" },
    mediatorIds: ["zhang", "sun"],
    due: [
      { kind: "obligation", on: "2026-11-20" },
      { kind: "visit", on: "2026-12-10" },
      { kind: "judicial", on: "2026-12-10" },
    ],
  });
});

test("a talking round has nothing due and nobody in charge", () => {
  const settled = aFile({ basis: "informal", state: "settled", mediatorIds: [], acceptedAt: undefined });
  expect(stubOf(settled)).toMatchObject({ due: [], mediatorIds: [], acceptedOn: null });
});

test("once the court's window is over nobody is late for it; a promise that was not kept stays overdue", () => {
  const judicial = { kind: "judicial", on: "2026-12-10" } as const;
  expect(nextDue({ due: [judicial] }, "2026-12-10")).toEqual(judicial);
  expect(nextDue({ due: [judicial] }, "2026-12-11")).toBeNull();
  expect(isOverdue({ due: [judicial] }, "2026-12-11")).toBe(false);
  expect(isOverdue({ due: [{ kind: "obligation", on: "2026-12-10" }, judicial] }, "2026-12-11")).toBe(true);
});
