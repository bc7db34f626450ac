/**
 * A track is the fixes a phone could get while its page was in view: thinned evidence, never a stopwatch for a person.
 * What the filter drops is noise; what was not measured at all is a gap (track-gaps.ts) and is never filled in.
 */
import { Fault } from "../kernel/fault.ts";
import { distanceM, type LatLng } from "../kernel/geo.ts";

/** One measured place, WGS-84; `accM` is the 95 % radius in metres. */
export interface Fix extends LatLng {
  readonly atMs: number;
  readonly accM: number;
}

/** Worse than this a fix is shown grey and proves nothing. */
export const GOOD_ACCURACY_M = 30;
/** Faster than this is not a person on foot but a jump of the receiver. */
export const MAX_WALK_MPS = 3;
/** Nearer than this to the last counted place is the trembling of the receiver. */
const MIN_MOVE_M = 8;

export type FixVerdict = "kept" | "duplicate" | "inaccurate" | "too-fast";

/** Does the fix go into the track after `previous`, the last one kept? A stopped or set-back clock reads as duplicate. */
export function judgeFix(previous: Fix | undefined, fix: Fix): FixVerdict {
  if (!(fix.accM <= GOOD_ACCURACY_M)) return "inaccurate";
  if (!previous) return "kept";
  const elapsedMs = fix.atMs - previous.atMs;
  if (elapsedMs <= 0) return "duplicate";
  return distanceM(previous, fix) > (MAX_WALK_MPS * elapsedMs) / 1000 + slackM(previous, fix) ? "too-fast" : "kept";
}

/** Two honest readings of one place lie this far apart; without it, fixes a second apart would fail by their noise. */
const slackM = (a: Fix, b: Fix): number => Math.max(a.accM, b.accM);

/** The fixes worth keeping, in the order they came. */
export function filterFixes(fixes: readonly Fix[]): Fix[] {
  const kept: Fix[] = [];
  for (const fix of fixes) if (judgeFix(kept[kept.length - 1], fix) === "kept") kept.push(fix);
  return kept;
}

/**
 * Metres walked along pieces without a gap; show it with 约. Counts a step only when it is longer than 8 m and than the
 * fix is uncertain, and no faster than 3 m/s: summing raw fixes gives three to six times the truth.
 */
export function walkedM(pieces: readonly (readonly Fix[])[]): number {
  return pieces.reduce((sum, piece) => sum + walkedInPieceM(piece), 0);
}

function walkedInPieceM(piece: readonly Fix[]): number {
  let sum = 0;
  let anchor = piece[0];
  for (const fix of piece) {
    if (!anchor || fix === anchor) continue;
    const moved = distanceM(anchor, fix);
    if (moved < Math.max(MIN_MOVE_M, fix.accM)) continue;
    if (moved > (MAX_WALK_MPS * (fix.atMs - anchor.atMs)) / 1000) continue;
    sum += moved;
    anchor = fix;
  }
  return sum;
}

/** Douglas–Peucker: leaves out fixes that lie within `toleranceM` of the line; the two ends always stay. */
export function thinFixes(fixes: readonly Fix[], toleranceM: number): Fix[] {
  if (fixes.length < 3) return [...fixes];
  const keep = new Set([0, fixes.length - 1]);
  const spans: [number, number][] = [[0, fixes.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let worst = first;
    let worstM = toleranceM;
    for (let i = first + 1; i < last; i++) {
      const off = offLineM(fixes[i]!, fixes[first]!, fixes[last]!);
      if (off > worstM) {
        worst = i;
        worstM = off;
      }
    }
    if (worst === first) continue;
    keep.add(worst);
    spans.push([first, worst], [worst, last]);
  }
  return fixes.filter((_, i) => keep.has(i));
}

/** Metres from `p` to the line a–b, on a flat earth around a. */
function offLineM(p: LatLng, a: LatLng, b: LatLng): number {
  const kx = Math.cos((a.lat * Math.PI) / 180) * 111_195;
  const flat = (q: LatLng) => ({ x: (q.lng - a.lng) * kx, y: (q.lat - a.lat) * 111_195 });
  const end = flat(b);
  const at = flat(p);
  const length2 = end.x * end.x + end.y * end.y;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, (at.x * end.x + at.y * end.y) / length2));
  return Math.hypot(at.x - t * end.x, at.y - t * end.y);
}

/** Layout of an encoded chunk; a reader refuses what it does not know. */
const CHUNK_LAYOUT = 1;
const TICK_MS = 100;
const DEGREE_STEPS = 1e6;

/**
 * Packs fixes to base64url for JSON: differences as variable-length integers, about 5 bytes a fix.
 * Rounds to 0.1 s, 0.000001° (11 cm) and 1 m of accuracy.
 */
export function encodeFixes(fixes: readonly Fix[]): string {
  const bytes: number[] = [CHUNK_LAYOUT];
  let last = [0, 0, 0, 0];
  for (const fix of fixes) {
    const next = [fix.atMs / TICK_MS, fix.lat * DEGREE_STEPS, fix.lng * DEGREE_STEPS, fix.accM].map(Math.round);
    next.forEach((n, i) => {
      writeVarint(bytes, n - last[i]!);
    });
    last = next;
  }
  return toBase64Url(bytes);
}

/** Unpacks what `encodeFixes` made. Throws Fault `track-malformed` for anything else. */
export function decodeFixes(chunk: string): Fix[] {
  const bytes = fromBase64Url(chunk);
  if (bytes[0] !== CHUNK_LAYOUT) throw new Fault("track-malformed", "never", { at: 0 });
  const fixes: Fix[] = [];
  const last = [0, 0, 0, 0];
  const cursor = { at: 1 };
  while (cursor.at < bytes.length) {
    for (let i = 0; i < 4; i++) last[i] = last[i]! + readVarint(bytes, cursor);
    const [ticks, lat, lng, accM] = last as [number, number, number, number];
    fixes.push({ atMs: ticks * TICK_MS, lat: lat / DEGREE_STEPS, lng: lng / DEGREE_STEPS, accM });
  }
  return fixes;
}

/** Zigzag varint. Multiplies instead of shifting: times in ticks do not fit 32 bits. */
function writeVarint(bytes: number[], value: number): void {
  let n = value < 0 ? -2 * value - 1 : 2 * value;
  while (n >= 128) {
    bytes.push((n % 128) + 128);
    n = Math.floor(n / 128);
  }
  bytes.push(n);
}

function readVarint(bytes: readonly number[], cursor: { at: number }): number {
  let n = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[cursor.at++];
    if (byte === undefined || scale > 2 ** 49) throw new Fault("track-malformed", "never", { at: cursor.at });
    n += (byte % 128) * scale;
    if (byte < 128) return n % 2 === 1 ? -(n + 1) / 2 : n / 2;
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function toBase64Url(bytes: readonly number[]): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letters = Math.min(4, bytes.length - i + 1);
    for (let k = 0; k < letters; k++) text += ALPHABET[(bits >> (18 - 6 * k)) & 63];
  }
  return text;
}

function fromBase64Url(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new Fault("track-malformed", "never", { at: bytes.length });
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 255);
  }
  return bytes;
}
