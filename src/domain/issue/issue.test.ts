import { expect, test } from "vitest";
import { awaitsReporter, type IssueEvent } from "./issue.ts";

const reported: IssueEvent = { id: "e0", at: "2026-05-01T01:00:00Z", byId: "wang", kind: "reported" };
const moved = (to: IssueEvent["to"]): IssueEvent => ({
  id: `to-${to}`,
  at: reported.at,
  byId: "grid",
  kind: "moved",
  to,
});
const noteBy = (byId: string): IssueEvent => ({
  id: `by-${byId}`,
  at: reported.at,
  byId,
  kind: "note",
  text: "看过了",
});

const waits = (state: "answered" | "handling", ...events: IssueEvent[]): boolean =>
  awaitsReporter({ state, reportedById: "wang", events: [reported, ...events] });

test("an answer waits for Wang to look, until he has said what he saw", () => {
  expect(waits("answered", moved("answered"))).toBe(true);
  expect(waits("answered", moved("answered"), noteBy("li"))).toBe(true);
  expect(waits("answered", moved("answered"), noteBy("wang"))).toBe(false);
});

test("a word from before the answer does not count as a look at it, and a second answer asks again", () => {
  expect(waits("answered", noteBy("wang"), moved("answered"))).toBe(true);
  expect(waits("answered", moved("answered"), noteBy("wang"), moved("handling"), moved("answered"))).toBe(true);
  expect(waits("handling", moved("handling"))).toBe(false);
});
