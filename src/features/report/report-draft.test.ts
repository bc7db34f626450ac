import { expect, test } from "vitest";
import { emptyDraft, type ReportDraft, type Step, stepAfter, stepBefore, stepLacking } from "./report-draft.ts";

const aDraft = (change: Partial<ReportDraft>): ReportDraft => ({
  ...emptyDraft("i-1", { checkpointId: "cp-1" }, "450303001001"),
  category: "c-1",
  severity: "yellow",
  ...change,
});

function road(draft: ReportDraft): Step[] {
  const steps: Step[] = [];
  for (let at = draft; at.step !== "read" && steps.length < 9; at = { ...at, step: stepAfter(at) }) steps.push(at.step);
  return steps;
}

test("Wang is asked four things and reads it back; in a round the place is known already", () => {
  expect(road(aDraft({ step: "where" }))).toEqual(["where", "what", "urgent", "photos"]);
  expect(emptyDraft("i-1", { checkpointId: "cp-1" }, undefined).step).toBe("what");
  expect(emptyDraft("i-1", {}, undefined).step).toBe("where");
});

test("whatever Li changes from the last screen leads straight back to it", () => {
  for (const step of ["where", "what", "urgent", "photos", "words", "who"] as const) {
    expect([stepAfter(aDraft({ step, readBack: true })), stepBefore(aDraft({ step, readBack: true }))]).toEqual([
      "read",
      "read",
    ]);
  }
  expect(stepBefore(aDraft({ step: "read", readBack: true }))).toBe("photos");
  expect(stepBefore(aDraft({ step: "where" }))).toBeUndefined();
});

test("a category changed to a red one asks about 110, 119 and 120 before it is read back", () => {
  const red = aDraft({ step: "what", severity: "red", readBack: true });
  expect(stepAfter(red)).toBe("urgent");
  expect(stepAfter({ ...red, emergency: "119" })).toBe("read");
});

test("handing in goes to the question that still lacks its answer", () => {
  const far = { lat: 30, lng: 120, accM: 10, crs: "wgs84" } as const;
  expect(stepLacking(aDraft({}))).toBeUndefined();
  expect(stepLacking(aDraft({ place: {} }))).toBe("where");
  expect(stepLacking(aDraft({ place: { position: far } }))).toBe("where");
  expect(stepLacking(aDraft({ place: { position: far }, farConfirmed: true }))).toBeUndefined();
  expect(stepLacking(aDraft({ category: undefined }))).toBe("what");
  expect(stepLacking(aDraft({ severity: "red" }))).toBe("urgent");
});
