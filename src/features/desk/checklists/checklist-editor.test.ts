import { expect, test } from "vitest";
import { sectionsToSend } from "./checklist-editor.tsx";

test("a section and a category without an English name are published under their Chinese one", () => {
  const pipe = { id: "pipe", label: "水管冻裂", labelEn: " ", severity: "yellow" } as const;
  const gas = { id: "gas", label: "燃气异味", labelEn: "Smell of gas", severity: "red" } as const;
  const sent = sectionsToSend([{ id: "winter", label: "防冻", labelEn: "", categories: [pipe, gas] }]);
  expect(sent[0]?.labelEn).toBe("防冻");
  expect(sent[0]?.categories.map(({ labelEn }) => labelEn)).toEqual(["水管冻裂", "Smell of gas"]);
});
