import { expect, test } from "vitest";
import { phoneKind } from "./phone-kind.ts";
import { zh } from "./phones.zh.ts";

test("Wang tells her two phones apart by words she knows, and one without a name is still called something", () => {
  expect(phoneKind(zh, "Android Chrome")).toBe("安卓手机 · Chrome");
  expect(phoneKind(zh, "HarmonyOS MicroMessenger")).toBe("鸿蒙手机 · 微信");
  expect(phoneKind(zh, "iPhone")).toBe("苹果手机");
  expect(phoneKind(zh, "王姐的旧手机")).toBe("王姐的旧手机");
  expect(phoneKind(zh, "")).toBe("别的手机");
});
