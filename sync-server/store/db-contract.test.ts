import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyDatabase } from "../../tests/harness/test-database.ts";
import { type Db, sqlState } from "./db.ts";
import { openPgliteDb } from "./pglite-db.ts";

const TABLE = `create table thing (
  id int8 primary key, words text, doc jsonb, bytes bytea, at timestamptz, day date, flag boolean, many int8[]
); create table empty_one ();`;

const RUNGS = [
  { rung: "PostgreSQL", openDb: async () => (await emptyDatabase()).db },
  { rung: "PGlite", openDb: () => openPgliteDb({ folder: null }) },
];

describe.each(RUNGS)("on $rung", ({ openDb }) => {
  const open: { db?: Db } = {};

  beforeAll(async () => {
    open.db = await openDb();
    await open.db.script(TABLE);
  }, 120_000);

  afterAll(() => open.db?.close());

  const db = (): Db => {
    if (open.db === undefined) throw new Error("not open");
    return open.db;
  };

  test("every type comes back as the port promises", async () => {
    const position = 9_007_199_254_740_991;
    await db().query("insert into thing values ($1, $2, $3, $4, $5, $6, $7, $8)", [
      position,
      "七星岩 ’quoted\\",
      JSON.stringify([{ 楼: 3, ok: true, none: null }]),
      new Uint8Array([0, 127, 255]),
      "2026-05-01T08:00:00.123+08:00",
      "2026-05-01",
      true,
      [1, null, position],
    ]);
    const [row] = await db().query<Record<string, unknown>>("select * from thing where id = $1", [position]);
    expect(row).toEqual({
      id: position,
      words: "七星岩 ’quoted\\",
      doc: [{ 楼: 3, ok: true, none: null }],
      bytes: new Uint8Array([0, 127, 255]),
      at: "2026-05-01T00:00:00.123Z",
      day: "2026-05-01",
      flag: true,
      many: [1, null, position],
    });
    expect(Object.getPrototypeOf(row?.["bytes"])).toBe(Uint8Array.prototype);
  });

  test("null, count, empty array and infinity", async () => {
    const [row] = await db().query(
      "select null::jsonb as none, count(*) as n, '{}'::int8[] as list, 'infinity'::timestamptz as ever from empty_one",
    );
    expect(row).toEqual({ none: null, n: 0, list: [], ever: "infinity" });
  });

  test("a number may stand for text, and an array feeds unnest", async () => {
    expect(await db().query("select $1::text as t", [12])).toEqual([{ t: "12" }]);
    const rows = await db().query("select * from unnest($1::text[], $2::int8[]) as u(word, n)", [
      ["甲", 'a,"b"'],
      [1, 2],
    ]);
    expect(rows).toEqual([
      { word: "甲", n: 1 },
      { word: 'a,"b"', n: 2 },
    ]);
  });

  test("a named statement gives the same rows every time", async () => {
    const statement = { name: "double", text: "select $1::int8 * 2 as n" };
    for (const n of [1, 2, 3]) expect(await db().query(statement, [n])).toEqual([{ n: n * 2 }]);
  });

  test("int8 beyond 2^53 is an error and not a rounding", async () => {
    await expect(db().query("select 9007199254740993::int8 as n")).rejects.toThrow(RangeError);
    expect(await db().query("select 1::int8 as n")).toEqual([{ n: 1 }]);
  });

  test("a thrown error rolls back and reaches the caller", async () => {
    const fail = db().tx(async (q) => {
      await q.query("insert into thing (id) values (1)");
      throw new Error("stop");
    });
    await expect(fail).rejects.toThrow("stop");
    expect(await db().query("select 1 from thing where id = 1")).toEqual([]);
  });

  test("a failed statement that was caught inside cannot pass for a commit", async () => {
    const swallowed = db().tx(async (q) => {
      await q.query("insert into thing (id) values (2)");
      await q.query("insert into thing (id) values (2)").catch(() => undefined);
    });
    await expect(swallowed).rejects.toMatchObject({ code: "25P02" });
    expect(await db().query("select 1 from thing where id = 2")).toEqual([]);
  });

  test("a statement caught behind a savepoint commits", async () => {
    await db().tx(async (q) => {
      await q.query("insert into thing (id) values (3)");
      await q.query("savepoint s");
      await q.query("insert into thing (id) values (3)").catch(() => q.query("rollback to s"));
    });
    expect(await db().query("select id from thing where id = 3")).toEqual([{ id: 3 }]);
  });

  test("a refusal of the database carries its SQLSTATE", async () => {
    const error = await db()
      .query("insert into nowhere values (1)")
      .catch((reason: unknown) => reason);
    expect(sqlState(error)).toBe("42P01");
  });

  test("a transaction runs again after a serialization failure", async () => {
    const seen: number[] = [];
    const value = await db().tx(async (q) => {
      seen.push(seen.length);
      await q.query("insert into thing (id) values (4)");
      if (seen.length < 3) await q.script("do $$ begin raise exception 'again' using errcode = '40001'; end $$");
      return "done";
    });
    expect(value).toBe("done");
    expect(seen).toEqual([0, 1, 2]);
    expect(await db().query("select id from thing where id = 4")).toEqual([{ id: 4 }]);
  });

  test("one name, one holder of the lock; the next comes after a failure too", async () => {
    const steps: string[] = [];
    const hold = (who: string): Promise<void> =>
      db().withLock("door", async () => {
        steps.push(`${who} in`);
        await db().query("select 1");
        steps.push(`${who} out`);
        if (who === "a") throw new Error("stumbled");
      });
    const results = await Promise.allSettled([hold("a"), hold("b"), hold("c")]);
    expect(results.filter((result) => result.status === "rejected")).toHaveLength(1);
    for (let i = 0; i < 6; i += 2) expect(steps[i + 1]).toBe(steps[i]?.replace("in", "out"));
  });

  test("a notification is heard until it is stopped", async () => {
    const heard: string[] = [];
    const stop = await db().listen?.("hints", (payload) => heard.push(payload));
    await db().query("select pg_notify('hints', $1)", ["scope 7"]);
    await expect.poll(() => heard).toEqual(["scope 7"]);
    await stop?.();
    await db().query("select pg_notify('hints', 'late')");
    expect(heard).toEqual(["scope 7"]);
  });
});
