/** What a phone said of itself, in the order and the words in which somebody should act on it. Pure. */
import type { DeviceInfo } from "#sync/online";
import type { DeviceText } from "./device-text.ts";

type Told = NonNullable<DeviceInfo["told"]>;

/** A record older than this is a reason to ring somebody up. */
const LATE_MS = 24 * 3_600_000;
const CLOCK_OFF_MS = 5 * 60_000;
const NEARLY_FULL = 0.9;

/** How long the oldest unsent record has waited by now, ms; undefined where nothing waits or nothing is known. */
export function waitedMs({ told }: DeviceInfo, nowMs: number): number | undefined {
  if (!told?.oldestAt || told.outbox === 0) return undefined;
  return Math.max(0, nowMs - Date.parse(told.oldestAt));
}

export const isLate = (device: DeviceInfo, nowMs: number): boolean =>
  !device.revokedAt && (waitedMs(device, nowMs) ?? 0) > LATE_MS;

/** Those whose records have waited longest first, then those heard of longest ago last; switched-off ones at the end. */
export function worstFirst(devices: readonly DeviceInfo[], nowMs: number): DeviceInfo[] {
  const rank = (d: DeviceInfo): number => (d.revokedAt ? -2 : (waitedMs(d, nowMs) ?? -1));
  return [...devices].sort((a, b) => rank(b) - rank(a) || (b.seenAt ?? "").localeCompare(a.seenAt ?? ""));
}

export function unsentText(w: DeviceText, told: Told): string {
  const { photos } = told;
  if (told.outbox === 0 && photos === 0) return w.allSent;
  const parts = [
    ...(told.outbox > 0 ? [w.records(told.outbox)] : []),
    ...(photos > 0 ? [w.photos(photos, Math.max(1, Math.round(told.blobBytes / 1000)))] : []),
  ];
  return parts.join(w.and);
}

/** What is wrong with the phone itself. Unknown says nothing: it is not a fault. */
export function remarksOf(w: DeviceText, told: Told, lost: number | null = null): string[] {
  const { persisted, usedBytes, quotaBytes, offMs, quarantined, healed } = told;
  const full = usedBytes !== null && quotaBytes !== null && quotaBytes > 0 && usedBytes > NEARLY_FULL * quotaBytes;
  const offMinutes = offMs === null ? 0 : Math.round(-offMs / 60_000);
  return [
    ...(lost === null ? [] : [lost > 0 ? w.lost(lost) : w.clearedOnly]),
    ...(quarantined > 0 ? [w.setAside(quarantined)] : []),
    ...(full ? [w.full] : []),
    ...(persisted === false ? [w.notPersisted] : []),
    ...(Math.abs(offMs ?? 0) > CLOCK_OFF_MS ? [w.clock(offMinutes)] : []),
    ...(healed > 0 ? [w.healed(healed)] : []),
  ];
}
