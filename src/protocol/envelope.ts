/** One thing a person did, as it waits on the phone and travels to the server. */
import * as v from "valibot";

const short = v.pipe(v.string(), v.minLength(1), v.maxLength(120));

export const envelopeSchema = v.looseObject({
  v: v.literal(1),
  /** 128 random bits, unique on the server for ever: exactly once. */
  mid: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  cid: short,
  /** 1, 2, 3… within `cid`: order. */
  n: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sch: v.number(),
  user: short,
  cmd: short,
  args: v.record(v.string(), v.unknown()),
  e: v.looseObject({ t: short, id: short }),
  /** Revision of the record this person saw; 0 for none. */
  base: v.number(),
  /** What stood in the fields this command sets, when it was given. */
  was: v.record(v.string(), v.unknown()),
  /** Device clock, ISO. */
  at: v.string(),
  /** Estimated server − device, ms; null when no server was ever heard. */
  off: v.nullable(v.number()),
  /** Blobs this record refers to. */
  need: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  /** Checksum of everything except cid, n and h. */
  h: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});
export type Envelope = v.InferOutput<typeof envelopeSchema>;

/** Stable text of a value: keys sorted, undefined left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, x]) => x !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, x]) => `${JSON.stringify(k)}:${canonical(x)}`).join(",")}}`;
}

/** A number of 64 bits as two of 32, the higher first. */
export interface Lanes {
  readonly a: number;
  readonly b: number;
}

/** Two lanes of 32 bits each, FNV-1a and a stirred one. */
export function checksumLanes(text: string): Lanes {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ (code + i), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return { a: a >>> 0, b: b >>> 0 };
}

/** 64-bit FNV-1a in two lanes, 16 hex digits. Finds damage and mix-ups; it is no signature. */
export function checksum(text: string): string {
  const { a, b } = checksumLanes(text);
  return a.toString(16).padStart(8, "0") + b.toString(16).padStart(8, "0");
}

/** Checksum of an envelope; survives a new cid and n (a cloned phone re-keys both). */
export function envelopeChecksum(envelope: Omit<Envelope, "h">): string {
  const { cid: _cid, n: _n, h: _h, ...rest } = envelope as Envelope;
  return checksum(canonical(rest));
}
