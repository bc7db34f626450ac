import { expect, test } from "vitest";
import type { SetAside } from "#domain/aside/set-aside";
import { mendable, mendedArgs, mendingOf } from "./mend-form.ts";

const report = (args: Record<string, unknown>): SetAside => ({ cmd: "issue.report", args }) as unknown as SetAside;

test("what is mended goes back where it came from, and nothing else moves", () => {
  const one = report({ communityCode: "1", place: { compoundId: "c" }, words: "楼道", severity: "red", photos: [1] });
  const mending = { ...mendingOf(one), spot: " 3栋后面 ", emergency: "119" };
  expect(mendedArgs(one, mending)).toEqual({
    ...one.args,
    place: { compoundId: "c", spot: "3栋后面" },
    emergency: "119",
  });
  expect(mendedArgs(one, mendingOf(one))).toEqual(one.args);
});

test("only what the record has can be mended", () => {
  expect(mendable(report({ issueId: "i", text: "看过" }))).toEqual({
    community: false,
    spot: false,
    words: true,
    emergency: false,
  });
});
