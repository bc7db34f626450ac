import { describe, expect, test } from "vitest";
import type { Fix } from "./track.ts";
import { gapEnds, gapsOf, ordinarySilenceMs, piecesOf, type Recording, type RecordingEvent } from "./track-gaps.ts";

const START = Date.parse("2026-05-01T14:00:00Z");
const at = (s: number) => START + s * 1000;
/** Walking north at 1 m/s. */
const fix = (s: number, accM = 8): Fix => ({ atMs: at(s), lat: 25.304 + s / 111_195, lng: 110.296, accM });
const every = (stepS: number, fromS: number, toS: number, accM = 8): Fix[] => {
  const fixes: Fix[] = [];
  for (let s = fromS; s <= toS; s += stepS) fixes.push(fix(s, accM));
  return fixes;
};
const turn = (s: number, state: RecordingEvent["state"], on: boolean): RecordingEvent => ({ atMs: at(s), state, on });
const recording = (fixes: Fix[], events: RecordingEvent[] = [], endS = 600): Recording => ({
  startMs: at(0),
  endMs: at(endS),
  fixes,
  events,
});
const told = (r: Recording) => gapsOf(r).map((g) => [(g.fromMs - START) / 1000, (g.toMs - START) / 1000, g.reason]);

describe("a track without holes", () => {
  test("has no gap, and one piece", () => {
    const r = recording(every(5, 0, 600));
    expect(gapsOf(r)).toEqual([]);
    expect(piecesOf(r.fixes, [])).toHaveLength(1);
  });
  test("30 seconds of silence are ordinary, 31 are not; a slow receiver is given three of its intervals", () => {
    expect(told(recording([...every(5, 0, 100), ...every(5, 130, 600)]))).toEqual([]);
    expect(told(recording([...every(5, 0, 100), ...every(5, 131, 600)], [], 601))).toEqual([[100, 131, "noSignal"]]);
    expect(ordinarySilenceMs(every(20, 0, 600))).toBe(60_000);
    expect(told(recording([...every(20, 0, 100), ...every(20, 160, 600)]))).toEqual([]);
  });
});

describe("why a track is silent", () => {
  const holed = [...every(5, 0, 120), ...every(5, 540, 600)];
  test("the screen went off: from the last fix to the first one after", () => {
    expect(told(recording(holed, [turn(122, "hidden", true), turn(500, "hidden", false)]))).toEqual([
      [120, 540, "locked"],
    ]);
  });
  test("no position ever came", () => {
    expect(told(recording([]))).toEqual([[0, 600, "noSignal"]]);
    expect(told(recording([], [turn(1, "permission-lost", true)]))).toEqual([[0, 600, "permission"]]);
  });
  test("poor fixes only: a weak signal, and never a line through it", () => {
    const r = recording([...holed, ...every(10, 130, 530, 60)].sort((a, b) => a.atMs - b.atMs));
    expect(told(r)).toEqual([[120, 540, "lowAccuracy"]]);
    expect(piecesOf(r.fixes, gapsOf(r)).map((p) => p.length)).toEqual([25, 13]);
  });
  test("three poor fixes in a row are a weak spot even if short; one is chance", () => {
    const short = (n: number) => [
      ...every(5, 0, 100),
      ...every(5, 105, 100 + 5 * n, 60),
      ...every(5, 105 + 5 * n, 600),
    ];
    expect(told(recording(short(3)))).toEqual([[100, 120, "lowAccuracy"]]);
    expect(told(recording(short(1)))).toEqual([]);
  });
  test("a pause is a gap from press to press, fixes or not", () => {
    const r = recording(every(5, 0, 600), [turn(200, "paused", true), turn(320, "paused", false)]);
    expect(told(r)).toEqual([[200, 320, "paused"]]);
    expect(
      piecesOf(r.fixes, gapsOf(r))
        .flat()
        .every((f) => f.atMs <= at(200) || f.atMs >= at(320)),
    ).toBe(true);
  });
  test("a released screen lock explains a silence but makes none", () => {
    const events = [turn(110, "lock-released", true)];
    expect(told(recording(every(5, 0, 600), events))).toEqual([]);
    expect(told(recording(holed, events))).toEqual([[120, 540, "locked"]]);
  });
  test("a glance of two seconds at another app does not explain seven minutes", () => {
    expect(told(recording(holed, [turn(121, "hidden", true), turn(123, "hidden", false)]))).toEqual([
      [120, 540, "noSignal"],
    ]);
  });
  test("a pause that ends behind a dark screen is one gap, told by its longer part", () => {
    const events = [
      turn(121, "paused", true),
      turn(200, "paused", false),
      turn(201, "hidden", true),
      turn(539, "hidden", false),
    ];
    expect(told(recording(holed, events))).toEqual([[120, 540, "locked"]]);
  });
  test("the phone died: the state that never ended lasts to the end", () => {
    expect(told(recording(every(5, 0, 120), [turn(121, "hidden", true)]))).toEqual([[120, 600, "locked"]]);
  });
});

test("gaps end on the ground where the track was last and next seen", () => {
  const r = recording([...every(5, 0, 120), ...every(5, 540, 560)]);
  const gaps = gapsOf(r);
  const ends = gapEnds(piecesOf(r.fixes, gaps), gaps);
  expect(ends).toHaveLength(1);
  expect(ends[0]!.from).toEqual(fix(120));
  expect(ends[0]!.to).toEqual(fix(540));
  expect(told(r)).toEqual([
    [120, 540, "noSignal"],
    [560, 600, "noSignal"],
  ]);
});

for (const seed of [3, 17, 99])
  test(`seed ${seed}: gaps are in order, apart, inside the recording, and no piece runs through one`, () => {
    let state = seed;
    const next = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const fixes = every(5, 0, 3600)
      .map((f) => ({ ...f, accM: next() < 0.3 ? 50 : 8 }))
      .filter(() => next() < 0.5);
    const events = Array.from({ length: 12 }, () =>
      turn(
        Math.floor(next() * 3600),
        (["hidden", "paused", "lock-released"] as const)[Math.floor(next() * 3)]!,
        next() < 0.5,
      ),
    );
    const r = recording(fixes, events, 3600);
    const gaps = gapsOf(r);
    expect(gaps.length).toBeGreaterThan(0);
    gaps.forEach((g, i) => {
      expect(g.fromMs).toBeGreaterThanOrEqual(i === 0 ? r.startMs : gaps[i - 1]!.toMs);
      expect(g.toMs).toBeGreaterThan(g.fromMs);
      expect(g.toMs).toBeLessThanOrEqual(r.endMs);
    });
    for (const piece of piecesOf(r.fixes, gaps)) {
      const [from, to] = [piece[0]!.atMs, piece[piece.length - 1]!.atMs];
      expect(gaps.some((g) => g.fromMs < to && g.toMs > from)).toBe(false);
    }
  });
