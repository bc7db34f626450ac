import { expect, test } from "vitest";
import { fitInto } from "./photo-size.ts";

test("a photo is made no larger than it was and keeps its shape", () => {
  expect(fitInto({ width: 4000, height: 3000 }, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fitInto({ width: 3000, height: 4000 }, 320)).toEqual({ width: 240, height: 320 });
  expect(fitInto({ width: 200, height: 100 }, 1600)).toEqual({ width: 200, height: 100 });
});

test("a very long picture keeps at least one pixel of its short side", () => {
  expect(fitInto({ width: 10_000, height: 1 }, 320)).toEqual({ width: 320, height: 1 });
});
