/**
 * A database of an earlier schema, with rows in every table and column, is brought to the newest one: no row and no value
 * is lost but those named in ON_PURPOSE, phones read the same documents, and hear their old answers again.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { isRecordType, scopesOfDoc } from "#domain/registry";
import { scopeSum } from "#protocol/scope-sum";
import { blobFile } from "../../sync-server/store/backup/backup-format.ts";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { migrate, migrationsFolder } from "../../sync-server/store/migrate.ts";
import { planSlot } from "../builders/acts.ts";
import { CHECKPOINTS, COMMUNITY, DISTRICT, PEOPLE, ROUTE, TEAM } from "../builders/neighbourhood.ts";
import * as before from "../builders/rows-of-before.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { emptyDatabase } from "../harness/test-database.ts";
import { aDeviceKey, publicTextOf, WirePhone } from "../harness/wire-phone.ts";

const numbers = (await readdir(migrationsFolder())).map((name) => Number.parseInt(name, 10)).filter(Number.isInteger);
const [, BEFORE_LAST = 0] = numbers.sort((a, b) => b - a);
/**
 * 1 is the one of the first road, 6 the last one that had its sums counted and its tracks with the community's work; the one
 * before the newest is found, so that a new migration asks for the rows of the one before it.
 */
const SCHEMAS = [1, 6, BEFORE_LAST];

/** A row as texts by column: exact, whatever the type. */
type Texts = Readonly<Record<string, string | null>>;
type Dump = ReadonlyMap<string, readonly Texts[]>;

async function dumpOf(db: Db): Promise<Dump> {
  const tables = await db.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const dump = new Map<string, readonly Texts[]>();
  for (const { name } of tables) {
    const rows = await db.query<{ row: Texts }>(
      `SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(x))) AS row FROM ${name} x`,
    );
    dump.set(
      name,
      rows.map((r) => r.row),
    );
  }
  return dump;
}

/** Columns that hold a value in no row: an upgrade could lose them unseen. */
const unfilled = (dump: Dump): string[] =>
  [...dump].flatMap(([table, rows]) => {
    if (rows.length === 0) return [table];
    return Object.keys(rows[0] ?? {}).flatMap((c) => (rows.some((r) => r[c] !== null) ? [] : [`${table}.${c}`]));
  });

const without = (row: Texts, ...columns: readonly string[]): Texts =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
const isHours = ({ t }: Texts): boolean => t === "roundTrack" || t === "serviceRecord";
const toStaff = (text: string | null | undefined): string => (text ?? "").replace(`w:${COMMUNITY}`, `s:${COMMUNITY}`);

/** What migrations change in rows that are there, each with its number. Anything else that changes is a loss. */
const ON_PURPOSE: readonly { by: number; table: string; change: (row: Texts) => Texts }[] = [
  { by: 3, table: "device", change: (row) => without(row, "unsent", "oldest_unsent_at") },
  {
    by: 7,
    table: "entity",
    change: (row) => (isHours(row) ? { ...row, scopes: toStaff(row["scopes"]) } : row),
  },
  { by: 7, table: "feed", change: (row) => (isHours(row) ? { ...row, scope: toStaff(row["scope"]) } : row) },
  { by: 7, table: "scope_head", change: (row) => (row["scope"]?.startsWith("w:") ? without(row, "sum") : row) },
  { by: 10, table: "audit", change: (row) => ({ ...without(row, "seq"), n: row["seq"] ?? null, district: DISTRICT }) },
];

/** Rows of before that are not there now, value for value; a row of now stands for one of before only. */
function lostRows(schema: number, old: Dump, now: Dump): string[] {
  return [...old].flatMap(([table, rows]) => {
    const left = [...(now.get(table) ?? [])];
    const changes = ON_PURPOSE.filter((one) => one.table === table && one.by > schema);
    return rows.flatMap((row) => {
      const expected = changes.reduce((r, one) => one.change(r), row);
      const at = left.findIndex((r) => Object.entries(expected).every(([column, value]) => r[column] === value));
      if (at < 0) return [`${table}: ${JSON.stringify(expected)}`];
      left.splice(at, 1);
      return [];
    });
  });
}

/** Chen's phone, enrolled and heard under the old schema. */
async function aPhoneOfBefore() {
  const key = await aDeviceKey();
  const known = { deviceId: "device-chen", personId: PEOPLE.chen, epoch: before.EPOCH };
  const phone = WirePhone.of(() => Promise.reject(new Error("there is no server yet")), key, known);
  phone.at = "2026-10-01T07:59:00.000Z";
  const route = { routeId: ROUTE, name: before.ROUTE_NAME, communityCode: COMMUNITY, teamId: TEAM, ordered: true };
  const old = {
    deviceId: phone.deviceId,
    cid: phone.cid,
    publicKey: await publicTextOf(key),
    sent: [
      phone.envelope(planSlot("slot-1")),
      phone.envelope({ cmd: "route.save", args: { ...route, checkpointIds: [...CHECKPOINTS] } }, 1),
      phone.envelope({ cmd: "issue.addNote", args: { issueId: "issue-gone", eventId: "e1", text: "还在那里" } }, 1),
    ] as const,
  };
  return { phone, old };
}

const SCOPES_OF_CHEN = [
  `c:${COMMUNITY}`,
  `p:${COMMUNITY}`,
  "ref:450303",
  `s:${COMMUNITY}`,
  `u:${PEOPLE.chen}`,
  `w:${COMMUNITY}`,
];
const SCOPES_OF_WANG = [`c:${COMMUNITY}`, "ref:450303", `t:${TEAM}`, `u:${PEOPLE.wang}`];

/** What a pull from zero must give somebody: each record in each of his scopes, as it was. */
function seenIn(scopes: readonly string[], records: readonly before.OldRecord[]): string[] {
  const rows = records.flatMap((r) => {
    const lies = isHours({ t: r.t }) ? r.scopes.map(toStaff) : r.scopes;
    return lies.filter((s) => scopes.includes(s)).map((s) => textOf({ scope: s, ...r }));
  });
  return rows.sort();
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, part]) => [key, sorted(part)]),
  );
};
const textOf = ({ scope, t, id, rev, doc }: { scope: string; t: string; id: string; rev: number; doc?: unknown }) =>
  JSON.stringify([scope, t, id, rev, sorted(doc)]);

/** A record lies where the program of today would put it. */
async function misplaced(db: Db): Promise<string[]> {
  const rows = await db.query<before.OldRecord>("SELECT t, id, scopes, doc FROM entity");
  return rows.flatMap(({ t, id, scopes, doc }) => {
    const today = isRecordType(t) ? scopesOfDoc(t, doc) : [];
    return JSON.stringify([...scopes].sort()) === JSON.stringify([...today].sort()) ? [] : [`${t}:${id} in ${scopes}`];
  });
}

async function wrongSums(db: Db): Promise<unknown[]> {
  const heads = await db.query<{ scope: string; sum: string | null }>("SELECT scope, sum::text AS sum FROM scope_head");
  const records = await db.query<before.OldRecord>("SELECT t, id, rev, scopes FROM entity");
  return heads.filter(({ scope, sum }) => sum !== scopeSum(records.filter((r) => r.scopes.includes(scope))));
}

async function anUpgrade(schema: number) {
  const { db } = await emptyDatabase();
  await migrate(db, migrationsFolder(), schema);
  const { phone, old } = await aPhoneOfBefore();
  await db.tx((q) => before.writeTables(q, before.tablesOf(schema, old)));
  const dump = await dumpOf(db);
  const ran = await migrate(db);
  return { db, phone, old, dump, ran };
}

/** The app of now on it, with the photo that lay beside the old database. */
async function serverOn(db: Db): Promise<TestServer> {
  const server = await appOn(db, []);
  const file = blobFile(server.dataDir, before.PHOTO_HASH);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, before.PHOTO);
  return server;
}

test.each(SCHEMAS)(
  "from schema %i to the newest: every row, every document and every answer is still there",
  async (schema) => {
    const { db, phone: chen, old, dump, ran } = await anUpgrade(schema);
    expect(unfilled(dump)).toEqual([]);
    expect(ran.length).toBe(numbers.filter((n) => n > schema).length);
    expect(lostRows(schema, dump, await dumpOf(db))).toEqual([]);

    const server = await serverOn(db);
    chen.goesTo(server.ask);
    expect(await misplaced(db)).toEqual([]);
    expect(await wrongSums(db)).toEqual([]);
    expect(await verifyDatabase(db, server.dataDir)).toEqual([]);

    // The same documents by a pull from zero, for one who stays and for one whose code is used only now.
    const records = before.recordsOf(schema, old);
    const wang = await WirePhone.enrol(server.ask, before.CODE_OF_WANG);
    for (const { phone, scopes } of [
      { phone: chen, scopes: SCOPES_OF_CHEN },
      { phone: wang, scopes: SCOPES_OF_WANG },
    ]) {
      const { rows } = await phone.pull();
      // What was set aside before there were desks is laid on one when the server starts.
      const puts = rows.filter((r) => r.op === "put" && (schema >= 4 || r.t !== "setAside"));
      expect(puts.map(textOf).sort()).toEqual(seenIn(scopes, records));
    }
    const { rows, tail } = await chen.pull();
    expect(rows.filter((r) => r.t === "setAside").map((r) => r.id)).toContain(old.sent[2].mid);
    expect((await wang.pull()).rows.filter((r) => r.op === "leave").map((r) => r.id)).toEqual([before.LEFT_TEAM]);
    expect(tail).toMatchObject({ lastN: 3, needBlobs: [before.AWAITED_HASH], ...(schema < 3 ? {} : { safe: 2 }) });
    const photo = await chen.call(`/api/blobs/${before.PHOTO_HASH}`);
    expect(Buffer.from(await photo.arrayBuffer())).toEqual(before.PHOTO);

    // The same push again: its old answers; and what comes next is taken.
    const again = await chen.push(old.sent);
    const at = "2026-10-01T08:00:00.123Z";
    expect(again).toMatchObject({
      lastN: 3,
      results: [
        { mid: old.sent[0].mid, outcome: "applied", rev: 1, at, conflicts: [] },
        { mid: old.sent[1].mid, outcome: "merged", rev: 3, at, conflicts: ["name"] },
        { mid: old.sent[2].mid, outcome: "quarantined", rev: 0, at, reason: "not-found" },
      ],
    });
    expect(await chen.does(planSlot("slot-2"))).toEqual(["applied"]);
    expect(await wrongSums(db)).toEqual([]);
    expect(await verifyDatabase(db, server.dataDir)).toEqual([]);
    await server.close();
  },
  60_000,
);
