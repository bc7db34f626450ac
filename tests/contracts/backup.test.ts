/** Backup, restore and move, the same on both engines. */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadRecords } from "../../sync-server/load-records.ts";
import { writeAudit } from "../../sync-server/store/audit-store.ts";
import { blobFile, tableFile, writeLines } from "../../sync-server/store/backup/backup-format.ts";
import { restoreBackup } from "../../sync-server/store/backup/restore-backup.ts";
import { listBackups, takeBackup } from "../../sync-server/store/backup/take-backup.ts";
import { verifyDatabase } from "../../sync-server/store/backup/verify-database.ts";
import { createBlobStore } from "../../sync-server/store/blob-store.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { redeemCode } from "../../sync-server/store/enrolment-store.ts";
import { epochOf } from "../../sync-server/store/meta.ts";
import { confirmStop, reportHazard, startRound } from "../builders/acts.ts";
import { aNeighbourhood, DISTRICT, PEOPLE } from "../builders/neighbourhood.ts";
import { appOn, type TestServer } from "../harness/app-on.ts";
import { ENGINES } from "../harness/engines.ts";
import { WirePhone } from "../harness/wire-phone.ts";

const PHOTO = new TextEncoder().encode("演示 a picture");
const PHOTO_SHA = "f8e2a4".padEnd(64, "0");

async function rowsOf(db: Db): Promise<unknown> {
  const entities = await db.query("SELECT t, id, scopes, rev, doc, fv FROM entity ORDER BY t, id");
  const mutations = await db.query("SELECT mid, cid, n, outcome, payload FROM mutation ORDER BY mid");
  const feed = await db.query("SELECT scope, seq, t, id, op FROM feed ORDER BY scope, seq");
  const heads = await db.query("SELECT scope, head, sum::text FROM scope_head ORDER BY scope");
  return { entities, mutations, feed, heads };
}

describe.each(ENGINES)("on $engine", ({ engine, migrated, empty }) => {
  let server: TestServer;
  let li: WirePhone;
  let dir: string;
  const place = (keep = 7, day = 0) => ({
    db: server.db,
    dataDir: dir,
    into: join(dir, "backups"),
    now: () => Date.UTC(2026, 10, 24 + day),
    keep,
  });

  async function keepsPhoto(): Promise<string> {
    const sha256 = createHash("sha256").update(PHOTO).digest("hex");
    await createBlobStore(server.db, dir).append(sha256, { at: 0, total: PHOTO.length, bytes: PHOTO });
    return sha256;
  }

  beforeAll(async () => {
    server = await appOn(await migrated(), aNeighbourhood());
    li = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.li));
    await li.does(startRound("r-1"), confirmStop("r-1", "cp-1"), reportHazard("i-1"));
  }, 120_000);
  afterAll(() => server.close());
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "zmj-backup-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test("whoever finds a backup cannot sign in as a phone, nor try codes at his leisure: both secrets stay where they were", async () => {
    const code = await server.codeFor(PEOPLE.wang);
    const secrets = (db: Db) => db.query("SELECT name FROM meta WHERE name LIKE '%-secret' ORDER BY name");
    expect(await secrets(server.db)).toEqual([{ name: "code-secret" }, { name: "token-secret" }]);
    const { folder } = await takeBackup(place());
    const other = await empty();
    try {
      await restoreBackup({ db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "kept" });
      expect(await secrets(other)).toEqual([]);
      const kept = await other.query<{ hash: string }>("SELECT hash FROM enrolment_code WHERE person_id = $1", [
        PEOPLE.wang,
      ]);
      expect(kept).toHaveLength(1);
      expect(kept[0]?.hash).not.toBe(createHash("sha256").update(`enrol:${code}`).digest("hex"));
      expect(await redeemCode(other, code, Date.now())).toBeNull();
      expect(await redeemCode(server.db, code, Date.now())).toBe(PEOPLE.wang);
    } finally {
      await other.close();
    }
  });

  test("what is moved to another database takes the codes that are out along", async () => {
    const code = await server.codeFor(PEOPLE.wang);
    const { folder } = await takeBackup({ ...place(), marksPhones: false });
    const other = await empty();
    try {
      await restoreBackup({ db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "kept" });
      expect(await redeemCode(other, code, Date.now())).toBe(PEOPLE.wang);
    } finally {
      await other.close();
    }
  });

  test("what is restored is what was there, to the last digit, and the server is another one from then on", async () => {
    const { folder } = await takeBackup(place());
    const other = await empty();
    try {
      await restoreBackup({ db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "new" });
      expect(await rowsOf(other)).toEqual(await rowsOf(server.db));
      expect(await epochOf(other)).not.toBe(await epochOf(server.db));
      await writeAudit(other, { district: DISTRICT, personId: null, deviceId: null, act: "later", subject: "here" });
      const chain = await other.query<{ n: number }>("SELECT n FROM audit WHERE district = $1 ORDER BY n", [DISTRICT]);
      expect(chain.map((row) => row.n)).toEqual(chain.map((_, i) => i + 1));
      expect(chain.length).toBeGreaterThan(1);
      expect(await verifyDatabase(other, join(dir, "other"))).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test("a move keeps the epoch, so that no phone has to begin again", async () => {
    const { folder } = await takeBackup(place());
    const other = await empty();
    try {
      await restoreBackup({ db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "kept" });
      expect(await epochOf(other)).toBe(await epochOf(server.db));
      const again = { db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "kept" } as const;
      await expect(restoreBackup(again)).rejects.toMatchObject({ code: "database-not-empty" });
    } finally {
      await other.close();
    }
  });

  test("a phone may forget only what stands in the oldest backup that is kept", async () => {
    const safe = async () => (await li.push([])).safe;
    await takeBackup(place(2, 0));
    expect(await safe()).toBe(3);
    await li.does(reportHazard("i-2"));
    await takeBackup(place(2, 1));
    expect(await safe()).toBe(3);
    await takeBackup(place(2, 2));
    expect(await safe()).toBe(4);
    expect(await listBackups(join(dir, "backups"))).toHaveLength(2);
  });

  test("while a backup of before a restore is kept, nothing new may be forgotten: its time may never have been", async () => {
    const safe = async () => (await li.push([])).safe;
    const isEpoch = (epoch: string) => server.db.query("UPDATE meta SET value = $1 WHERE name = 'epoch'", [epoch]);
    await takeBackup(place(2, 0));
    await isEpoch("after-a-restore");
    await server.db.query("UPDATE client SET safe_n = NULL");
    try {
      await takeBackup(place(2, 1));
      expect(await safe()).toBeUndefined();
      await takeBackup(place(2, 2));
      expect(await safe()).toBe(li.n);
    } finally {
      await isEpoch(li.epoch);
    }
  });

  test("a backup with a changed line or photo is refused before anything is touched", async () => {
    const sha256 = await keepsPhoto();
    const { folder } = await takeBackup(place());
    const other = await migrated();
    try {
      await loadRecords(other, aNeighbourhood());
      const before = await rowsOf(other);
      const order = { db: other, dataDir: join(dir, "other"), folder, replace: true, epoch: "new" } as const;
      const photo = blobFile(folder, sha256);
      rmSync(photo);
      writeFileSync(photo, "another picture");
      await expect(restoreBackup(order)).rejects.toMatchObject({ code: "backup-damaged", detail: { photo: sha256 } });
      expect(await rowsOf(other)).toEqual(before);
      rmSync(photo);
      writeFileSync(photo, PHOTO);
      appendFileSync(join(folder, "tables", "entity.ndjson.gz"), "x");
      await expect(restoreBackup(order)).rejects.toMatchObject({ code: "backup-damaged" });
      expect(await rowsOf(other)).toEqual(before);
      writeFileSync(join(folder, "manifest.json"), "{}");
      await expect(restoreBackup(order)).rejects.toMatchObject({ code: "backup-unreadable" });
      expect(await rowsOf(other)).toEqual(before);
    } finally {
      await other.close();
      await server.db.query("DELETE FROM blob WHERE sha256 = $1", [sha256]);
    }
  });

  test("a restore that breaks off leaves no half of it behind", async () => {
    const { folder, manifest } = await takeBackup(place());
    async function* noScopes() {
      yield '{"scope":null}';
    }
    const scope_head = await writeLines(tableFile(folder, "scope_head"), noScopes());
    const broken = { ...manifest, tables: { ...manifest.tables, scope_head } };
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(broken));
    const other = await empty();
    try {
      const order = { db: other, dataDir: join(dir, "other"), folder, replace: false, epoch: "new" } as const;
      await expect(restoreBackup(order)).rejects.toThrow();
      expect(await other.query("SELECT 1 AS x FROM entity UNION ALL SELECT 1 AS x FROM mutation")).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test("the audit that a restore replaces stays beside the database, every entry of it", async () => {
    const { folder } = await takeBackup(place());
    const other = await migrated();
    try {
      const entry = { district: DISTRICT, personId: null, deviceId: null, act: "before", subject: "here" };
      await writeAudit(other, entry, { ...entry, act: "and-after" });
      const [dataDir, epoch] = [join(dir, "other"), await epochOf(other)];
      await restoreBackup({ db: other, dataDir, folder, replace: true, epoch: "new" });
      const lines = gunzipSync(readFileSync(join(dataDir, `audit-until-${epoch}.ndjson.gz`))).toString("utf8");
      const acts = lines.trim().split("\n");
      expect(acts.map((line) => (JSON.parse(line) as { act: string }).act)).toEqual(["before", "and-after"]);
    } finally {
      await other.close();
    }
  });

  test("a backup that cannot be read back gets no name, and what is safe stays as it was", async () => {
    const sha256 = await keepsPhoto();
    const safe = (await li.push([])).safe;
    const spoiled = blobFile(dir, sha256);
    rmSync(spoiled);
    writeFileSync(spoiled, "another picture");
    await li.does(reportHazard(`i-${engine}-unread`));
    await expect(takeBackup(place())).rejects.toMatchObject({ code: "backup-damaged" });
    expect(await listBackups(join(dir, "backups"))).toEqual([]);
    expect((await li.push([])).safe).toBe(safe);
    await server.db.query("DELETE FROM blob WHERE sha256 = $1", [sha256]);
  });

  test("photos go with it, and one that is gone is found", async () => {
    const sha256 = await keepsPhoto();
    const { folder, manifest } = await takeBackup(place());
    expect(manifest.blobs).toEqual([sha256]);
    expect(existsSync(blobFile(folder, sha256))).toBe(true);
    rmSync(blobFile(dir, sha256));
    expect(await verifyDatabase(server.db, dir)).toMatchObject([{ found: 1 }]);
    await server.db.query("DELETE FROM blob WHERE sha256 = $1", [sha256]);
  });

  test("a backup that was broken off has no name that anybody would restore", async () => {
    await server.db.query("INSERT INTO blob (sha256, bytes, stored_at) VALUES ($1, 5, now())", [PHOTO_SHA]);
    await expect(takeBackup(place())).rejects.toMatchObject({ code: "ENOENT" });
    await server.db.query("DELETE FROM blob WHERE sha256 = $1", [PHOTO_SHA]);
    expect(await listBackups(join(dir, "backups"))).toEqual([]);
    expect(readdirSync(join(dir, "backups"))).toHaveLength(1);
  });
});
