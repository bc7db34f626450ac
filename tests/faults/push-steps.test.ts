/**
 * The server dies between each two steps of a push (docs/SYNC.md, SYN-2 to SYN-5): nothing lost, nothing doubled, and the
 * answer to the resend is the same each time. First at every statement, in process; then the real process, by SIGKILL.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope";
import type { PushReply } from "#protocol/push";
import { loadRecords } from "../../sync-server/load-records.ts";
import type { Db } from "../../sync-server/store/db.ts";
import { makeCode } from "../../sync-server/store/enrolment-store.ts";
import { migrate } from "../../sync-server/store/migrate.ts";
import { openPgDb } from "../../sync-server/store/pg-db.ts";
import { planSlot } from "../builders/acts.ts";
import { aNeighbourhood, PEOPLE } from "../builders/neighbourhood.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { databaseUrl, freshDatabase } from "../harness/test-database.ts";
import { WirePhone } from "../harness/wire-phone.ts";
import { type Guard, Guards } from "../rig/guards.ts";
import { RigServer } from "../rig/rig-server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "zmj-steps-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** What lies in the database of these records: one row a record with its revision, and how often each was decided. */
async function laid(db: Db, muts: readonly Envelope[]) {
  const slots = await db.query<{ id: string; rev: number }>(
    "SELECT id, rev FROM entity WHERE t = 'rosterSlot' AND id = ANY($1) ORDER BY id",
    [muts.map((m) => m.e.id)],
  );
  const decided = await db.query<{ mid: string; outcome: string }>(
    "SELECT mid, outcome FROM mutation WHERE mid = ANY($1)",
    [muts.map((m) => m.mid)],
  );
  const feed = await db.query<{ n: number; dense: boolean }>(
    `SELECT count(*)::int AS n, bool_and(f.seq <= h.head) AS dense FROM feed f JOIN scope_head h USING (scope)
      WHERE f.t = 'rosterSlot' AND f.id = ANY($1)`,
    [muts.map((m) => m.e.id)],
  );
  return { slots, outcomes: decided.map((d) => d.outcome), feed: feed[0] };
}

const NOTHING = { slots: [], outcomes: [], feed: { n: 0, dense: null } };
/** Each record lies in the scope of its team and in that of its community. */
const ONCE = (muts: readonly Envelope[]) => ({
  slots: muts.map((m) => ({ id: m.e.id, rev: 1 })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  outcomes: muts.map(() => "applied"),
  feed: { n: 2 * muts.length, dense: true },
});
const settled = ({ results, lastN }: PushReply) => ({ results, lastN });
const nights = (phone: WirePhone, name: string): Envelope[] =>
  [1, 2, 3].map((k) => phone.envelope(planSlot(`${name}-${k}`)));

describe("in process, at every statement", () => {
  let server: RigServer;
  beforeAll(async () => {
    server = new RigServer(await freshDatabase(), dataDir);
  });
  afterAll(() => server.db.close());

  /** What broke, in words, over all statements of a push; and how many there are. */
  async function brokenOverAll(without?: Guard): Promise<{ broken: string[]; statements: number }> {
    await server.reset(new Guards(without));
    const chen = await WirePhone.enrol(server.ask, await server.codeFor(PEOPLE.chen));
    const broken: string[] = [];
    for (let statement = 0; ; statement++) {
      const muts = nights(chen, `at-${statement}`);
      server.diesAfter(statement);
      const lost = await chen.push(muts).catch(() => null);
      server.neverDies();
      const died = lost === null;
      if (died && JSON.stringify(await laid(server.db, muts)) !== JSON.stringify(NOTHING))
        broken.push(`${statement}: half`);
      const [first, second] = [await chen.push(muts), await chen.push(muts)];
      if (JSON.stringify(settled(first)) !== JSON.stringify(settled(second))) broken.push(`${statement}: two answers`);
      if (lost && JSON.stringify(settled(lost)) !== JSON.stringify(settled(first)))
        broken.push(`${statement}: another answer`);
      if (JSON.stringify(await laid(server.db, muts)) !== JSON.stringify(ONCE(muts)))
        broken.push(`${statement}: not once`);
      if (!died) return { broken, statements: statement };
    }
  }

  test("[F08] it dies before each statement of a push: all of it or nothing, each answer the same", async () => {
    const { broken, statements } = await brokenOverAll();
    expect(broken).toEqual([]);
    expect(statements).toBeGreaterThan(5);
  });

  test.each<[Guard, string]>([
    ["pushTransaction", "half"],
    ["anyDedupe", "answer"],
  ])("[F08] without the protection %s that is seen: %s", async (guard, words) => {
    expect((await brokenOverAll(guard)).broken.join()).toContain(words);
  });
});

/**
 * The five numbered steps of a push, each with the lock that stops it there: the server waits in this statement, and dies.
 * A table IN SHARE MODE may be read but not written, IN EXCLUSIVE MODE read but not locked.
 */
const STEPS = [
  {
    step: "1, the client is locked",
    lock: "LOCK TABLE client IN ACCESS EXCLUSIVE MODE",
    waitsIn: "FROM client WHERE cid",
  },
  {
    step: "2, what is known is looked up",
    lock: "LOCK TABLE mutation IN ACCESS EXCLUSIVE MODE",
    waitsIn: "FROM mutation WHERE mid",
  },
  { step: "3, the records are locked", lock: "LOCK TABLE entity IN EXCLUSIVE MODE", waitsIn: "FOR UPDATE OF e" },
  { step: "4, the outcome is kept", lock: "LOCK TABLE mutation IN SHARE MODE", waitsIn: "INSERT INTO mutation" },
  { step: "5, the feed is numbered", lock: "LOCK TABLE scope_head IN SHARE MODE", waitsIn: "INSERT INTO scope_head" },
] as const;

describe("the real process, by SIGKILL", () => {
  const up: { server?: ServerProcess; db?: Db; drop?: () => Promise<void>; url: string } = { url: "" };
  const start = async (): Promise<void> => {
    up.server = await startServerProcess(dataDir, ["--empty"], { DATABASE_URL: up.url });
  };
  let chen: WirePhone;

  beforeAll(async () => {
    const { url, close } = await databaseUrl();
    Object.assign(up, { url, drop: close });
    up.db = await openPgDb({ url }, { max: 3 });
    await migrate(up.db);
    await loadRecords(up.db, aNeighbourhood());
    await start();
    const { code } = await makeCode(up.db, PEOPLE.chen, "test", Date.now());
    chen = await WirePhone.enrol((path, init) => up.server!.ask(path, init), code);
  }, 60_000);
  afterAll(async () => {
    await up.server?.kill("SIGKILL");
    await up.db?.close();
    await up.drop?.();
  });

  const waitsIn = (words: string) =>
    up.db!.query("SELECT 1 AS x FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE $1", [
      `%${words}%`,
    ]);

  /** Sends, waits until the server stands in that statement, and kills it; then the lock goes. */
  async function killedIn(muts: readonly Envelope[], { lock, waitsIn: words }: (typeof STEPS)[number]): Promise<void> {
    await up.db!.tx(async (q) => {
      await q.script(lock);
      const answer = chen.push(muts).catch(() => null);
      await expect.poll(async () => (await waitsIn(words)).length, { timeout: 10_000, interval: 20 }).toBe(1);
      await up.server!.kill("SIGKILL");
      expect(await answer).toBeNull();
    });
  }

  /** After the commit and before the answer: the process is stopped while its COMMIT waits, the lock goes, then it dies. */
  async function killedAfterCommit(muts: readonly Envelope[]): Promise<void> {
    await up.db!.script(`
      CREATE FUNCTION waits_at_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN LOCK TABLE audit_gate; RETURN NULL; END';
      CREATE TABLE audit_gate ();
      CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON mutation DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION waits_at_commit()`);
    const sent: { answer?: Promise<unknown> } = {};
    await up.db!.tx(async (q) => {
      await q.script("LOCK TABLE audit_gate");
      sent.answer = chen.push(muts).catch(() => null);
      await expect.poll(async () => (await waitsIn("COMMIT")).length, { timeout: 10_000, interval: 20 }).toBe(1);
      up.server!.signal("SIGSTOP");
    });
    await expect.poll(async () => (await laid(up.db!, muts)).slots.length, { timeout: 10_000, interval: 20 }).toBe(3);
    await up.server!.kill("SIGKILL");
    expect(await sent.answer).toBeNull();
    await up.db!.script("DROP TRIGGER at_commit ON mutation; DROP FUNCTION waits_at_commit; DROP TABLE audit_gate");
  }

  async function resentOnce(muts: readonly Envelope[]): Promise<void> {
    await start();
    const [first, second] = [await chen.push(muts), await chen.push(muts)];
    expect(first.results.map((r) => r.outcome)).toEqual(["applied", "applied", "applied"]);
    expect(settled(second)).toEqual(settled(first));
    expect(await laid(up.db!, muts)).toEqual(ONCE(muts));
  }

  test("[F08] killed in each of the five steps before the commit: nothing of the push is there, the resend counts once", async () => {
    for (const [k, step] of STEPS.entries()) {
      const muts = nights(chen, `step-${k + 1}`);
      await killedIn(muts, step);
      // The killed one's backend gives its locks back when it sees that nobody is there.
      await expect.poll(() => laid(up.db!, muts), { timeout: 10_000 }).toEqual(NOTHING);
      await resentOnce(muts);
    }
  }, 120_000);

  test("[F08] killed after the commit and before the answer: all of it is there, and the resend hears of it once", async () => {
    const muts = nights(chen, "committed");
    await killedAfterCommit(muts);
    const before = await laid(up.db!, muts);
    expect(before).toEqual(ONCE(muts));
    await resentOnce(muts);
  }, 60_000);
});
