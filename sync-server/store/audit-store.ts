/**
 * The audit: who did what to people's access, and who was refused. One chain of hashes a district; the database numbers
 * and hashes (migrations/0010-audit-chain.sql), this file counts it again and says where it breaks.
 */
import { createHash } from "node:crypto";
import { districtOf } from "#domain/kernel/actor";
import type { Caller } from "../access/access.ts";
import type { Queryable } from "./db.ts";

export interface AuditEntry {
  /** Code of the district whose chain it joins. */
  readonly district: string;
  readonly personId: string | null;
  readonly deviceId: string | null;
  /** What was done: a word of ours or the name of a command. */
  readonly act: string;
  /** To whom or what: an id, a route, a command. */
  readonly subject: string;
  /** A reason or a number. Never a name, a text or a code. */
  readonly detail?: string;
}

/** What somebody who is signed in did, in the chain of his own district. */
export const auditOf = ({ actor, deviceId, orgCode }: Caller, act: string, subject: string): AuditEntry => ({
  district: districtOf(orgCode),
  personId: actor.personId,
  deviceId,
  act,
  subject,
});

/** Joins entries to their chains, in the caller's transaction. Take it before scope numbers, never after. */
export async function writeAudit(q: Queryable, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await q.query(
    `INSERT INTO audit (district, person_id, device_id, act, subject, detail)
     SELECT x.district, x.person_id, x.device_id, x.act, x.subject, x.detail
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
            WITH ORDINALITY AS x(district, person_id, device_id, act, subject, detail, place)
      ORDER BY x.district, x.place`,
    [
      entries.map((e) => e.district),
      entries.map((e) => e.personId),
      entries.map((e) => e.deviceId),
      entries.map((e) => e.act),
      entries.map((e) => e.subject),
      entries.map((e) => e.detail ?? null),
    ],
  );
}

export interface AuditRow {
  readonly district: string;
  readonly n: number;
  readonly at: string;
  readonly person_id: string | null;
  readonly device_id: string | null;
  readonly act: string;
  readonly subject: string | null;
  readonly detail: string | null;
  readonly prev: string;
  readonly hash: string;
}

const part = (word: string | null): string => (word === null ? "-" : `${Buffer.byteLength(word)}:${word}`);

/** The hash an entry must have, from its own fields. */
export function auditHash(row: Omit<AuditRow, "hash">): string {
  const words = [row.prev, row.district, String(row.n), row.at, row.person_id, row.device_id];
  const text = [...words, row.act, row.subject, row.detail].map(part).join("");
  return createHash("sha256").update(text).digest("hex");
}

/** Newest entry of a chain: who knows it would see any change before it. */
export interface AuditHead {
  readonly district: string;
  readonly n: number;
  readonly hash: string;
}

export const auditHeads = (q: Queryable): Promise<AuditHead[]> =>
  q.query<AuditHead>("SELECT DISTINCT ON (district) district, n, hash FROM audit ORDER BY district, n DESC");

const ROWS_AT_ONCE = 5_000;

/** Entries in chain order, district after district. */
export async function* auditRows(q: Queryable): AsyncGenerator<AuditRow> {
  let [district, n] = ["", 0];
  for (;;) {
    const rows = await q.query<AuditRow>(
      "SELECT * FROM audit WHERE (district, n) > ($1, $2) ORDER BY district, n LIMIT $3",
      [district, n, ROWS_AT_ONCE],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    [district, n] = [last.district, last.n];
  }
}

/** Where a chain breaks: the first entry that is not what it must be, in words for the operator. */
export interface ChainBreak {
  readonly district: string;
  readonly n: number;
  readonly why: "an entry is missing" | "an entry was changed" | "an entry does not join the one before it";
}

function breakOf(row: AuditRow, before: { readonly n: number; readonly hash: string }): ChainBreak | null {
  const at = { district: row.district, n: row.n };
  if (row.n !== before.n + 1) return { ...at, n: before.n + 1, why: "an entry is missing" };
  if (auditHash(row) !== row.hash) return { ...at, why: "an entry was changed" };
  return row.prev === before.hash ? null : { ...at, why: "an entry does not join the one before it" };
}

/** The first break of each district. */
export async function brokenChains(q: Queryable): Promise<ChainBreak[]> {
  const breaks = new Map<string, ChainBreak>();
  let before = { district: "", n: 0, hash: "" };
  for await (const row of auditRows(q)) {
    if (row.district !== before.district) before = { district: row.district, n: 0, hash: "" };
    const found = breaks.has(row.district) ? null : breakOf(row, before);
    if (found) breaks.set(row.district, found);
    before = { district: row.district, n: row.n, hash: row.hash };
  }
  return [...breaks.values()];
}
