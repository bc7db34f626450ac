import { expect, test } from "vitest";
import { type ChecklistVersion, categoryOf } from "./checklist.ts";

const version: ChecklistVersion = {
  id: "v1",
  districtCode: "450303000000",
  n: 1,
  title: "第一版",
  state: "published",
  effectiveOn: "2026-01-01",
  sections: [
    {
      id: "fire",
      label: "消防",
      labelEn: "Fire",
      categories: [{ id: "gas", label: "燃气味道", labelEn: "Smell of gas", severity: "red" }],
    },
  ],
};
const issue = { checklistVersionId: "v1", category: "gas", categoryLabel: "燃气异味" };

test("a report keeps the Chinese words it was made with, and has the English ones of its version", () => {
  expect(categoryOf([version], issue)).toEqual({ label: "燃气异味", labelEn: "Smell of gas" });
});

test("where the version is not known here, the words of the report stand in both languages", () => {
  expect(categoryOf([], issue)).toEqual({ label: "燃气异味", labelEn: "燃气异味" });
});
