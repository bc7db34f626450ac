/**
 * Rows of every table as a server of an older schema left them, written for that schema by hand: but for the sums and the
 * envelopes of the wire, which must never change, nothing here may come from today's program. A new migration that adds
 * a table or a column gets its rows here, with its number.
 */
import { createHash } from "node:crypto";
import type { Envelope } from "#protocol/envelope";
import { scopeSum } from "#protocol/scope-sum";
import type { Queryable } from "../../sync-server/store/db.ts";
import { aNeighbourhood, COMMUNITY, DISTRICT, PEOPLE, ROUTE, TEAM } from "./neighbourhood.ts";

type Row = Readonly<Record<string, unknown>>;

export interface OldRecord {
  readonly t: string;
  readonly id: string;
  readonly rev: number;
  readonly doc: Row;
  /** Where the server of that schema put it. */
  readonly scopes: readonly string[];
}

/** A phone that was enrolled under the old schema. */
export interface OldPhone {
  readonly deviceId: string;
  readonly publicKey: string;
  readonly cid: string;
  /** Sent in this order: one that was taken, one that replaced another's words, one that was set aside. */
  readonly sent: readonly [Envelope, Envelope, Envelope];
}

export const EPOCH = "epoch-of-before";
/** Made under the old schema and not used yet; Wang's. */
export const CODE_OF_WANG = "27182818";
export const PHOTO = Buffer.from("a photo that arrived whole");
const sha256 = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");
export const PHOTO_HASH = sha256(PHOTO);
/** Announced by the phone, not arrived. */
export const AWAITED_HASH = sha256("a photo that is still on the phone");
/** Photos hang on it. */
const ISSUE = "issue-1";
/** What its second envelope made of the route. */
export const ROUTE_NAME = "东线，夜里";
/** Left the scope of the team for that of another one. */
export const LEFT_TEAM = "slot-that-left";

const AT = "2026-10-01T08:00:00.123+00:00";
const LATER = "2099-01-01T00:00:00+00:00";
const [WORK, STAFF, TEAM_SCOPE] = [`w:${COMMUNITY}`, `s:${COMMUNITY}`, `t:${TEAM}`];
const ABOVE = [`p:${COMMUNITY}`, "p:450303001000", `p:${DISTRICT}`];

/** Scopes of the types that lie today where they always lay. */
function placeOf(t: string, id: string): string[] {
  switch (t) {
    case "orgUnit":
    case "checklistVersion":
      return ["ref:450303"];
    case "team":
      return [TEAM_SCOPE, WORK, ...ABOVE];
    case "person":
      return placeOfPerson(id);
    default:
      return [`c:${COMMUNITY}`];
  }
}

function placeOfPerson(id: string): string[] {
  if (id === PEOPLE.qin) return [`u:${id}`, `p:${DISTRICT}`];
  if (id === PEOPLE.lu) return [`u:${id}`, "w:450303001011", "p:450303001011", "p:450303001000", `p:${DISTRICT}`];
  const teams = id === PEOPLE.li || id === PEOPLE.wang || id === PEOPLE.zhao ? [TEAM_SCOPE] : [];
  return [`u:${id}`, ...teams, WORK, ...ABOVE];
}

/** All records of a server of this schema. */
export function recordsOf(schema: number, { sent: [taken, , aside] }: OldPhone): OldRecord[] {
  const hours = schema < 7 ? WORK : STAFF;
  const slot = {
    communityCode: COMMUNITY,
    groupId: "g",
    routeId: "r",
    on: "2030-01-01",
    band: "night",
    state: "planned",
  };
  const track = { roundId: "r0", communityCode: COMMUNITY, personId: PEOPLE.wang, startedAt: AT, chunks: [], gaps: [] };
  const hour = { roundId: "r0", communityCode: COMMUNITY, personId: PEOPLE.wang, on: "2026-10-01", minutes: 45 };
  const issue = {
    communityCode: COMMUNITY,
    place: { compoundId: "compound-1" },
    reportedById: PEOPLE.wang,
    teamId: TEAM,
  };
  const photos = [{ sha256: PHOTO_HASH, bytes: PHOTO.length }];
  const desk = {
    orgCode: COMMUNITY,
    personId: PEOPLE.chen,
    cmd: aside.cmd,
    args: aside.args,
    n: 3,
    reason: "not-found",
  };
  const laid = { t: "setAside", id: aside.mid, rev: 1, scopes: [`p:${COMMUNITY}`, `u:${PEOPLE.chen}`] };
  const made = aNeighbourhood().map(({ t, id, doc }) => {
    const scopes = placeOf(t, id);
    if (t !== "route") return { t, id, rev: 1, doc: doc as Row, scopes };
    return { t, id, rev: 3, doc: { ...(doc as Row), name: ROUTE_NAME }, scopes };
  });
  const worked: OldRecord[] = [
    { t: "rosterSlot", id: taken.e.id, rev: 1, doc: { ...slot, teamId: TEAM }, scopes: [TEAM_SCOPE, WORK] },
    { t: "rosterSlot", id: LEFT_TEAM, rev: 2, doc: { ...slot, teamId: "team-2" }, scopes: ["t:team-2", WORK] },
    { t: "roundTrack", id: "track-1", rev: 7, doc: track, scopes: [`u:${PEOPLE.wang}`, hours] },
    {
      t: "serviceRecord",
      id: "hours-1",
      rev: 1,
      doc: { ...hour, content: "patrol", source: "round" },
      scopes: [`u:${PEOPLE.wang}`, hours],
    },
    {
      t: "issue",
      id: ISSUE,
      rev: 4,
      doc: { ...issue, words: "楼道堆放电动车", photos, state: "submitted", events: [] },
      scopes: [WORK, `u:${PEOPLE.wang}`, `l:${TEAM}`, "k:compound-1"],
    },
  ];
  const doc = { ...desk, about: aside.e, at: aside.at, takenAt: AT, state: "open", events: [] };
  const withIds = [...worked, ...(schema < 4 ? [] : [{ ...laid, doc }])];
  return [...made, ...withIds.map((one) => ({ ...one, doc: { id: one.id, ...one.doc } }))];
}

/** Rows of a scope in the order of the records, and those that left it. */
function feedOf(records: readonly OldRecord[]) {
  const announced = records.flatMap(({ t, id, scopes }) => scopes.map((scope) => ({ scope, t, id, op: "put" })));
  const rows = [...announced, { scope: TEAM_SCOPE, t: "rosterSlot", id: LEFT_TEAM, op: "leave" }];
  const heads = new Map<string, number>();
  const numbered = rows.map((row) => {
    const seq = (heads.get(row.scope) ?? 0) + 1;
    heads.set(row.scope, seq);
    return { ...row, seq, at: AT };
  });
  return { rows: numbered, heads };
}

type Tables = Readonly<Record<string, readonly Row[]>>;

/** Every table of this schema with its rows. */
export function tablesOf(schema: number, phone: OldPhone): Tables {
  const records = recordsOf(schema, phone);
  const feed = feedOf(records);
  const sumOf = (scope: string) => scopeSum(records.filter((r) => r.scopes.includes(scope)));
  const heads = [...feed.heads].map(([scope, head]) => ({
    ...{ scope, head, floor: scope === TEAM_SCOPE ? 1 : 0 },
    ...(schema < 3 ? {} : { sum: sumOf(scope) }),
  }));
  return {
    meta: [
      { name: "epoch", value: EPOCH },
      { name: "token-secret", value: "a secret of before" },
    ],
    scope_head: heads,
    feed: feed.rows,
    entity: records.map((r) => ({ ...r, fv: { name: { rev: 2, root: "c0", by: PEOPLE.li, at: AT } }, taken_at: AT })),
    ...tablesOfPhones(schema, phone),
    ...tablesOfPushes(schema, phone),
    ...tablesOfFiles(phone),
    ...tablesOfAudit(schema, phone),
    ...(schema < 2 ? {} : laterTables(phone)),
    ...(schema < 6
      ? {}
      : {
          hand_over: [{ device_id: "device-lost", first_at: AT, last_at: AT, settled_at: AT, settled_by: PEOPLE.chen }],
        }),
    ...(schema < 30
      ? {}
      : { request_bucket: [{ key: "person a-keyed-hash", left_over: 3.5, burst: 60, per_s: 0.5, at: LATER }] }),
    ...(schema < 19 ? {} : { case_count: [A_COUNTED_CASE] }),
    ...(schema < 18 ? {} : { signed_request: [{ device_id: "device-lost", at: AT, until: LATER }] }),
    ...(schema < 17 ? {} : { case_counter: [{ prefix: `${COMMUNITY}-DS-2026`, last: 41 }] }),
  };
}

const A_COUNTED_CASE = {
  ...{ id: "case-before", basis: "formal", community: COMMUNITY, compound: "compound-1", counted_on: "2026-10-01" },
  ...{ category: "neighbours", tags: ["leak"], marks: ["accepted"], due_on: "2026-11-01", days: 3, amount_fen: 100 },
};

function tablesOfPhones(schema: number, { deviceId, publicKey }: OldPhone): Tables {
  const unsent = { unsent: 2, oldest_unsent_at: AT };
  const told = { pushed_at: AT, pulled_at: AT, told: { app: "1" }, told_at: AT };
  const later = {
    ...(schema < 3 ? unsent : told),
    ...(schema < 4 ? {} : { signed_in_until: LATER }),
    ...(schema < 10 ? {} : { signed_in_on: "2026-10-01" }),
  };
  const phone = { id: deviceId, person_id: PEOPLE.chen, public_key: publicKey, name: "陈的手机", revoked_at: null };
  const lost = { id: "device-lost", person_id: PEOPLE.wang, public_key: "k", name: "旧手机", revoked_at: AT };
  return {
    device: [phone, lost].map((one) => ({ ...one, created_at: AT, seen_at: AT, ...later })),
    enrolment_code: [
      {
        hash: sha256(`enrol:${CODE_OF_WANG}`),
        person_id: PEOPLE.wang,
        made_by: PEOPLE.chen,
        expires_at: LATER,
        used_at: null,
      },
      { hash: sha256("enrol:00000000"), person_id: PEOPLE.chen, made_by: "setup", expires_at: AT, used_at: AT },
    ],
  };
}

function tablesOfPushes(schema: number, { deviceId, cid, sent: [taken, merged, aside] }: OldPhone): Tables {
  const whose = { cid, person_id: PEOPLE.chen, device_id: deviceId, at: AT };
  const kept = (e: Envelope) => ({ ...whose, mid: e.mid, n: e.n, h: e.h, payload: e });
  const name = { t: "route", id: ROUTE, field: "name", mid: merged.mid };
  const safe = schema < 3 ? {} : { safe_n: 2 };
  return {
    client: [{ cid, device_id: deviceId, person_id: PEOPLE.chen, last_n: 3, seen_at: AT, ...safe }],
    mutation: [
      { ...kept(taken), outcome: "applied", rev: 1, reason: null, conflicts: [] },
      { ...kept(merged), outcome: "merged", rev: 3, reason: null, conflicts: ["name"] },
      { ...kept(aside), outcome: "quarantined", rev: 0, reason: "not-found", conflicts: [] },
    ],
    conflict: [{ ...name, lost: "东线二", lost_by: PEOPLE.li, lost_at: AT, at: AT }],
  };
}

const tablesOfFiles = ({ deviceId }: OldPhone): Tables => ({
  blob: [
    { sha256: PHOTO_HASH, bytes: PHOTO.length, kind: "image/jpeg", stored_at: AT },
    { sha256: AWAITED_HASH, bytes: 34, kind: "image/jpeg", stored_at: null },
  ],
  blob_ref: [PHOTO_HASH, AWAITED_HASH].map((hash) => ({
    sha256: hash,
    t: "issue",
    id: ISSUE,
    device_id: deviceId,
  })),
  checkpoint_seen: [{ checkpoint_id: "cp-1", community: COMMUNITY, seen_at: AT }],
});

/** From 10 on the database numbers and hashes them itself. */
function tablesOfAudit(schema: number, { deviceId }: OldPhone): Tables {
  const chained = schema < 10 ? {} : { district: DISTRICT, detail: "not-allowed ×1" };
  const entry = { at: AT, person_id: PEOPLE.chen, device_id: deviceId, ...chained };
  return {
    audit: [
      { ...entry, act: "enrol", subject: deviceId },
      { ...entry, act: "make-code", subject: PEOPLE.wang },
      { ...entry, act: "revoke-device", subject: "device-lost" },
    ],
  };
}

const laterTables = ({ deviceId }: OldPhone): Tables => ({
  code_try: [{ key: "a-keyed-hash", tries: 3, until: AT, last_at: AT }],
  custody: [{ device_id: "device-lost", h: sha256("draft"), person_id: PEOPLE.wang, payload: deviceId, taken_at: AT }],
});

/** Writes them by plain SQL, table by table, naming no column that was not named above. */
export async function writeTables(q: Queryable, tables: Tables): Promise<void> {
  for (const [table, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0] ?? {}).join(", ");
    // As text: a sum of a scope has more digits than a number of JavaScript holds.
    await q.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
}
