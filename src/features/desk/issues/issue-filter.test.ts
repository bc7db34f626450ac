import { expect, test } from "vitest";
import { OPEN_STATES } from "#domain/issue/issue";
import { addressOf, filterIn, type IssueFilter, OPEN_ISSUES } from "./issue-filter.ts";

test("Chen opens a kept filter again and gets the same list", () => {
  const filters: IssueFilter[] = [
    OPEN_ISSUES,
    { states: [], severities: ["red"], text: "" },
    { states: ["handling"], severities: ["red", "orange"], text: "三楼 & 拐角" },
  ];
  for (const filter of filters) expect(filterIn(new URLSearchParams(addressOf(filter)))).toEqual(filter);
});

test("the list opens with what is not done, and its address is the plain one", () => {
  expect(filterIn(new URLSearchParams("")).states).toEqual(OPEN_STATES);
  expect(addressOf({ ...OPEN_ISSUES, states: [...OPEN_STATES].reverse() })).toBe("");
});

test("an address that somebody typed wrongly filters by what is right in it", () => {
  const filter = filterIn(new URLSearchParams("state=closed,gone&sev=purple"));
  expect(filter).toEqual({ states: ["closed"], severities: [], text: "" });
});
