import { expect, test } from "vitest";
import type { Fix } from "./track.ts";
import {
  freshPiece,
  lastSignMs,
  pieceAfter,
  pieceAfterAbsence,
  sealPiece,
  type TrackPiece,
  trackTrouble,
  walkedTrack,
} from "./track-piece.ts";

const START = Date.parse("2026-05-01T14:00:00Z");
const at = (s: number): number => START + s * 1000;
const iso = (s: number): string => new Date(at(s)).toISOString();
const fix = (s: number, accM = 8): Fix => ({ atMs: at(s), lat: 25.304 + s / 111_195, lng: 110.296, accM });
const every = (stepS: number, fromS: number, toS: number): Fix[] =>
  Array.from({ length: Math.floor((toS - fromS) / stepS) + 1 }, (_, i) => fix(fromS + i * stepS));
const piece = (more: Partial<TrackPiece> = {}): TrackPiece => ({ ...freshPiece("p1", "r1", at(0)), ...more });
const aRound = (pauses: { kind: "pause" | "resume"; s: number }[] = []) => ({
  id: "r1",
  communityCode: "450303001010",
  pauses: pauses.map(({ kind, s }, i) => ({ id: `m${i}`, kind, at: iso(s) })),
});
const told = (gaps: readonly { fromMs: number; toMs: number; reason: string }[]) =>
  gaps.map((g) => [(g.fromMs - START) / 1000, (g.toMs - START) / 1000, g.reason]);

test("Li rests for five minutes: the round's pause is a gap of the track, and nothing of it is kept", () => {
  const rests = aRound([
    { kind: "pause", s: 100 },
    { kind: "resume", s: 400 },
  ]);
  const sealed = sealPiece(piece({ fixes: every(5, 0, 600) }), rests, at(600))!;
  expect(told(sealed.gaps)).toEqual([[100, 400, "paused"]]);
  expect(sealed.gaps[0]?.id).toBe("p1.0");
  const { pieces, gaps } = walkedTrack([{ chunks: [sealed.chunk], gaps: sealed.gaps }]);
  expect(pieces).toHaveLength(2);
  expect(pieces.flat().every((f) => f.atMs <= at(100) || f.atMs >= at(400))).toBe(true);
  expect(gaps[0]).toMatchObject({ from: { lat: expect.closeTo(fix(100).lat, 5) }, reason: "paused" });
});

test("a rest that nobody ended lasts to the end of the track", () => {
  const sealed = sealPiece(piece({ fixes: every(5, 0, 100) }), aRound([{ kind: "pause", s: 100 }]), at(900))!;
  expect(told(sealed.gaps)).toEqual([[100, 900, "paused"]]);
});

test("the phone was switched off while resting: the rest explains the gap, not the dark screen", () => {
  const rests = aRound([
    { kind: "pause", s: 103 },
    { kind: "resume", s: 400 },
  ]);
  const found = pieceAfterAbsence(piece({ fixes: every(5, 0, 100) }), at(400));
  const sealed = sealPiece({ ...found, fixes: [...found.fixes, ...every(5, 402, 600)] }, rests, at(600))!;
  expect(told(sealed.gaps)).toEqual([[100, 402, "paused"]]);
});

test("the phone was killed and opened seven minutes later: a gap, told as a dark screen; a blink is none", () => {
  const killed = piece({ fixes: every(5, 0, 120) });
  expect(lastSignMs(killed)).toBe(at(120));
  const back = pieceAfterAbsence(killed, at(540));
  const sealed = sealPiece({ ...back, fixes: [...back.fixes, ...every(5, 545, 600)] }, aRound(), at(600))!;
  expect(told(sealed.gaps)).toEqual([[120, 545, "locked"]]);
  expect(pieceAfterAbsence(killed, at(140))).toBe(killed);
});

test("pieces follow each other without a hole: a dark screen that began in one goes on in the next", () => {
  const dark = { atMs: at(200), state: "hidden", on: true } as const;
  const whole = piece({
    fixes: [...every(5, 0, 200), ...every(5, 500, 600)],
    events: [dark, { ...dark, atMs: at(498), on: false }],
  });
  const first = sealPiece(whole, aRound(), at(300))!;
  const next = pieceAfter(whole, at(300), "p2");
  expect(next).toMatchObject({ id: "p2", startMs: at(300) });
  const second = sealPiece(next, aRound(), at(600))!;
  expect(told(second.gaps)).toEqual([[300, 500, "locked"]]);
  const both = walkedTrack([first, second].map(({ chunk, gaps }) => ({ chunks: [chunk], gaps })));
  expect(told(both.allGaps)).toEqual([[200, 500, "locked"]]);
  expect(both.gaps).toHaveLength(1);
});

test("nothing measured and nothing missing leaves nothing; the same piece sealed twice has the same ids", () => {
  expect(sealPiece(piece(), aRound(), at(10))).toBeUndefined();
  const walked = piece({ fixes: every(5, 0, 60) });
  expect(sealPiece(walked, aRound(), at(60))).toEqual(sealPiece(walked, aRound(), at(60)));
});

test("position switched off, or only the rough position allowed: the person is told, until it is mended", () => {
  const off = { atMs: at(3), state: "permission-lost", on: true } as const;
  expect(trackTrouble(piece({ events: [off] }))).toBe("permission");
  expect(trackTrouble(piece({ events: [off, { ...off, atMs: at(9), on: false }] }))).toBeUndefined();
  const rough = [fix(1, 1500), fix(2, 1500), fix(3, 1500)];
  expect(trackTrouble(piece({ fixes: rough.slice(1) }))).toBeUndefined();
  expect(trackTrouble(piece({ fixes: rough }))).toBe("coarse");
  expect(trackTrouble(piece({ fixes: [...rough, fix(4)] }))).toBeUndefined();
});
