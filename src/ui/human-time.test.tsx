import { expect, test } from "vitest";
import { humanTime, minuteOfDay } from "./time.tsx";

/** 11:00 in Guilin on 24 November 2026. */
const NOW = Date.parse("2026-11-24T03:00:00Z");

test("a time of today is said with its clock", () => {
  expect(humanTime("2026-11-24T01:02:00Z", NOW, "zh")).toBe("今天 09:02");
  expect(humanTime("2026-11-24T01:02:00Z", NOW, "en")).toBe("Today 09:02");
});

test("yesterday goes by the calendar of the district, not by 24 hours", () => {
  expect(humanTime("2026-11-23T15:59:00Z", NOW, "zh")).toBe("昨天 23:59");
  expect(humanTime("2026-11-23T16:01:00Z", NOW, "zh")).toBe("今天 00:01");
});

test("older times lose what nobody needs: days, then the date, then the year", () => {
  expect(humanTime("2026-11-21T03:00:00Z", NOW, "zh")).toBe("3 天前");
  expect(humanTime("2026-05-01T03:00:00Z", NOW, "zh")).toBe("5月1日");
  expect(humanTime("2025-05-01T03:00:00Z", NOW, "zh")).toBe("2025年5月1日");
  expect(humanTime("2025-05-01T03:00:00Z", NOW, "en")).toBe("1 May 2025");
});

test("what lies ahead is said too", () => {
  expect(humanTime("2026-11-25T01:00:00Z", NOW, "zh")).toBe("明天 09:00");
  expect(humanTime("2026-11-27T01:00:00Z", NOW, "en")).toBe("in 3 days");
});

test("what is no time is unknown, not 1970", () => {
  expect(humanTime("soon", NOW, "zh")).toBe("未知");
});

test("a shift that ends with the day ends at 24:00", () => {
  expect([minuteOfDay(420), minuteOfDay(1439), minuteOfDay(1440)]).toEqual(["07:00", "23:59", "24:00"]);
});
