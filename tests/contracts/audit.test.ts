/** The audit: what belongs into it is there, nobody can take it out again, and `verify` says where somebody did. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAnchoring } from "../../sync-server/store/audit-anchors.ts";
import { writeAudit } from "../../sync-server/store/audit-store.ts";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { startRound } from "../builders/acts.ts";
import { aNeighbourhood, COMMUNITY, DISTRICT, PEOPLE, TEAM } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { ENGINES } from "../harness/engines.ts";
import { freshDatabase } from "../harness/test-database.ts";
import { aDeviceKey, post, publicTextOf, WirePhone } from "../harness/wire-phone.ts";

const OTHER = "450305000000";

const entry = (district: string, subject: string) => ({
  district,
  personId: PEOPLE.chen,
  deviceId: null,
  act: "make-code",
  subject,
});

describe.each(ENGINES)("the chain on $engine", ({ migrated }) => {
  let db: Db;
  let dir: string;

  beforeAll(async () => {
    db = await migrated();
    dir = mkdtempSync(join(tmpdir(), "zmj-audit-"));
    await writeAudit(db, entry(DISTRICT, "one"), entry(OTHER, "甲 \u{1f9ef} 'quoted'"), entry(DISTRICT, "two"));
    await writeAudit(db, { ...entry(DISTRICT, "three"), personId: null, detail: "4:abcd-" });
  }, 120_000);
  afterAll(async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** As somebody does it who owns the database: the guards are his to take away. */
  const tampered = async (sql: string): Promise<unknown> =>
    db
      .tx(async (q) => {
        await q.script(`ALTER TABLE audit DISABLE TRIGGER USER; ${sql}; ALTER TABLE audit ENABLE TRIGGER USER`);
        const inside: Db = { ...db, query: q.query, script: q.script };
        throw Object.assign(new Error("undo"), { found: await verifyDatabase(inside, dir) });
      })
      .catch((error: { found?: unknown }) => {
        if (error.found === undefined) throw error;
        return error.found;
      });

  test("each district counts from one, and what the database hashed the program hashes too", async () => {
    const rows = await db.query("SELECT district, n, subject FROM audit ORDER BY district, n");
    expect(rows).toEqual([
      { district: DISTRICT, n: 1, subject: "one" },
      { district: DISTRICT, n: 2, subject: "two" },
      { district: DISTRICT, n: 3, subject: "three" },
      { district: OTHER, n: 1, subject: "甲 \u{1f9ef} 'quoted'" },
    ]);
    expect(await verifyDatabase(db, dir)).toEqual([]);
  });

  test("nobody changes, removes or empties it", async () => {
    for (const sql of [
      "UPDATE audit SET subject = 'x' WHERE n = 1",
      "DELETE FROM audit WHERE n = 1",
      "TRUNCATE audit",
    ]) {
      await expect(db.query(sql), sql).rejects.toMatchObject({ code: "42501" });
    }
  });

  const TAMPERING = [
    ["an edited entry", "UPDATE audit SET person_id = 'somebody-else' WHERE district = '450303000000' AND n = 2", 2],
    [
      "an entry with another time",
      "UPDATE audit SET at = at + interval '1 ms' WHERE district = '450303000000' AND n = 3",
      3,
    ],
    ["an entry taken out", "DELETE FROM audit WHERE district = '450303000000' AND n = 2", 2],
    [
      "an entry edited and hashed again",
      `UPDATE audit SET subject = 'x', hash = repeat('a', 64) WHERE district = '450303000000' AND n = 1`,
      1,
    ],
  ] as const;

  test.each(TAMPERING)("%s is found, and where", async (_what, sql, at) => {
    expect(await tampered(sql)).toEqual([
      { check: expect.stringContaining(`the audit of ${DISTRICT}, at entry ${at}:`), found: 1 },
    ]);
  });

  test("a whole chain written anew, or its end cut off, differs from what was noted outside the database", async () => {
    const note = createAnchoring(db, dir, () => Date.UTC(2026, 10, 24));
    await note();
    await note();
    expect(readFileSync(join(dir, "audit-anchors.ndjson"), "utf8").trim().split("\n")).toHaveLength(2);
    expect(await verifyDatabase(db, dir)).toEqual([]);
    expect(await tampered(`DELETE FROM audit WHERE district = '${DISTRICT}' AND n = 3`)).toMatchObject([
      { check: expect.stringMatching(/at or before entry 3: not what was noted/) },
    ]);
    const anew = `DELETE FROM audit WHERE district = '${OTHER}'; ALTER TABLE audit ENABLE TRIGGER audit_joins;
      INSERT INTO audit (district, act) VALUES ('${OTHER}', 'nothing')`;
    expect(await tampered(anew)).toMatchObject([{ check: expect.stringMatching(/at or before entry 1: not what/) }]);
  });

  test("many writers at once make one chain without a hole", async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => writeAudit(db, entry(DISTRICT, `w${i}`), entry(OTHER, `v${i}`))),
    );
    expect(await verifyDatabase(db, dir)).toEqual([]);
    expect(await db.query("SELECT max(n) AS n FROM audit WHERE district = $1", [DISTRICT])).toEqual([{ n: 15 }]);
  });
});

describe("every act about somebody's access leaves an entry", () => {
  const clock = { ms: Date.parse("2026-11-24T02:00:00.000Z") };
  let server: TestServer;
  let chen: WirePhone;
  let li: WirePhone;

  beforeAll(async () => {
    server = await appOn(await freshDatabase(), aNeighbourhood(), () => clock.ms);
    chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
    li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
    for (const phone of [chen, li]) phone.clock = () => clock.ms;
    await Promise.all([chen.token(), li.token()]);
  }, 120_000);
  beforeEach(() => {
    clock.ms += 61_000;
  });
  afterAll(() => server.close());

  const newest = async (act: string): Promise<Record<string, unknown> | undefined> =>
    (
      await server.db.query<Record<string, unknown>>(
        "SELECT person_id, device_id, subject, detail FROM audit WHERE act = $1 ORDER BY n DESC LIMIT 1",
        [act],
      )
    )[0];
  const countOf = async (act: string): Promise<number> =>
    (await server.db.query("SELECT 1 AS x FROM audit WHERE act = $1", [act])).length;

  test("Li enrols; his first token of a day is a sign-in, the second is the same day going on", async () => {
    expect(await newest("enrol")).toMatchObject({ person_id: PEOPLE.li, subject: li.deviceId });
    expect(await countOf("sign-in")).toBe(2);
    await li.forgetToken().token();
    expect(await countOf("sign-in")).toBe(2);
    clock.ms += 86_400_000;
    await li.forgetToken().token();
    expect(await newest("sign-in")).toMatchObject({ person_id: PEOPLE.li, device_id: li.deviceId });
    expect(await countOf("sign-in")).toBe(3);
  });

  test("Chen makes a code, gives and ends a role, switches a phone off", async () => {
    expect((await chen.call("/api/codes", { personId: PEOPLE.wang })).status).toBe(200);
    expect(await newest("make-code")).toMatchObject({ person_id: PEOPLE.chen, subject: PEOPLE.wang });
    const grant = { id: "g-9", role: "volunteer", orgCode: COMMUNITY, unitId: TEAM };
    expect(await chen.does({ cmd: "person.grantRole", args: { personId: PEOPLE.he, grant } })).toEqual(["applied"]);
    expect(await newest("person.grantRole")).toMatchObject({ person_id: PEOPLE.chen, subject: PEOPLE.he });
    await chen.does({ cmd: "person.revokeRole", args: { personId: PEOPLE.he, grantId: "g-9" } });
    expect(await newest("person.revokeRole")).toMatchObject({ device_id: chen.deviceId, subject: PEOPLE.he });
    const wang = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.wang));
    wang.clock = () => clock.ms;
    await chen.call(`/api/devices/${wang.deviceId}/revoke`, {});
    expect(await newest("revoke-device")).toMatchObject({ person_id: PEOPLE.chen, subject: wang.deviceId });
    expect((await wang.call("/api/devices")).status).toBe(401);
    expect(await newest("refused")).toMatchObject({
      person_id: PEOPLE.wang,
      subject: "GET /api/devices",
      detail: expect.stringMatching(/^revoked from [\w-]{8}$/),
    });
  });

  test("an ordinary deed leaves none", async () => {
    const before = (await server.db.query("SELECT 1 AS x FROM audit")).length;
    expect(await li.does(startRound("r1"))).toEqual(["applied"]);
    expect((await server.db.query("SELECT 1 AS x FROM audit")).length).toBe(before);
  });

  test("Li reaches for more than he may: at a door once a minute however often he knocks, in a push once a kind", async () => {
    for (let i = 0; i < 5; i++) expect((await li.call(`/api/overview/${COMMUNITY}`)).status).toBe(403);
    expect(await newest("refused")).toMatchObject({ person_id: PEOPLE.li, subject: "GET /api/overview/:community" });
    const many = await countOf("refused");
    clock.ms += 60_000;
    await li.call(`/api/overview/${COMMUNITY}`);
    expect(await countOf("refused")).toBe(many + 1);
    expect(await newest("refused")).toMatchObject({ detail: expect.stringMatching(/, 4 more before$/) });
    const grant = { id: "g-li", role: "districtAdmin", orgCode: DISTRICT };
    const greedy = { cmd: "person.grantRole", args: { personId: PEOPLE.li, grant } };
    expect(await li.does(greedy, greedy)).toEqual(["not-allowed", "not-allowed"]);
    expect(await newest("refused-command")).toMatchObject({ subject: "person.grantRole", detail: "not-allowed ×2" });
  });

  test("strangers: a wrong code, a signature that is not the phone's, a token nobody gave", async () => {
    const publicKey = await publicTextOf(await aDeviceKey());
    await post(server.ask, "/api/enrol", { code: "00000000", publicKey, deviceName: "张三的手机" });
    expect(await newest("refused")).toMatchObject({ person_id: null, subject: "POST /api/enrol" });
    const at = new Date(clock.ms).toISOString();
    await post(server.ask, "/api/token", { deviceId: li.deviceId, at, signature: "AAAA" });
    expect(await newest("refused-sign-in")).toMatchObject({ person_id: PEOPLE.li, device_id: li.deviceId });
    const [head, body, sign] = (await li.token()).split(".");
    const authorization = `Bearer ${head}.${body}.${sign?.split("").reverse().join("")}`;
    await server.ask("/api/devices", { headers: { authorization } });
    expect(await newest("refused-token")).toMatchObject({ person_id: null, subject: "GET /api/devices" });
    const before = (await server.db.query("SELECT 1 AS x FROM audit")).length;
    await server.ask("/api/devices");
    expect((await server.db.query("SELECT 1 AS x FROM audit")).length).toBe(before);
  });

  test("no name, code or address stands in it, and the chain is whole", async () => {
    const text = JSON.stringify(await server.db.query("SELECT * FROM audit"));
    expect(text).not.toMatch(/演示|张三|00000000|local|\d+\.\d+\.\d+\.\d+/);
    expect(await verifyDatabase(server.db, tmpdir())).toEqual([]);
  });
});
