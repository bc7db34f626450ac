/** The demo district as a coordinator meets it: what is going on right now, tracks with holes, photos. */
import { beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "#domain/kernel/clock";
import { distanceM } from "#domain/kernel/geo";
import type { PatrolRound } from "#domain/patrol/round";
import { deriveRoundDay } from "#domain/patrol/round-day";
import { decodeFixes, filterFixes } from "#domain/patrol/track";
import { GAP_REASONS } from "#domain/patrol/track-gaps";
import type { RecordType, RecordTypes } from "#domain/registry";
import { type DemoRecord, demoDistrict } from "./demo-district.ts";
import { jpegOf } from "./jpeg.ts";
import { HOME } from "./org-units.ts";
import { drawPhotos } from "./photos.ts";
import { blank } from "./raster.ts";

const NOW = "2026-05-20T08:00:00.000Z";
const PHOTOS = drawPhotos();
const demoAt = (now: string): DemoRecord[] => [
  ...demoDistrict({ seed: 450303, scale: 1, today: localDateOf(now), now }, PHOTOS),
];
const docsOf = <T extends RecordType>(records: readonly DemoRecord[], t: T): RecordTypes[T][] =>
  records.filter((r) => r.t === t).map((r) => r.doc as RecordTypes[T]);

let records: DemoRecord[] = [];
beforeAll(() => {
  records = demoAt(NOW);
});

describe("today", () => {
  test.each(["2026-05-20T08:00:00.000Z", "2026-05-19T16:01:00.000Z", "2026-05-20T15:59:00.000Z"])(
    "at %s one round of 燕湖社区 is running and one is paused, and nothing lies ahead",
    (now) => {
      const rounds = docsOf(demoAt(now), "round").filter((r) => r.communityCode === HOME && r.state !== "finished");
      expect(rounds.map((r) => r.state).sort()).toEqual(["paused", "running"]);
      for (const round of rounds) {
        expect(round.on).toBe(localDateOf(now));
        expect([round.startedAt, ...round.stops.map((s) => s.at)].filter((at) => at > now)).toEqual([]);
      }
    },
  );

  test("the group of the visitor's sign-in is free to start a round of its own", () => {
    const busy = docsOf(records, "round").filter((r) => r.state !== "finished");
    expect(busy.length).toBeGreaterThan(2);
    expect(busy.flatMap((r) => r.memberIds)).not.toContain(`${HOME}.t1.g1.v1`);
  });

  test("the coordinator's yesterday has a missed round, her today planned and running ones", () => {
    const of = <T extends { communityCode: string }>(docs: readonly T[]): T[] =>
      docs.filter((d) => d.communityCode === HOME);
    const slots = of(docsOf(records, "rosterSlot"));
    const rounds = of(docsOf(records, "round"));
    const states = (on: string): Set<string> => new Set(deriveRoundDay(slots, rounds, on, NOW).map((l) => l.state));
    expect(states("2026-05-19")).toContain("missed");
    expect(states("2026-05-20")).toContain("running");
    expect(states("2026-05-20")).toContain("planned");
  });
});

describe("tracks", () => {
  const tracked = (): PatrolRound[] => docsOf(records, "round").filter((r) => r.trackMode === "round");

  test("only rounds whose leader chose it have one, and a late entry never has", () => {
    const chosen = new Set(tracked().map((r) => r.id));
    const tracks = docsOf(records, "roundTrack");
    expect(new Set(tracks.map((t) => t.roundId))).toEqual(chosen);
    expect(chosen.size).toBeGreaterThan(20);
    expect(tracked().filter((r) => r.late)).toEqual([]);
    expect(docsOf(records, "round").filter((r) => r.trackMode === "off").length).toBeGreaterThan(chosen.size);
  });

  test("gaps of every reason are there, each inside its piece, with no fix inside a gap", () => {
    const tracks = docsOf(records, "roundTrack");
    expect(new Set(tracks.flatMap((t) => t.gaps.map((g) => g.reason)))).toEqual(new Set(GAP_REASONS));
    for (const { chunks, gaps } of tracks) {
      const [chunk] = chunks;
      expect(gaps.filter((g) => g.fromMs < chunk!.fromMs || g.toMs > chunk!.toMs || g.fromMs >= g.toMs)).toEqual([]);
      const fixes = decodeFixes(chunk!.fixes);
      expect(fixes.filter((f) => gaps.some((g) => f.atMs > g.fromMs + 1000 && f.atMs < g.toMs - 1000))).toEqual([]);
    }
  });

  test("a track goes on foot, past the stops that were confirmed", () => {
    const places = new Map(docsOf(records, "checkpoint").map((c) => [c.id, c.position!]));
    for (const round of tracked().filter((r) => r.communityCode === HOME)) {
      const fixes = docsOf(records, "roundTrack")
        .filter((t) => t.roundId === round.id)
        .flatMap((t) => decodeFixes(t.chunks[0]!.fixes));
      expect(filterFixes(fixes).length).toBeGreaterThan(fixes.length * 0.95);
      const met = round.stops.filter(({ checkpointId }) => {
        const [lng, lat] = places.get(checkpointId)!;
        return fixes.some((f) => distanceM(f, { lat, lng }) < 40);
      });
      expect(met.length).toBeGreaterThan(round.stops.length / 2);
    }
  });
});

describe("photos", () => {
  test("most hazards show what was seen, some how it was mended, and every photo is one of ours", () => {
    const issues = docsOf(records, "issue");
    const known = new Set(PHOTOS.all.map((p) => p.ref.sha256));
    const mended = issues.flatMap((i) => i.events.flatMap((e) => e.photos ?? []));
    expect(issues.filter((i) => i.photos.length > 0).length).toBeGreaterThan(issues.length / 2);
    expect(issues.some((i) => i.photos.length === 2)).toBe(true);
    expect(issues.some((i) => i.photos.length === 0)).toBe(true);
    expect(mended.length).toBeGreaterThan(10);
    expect([...issues.flatMap((i) => i.photos), ...mended].filter((p) => !known.has(p.sha256))).toEqual([]);
  });

  test("each is a small JPEG of its own, and the word 演示 fills a band across its foot", () => {
    expect(new Set(PHOTOS.all.map((p) => p.ref.sha256)).size).toBe(24);
    for (const { original, thumb, ref } of PHOTOS.all) {
      for (const bytes of [original, thumb]) {
        expect([...bytes.subarray(0, 3), ...bytes.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xff, 0xd9]);
      }
      expect(ref.bytes).toBeLessThan(30_000);
      expect(ref.thumbBytes).toBeLessThan(ref.bytes);
    }
  });

  test("the encoder gives the same bytes every time, and more for a busier picture", () => {
    const plain = jpegOf(blank(16, 16, [10, 200, 90]));
    const busy = blank(16, 16, [10, 200, 90]);
    busy.rgb[100] = 255;
    expect(jpegOf(blank(16, 16, [10, 200, 90]))).toEqual(plain);
    expect(jpegOf(busy).length).toBeGreaterThan(plain.length);
  });
});
