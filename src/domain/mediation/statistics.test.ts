import { describe, expect, test } from "vitest";
import type { SealedBox } from "../kernel/sealed.ts";
import { countCase } from "./counted.ts";
import type { AgreementEntry, Mediation, MediationState, StepEntry } from "./mediation.ts";
import { cutOf, daysOf, monthsOf, shiftedPeriod } from "./periods.ts";
import { besideRegister, type Cells, figuresOf, figureValue } from "./statistics.ts";
import { addUp, type Count, countsOf, type Sum, tallyCases } from "./tally.ts";

const COMMUNITY = "450303001010";
const TODAY = "2026-11-24";
const BOX = { sealed: "x", kid: "k", epk: "AAAA", iv: "AAAA", ct: "AAAA" } as SealedBox<never>;

const at = (day: string): string => `${day}T02:00:00.000Z`;
const step = (to: MediationState, day: string, from: MediationState = "mediating"): StepEntry => ({
  ...{ id: `${to}${day}`, at: at(day), byId: "zhang", from, to },
});

const aFile = (more: Partial<Mediation> = {}): Mediation => ({
  ...{ id: "c1", communityCode: COMMUNITY, basis: "formal", state: "accepted", category: "neighbours", tags: ["leak"] },
  ...{ involves: [], partyKeys: ["A", "B"], registeredAt: at("2026-10-30"), registeredById: "zhang" },
  ...{ mediatorIds: ["zhang"], steps: [], acceptedAt: at("2026-11-02"), ...more },
});

const agreement = (more: Partial<AgreementEntry> = {}): AgreementEntry => ({
  ...{ id: "a1", form: "written", on: "2026-11-05", textHash: "x", words: BOX, at: at("2026-11-05"), byId: "zhang" },
  obligations: [
    { id: "o1", who: "B", toWhom: "A", dueOn: "2026-11-10", amountFen: null },
    { id: "o2", who: "B", toWhom: "A", dueOn: "2026-11-20", amountFen: null },
  ],
  ...more,
});
const inForce = { state: "performing", agreements: [agreement()], effectiveOn: "2026-11-08" } as const;
const visit = (obligationId: string, performance: "performed" | "partly") => ({
  ...{ id: obligationId, on: "2026-11-21", performed: [{ obligationId, performance }], words: BOX },
  ...{ at: at("2026-11-21"), byId: "zhang" },
});

/** What counts of one file today. */
function counted(file: Mediation, today = TODAY): Partial<Record<Count | Sum, number>> {
  const formal = countCase(file).filter((one) => one.basis === file.basis);
  return Object.fromEntries(Object.entries(tallyCases(formal, today)).filter(([, n]) => n > 0));
}

const valueIn = (id: string, cells: Partial<Cells>) => {
  const figure = [...figuresOf("formal"), ...figuresOf("informal")].find((one) => one.id === id);
  return figure ? figureValue(figure, { ...besideRegister(addUp([])), ...cells }) : undefined;
};

describe("when a case counts, and as what", () => {
  test("[STAT-WHEN] accepted in November it counts in November, whatever becomes of it; never accepted, when opened", () => {
    const dayOf = (file: Mediation) => countCase(file)[0]?.on;
    expect(dayOf(aFile())).toBe("2026-11-02");
    expect(dayOf(aFile({ ...inForce, effectiveOn: "2026-12-09", closedAt: at("2027-01-08"), state: "closed" }))).toBe(
      "2026-11-02",
    );
    expect(dayOf(aFile({ acceptedAt: undefined, state: "registered" }))).toBe("2026-10-30");
    // Half past midnight of the first, in the district.
    expect(dayOf(aFile({ acceptedAt: "2026-10-31T16:30:00.000Z" }))).toBe("2026-11-01");
  });

  test("[STAT-END] in force, failed, or broken off by a party it has ended; handed on it has not", () => {
    const failure = { on: "2026-11-20", advice: ["court"], words: BOX } as const;
    const referral = { to: "court", reason: "other", on: "2026-11-20", words: BOX } as const;
    expect(counted(aFile())).toEqual({ listed: 1, accepted: 1 });
    expect(counted(aFile({ ...inForce, state: "filed" }))).toMatchObject({ ended: 1, agreed: 1, written: 1, days: 6 });
    expect(counted(aFile({ state: "filed", failure }))).toEqual({ listed: 1, accepted: 1, ended: 1, days: 18 });
    expect(counted(aFile({ state: "closed", steps: [step("refused", "2026-11-04")] }))).toMatchObject({
      ended: 1,
      days: 2,
    });
    expect(counted(aFile({ state: "referred", referral }))).toEqual({ listed: 1, accepted: 1, referred: 1 });
    // A text that waits for a signature is not agreed yet.
    expect(counted(aFile({ state: "toSign", agreements: [agreement()] }))).toEqual({ listed: 1, accepted: 1 });
    const before = {
      acceptedAt: undefined,
      state: "closed",
      steps: [step("refused", "2026-11-01", "registered")],
    } as const;
    expect(counted(aFile(before))).toEqual({ listed: 1 });
  });

  test("[STAT-DUE] it is due when the last day has passed, and counts as performed only from then on", () => {
    const done = aFile({ ...inForce, followUps: [visit("o1", "performed"), visit("o2", "performed")] });
    expect(counted(done, "2026-11-20")).toMatchObject({ agreed: 1, visited: 1 });
    expect(counted(done, "2026-11-20")).not.toHaveProperty("performed");
    expect(counted(done, "2026-11-21")).toMatchObject({ due: 1, performed: 1 });
    expect(counted(aFile({ ...inForce, followUps: [visit("o1", "performed")] }))).not.toHaveProperty("performed");
  });

  test("[STAT-APART] a 劝和 of which a file was made counts as one of each, each in its own month and table", () => {
    const steps = [step("registered", "2026-11-01", "unsettled"), step("registered", "2026-11-03", "paused")];
    const settledBefore = { state: "unsettled", byId: "li", at: at("2026-09-12"), number: "QH1" } as const;
    const both = countCase(aFile({ registeredAt: at("2026-09-12"), settledBefore, steps, acceptedAt: undefined }));
    expect(both.map(({ basis, on, marks }) => [basis, on, marks])).toEqual([
      ["informal", "2026-09-12", ["madeFormal"]],
      ["formal", "2026-11-01", []],
    ]);
    const talked = countCase(aFile({ basis: "informal", state: "settled", acceptedAt: undefined }));
    expect(talked.map(({ basis, marks }) => [basis, marks])).toEqual([["informal", ["settled"]]]);
    expect(countsOf("formal").filter((count) => count !== "listed" && countsOf("informal").includes(count))).toEqual(
      [],
    );
  });

  test("words are not asked for: without one of them the same is counted", () => {
    const whole = aFile({
      ...inForce,
      amountFen: 80_000,
      parties: BOX,
      matter: BOX,
      followUps: [visit("o1", "partly")],
    });
    const strip = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(strip);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, inner]) => (inner === BOX ? [] : [[key, strip(inner)]])),
      );
    };
    expect(countCase(strip(whole) as Mediation)).toEqual(countCase(whole));
  });
});

describe("the figures", () => {
  const cells = { listed: 40, accepted: 36, ended: 30, agreed: 27, due: 20, performed: 15 };

  test("[STAT-RATE] of 36 accepted 30 ended and 27 agreed: 83.3 % and 75 %", () => {
    expect(valueIn("STAT-RATE", cells)).toBeCloseTo(0.8333, 4);
    expect(valueIn("STAT-AGREED", cells)).toBe(0.75);
    // 黄石市司法局: 受理 6368, 成功 6217, published as 97.6 %.
    expect(valueIn("STAT-AGREED", { accepted: 6368, agreed: 6217 })).toBeCloseTo(0.9763, 4);
  });

  test("[STAT-AGREED] C ÷ A is not called what C ÷ B is called", () => {
    expect(valueIn("STAT-OFEND", cells)).toBe(0.9);
  });

  test("[STAT-OFEND] over what has ended", () => {
    expect(valueIn("STAT-OFEND", { ended: 4, agreed: 3 })).toBe(0.75);
  });

  test("[STAT-KEPT] performed of those due", () => expect(valueIn("STAT-KEPT", { due: 20, performed: 15 })).toBe(0.75));
  test("[STAT-VISIT] visited of those in force", () =>
    expect(valueIn("STAT-VISIT", { agreed: 10, visited: 4 })).toBe(0.4));
  test("[STAT-COURT] confirmed of those asked for", () =>
    expect(valueIn("STAT-COURT", { asked: 4, confirmed: 3 })).toBe(0.75));
  test("[STAT-DAYS] days over the ended", () => expect(valueIn("STAT-DAYS", { ended: 4, days: 50 })).toBe(12.5));
  test("[STAT-REFER] handed on of all in the register", () =>
    expect(valueIn("STAT-REFER", { listed: 20, referred: 1 })).toBe(0.05));
  test("[STAT-FORM] written of all agreements", () =>
    expect(valueIn("STAT-FORM", { agreed: 8, written: 6 })).toBe(0.75));
  test("[STAT-MONEY] money of those with an amount, whole", () =>
    expect(valueIn("STAT-MONEY", { priced: 2, amountFen: 80_000 })).toBe(80_000));
  test("[STAT-CALM] red and agreed of those accepted red", () =>
    expect(valueIn("STAT-CALM", { red: 4, calmed: 3 })).toBe(0.75));
  test("[STAT-SETTLED] talked round of all taken down", () =>
    expect(valueIn("STAT-SETTLED", { listed: 8, settled: 6 })).toBe(0.75));
  test("[STAT-FORMAL] made formal of all taken down", () =>
    expect(valueIn("STAT-FORMAL", { listed: 8, madeFormal: 2 })).toBe(0.25));

  test("nothing below the line is no share at all, and a hidden number hides the figure", () => {
    expect(valueIn("STAT-KEPT", { due: 0, performed: 0 })).toBeNull();
    expect(valueIn("STAT-KEPT", { due: 6, performed: "few" })).toBe("few");
    expect(valueIn("STAT-KEPT", { due: "kept", performed: 6 })).toBe("kept");
  });

  test("a community reads number, kind and state of one case, but not its money, its risk or its visit", () => {
    const one = aFile({ ...inForce, amountFen: 80_000, risk: "red", followUps: [visit("o1", "performed")] });
    const cellsOf = (times: number) => besideRegister(tallyCases(Array(times).fill(countCase(one)[0]), TODAY));
    expect(cellsOf(1)).toMatchObject({ listed: 1, agreed: 1, due: 1, visited: "few", red: "few", days: "few" });
    expect(cellsOf(1)).toMatchObject({ amountFen: "few", priced: "few", written: "few" });
    expect(cellsOf(5)).toMatchObject({ visited: 5, red: 5, days: 30, amountFen: 400_000, priced: 5, written: 5 });
  });
});

describe("the time they are about", () => {
  test("a month, a quarter, a year, and days of one's own", () => {
    expect(daysOf("2026-02")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(daysOf("2026-Q4")).toEqual({ from: "2026-10-01", to: "2026-12-31" });
    expect(daysOf("2026")).toEqual({ from: "2026-01-01", to: "2026-12-31" });
    expect(daysOf("2026-03-01..2026-05-15")).toEqual({ from: "2026-03-01", to: "2026-05-15" });
    expect(monthsOf("2026-Q2")).toEqual(["2026-04", "2026-05", "2026-06"]);
    const none = ["2026-13", "2026-Q5", "26", "2026-05-15..2026-03-01", "2026-02-30..2026-03-01", ""];
    expect(none.map(daysOf)).toEqual(none.map(() => undefined));
  });

  test("one earlier and one later is of the same kind, over the turn of the year too", () => {
    const around = ["2026-01", "2026-Q1", "2026"].map((period) => [
      shiftedPeriod(period, -1),
      shiftedPeriod(period, 1),
    ]);
    expect(around).toEqual([
      ["2025-12", "2026-02"],
      ["2025-Q4", "2026-Q2"],
      ["2025", "2027"],
    ]);
    expect(shiftedPeriod("2026-12", 1)).toBe("2027-01");
    expect(shiftedPeriod("2026-03-01..2026-05-15", 1)).toBe("2026-03-01..2026-05-15");
  });

  test("for those who see figures only the year goes to the end of last month, and this month is by itself", () => {
    const year = cutOf("2026", TODAY);
    expect(year?.months[year.months.length - 1]).toBe("2026-10");
    expect(year?.at).toEqual({ level: 2, nth: 0 });
    expect(cutOf("2026-Q4", TODAY)).toMatchObject({ at: { level: 1, nth: 3 }, single: [9] });
    expect(cutOf("2026-08", TODAY)).toMatchObject({ at: { level: 0, nth: 7 }, single: [7] });
    expect(cutOf("2026-11", TODAY)).toMatchObject({ months: ["2026-11"], at: { level: 0, nth: 0 } });
    expect(cutOf("2025-Q1", TODAY)).toMatchObject({ at: { level: 1, nth: 0 }, single: [0, 1, 2] });
    expect(cutOf("2026-12", TODAY)).toMatchObject({ at: undefined });
    expect(cutOf("2026-Q4", "2026-10-03")).toMatchObject({ at: undefined });
    expect(cutOf("2026-11-01..2026-11-24", TODAY)).toBeUndefined();
  });
});
