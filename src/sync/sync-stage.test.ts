import { describe, expect, it } from "vitest";
import { deriveSyncStage } from "./sync-stage.ts";

const counts = { records: 2, photos: 1, quarantined: 0 };
const nothing = { records: 0, photos: 0, quarantined: 0 };
const line = { running: false, online: true };

describe("the one state of sync", () => {
  it("counts records and photos that only this phone holds", () => {
    expect(deriveSyncStage(counts, line)).toEqual({ name: "stored", count: 3 });
    expect(deriveSyncStage(counts, { ...line, running: true })).toEqual({ name: "sending", count: 3 });
  });

  it("says why something waits", () => {
    const reason = (fault: string) => deriveSyncStage(counts, { ...line, fault });
    expect(deriveSyncStage(counts, { ...line, online: false })).toMatchObject({ name: "waiting", reason: "offline" });
    expect(reason("captive-portal")).toMatchObject({ reason: "offline" });
    expect(reason("unavailable")).toMatchObject({ reason: "server" });
    expect(reason("revoked")).toMatchObject({ reason: "login" });
    expect(reason("too-old")).toMatchObject({ reason: "update" });
  });

  it("puts what only a person can mend before everything else", () => {
    const aside = { ...counts, quarantined: 1 };
    expect(deriveSyncStage(aside, { ...line, running: true })).toEqual({ name: "attention", count: 3, quarantined: 1 });
    expect(deriveSyncStage(counts, { ...line, fault: "storage-full" })).toMatchObject({ name: "attention" });
  });

  it("is at rest without a signal when nothing waits, and tells when the platform was last heard", () => {
    const contactAt = "2026-05-01T01:02:03.000Z";
    const rest = deriveSyncStage(nothing, { running: false, online: false, fault: "offline", contactAt });
    expect(rest).toEqual({ name: "all-received", at: contactAt });
  });
});
