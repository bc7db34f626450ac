import { expect, test } from "vitest";
import { LatestOnly } from "./latest-only.ts";

test("of a hundred quick keystrokes the first and the last are kept, and the last is not waited for behind the others", async () => {
  const kept: number[] = [];
  const opened: (() => void)[] = [];
  const box = new LatestOnly<number>(async (value) => {
    await new Promise<void>((done) => opened.push(done));
    kept.push(value);
  });
  for (let n = 1; n <= 100; n++) box.put(n);
  opened.shift()?.();
  await new Promise((done) => setTimeout(done));
  opened.shift()?.();
  await box.settled();
  expect(kept).toEqual([1, 100]);
});

test("what is written after everything was kept is kept too", async () => {
  const kept: string[] = [];
  const box = new LatestOnly<string>(async (value) => {
    kept.push(value);
  });
  box.put("一");
  await box.settled();
  box.put("二");
  await box.settled();
  expect(kept).toEqual(["一", "二"]);
});

test("a write that fails stops no later one", async () => {
  const kept: string[] = [];
  const box = new LatestOnly<string>(async (value) => {
    if (value === "broken") throw new Error("disk");
    kept.push(value);
  });
  box.put("broken");
  await expect(box.settled()).rejects.toThrow("disk");
  box.put("whole");
  await box.settled();
  expect(kept).toEqual(["whole"]);
});
