/**
 * Where the phone is. A browser tells this only while the page is visible; a refusal is an answer, never an exception.
 * Positions are WGS-84, accuracy is the radius in metres of the 95 % circle.
 */
import type { Position } from "#domain/kernel/geo";
import { err, ok, type Result } from "#domain/kernel/result";

export interface Fix extends Position {
  /** When the phone measured it, ms since 1970. */
  readonly atMs: number;
  /** Metres per second, or null where the phone does not say. */
  readonly speedMPerS: number | null;
}

/** `position-off`: the person or the phone does not allow it. `position-slow`: no answer in time, try in the open. */
export interface PositionRefusal {
  readonly kind: "position-off" | "position-unavailable" | "position-slow" | "position-unsupported";
}

/** How far a fix may be used. `coarse` is drawn grey and covers nothing; `too-fast` is no walker. */
export type FixQuality = "good" | "coarse" | "too-fast";

/** A cold start of the receiver takes 30–60 s; a caller that shows progress may pass more. */
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 };
const COARSE_FROM_M = 30;
const FASTEST_WALK_M_PER_S = 3;

type Locator = Pick<Geolocation, "getCurrentPosition" | "watchPosition" | "clearWatch">;

const ownLocator = (): Locator | undefined =>
  typeof navigator === "undefined" ? undefined : (navigator.geolocation as Geolocation | undefined);

/** One position, fresh. `timeoutMs` is how long to wait for it. */
export function readPosition(
  { timeoutMs }: { readonly timeoutMs?: number } = {},
  locator: Locator | undefined = ownLocator(),
): Promise<Result<Fix, PositionRefusal>> {
  if (!locator) return Promise.resolve(err({ kind: "position-unsupported" }));
  return new Promise((done) =>
    locator.getCurrentPosition(
      (measured) => done(ok(toFix(measured))),
      (error) => done(err(toRefusal(error))),
      { ...OPTIONS, timeout: timeoutMs ?? OPTIONS.timeout! },
    ),
  );
}

export interface PositionListener {
  onFix(fix: Fix): void;
  onRefusal(refusal: PositionRefusal): void;
}

/** Follows the phone until the answered function is called. A fix measured no later than the one before is dropped. */
export function watchPosition(
  { onFix, onRefusal }: PositionListener,
  locator: Locator | undefined = ownLocator(),
): () => void {
  if (!locator) {
    onRefusal({ kind: "position-unsupported" });
    return () => undefined;
  }
  let lastAtMs = Number.NEGATIVE_INFINITY;
  const watching = locator.watchPosition(
    (measured) => {
      if (measured.timestamp <= lastAtMs) return;
      lastAtMs = measured.timestamp;
      onFix(toFix(measured));
    },
    (error) => onRefusal(toRefusal(error)),
    OPTIONS,
  );
  return () => locator.clearWatch(watching);
}

/** How far this fix may be used by somebody on foot. */
export function fixQuality(fix: Fix): FixQuality {
  if (fix.accM > COARSE_FROM_M) return "coarse";
  return fix.speedMPerS !== null && fix.speedMPerS > FASTEST_WALK_M_PER_S ? "too-fast" : "good";
}

function toFix({ coords, timestamp }: GeolocationPosition): Fix {
  return {
    lat: coords.latitude,
    lng: coords.longitude,
    accM: coords.accuracy,
    crs: "wgs84",
    atMs: timestamp,
    speedMPerS: coords.speed ?? null,
  };
}

const REFUSAL_OF_CODE: Readonly<Record<number, PositionRefusal["kind"]>> = {
  1: "position-off",
  2: "position-unavailable",
  3: "position-slow",
};

const toRefusal = ({ code }: { readonly code: number }): PositionRefusal => ({
  kind: REFUSAL_OF_CODE[code] ?? "position-unavailable",
});
