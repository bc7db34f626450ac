/**
 * Ids are made on the phone, so that a record exists before any server has seen it.
 * UUID v7: sortable by making time; 74 random bits keep two phones apart.
 */
declare const brand: unique symbol;
export type Id<Name extends string> = string & { readonly [brand]?: Name };

export type PersonId = Id<"person">;
export type TeamId = Id<"team">;
export type RoundId = Id<"round">;
export type IssueId = Id<"issue">;
export type CheckpointId = Id<"checkpoint">;
export type CompoundId = Id<"compound">;
/** 12 digits, see docs/GLOSSARY.md (统计用区划代码). */
export type OrgCode = Id<"org">;
/** ISO 8601 instant with Z. */
export type Instant = string;
/** Local date, YYYY-MM-DD. */
export type LocalDate = string;

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));

/** UUID v7 from a time in ms and 10 random bytes; the caller brings both. */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let rest = Math.floor(nowMs);
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => HEX[b]).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
