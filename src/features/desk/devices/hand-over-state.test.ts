import { expect, test } from "vitest";
import type { HandOver } from "#sync/online";
import { zh } from "./devices.zh.ts";
import { cameText, handOverState, mostUrgentFirst, needsSomebody, saidText } from "./hand-over-state.ts";

const OFF = "2026-11-24T02:00:00.000Z";
const LATER = "2026-11-24T03:00:00.000Z";
const LAST = "2026-11-24T04:00:00.000Z";

const phone = (id: string, more: Partial<HandOver> = {}): HandOver => ({
  ...{ id, personId: id, displayName: id, orgCode: "450303001010", name: "手机", revokedAt: OFF, retiredAt: null },
  ...{ told: null, toldAt: null, handedAt: null, settledAt: null, records: 0, forms: 0, files: 0, missing: 0 },
  ...more,
});

test("a phone that has not come back is awaited; one with pictures on the way is coming; whole, it waits for somebody", () => {
  expect(handOverState(phone("lost"))).toBe("awaited");
  expect(handOverState(phone("half", { handedAt: LATER, records: 3, files: 4, missing: 1 }))).toBe("coming");
  expect(handOverState(phone("here", { handedAt: LATER, records: 3, files: 4 }))).toBe("arrived");
  expect(handOverState(phone("empty", { handedAt: LATER }))).toBe("nothing");
});

test("what was dealt with stays so until the phone hands in more", () => {
  expect(handOverState(phone("lost", { settledAt: LATER }))).toBe("settled");
  expect(handOverState(phone("done", { handedAt: LATER, settledAt: LAST, records: 1 }))).toBe("settled");
  expect(handOverState(phone("more", { handedAt: LAST, settledAt: LATER, records: 2 }))).toBe("arrived");
});

test("those that need somebody come first", () => {
  const phones = [
    phone("settled", { settledAt: LATER }),
    phone("empty", { handedAt: LATER }),
    phone("lost"),
    phone("here", { handedAt: LATER, forms: 1 }),
  ];
  expect(mostUrgentFirst(phones).map((p) => p.id)).toEqual(["here", "lost", "empty", "settled"]);
  expect(phones.filter(needsSomebody).map((p) => p.id)).toEqual(["lost", "here"]);
});

test("what came is counted in words, and a phone that never spoke is not said to be empty", () => {
  expect(cameText(zh, phone("here", { records: 3, forms: 1, files: 4 }))).toBe("3 条、1 张没写完的表、4 个图片文件");
  expect(cameText(zh, phone("lost"))).toBe("还没有");
  expect(saidText(zh, phone("lost"))).toBe("停用前它没说过还有多少");
});
