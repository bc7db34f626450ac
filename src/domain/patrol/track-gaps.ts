/**
 * Where a track knows nothing. A web page gets no position while the screen is off, another app is in front or a call
 * comes in; such a time is kept as a gap with its reason, drawn dashed, counted nowhere, and never bridged by a line.
 */
import type { LatLng } from "../kernel/geo.ts";
import { type Fix, filterFixes, GOOD_ACCURACY_M } from "./track.ts";

/** locked: the screen was off or another app in front. What stands first explains most. */
export const GAP_REASONS = ["paused", "permission", "locked", "lowAccuracy", "noSignal"] as const;
export type GapReason = (typeof GAP_REASONS)[number];

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

const REASON_OF: Readonly<Record<RecordingEvent["state"], GapReason>> = {
  paused: "paused",
  "permission-lost": "permission",
  hidden: "locked",
  "lock-released": "locked",
};

export interface Recording {
  readonly startMs: number;
  readonly endMs: number;
  /** Everything the receiver said, poor fixes too: they tell a weak signal from none. */
  readonly fixes: readonly Fix[];
  readonly events: readonly RecordingEvent[];
}

/** Shorter than this nobody was away. */
export const SILENCE_MS = 30_000;
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

/** Gaps of several pieces of one walk: what touches is one gap, told by its longer part. */
export function joinGaps(gaps: readonly Gap[]): Gap[] {
  const joined: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined[joined.length - 1];
    if (!last || gap.fromMs > last.toMs) joined.push({ fromMs: gap.fromMs, toMs: gap.toMs, reason: gap.reason });
    else {
      const longer = gap.toMs - gap.fromMs > last.toMs - last.fromMs ? gap : last;
      joined[joined.length - 1] = { ...last, toMs: Math.max(last.toMs, gap.toMs), reason: longer.reason };
    }
  }
  return joined;
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
 * What a person did, if it covers half of the gap; else the state that covers most of it, if it covers a quarter (a
 * receiver needs up to a minute to come back after a short absence); else a weak signal if poor fixes came, else none.
 */
function reasonFor(gap: Span, states: readonly StateSpan[], fixes: readonly Fix[]): GapReason {
  const coveredMs = new Map<GapReason, number>();
  for (const s of states) {
    const shared = Math.min(s.toMs, gap.toMs) - Math.max(s.fromMs, gap.fromMs);
    const reason = REASON_OF[s.state];
    if (shared > 0) coveredMs.set(reason, (coveredMs.get(reason) ?? 0) + shared);
  }
  const gapMs = gap.toMs - gap.fromMs;
  const ranked = GAP_REASONS.find((reason) => 2 * (coveredMs.get(reason) ?? 0) >= gapMs);
  if (ranked) return ranked;
  const [longest] = [...coveredMs].sort((a, b) => b[1] - a[1]);
  if (longest && 4 * longest[1] >= gapMs) return longest[0];
  const poor = fixes.some((f) => f.atMs > gap.fromMs && f.atMs < gap.toMs && !(f.accM <= GOOD_ACCURACY_M));
  return poor ? "lowAccuracy" : "noSignal";
}
