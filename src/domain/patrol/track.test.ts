import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distanceM } from "../kernel/geo.ts";
import { decodeFixes, encodeFixes, type Fix, filterFixes, judgeFix, thinFixes, walkedM } from "./track.ts";

const START = Date.parse("2026-05-01T14:00:00Z");
const LAT_M = 1 / 111_195;
const LNG_M = LAT_M / Math.cos((25.304 * Math.PI) / 180);
/** A fix so many seconds after the start, metres north and east of the seat. */
const fixAt = (s: number, north: number, east: number, accM = 6): Fix => ({
  atMs: START + s * 1000,
  lat: 25.304 + north * LAT_M,
  lng: 110.296 + east * LNG_M,
  accM,
});

/** Mulberry32: the same walk for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Streets at right angles at 1.2 m/s, a fix every 5 s, with stops; receiver error drifts as a real one does. */
function noisyWalk(seed: number, sigmaM: number): { fixes: Fix[]; trueM: number } {
  const next = chance(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const fixes: Fix[] = [];
  let [north, east, errN, errE, trueM, heading, restS] = [0, 0, 0, 0, 0, 0, 0];
  for (let s = 0; s <= 3600; s += 5) {
    errN = 0.9 * errN + 0.44 * sigmaM * gauss();
    errE = 0.9 * errE + 0.44 * sigmaM * gauss();
    fixes.push(fixAt(s, north + errN, east + errE, Math.round(2 * sigmaM)));
    if (s % 300 === 0) restS = 60;
    if (restS > 0) {
      restS -= 5;
      continue;
    }
    if (next() < 0.05) heading += next() < 0.5 ? Math.PI / 2 : -Math.PI / 2;
    north += 6 * Math.cos(heading);
    east += 6 * Math.sin(heading);
    trueM += 6;
  }
  return { fixes, trueM };
}

describe("which fixes are kept", () => {
  test("a good fix is kept; a poor one, a repeated one and a jump are not", () => {
    const first = fixAt(0, 0, 0);
    expect(judgeFix(undefined, first)).toBe("kept");
    expect(judgeFix(first, fixAt(5, 6, 0))).toBe("kept");
    expect(judgeFix(first, fixAt(5, 6, 0, 35))).toBe("inaccurate");
    expect(judgeFix(first, fixAt(5, 6, 0, Number.NaN))).toBe("inaccurate");
    expect(judgeFix(first, first)).toBe("duplicate");
    expect(judgeFix(first, fixAt(-5, 6, 0))).toBe("duplicate");
    expect(judgeFix(first, fixAt(5, 80, 0))).toBe("too-fast");
  });
  test("after a jump the track goes on from the last good place", () => {
    const fixes = [fixAt(0, 0, 0), fixAt(5, 6, 0), fixAt(10, 400, 0), fixAt(15, 18, 0)];
    expect(filterFixes(fixes)).toEqual([fixes[0], fixes[1], fixes[3]]);
  });
});

describe("metres walked", () => {
  test("a straight street of 300 metres is about 300 metres", () => {
    const piece = Array.from({ length: 51 }, (_, i) => fixAt(i * 5, i * 6, 0));
    expect(walkedM([piece])).toBeGreaterThan(280);
    expect(walkedM([piece])).toBeLessThanOrEqual(300.5);
  });
  test("standing still in the noise of the receiver walks nowhere", () => {
    const next = chance(7);
    const piece = Array.from({ length: 200 }, (_, i) => fixAt(i * 5, 4 * next(), 4 * next()));
    expect(walkedM([piece])).toBe(0);
  });
  test("the way across a gap is not counted", () => {
    expect(walkedM([[fixAt(0, 0, 0)], [fixAt(600, 500, 0)]])).toBe(0);
    expect(walkedM([])).toBe(0);
  });
  for (const seed of [1, 2, 3, 4, 5])
    for (const [sigmaM, limit] of [
      [3, 0.2],
      [5, 0.25],
      [8, 0.35],
    ] as const)
      test(`seed ${seed}, σ ${sigmaM} m: within ${limit * 100} % of the truth`, () => {
        const { fixes, trueM } = noisyWalk(seed, sigmaM);
        expect(Math.abs(walkedM([filterFixes(fixes)]) / trueM - 1)).toBeLessThan(limit);
      });
});

describe("thinning", () => {
  test("a straight street keeps its two ends, a corner stays", () => {
    const street = Array.from({ length: 20 }, (_, i) => fixAt(i * 5, i * 6, 0));
    const corner = Array.from({ length: 20 }, (_, i) => fixAt(100 + i * 5, 19 * 6, i * 6));
    expect(thinFixes(street, 5)).toEqual([street[0], street[19]]);
    expect(thinFixes([...street, ...corner], 5)).toHaveLength(3);
  });
  test("every left-out fix lies within the tolerance of what stays", () => {
    const { fixes } = noisyWalk(11, 5);
    const thin = thinFixes(fixes, 8);
    expect(thin.length).toBeLessThan(fixes.length / 2);
    for (const fix of fixes) {
      const after = thin.findIndex((f) => f.atMs >= fix.atMs);
      const [a, b] = [thin[Math.max(0, after - 1)]!, thin[after]!];
      const steps = Array.from({ length: 401 }, (_, i) => i / 400);
      const nearest = Math.min(
        ...steps.map((t) => distanceM(fix, { lat: a.lat + t * (b.lat - a.lat), lng: a.lng + t * (b.lng - a.lng) })),
      );
      expect(nearest).toBeLessThan(8.5);
    }
  });
  test("nothing, one and two fixes stay as they are", () => {
    for (const n of [0, 1, 2])
      expect(
        thinFixes(
          Array.from({ length: n }, (_, i) => fixAt(i, 0, 0)),
          5,
        ),
      ).toHaveLength(n);
  });
});

describe("packed fixes", () => {
  const arbitrary = fc.record({
    atMs: fc.integer({ min: START / 100 - 1e6, max: START / 100 + 1e6 }).map((t) => t * 100),
    lat: fc.integer({ min: -90e6, max: 90e6 }).map((n) => n / 1e6),
    lng: fc.integer({ min: -180e6, max: 180e6 }).map((n) => n / 1e6),
    accM: fc.integer({ min: 0, max: 5000 }),
  });
  test("come back as they were", () => {
    fc.assert(
      fc.property(fc.array(arbitrary), (fixes) => {
        expect(decodeFixes(encodeFixes(fixes))).toEqual(fixes);
      }),
    );
  });
  test("a thousand take less than 6.5 kB of text and only letters a URL may hold", () => {
    const fixes = Array.from({ length: 200 }, () => noisyWalk(3, 5).fixes)
      .flat()
      .slice(0, 721);
    const chunk = encodeFixes(fixes);
    expect((chunk.length / fixes.length) * 1000).toBeLessThan(6500);
    expect(chunk).toMatch(/^[A-Za-z0-9_-]+$/);
  });
  test("a chunk that is broken, cut or of another layout is refused", () => {
    const good = encodeFixes([fixAt(0, 0, 0), fixAt(5, 6, 0)]);
    for (const bad of ["", "!!", `C${good.slice(1)}`, good.slice(0, -3), "AgAA"])
      expect(() => decodeFixes(bad), bad).toThrow("track-malformed");
  });
});
