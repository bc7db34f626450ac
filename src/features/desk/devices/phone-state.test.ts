import { expect, test } from "vitest";
import type { DeviceInfo } from "#sync/online";
import { zh } from "./devices.zh.ts";
import { isLate, remarksOf, unsentText, waitedMs, worstFirst } from "./phone-state.ts";

const NOW = Date.parse("2026-11-24T02:00:00.000Z");
const hoursAgo = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();

type Told = NonNullable<DeviceInfo["told"]>;

const told = (more: Partial<Told> = {}): Told => ({
  ...{ build: "Bx9_kQ2a", sch: 1, outbox: 0, oldestAt: null, photos: 0, blobs: 0, blobBytes: 0, quarantined: 0 },
  ...{ usedBytes: 1, quotaBytes: 1000, persisted: true, offMs: 0, nextN: 1, healed: 0, ...more },
});

const phone = (id: string, more: Partial<DeviceInfo> = {}): DeviceInfo => ({ id, personId: id, name: "手机", ...more });

test("a phone whose oldest record has waited more than a day is late; one that was switched off is not rung up", () => {
  const late = phone("wang", { told: told({ outbox: 2, oldestAt: hoursAgo(25) }) });
  expect(isLate(late, NOW)).toBe(true);
  expect(isLate({ ...late, revokedAt: hoursAgo(1) }, NOW)).toBe(false);
  expect(isLate(phone("li", { told: told({ outbox: 2, oldestAt: hoursAgo(23) }) }), NOW)).toBe(false);
});

test("a phone that says nothing is unknown, not fine and not late", () => {
  expect(waitedMs(phone("zhao"), NOW)).toBeUndefined();
  expect(isLate(phone("zhao"), NOW)).toBe(false);
});

test("the phone whose record has waited longest comes first, switched-off ones last", () => {
  const rows = [
    phone("calm", { told: told(), seenAt: hoursAgo(1) }),
    phone("off", { revokedAt: hoursAgo(1), told: told({ outbox: 1, oldestAt: hoursAgo(99) }) }),
    phone("waits", { told: told({ outbox: 1, oldestAt: hoursAgo(2) }) }),
    phone("worst", { told: told({ outbox: 1, oldestAt: hoursAgo(50) }) }),
  ];
  expect(worstFirst(rows, NOW).map((d) => d.id)).toEqual(["worst", "waits", "calm", "off"]);
});

test("what waits is said in records and photos", () => {
  expect(unsentText(zh, told())).toBe("都报上来了");
  expect(unsentText(zh, told({ outbox: 3, photos: 2, blobs: 3, blobBytes: 612_000 }))).toBe("3 条、2 张照片（612 KB）");
});

test("a full, unsafe phone with a wrong clock says all three; what the browser does not tell is no fault", () => {
  const bad = told({ usedBytes: 950, persisted: false, offMs: -12 * 60_000, quarantined: 1 });
  expect(remarksOf(zh, bad)).toEqual([
    "有 1 条平台没收下",
    "快存满了",
    "浏览器可能会清掉存的内容，请装到桌面",
    "手机的钟快了 12 分钟",
  ]);
  expect(remarksOf(zh, told({ usedBytes: null, quotaBytes: null, persisted: null, offMs: null }))).toEqual([]);
});
