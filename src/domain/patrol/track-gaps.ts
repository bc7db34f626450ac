/**
 * Where a track knows nothing. A web page gets no position while the screen is off, another app is in front or a call
 * comes in; such a time is kept as a gap with its reason, drawn dashed, counted nowhere, and never bridged by a line.
 */
import type { LatLng } from "../kernel/geo.ts";
import { type Fix, filterFixes, GOOD_ACCURACY_M } from "./track.ts";

export type GapReason = "hidden" | "paused" | "lock-released" | "permission-lost" | "low-accuracy" | "no-signal";

export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: GapReason;
}

/** What the phone noticed about itself while it recorded. `on` begins a state, off ends it. */
export interface RecordingEvent {
  readonly atMs: number;
  readonly state: "hidden" | "paused" | "lock-released" | "permission-lost";
  readonly on: boolean;
}

export interface Recording {
  readonly startMs: number;
  readonly endMs: number;
  /** Everything the receiver said, poor fixes too: they tell a weak signal from none. */
  readonly fixes: readonly Fix[];
  readonly events: readonly RecordingEvent[];
}

const SILENCE_MS = 30_000;
/** So many poor fixes in a row are a weak spot; one or two are chance. */
const POOR_IN_A_ROW = 3;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
interface StateSpan extends Span {
  readonly state: RecordingEvent["state"];
}

/** Longest silence between two fixes that is still ordinary: 30 s, or three times the usual interval if that is longer. */
export const ordinarySilenceMs = (fixes: readonly Fix[]): number => Math.max(SILENCE_MS, 3 * medianIntervalMs(fixes));

/**
 * The gaps of a recording, in order and apart from each other. A pause, a hidden page and a lost permission are gaps
 * even if fixes went on; a released screen lock only explains a silence, for the page may still be in view.
 */
export function gapsOf(recording: Recording): Gap[] {
  const good = filterFixes(recording.fixes);
  const states = stateSpans(recording);
  const ordinary = medianIntervalMs(good);
  const spans = [
    ...silences(recording, good),
    ...states.filter((s) => s.state !== "lock-released" && s.toMs - s.fromMs > ordinary),
  ];
  return united(spans).map((span) => ({ ...span, reason: reasonFor(span, states, recording.fixes) }));
}

/** Kept fixes cut at the gaps: each piece may be drawn as a line and measured. */
export function piecesOf(fixes: readonly Fix[], gaps: readonly Gap[]): Fix[][] {
  const pieces: Fix[][] = [];
  let gapAt = 0;
  let piece: Fix[] = [];
  for (const fix of filterFixes(fixes)) {
    while (gapAt < gaps.length && gaps[gapAt]!.toMs <= fix.atMs) {
      if (piece.length > 0) pieces.push(piece);
      piece = [];
      gapAt++;
    }
    const gap = gaps[gapAt];
    if (!gap || fix.atMs <= gap.fromMs) piece.push(fix);
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

/** The two ends of each gap on the ground: last place known before, first known after. Gaps at an end of the track have none. */
export function gapEnds(
  pieces: readonly (readonly Fix[])[],
  gaps: readonly Gap[],
): (Gap & { from: LatLng; to: LatLng })[] {
  const fixes = pieces.flat();
  return gaps.flatMap((gap) => {
    const after = fixes.findIndex((f) => f.atMs >= gap.toMs);
    const from = fixes[(after < 0 ? fixes.length : after) - 1];
    const to = fixes[after];
    return from && to ? [{ ...gap, from, to }] : [];
  });
}

function medianIntervalMs(fixes: readonly Fix[]): number {
  const intervals = fixes.slice(1).map((fix, i) => fix.atMs - fixes[i]!.atMs);
  intervals.sort((a, b) => a - b);
  return intervals[Math.floor(intervals.length / 2)] ?? 0;
}

function silences({ startMs, endMs, fixes }: Recording, good: readonly Fix[]): Span[] {
  const limitMs = ordinarySilenceMs(good);
  const marks = [startMs, ...good.map((f) => f.atMs), endMs];
  const poor = fixes.filter((f) => !(f.accM <= GOOD_ACCURACY_M));
  return marks.slice(1).flatMap((toMs, i) => {
    const fromMs = marks[i]!;
    const weak = () => poor.filter((f) => f.atMs > fromMs && f.atMs < toMs).length >= POOR_IN_A_ROW;
    return toMs - fromMs > limitMs || weak() ? [{ fromMs, toMs }] : [];
  });
}

function stateSpans({ startMs, endMs, events }: Recording): StateSpan[] {
  const since = new Map<RecordingEvent["state"], number>();
  const spans: StateSpan[] = [];
  const close = (state: RecordingEvent["state"], toMs: number) => {
    const fromMs = since.get(state);
    if (fromMs !== undefined && toMs > fromMs) spans.push({ state, fromMs, toMs });
    since.delete(state);
  };
  for (const event of [...events].sort((a, b) => a.atMs - b.atMs)) {
    const atMs = Math.min(endMs, Math.max(startMs, event.atMs));
    if (!event.on) close(event.state, atMs);
    else if (!since.has(event.state)) since.set(event.state, atMs);
  }
  for (const state of [...since.keys()]) close(state, endMs);
  return spans;
}

function united(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = all[all.length - 1];
    if (last && span.fromMs <= last.toMs) all[all.length - 1] = { ...last, toMs: Math.max(last.toMs, span.toMs) };
    else all.push({ fromMs: span.fromMs, toMs: span.toMs });
  }
  return all;
}

/**
 * The state that covers most of the gap, if it covers a quarter (a receiver needs up to a minute to come back after a
 * short absence); without one, a weak signal if poor fixes came, else none.
 */
function reasonFor(gap: Span, states: readonly StateSpan[], fixes: readonly Fix[]): GapReason {
  const coveredMs = new Map<GapReason, number>();
  for (const s of states) {
    const shared = Math.min(s.toMs, gap.toMs) - Math.max(s.fromMs, gap.fromMs);
    if (shared > 0) coveredMs.set(s.state, (coveredMs.get(s.state) ?? 0) + shared);
  }
  const [longest] = [...coveredMs].sort((a, b) => b[1] - a[1] || rank(a[0]) - rank(b[0]));
  if (longest && 4 * longest[1] >= gap.toMs - gap.fromMs) return longest[0];
  const poor = fixes.some((f) => f.atMs > gap.fromMs && f.atMs < gap.toMs && !(f.accM <= GOOD_ACCURACY_M));
  return poor ? "low-accuracy" : "no-signal";
}

/** What a person did explains more than what the phone did: breaks ties. */
const RANKED: readonly GapReason[] = ["paused", "permission-lost", "hidden", "lock-released"];
const rank = (reason: GapReason): number => RANKED.indexOf(reason);
