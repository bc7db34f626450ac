import { expect, test } from "vitest";
import { type Fix, fixQuality, type PositionRefusal, readPosition, watchPosition } from "./position.ts";

/** A phone whose receiver says what the test tells it to. */
function aReceiver() {
  let found: PositionCallback = () => undefined;
  let failed: PositionErrorCallback = () => undefined;
  const asked: (PositionOptions | undefined)[] = [];
  const stopped: number[] = [];
  const listen = (onFound: PositionCallback, onFailed?: PositionErrorCallback | null, options?: PositionOptions) => {
    found = onFound;
    if (onFailed) failed = onFailed;
    asked.push(options);
    return 7;
  };
  return {
    locator: { getCurrentPosition: listen, watchPosition: listen, clearWatch: (id: number) => stopped.push(id) },
    asked,
    stopped,
    measures: (atMs: number, accM = 8, speed: number | null = null) =>
      found({
        timestamp: atMs,
        coords: { latitude: 25.3, longitude: 110.3, accuracy: accM, speed },
      } as GeolocationPosition),
    fails: (code: number) => failed({ code } as GeolocationPositionError),
  };
}

const aFix = (fix: Partial<Fix>): Fix => ({
  lat: 25.3,
  lng: 110.3,
  accM: 8,
  crs: "wgs84",
  atMs: 1,
  speedMPerS: null,
  ...fix,
});

test("Wang's phone says where it is, fresh and as exactly as it can", async () => {
  const phone = aReceiver();
  const reading = readPosition({ timeoutMs: 45_000 }, phone.locator);
  phone.measures(1_000, 12);
  expect(await reading).toEqual({ ok: true, value: aFix({ atMs: 1_000, accM: 12 }) });
  expect(phone.asked).toEqual([{ enableHighAccuracy: true, maximumAge: 0, timeout: 45_000 }]);
});

test("a phone that may not or cannot say is answered with a refusal, not an exception", async () => {
  const kinds: unknown[] = [];
  for (const code of [1, 2, 3]) {
    const phone = aReceiver();
    const reading = readPosition({}, phone.locator);
    phone.fails(code);
    kinds.push(await reading);
  }
  expect(kinds).toEqual(
    ["position-off", "position-unavailable", "position-slow"].map((kind) => ({ ok: false, error: { kind } })),
  );
  expect(await readPosition({}, undefined)).toEqual({ ok: false, error: { kind: "position-unsupported" } });
});

test("a fix told twice or out of order is dropped, and stopping lets the receiver go", () => {
  const phone = aReceiver();
  const fixes: number[] = [];
  const refusals: PositionRefusal[] = [];
  const stop = watchPosition({ onFix: (f) => fixes.push(f.atMs), onRefusal: (r) => refusals.push(r) }, phone.locator);
  for (const atMs of [100, 100, 300, 200, 400]) phone.measures(atMs);
  phone.fails(3);
  stop();
  expect(fixes).toEqual([100, 300, 400]);
  expect(refusals).toEqual([{ kind: "position-slow" }]);
  expect(phone.stopped).toEqual([7]);
});

test("a rough fix is drawn grey and a fast one is no walker", () => {
  expect(fixQuality(aFix({ accM: 30 }))).toBe("good");
  expect(fixQuality(aFix({ accM: 31 }))).toBe("coarse");
  expect(fixQuality(aFix({ speedMPerS: 3.1 }))).toBe("too-fast");
});
